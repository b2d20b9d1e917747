"""A shortage is named at once, and never where there is a plan."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.solvers.formation.brute_force import best_objective
from tests.solvers.formation.small import ASH, BIRCH, CEDAR, firm, metal, small, survey
from tests.solvers.formation.tiny import tiny

from midas.core.formation.generate import generated
from midas.core.formation.policy import AtMost, Local
from midas.core.formation.problem import FormationProblem
from midas.solvers.formation import form
from midas.solvers.formation.lines import scope_of
from midas.solvers.formation.shortage import shortage

SOME = settings(max_examples=150, deadline=None, derandomize=True, database=None)
SEEDS = st.integers(0, 10**6).map(Random)


def named(problem: FormationProblem) -> tuple[str, ...]:
    found = shortage(scope_of(problem))
    return () if found is None else found.reasons


@SOME
@given(SEEDS)
def test_where_a_shortage_is_named_no_choice_of_all_is_a_plan(draw: Random) -> None:
    problem = tiny(draw)
    if shortage(scope_of(problem)) is not None:
        assert best_objective(problem) is None


HALF = {"capacity": "50"}
SHARED = {"resources": {"hours": Decimal(100)}}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"site": {"competency": "diving"}}, "nobody offers diving, which survey asks for"),
        (
            {
                "firms": (
                    firm("ash", metal(40, capacity="60"), survey(300)),
                    firm("birch", metal(45, capacity="25")),
                )
            },
            "all who may do steel have room for 85 of its 100 hours together",
        ),
        (
            {
                "firms": (firm("ash", metal(40, uses={"hours": 1}), survey(3, uses={"hours": 1}), **SHARED),),
                "site": {"quantity": "30"},
            },
            "all who may do it have too little room at once: nobody is left for",
        ),
        (
            {"share_cap": Decimal("0.3"), "firms": (ASH, BIRCH, CEDAR)},
            "no partner may carry so much of the value that",
        ),
        (
            {
                "steel": {"max_suppliers": 2},
                "firms": (
                    firm("ash", metal(40, capacity="40"), survey(9)),
                    firm("birch", metal(41, capacity="40")),
                    firm("cedar", metal(42, capacity="40")),
                ),
            },
            "so few firms may be on a package that nobody is left for 20 of the 100 hours of steel",
        ),
        (
            {
                "at_most": (AtMost(("ash", "birch", "cedar"), 1),),
                "firms": (
                    firm("ash", metal(40, capacity="60"), survey(9)),
                    firm("birch", metal(41, capacity="60")),
                    firm("cedar", metal(42, capacity="60")),
                ),
            },
            "so few of some firms may be partners together that 40 of the 100 hours of steel is left",
        ),
        (
            {"local": Local(("UKF",), Decimal("0.7"))},
            "firms in UKF can carry at most 60 % of the value, and 70 % is asked for",
        ),
        (
            {"tag_min_share": {"sme": Decimal("0.7")}},
            "firms marked sme can carry at most 60 % of the value, and 70 % is asked for",
        ),
        (
            {"max_partners": 1, "firms": (firm("ash", metal(40)), firm("birch", survey(45)))},
            "it takes at least 2 partners, and at most 1 are allowed",
        ),
        ({"ceiling": 6999}, "no plan costs less than GBP 70.00, and the ceiling is GBP 69.99"),
        (
            {"turnover_multiple": Decimal(100)},
            "all who may be partners can turn over at most GBP 9,790.00 together, and GBP 10,000.00 is asked for",
        ),
        (
            {"turnover_multiple": Decimal(6), "max_partners": 1, "firms": (ASH, BIRCH, CEDAR)},
            "any 1 partner can turn over at most GBP 500.00 together, and GBP 600.00 is asked for",
        ),
        ({"need_lead": True, "exclude": ("birch", "dale")}, "a partner fit to lead is asked for, and nobody"),
        ({"certificates_any": ("iso 42",)}, "a partner that holds iso 42 is asked for, and nobody"),
        ({"min_partners": 6}, "4 firms may be partners, and at least 6 are asked for"),
        ({"site": {"min_suppliers": 3}}, "2 firms may do survey, and at least 3 are asked for"),
        ({"require": ("ash",), "exclude": ("ash",)}, "ash is required, and may not be a partner"),
        (
            {"require": ("ash", "birch"), "max_partners": 1},
            "2 partners are required, and at most 1 are allowed",
        ),
        (
            {"require": ("ash", "birch"), "conflicts": (("ash", "birch"),)},
            "ash and birch are both required, and may not be partners together",
        ),
        (
            {"require": ("ash", "birch"), "at_most": (AtMost(("ash", "birch"), 1),)},
            "ash and birch are required, and at most 1 of their set may be partners",
        ),
        (
            {"ceiling": 7100, "local": Local(("UKF",), Decimal("0.5"))},
            "with every other rule kept, firms in UKF can carry at most",
        ),
    ],
)
def test_every_kind_of_shortage_is_named_in_the_users_terms(changes: dict[str, Any], words: str) -> None:
    problem = small(**changes)

    told = named(problem)

    assert any(one.startswith(words) for one in told), told
    assert form(problem).plan is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"local": Local(("UKE", "UKC"), Decimal("0.99"))}, "firms in UKE and UKC can carry at most"),
        ({"max_partners": 5}, "it takes at least"),
        ({"ceiling": 100_000}, "no plan costs less than"),
        ({"share_cap": Decimal("0.03")}, "with every other rule kept"),
    ],
)
def test_in_a_cluster_of_a_thousand_a_rule_too_tight_is_named(change: dict[str, Any], words: str) -> None:
    problem = generated(1000, 20, 1)
    tight = replace(problem, policy=replace(problem.policy, **change))

    assert not named(problem)
    assert any(one.startswith(words) for one in named(tight)), named(tight)


def test_many_lines_are_looked_at_by_arithmetic_alone() -> None:
    problem = small(ceiling=1, need_lead=True, exclude=("birch", "dale"))
    assert shortage(scope_of(small(ceiling=1)), most_lines=2) is None
    found = shortage(scope_of(problem), most_lines=2)
    assert found is not None
    assert len(found.reasons) == 1


def test_a_shortage_of_firms_says_which_competency_to_recruit_for() -> None:
    found = shortage(scope_of(small(site={"competency": "diving"})))

    assert found is not None
    assert found.recruit == ("diving",)
    assert found.relaxations == ()
