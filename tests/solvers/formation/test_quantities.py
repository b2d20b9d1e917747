"""Solutions in floating point become exact plans: rounded away from limits, adding up to the last digit."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from tests.solvers.formation.small import ASH, BIRCH, firm, metal, shares, small, solved, survey

from midas.core.formation.check import check
from midas.core.formation.policy import Local
from midas.solvers.formation.exact import formulate
from midas.solvers.formation.lines import scope_of
from midas.solvers.formation.quantities import settle
from midas.solvers.formation.starts import columns_of, columns_of_plan


@pytest.mark.parametrize(
    "limit",
    [
        {"share_cap": Decimal(1) / 3 + Decimal("0.2")},
        {"local": Local(("UKF",), Decimal(1) / 7)},
        {"tag_min_share": {"sme": Decimal(1) / 7}},
        {"standing_multiple": Decimal("1.7")},
    ],
    ids=lambda limit: next(iter(limit)),
)
def test_a_limit_that_no_decimal_meets_is_kept_all_the_same(limit: dict[str, object]) -> None:
    problem = small(**limit)

    _, plan = solved(problem)

    assert check(problem, plan, tolerance=Decimal(0)).ok, "kept outright, not only within a tolerance"
    assert sum(entry.quantity for entry in plan.allocations if entry.work_package == "steel") == 100


def test_a_capacity_is_not_exceeded_by_rounding() -> None:
    usage = {"hours": Decimal(7)}
    limited = firm("ash", metal(40, uses=usage), survey(300), resources={"hours": Decimal(100)})

    _, plan = solved(small(firms=(limited, BIRCH)))

    assert shares(plan)["ash", "steel"] * 7 <= 100
    assert shares(plan)["ash", "steel"] == pytest.approx(Decimal(100) / 7)


def test_quantities_that_come_out_even_are_written_so() -> None:
    _, plan = solved(small(firms=(firm("ash", metal(40, capacity="30"), survey(300)), BIRCH)))

    assert [str(entry.quantity) for entry in plan.allocations] == ["30", "70", "10"]


def test_a_choice_with_no_quantities_within_the_rules_is_refused() -> None:
    made = formulate(scope_of(small(share_cap=Decimal("0.9"))))

    assert settle(made, np.zeros(len(made.model.cost))) == ()


def test_a_plan_written_as_columns_is_a_solution_of_the_program() -> None:
    problem = small(min_partners=2, share_cap=Decimal("0.7"))
    _, plan = solved(problem)
    made = formulate(scope_of(problem))

    values = columns_of_plan(made, plan)

    assert values is not None
    for row in made.model.rows:
        activity = sum(coefficient * values[column] for column, coefficient in row.terms)
        assert row.low - 1e-9 <= activity <= row.high + 1e-9


def test_a_plan_of_lines_the_program_left_out_is_no_start() -> None:
    _, plan = solved(small())
    made = formulate(scope_of(small(exclude=("ash",))))

    assert columns_of_plan(made, plan) is None
    assert not columns_of(made, {}, ()).any()


def test_the_reduction_leaves_out_only_what_no_plan_can_use() -> None:
    scope = scope_of(
        small(
            firms=(ASH, BIRCH, firm("elm", metal(1, min_order="101")), firm("fir", metal(1, capacity="0"))),
            require=("ash",),
            conflicts=(("ash", "birch"),),
        )
    )

    assert {line.firm.id for line in scope.lines} == {"ash"}
    assert [firm.id for firm in scope.firms] == ["ash"]
