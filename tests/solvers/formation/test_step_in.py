"""A partner fails and others step in: what is under way stays, the change is the least, then the price is."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from tests.core.formation.examples import GOOD, bridge, share_out
from tests.solvers.formation.small import ASH, BIRCH, CEDAR, firm, metal, small, survey
from tests.solvers.generated import cluster

from midas.core.formation.check import check
from midas.core.formation.plan import Plan, Status
from midas.core.formation.problem import FormationProblem
from midas.core.formation.score import add_up, score
from midas.core.formation.step_in import StepIn
from midas.core.values.problems import BadInput
from midas.solvers.formation import form, step_in


def done(found: StepIn) -> dict[tuple[str, str], int | float]:
    """What each firm does of each package, after the repair."""
    assert found.plan is not None
    return {place: float(part) for place, part in add_up(found.plan).by_firm_and_package().items()}


def test_the_failed_firms_work_goes_to_others_and_nobody_else_loses_any() -> None:
    found = step_in(bridge(), GOOD, "ash")

    assert (found.status, found.kept, found.joined, found.left) == (
        Status.OPTIMAL,
        ("birch",),
        ("cedar",),
        ("ash",),
    )
    assert done(found) == {("birch", "steel"): 700, ("cedar", "steel"): 300, ("birch", "survey"): 10}
    # birch 300 hours at 35.5 and cedar 300 at 80, less ash's 600 at 30 and its engagement
    assert found.price == 300 * 35.5 + 300 * 80 - 600 * 30 - 1000
    assert found.message == (
        "Ash Fabrication is out. birch takes on 300 hours of steel and cedar takes on 300 hours of steel."
        " Nobody else loses any work. The plan costs GBP 156.50 more than before."
    )


def test_what_the_failed_firm_has_finished_stays_in_the_books() -> None:
    found = step_in(bridge(), GOOD, "ash", under_way={("ash", 0, "steel"): Decimal("250.5")})

    assert done(found)["ash", "steel"] == 250.5
    assert done(found)["cedar", "steel"] == 49.5
    assert found.left == ("ash",)
    assert "what it has finished stays in the books (250.5 hours of steel)" in found.message


def test_what_is_under_way_stays_with_a_firm_that_must_give_up_the_rest() -> None:
    # Without Ash, Cedar must have half of the value: Birch has to give up some of the welding it has not begun.
    problem = bridge(share_cap="0.64", cedar={"offerings": [{"competency": "metal", "unit_price": 80}]})
    running = share_out(("ash", 0, "steel", 600), ("birch", 0, "steel", 400), ("birch", 1, "survey", 10))
    tight = replace(problem, policy=replace(problem.policy, share_cap=Decimal("0.6")))

    free = step_in(tight, running, "ash")
    bound = step_in(tight, running, "ash", under_way={("birch", 0, "steel"): Decimal(350)})

    # 60 % of the value leaves Birch 333 1/3 hours beside the survey, and Cedar may have all the others.
    assert done(free)["birch", "steel"] == pytest.approx(1000 / 3)
    assert "birch gives up 66.667 hours of steel" in free.message
    assert bound.status is Status.INFEASIBLE


def test_work_may_be_taken_from_as_few_as_possible_and_as_little_as_possible() -> None:
    # The team may have three; Elm can do all that Ash did only if it has 40 of Birch's or of Cedar's hours too.
    elm = firm("elm", metal(90, min_order="60"))
    problem = small(
        firms=(ASH, BIRCH, CEDAR, elm, firm("oak", survey(310))),
        steel={"max_suppliers": 3},
        max_partners=4,
    )
    running = share_out(
        ("ash", 0, "steel", 20),
        ("birch", 0, "steel", 50),
        ("cedar", 0, "steel", 30),
        ("oak", 0, "survey", 10),
    )
    cannot = replace(
        problem,
        firms=tuple(
            replace(one, offerings=tuple(replace(offer, capacity=Decimal(had)) for offer in one.offerings))
            if (had := {"birch": 50, "cedar": 30}.get(one.id))
            else one
            for one in problem.firms
        ),
    )

    found = step_in(cannot, running, "ash")

    # 40 hours have to be taken from one of the two: from Birch, since Cedar has but 30; Cedar's are dearer, but
    # that comes second.
    assert done(found) == {
        ("birch", "steel"): 10,
        ("cedar", "steel"): 30,
        ("elm", "steel"): 60,
        ("oak", "survey"): 10,
    }
    assert found.status is Status.OPTIMAL


def test_a_dearer_repair_that_leaves_others_alone_comes_before_a_cheaper_one_that_does_not() -> None:
    # Elm is cheap, but takes no less than 80 hours; Cedar does what is missing at any price.
    problem = small(
        firms=(
            replace(ASH, offerings=(metal(40, capacity="50"), survey(300))),
            BIRCH,
            CEDAR,
            firm("elm", metal(1, min_order="80")),
        )
    )
    running = share_out(("ash", 1, "survey", 10), ("ash", 0, "steel", 50), ("birch", 0, "steel", 50))

    found = step_in(problem, running, "birch")

    assert done(found)["ash", "steel"] == 50
    assert found.joined == ("cedar",)


def test_the_last_firm_of_a_package_can_be_replaced_by_one_alone() -> None:
    problem = small(steel={"max_suppliers": 1}, site={"max_suppliers": 1})
    running = share_out(("ash", 0, "steel", 100), ("ash", 1, "survey", 10))

    found = step_in(problem, running, "ash", under_way={("ash", 0, "steel"): Decimal(40)})

    assert found.status is Status.OPTIMAL
    assert done(found) == {("ash", "steel"): 40, ("birch", "steel"): 60, ("cedar", "survey"): 10}


def test_a_partner_without_work_stays() -> None:
    running = share_out(("ash", 0, "steel", 100), ("ash", 1, "survey", 10), partners=("dale",))

    found = step_in(small(), running, "ash")

    assert found.kept == ("dale",)


def test_a_failed_guarantor_is_replaced_as_one() -> None:
    problem = small(need_lead=True, firms=(ASH, BIRCH, CEDAR))
    running = share_out(("ash", 0, "steel", 100), ("ash", 1, "survey", 10), partners=("birch",))

    found = step_in(problem, running, "birch", under_way={})

    assert found.status is Status.INFEASIBLE, "the only one fit to lead has failed"
    assert found.diagnosis is not None
    assert [one.rule for one in found.diagnosis.relaxations] == ["need_lead"]


def test_a_firm_that_has_failed_leads_nothing_though_what_it_finished_stays() -> None:
    problem = small(need_lead=True)
    running = share_out(("birch", 0, "steel", 100), ("cedar", 1, "survey", 10))

    found = step_in(problem, running, "birch", under_way={("birch", 0, "steel"): Decimal(100)})

    assert done(found) == {("birch", "steel"): 100, ("cedar", "survey"): 10}
    assert found.joined == ("dale",), "somebody else has to lead"


def test_where_nobody_can_step_in_it_is_said_what_would_help() -> None:
    found = step_in(
        bridge(cedar={"offerings": []}), GOOD, "ash", under_way={("ash", 0, "steel"): Decimal(250)}
    )

    assert (found.status, found.plan, found.price) == (Status.INFEASIBLE, None, None)
    assert found.message == (
        "Within the rules nobody can step in for Ash Fabrication:"
        " all who may do steel have room for 700 of its 750 hours together."
    )
    assert found.diagnosis is not None
    assert [one.message for one in found.diagnosis.relaxations] == [
        "50 more hours of metal for steel, from a new firm"
    ]


def test_a_firm_whose_certificate_has_run_out_finishes_what_it_has_begun() -> None:
    lapsed: Any = {"steel": {"certificates": ["iso"]}}
    certified = replace(CEDAR, turnover=None)
    problem = replace(small(**lapsed, firms=(ASH, BIRCH, certified)))
    running = share_out(("ash", 0, "steel", 50), ("birch", 0, "steel", 50), ("ash", 1, "survey", 10))

    found = step_in(problem, running, "ash", under_way={("birch", 0, "steel"): Decimal(20)})

    assert done(found) == {("birch", "steel"): 20, ("cedar", "steel"): 80, ("cedar", "survey"): 10}


def test_what_makes_no_sense_is_refused_with_every_fault() -> None:
    with pytest.raises(BadInput) as refused:
        step_in(bridge(), GOOD, "cedar", under_way={("ash", 0, "steel"): Decimal(601)})

    assert [one.where for one in refused.value.problems] == ["failed", "under_way[ash, 0, steel]"]


def test_the_search_tells_how_far_it_is_and_can_be_ended_by_whom_it_tells() -> None:
    told: list[float] = []
    step_in(bridge(), GOOD, "ash", progress=lambda part, words: told.append(part))
    assert told[0] == 0
    assert told[-1] == 1
    assert told == sorted(told)

    def stop(part: float, words: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        step_in(bridge(), GOOD, "ash", progress=stop)


@pytest.mark.parametrize("seed", [1, 7])
def test_in_a_cluster_any_partner_can_fail_and_the_repair_keeps_every_rule(seed: int) -> None:
    problem = cluster(seed, firms=120, packages=6)
    running = form(problem).plan
    assert running is not None

    for failed in running.partners[:2]:
        half = {
            (entry.firm, entry.offering, entry.work_package): entry.quantity / 2
            for entry in running.allocations
            if entry.firm != failed
        }
        found = step_in(problem, running, failed, under_way=half)
        if found.plan is not None:
            _is_a_repair(problem, running, failed, found, half)


def _is_a_repair(
    problem: FormationProblem, running: Plan, failed: str, found: StepIn, under_way: dict[Any, Decimal]
) -> None:
    assert found.plan is not None
    assert check(problem, found.plan).ok
    assert failed not in found.plan.partners
    after = add_up(found.plan).quantities
    assert all(after.get(line, 0) >= part for line, part in under_way.items())
    assert {*found.kept, *found.joined} == set(found.plan.partners)
    price = score(problem, found.plan).objective - score(problem, running).objective
    assert found.price == float(price)
