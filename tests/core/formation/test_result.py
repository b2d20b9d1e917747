"""The result as JSON: the plan's own figures, recomputed, and a plan that reads back as itself."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.core.formation.examples import GOOD, bridge, share_out

from midas.core.formation.plan import (
    Almost,
    Alternative,
    BindingRule,
    Diagnosis,
    Explanation,
    FrontierPoint,
    Outcome,
    Plan,
    Recruit,
    Relaxation,
    Robustness,
    Status,
)
from midas.core.formation.result import read_plan, write_outcome, write_plan
from midas.core.values.problems import BadInput

OTHER = share_out(("ash", 0, "steel", "333.25"), ("cedar", 0, "steel", "666.75"), ("birch", 1, "survey", 10))


def test_a_result_carries_the_plan_and_its_figures() -> None:
    problem = bridge(local={"regions": ["UKE"]})
    outcome = Outcome(
        Status.OPTIMAL,
        GOOD,
        objective=1.0,  # a solver's claim is not repeated
        bound=75_699.5,
        gap=6.6e-6,
        seconds=0.25,
        engine="HiGHS 1.12",
        seed=7,
        alternatives=(Alternative(OTHER, 1.0, 2.5, gap=0.0),),
        frontier=(FrontierPoint(GOOD, 1.0, 1.0, 1.0, gap=None),),
    )
    result = json.loads(json.dumps(write_outcome(problem, outcome)))

    assert (result["status"], result["objective"], result["bound"], result["gap"]) == (
        "OPTIMAL", 75_700, 75_699.5, 6.6e-6,
    )  # fmt: skip
    assert (result["cost"], result["risk"], result["local_share"]) == (75_700, 1_800, 0.36)
    assert result["cost_by_kind"] == {
        "goods": 72_200, "set_up": 500, "engagement": 3_000, "haulage": 0, "familiarity": 0,
    }  # fmt: skip
    assert [(one["id"], one["value_share"], one["work_packages"]) for one in result["partners"]] == [
        ("birch", 0.64, ["steel", "survey"]),
        ("ash", 0.36, ["steel"]),
    ]
    assert result["allocations"][1:] == [
        {"firm": "birch", "offering": 0, "work_package": "steel", "quantity": 400, "cost": 14_700},
        {"firm": "birch", "offering": "survey", "work_package": "survey", "quantity": 10, "cost": 40_000},
    ]
    assert result["alternatives"][0]["over_best"] == 2.5
    assert result["alternatives"][0]["allocations"][1]["quantity"] == 666.75
    assert result["frontier"][0]["cost"] == 75_700
    assert result["explanation"]["summary"].startswith("2 partners do 2 work packages")
    assert result["diagnosis"] is None


def test_without_a_plan_there_are_no_figures_and_a_diagnosis() -> None:
    diagnosis = Diagnosis(
        ("steel lacks 300 hours",),
        (Relaxation("capacity", "ash", 300.0, "300 hours more of Ash"),),
        ("metal",),
        ((Relaxation("ceiling", "", 5.0, "GBP 0.05 more"),),),
        (
            Recruit(
                "metal", "steel", Decimal("300.5"), "HUR", "UKE32", date(2027, 1, 4), ("ISO 9001",), "a firm"
            ),
        ),
        (Almost("local", GOOD, 75_700.0, 0.001, "without the local share"),),
    )
    result = write_outcome(bridge(), Outcome(Status.INFEASIBLE, diagnosis=diagnosis))

    assert (result["objective"], result["cost"], result["partners"], result["allocations"]) == (
        None,
        None,
        [],
        [],
    )
    assert (result["explanation"], result["alternatives"]) == (None, [])
    assert result["diagnosis"] == {
        "reasons": ["steel lacks 300 hours"],
        "relaxations": [
            {"rule": "capacity", "subject": "ash", "amount": 300.0, "message": "300 hours more of Ash"}
        ],
        "recruit": ["metal"],
        "instead": [[{"rule": "ceiling", "subject": "", "amount": 5.0, "message": "GBP 0.05 more"}]],
        "needed": [
            {
                "competency": "metal",
                "work_package": "steel",
                "quantity": 300.5,
                "unit": "HUR",
                "place": "UKE32",
                "by": "2027-01-04",
                "certificates": ["ISO 9001"],
                "message": "a firm",
                "regions": [],
                "tags": [],
            }
        ],
        "almost": [
            {
                "rule": "local",
                "objective": 75_700.0,
                "gap": 0.001,
                "partners": ["ash", "birch"],
                "message": "without the local share",
            }
        ],
    }


def test_an_explanation_is_written_with_its_ranks_and_re_solved_figures() -> None:
    told = Explanation(
        binding=(BindingRule("ceiling", "", "tight", saving=12.0),),
        robustness=(Robustness("prices +10 %", True, "the same partners"),),
        summary="All is well.",
    )
    result: dict[str, Any] = write_outcome(bridge(), Outcome(Status.OPTIMAL, GOOD, explanation=told))

    assert result["explanation"] == {
        "summary": "All is well.",
        "partners": [],
        "near_misses": [],
        "binding": [{"rule": "ceiling", "subject": "", "message": "tight", "saving": 12.0}],
        "robustness": [
            {
                "change": "prices +10 %",
                "survives": True,
                "message": "the same partners",
                "objective": None,
                "draws": 0,
                "kept": 0,
            }
        ],
    }
    brief: dict[str, Any] = write_outcome(bridge(), Outcome(Status.OPTIMAL, GOOD))
    assert brief["explanation"]["partners"][0]["price_ranks"] == [
        {"work_package": "steel", "rank": 2, "of": 3},
        {"work_package": "survey", "rank": 1, "of": 2},
    ]


@pytest.mark.parametrize("plan", [GOOD, OTHER, share_out(("cedar", 0, "steel", "0.1234567890123456789"))])
def test_a_plan_reads_back_as_itself(plan: Plan) -> None:
    text = json.dumps(write_plan(bridge(), plan))
    back = read_plan(bridge(), json.loads(text, parse_float=Decimal))

    assert back.allocations == plan.allocations
    assert sorted(back.partners) == sorted(plan.partners)


def test_a_plan_may_name_its_partners_plainly() -> None:
    assert read_plan(bridge(), {"partners": ["ash", {"id": "birch"}]}) == Plan((), ("ash", "birch"))


def test_every_fault_of_a_plan_is_told_at_its_path() -> None:
    raw = {
        "partners": [{}, 5],
        "allocations": [
            {"firm": "ash", "quantity": "lots"},
            {"firm": 1, "work_package": "steel", "quantity": 1},
        ],
    }
    with pytest.raises(BadInput) as refused:
        read_plan(bridge(), raw)

    assert [problem.where for problem in refused.value.problems] == [
        "$.partners[0].id",
        "$.partners[1]",
        "$.allocations[0].work_package",
        "$.allocations[0].quantity",
        "$.allocations[1].firm",
    ]


def test_an_offering_nobody_has_is_left_for_the_checker_to_refuse() -> None:
    raw = {"allocations": [{"firm": "birch", "offering": "paint", "work_package": "steel", "quantity": 1}]}

    assert read_plan(bridge(), raw).allocations[0].offering == 2


def test_a_bound_that_is_not_finite_is_no_bound() -> None:
    result = write_outcome(bridge(), Outcome(Status.UNKNOWN, bound=float("-inf"), gap=float("nan")))

    assert (result["bound"], result["gap"]) == (None, None)


@pytest.mark.parametrize("raw", [{}, {"format": "midas/formation-problem/1", "work_packages": []}])
def test_what_is_no_plan_at_all_is_told(raw: dict[str, Any]) -> None:
    with pytest.raises(BadInput, match=r"\$\.allocations: is missing: this is no plan"):
        read_plan(bridge(), raw)
