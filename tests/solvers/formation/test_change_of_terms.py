"""What changes a problem in a known way changes the best plan in that way, and no other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.solvers.formation.biting import laid
from tests.solvers.formation.small import checked
from tests.solvers.formation.tiny import tiny

from midas.core.formation.generate import generated
from midas.core.formation.plan import Status
from midas.core.formation.policy import AtMost, Local
from midas.core.formation.problem import FormationProblem
from midas.core.members.profile import Firm, Offering
from midas.solvers.formation import form

SOME = settings(max_examples=30, deadline=None, derandomize=True, database=None)
SEEDS = st.integers(0, 10**6)
NEAR = 3e-6
"""Relative: two proofs within a millionth each, and a sliver of work where firms are counted."""


def objective(problem: FormationProblem) -> float | None:
    """The proven least objective; `None` where it is proven that there is no plan."""
    outcome = form(problem)
    if outcome.status is Status.INFEASIBLE:
        return None
    assert outcome.status is Status.OPTIMAL
    checked(problem, outcome)
    return outcome.objective


def same(one: float | None, other: float | None) -> bool:
    return one == other or (None not in (one, other) and one == pytest.approx(other, rel=NEAR, abs=0.01))


@pytest.mark.parametrize("factor", [10, 10**6])
@SOME
@given(seed=SEEDS)
def test_all_money_times_a_factor_makes_the_best_plan_that_much_dearer(factor: int, seed: int) -> None:
    problem = tiny(Random(seed))
    least = objective(problem)

    assert same(objective(dearer(problem, factor)), None if least is None else least * factor)


@SOME
@given(seed=SEEDS)
def test_all_quantities_times_a_factor_with_prices_as_much_lower_cost_the_same(seed: int) -> None:
    problem = tiny(Random(seed))

    assert same(objective(problem), objective(in_smaller_units(problem, 8)))


@SOME
@given(seed=SEEDS)
def test_the_order_of_firms_and_packages_decides_nothing_of_the_objective(seed: int) -> None:
    problem = tiny(Random(seed))
    firms, packages = list(problem.firms), list(problem.work_packages)
    draw = Random(seed)
    draw.shuffle(firms)
    packages.reverse()

    assert same(
        objective(problem), objective(replace(problem, firms=tuple(firms), work_packages=tuple(packages)))
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_nor_does_it_in_a_problem_of_some_size(seed: int) -> None:
    problem = generated(200, 6, seed)
    firms, packages = list(problem.firms), list(problem.work_packages)
    Random(seed).shuffle(firms)
    Random(seed).shuffle(packages)

    assert same(
        objective(problem), objective(replace(problem, firms=tuple(firms), work_packages=tuple(packages)))
    )


@SOME
@given(seed=SEEDS)
def test_one_more_firm_never_makes_the_best_plan_worse(seed: int) -> None:
    """The value of packages is stated, or a new price would change what shares are shares of."""
    problem = laid(seed, ("share_cap", "local", "max_partners", "capacity"))
    new = Firm(
        "new",
        offerings=tuple(
            Offering(Decimal(Random(seed).randint(10, 80)), work_package=package.id, capacity=Decimal(3))
            for package in problem.work_packages
        ),
    )

    before, after = objective(problem), objective(replace(problem, firms=(*problem.firms, new)))

    assert before is None or (after is not None and after <= before * (1 + NEAR))


def test_one_more_firm_often_makes_it_better() -> None:
    """Or the property above would say nothing."""
    cheap = Firm("new", offerings=tuple(Offering(Decimal(5), work_package=name) for name in ("wp1", "wp2")))
    problems = [laid(seed, ("capacity",)) for seed in range(10)]
    better = [
        (objective(replace(problem, firms=(*problem.firms, cheap))) or 0) < (objective(problem) or 0)
        for problem in problems
    ]

    assert sum(better) >= 5


TIGHTER: dict[str, tuple[Any, ...]] = {
    "max_partners": (4, 3, 2, 1),
    "min_partners": (0, 2, 3, 4),
    "share_cap": (Decimal(1), Decimal("0.8"), Decimal("0.6"), Decimal("0.4")),
    "standing_multiple": (None, Decimal("0.5"), Decimal(1), Decimal(2)),
    "turnover_multiple": (None, Decimal("0.5"), Decimal(1), Decimal(3)),
    "min_value_share": (None, Decimal("0.1"), Decimal("0.3"), Decimal("0.5")),
    "local": tuple(Local(("UKE",), Decimal(share)) for share in ("0", "0.2", "0.5", "0.9")),
    "tag_min_share": tuple({"sme": Decimal(share)} for share in ("0", "0.2", "0.5", "0.9")),
    "ceiling": (None, 900, 700, 500),
    "at_most": ((), (AtMost(("f1", "f2", "f3"), 2),), (AtMost(("f1", "f2", "f3"), 1),)),
    "exclude": ((), ("f2",), ("f2", "f1")),
    "require": ((), ("f4",), ("f4", "f3")),
    "conflicts": ((), (("f1", "f2"),), (("f1", "f2"), ("f1", "f3"))),
}


@pytest.mark.parametrize("rule", TIGHTER)
def test_a_tighter_rule_never_makes_the_best_plan_better(rule: str) -> None:
    worse = 0
    for seed in range(5):
        problem = laid(seed, ("min_split",))
        steps = [
            objective(replace(problem, policy=replace(problem.policy, **{rule: level})))
            for level in TIGHTER[rule]
        ]
        cost = [float("inf") if one is None else one for one in steps]
        for looser, tighter in pairwise(cost):
            assert tighter >= looser * (1 - NEAR), (seed, cost)
        worse += cost[-1] > cost[0] * (1 + NEAR)
    assert worse >= 2, "a rule that never costs anything is not tested"


def dearer(problem: FormationProblem, factor: int) -> FormationProblem:
    """The problem with every amount of money times `factor`."""

    def times(amount: int | None) -> int | None:
        return None if amount is None else amount * factor

    policy = problem.policy
    return replace(
        problem,
        work_packages=tuple(replace(one, value=times(one.value)) for one in problem.work_packages),
        firms=tuple(
            replace(
                firm,
                engagement_cost=firm.engagement_cost * factor,
                turnover=times(firm.turnover),
                offerings=each_offering(
                    firm,
                    lambda one: replace(one, unit_price=one.unit_price * factor, set_up=one.set_up * factor),
                ),
            )
            for firm in problem.firms
        ),
        policy=replace(
            policy,
            contract_value=times(policy.contract_value),
            haulage_per_km=policy.haulage_per_km * factor,
            familiar=tuple(replace(one, amount=one.amount * factor) for one in policy.familiar),
            ceiling=times(policy.ceiling),
        ),
    )


def in_smaller_units(problem: FormationProblem, factor: int) -> FormationProblem:
    """The same problem counted in units of which `factor` make one of the old."""

    def smaller(offering: Offering) -> Offering:
        return replace(
            offering,
            unit_price=offering.unit_price / factor,
            capacity=None if offering.capacity is None else offering.capacity * factor,
            min_order=offering.min_order * factor,
            uses={name: usage / factor for name, usage in offering.uses.items()},
        )

    return replace(
        problem,
        work_packages=tuple(replace(one, quantity=one.quantity * factor) for one in problem.work_packages),
        firms=tuple(replace(firm, offerings=each_offering(firm, smaller)) for firm in problem.firms),
    )


def each_offering(firm: Firm, change: Callable[[Offering], Offering]) -> tuple[Offering, ...]:
    return tuple(change(one) for one in firm.offerings)
