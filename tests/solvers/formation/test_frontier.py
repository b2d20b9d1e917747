"""The frontier holds real plans, none of which another beats in cost, risk and local share at once."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.solvers.formation.small import ASH, BIRCH, CEDAR, firm, metal, small, solved, survey
from tests.solvers.generated import cluster

from midas.core.formation.check import check
from midas.core.formation.plan import Coverage, FrontierPoint, Plan
from midas.core.formation.policy import Local
from midas.core.formation.score import score
from midas.solvers.formation import form
from midas.solvers.formation.coverage import Cell, coverage
from midas.solvers.formation.frontier import undominated
from midas.solvers.formation.quantities import EXACTNESS


def test_every_point_is_a_plan_within_the_rules_with_its_own_figures_and_proof() -> None:
    problem = cluster(2, firms=100, packages=5)

    outcome, _ = solved(problem, frontier=6)

    assert 3 <= len(outcome.frontier) <= 6
    for point in outcome.frontier:
        assert check(problem, point.plan, tolerance=EXACTNESS).ok
        figures = score(problem, point.plan)
        assert point.cost == float(figures.cost.total)
        assert point.risk == float(figures.risk)
        assert point.local_share == float(figures.local_share)
        assert point.gap is not None
        assert point.gap <= 1e-6


def test_no_point_beats_another() -> None:
    outcome, _ = solved(cluster(2, firms=100, packages=5), frontier=9)

    for a in outcome.frontier:
        for b in outcome.frontier:
            better = a.cost < b.cost and a.risk <= b.risk and a.local_share >= b.local_share
            assert not better


def test_it_begins_with_the_cheapest_plan_and_reaches_the_least_risk() -> None:
    sure = firm("elm", metal(90), survey(600), reliability=Decimal(1))
    shaky = replace(BIRCH, reliability=Decimal("0.9"))
    problem = small(firms=(ASH, shaky, replace(CEDAR, reliability=Decimal("0.95")), sure))

    outcome, _ = solved(problem, frontier=5)

    assert outcome.frontier[0].cost == form(problem).objective == 7000
    assert outcome.frontier[-1].risk == pytest.approx(0, abs=0.01)
    assert outcome.frontier[-1].cost == pytest.approx(15000, rel=1e-5)


def test_it_reaches_the_most_local_plan() -> None:
    problem = small(local=Local(("UKF",)), risk_price=Decimal(0))

    outcome, _ = solved(problem, frontier=4)

    assert outcome.frontier[0].local_share == 0
    assert max(point.local_share for point in outcome.frontier) == pytest.approx(0.6, abs=1e-5)


def test_every_other_plan_is_covered_by_a_point_as_far_as_it_is_told() -> None:
    problem = cluster(2, firms=100, packages=5)
    policy = replace(problem.policy, local=Local(("UKC", "UKD", "UKE", "UKF"), Decimal(0)))
    problem = replace(problem, policy=policy)
    outcome, _ = solved(problem, frontier=12)
    told = outcome.coverage
    assert told is not None
    assert told.risk > 0 < told.local_share, "both are traded"

    for price in (0, 1, 5, 50):
        for least in ("0", "0.35", "0.7"):
            limited = replace(
                policy, risk_price=Decimal(price), local=Local(policy.local.regions, Decimal(least))
            )
            other = form(replace(problem, policy=limited)).plan
            if other is None:
                continue
            figures = score(problem, other)
            assert any(
                point.cost <= float(figures.cost.total) * (1 + told.cost + 1e-9)
                and point.risk <= float(figures.risk) + told.risk
                and point.local_share >= float(figures.local_share) - told.local_share
                for point in outcome.frontier
            )


def test_a_point_answers_for_the_plans_between_its_limits_and_the_next() -> None:
    def point(risk: float, local: float) -> FrontierPoint:
        return FrontierPoint(Plan((), ()), 10, risk, local, 0.01)

    ceilings, floors = [None, 8.0, 4.0], [None, 0.5]
    found: dict[Cell, FrontierPoint | None] = {
        (None, None): point(10, 0.3), (None, 0.5): point(14, 0.5),
        (8.0, None): point(7, 0.2), (8.0, 0.5): None,
        (4.0, None): point(3, 0.4), (4.0, 0.5): point(4, 0.6),
    }  # fmt: skip

    # No ceiling: risks up to 14, down to 8. No floor: shares from 0.2 to 0.5.
    assert coverage(ceilings, floors, found, 3.5, 0.7) == Coverage(
        pytest.approx(0.01 / 0.99), 6.0, pytest.approx(0.3)
    )
    assert coverage(ceilings, floors, found, None, 0.7) is None, "how little risk there can be is not known"
    del found[8.0, 0.5]
    assert coverage(ceilings, floors, found, 3.5, 0.7) is None, "a cell was not searched"


def test_where_nothing_is_traded_there_is_one_point() -> None:
    outcome, plan = solved(small(firms=(replace(ASH, reliability=Decimal(1)), BIRCH)), frontier=5)

    assert [point.plan for point in outcome.frontier] == [plan]


def test_one_point_is_the_cheapest() -> None:
    outcome, _ = solved(small(), frontier=1)

    assert [point.cost for point in outcome.frontier] == [7000]


def test_dominated_points_go_and_of_equal_ones_the_first_stays() -> None:
    def point(cost: float, risk: float, local: float) -> FrontierPoint:
        return FrontierPoint(Plan((), ()), cost, risk, local)

    a, b, c, d = point(1, 5, 0.1), point(2, 4, 0.1), point(2, 5, 0.1), point(1, 5, 0.1)

    assert undominated([a, b, c, d]) == [a, b]
    assert undominated([c, a]) == [a]
    assert undominated([point(3, 9, 0.5), a]) == [point(3, 9, 0.5), a], "dearer and riskier, and more local"
