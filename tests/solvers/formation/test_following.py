"""A search can be followed as it goes and stopped at any moment, and what it has by then is true."""

from __future__ import annotations

from decimal import Decimal

import pytest

from midas.core.formation.check import check
from midas.core.formation.generate import generated
from midas.core.formation.plan import Incumbent, Status
from midas.core.formation.score import score
from midas.solvers.formation import form

PROBLEM = generated(300, 8, 2)


def test_every_better_plan_is_told_with_its_true_figures() -> None:
    told: list[Incumbent] = []

    outcome = form(PROBLEM, improved=told.append)

    assert told
    for one in told:
        assert check(PROBLEM, one.plan).ok
        assert one.objective == pytest.approx(float(score(PROBLEM, one.plan).objective))
        assert one.bound is None or one.bound <= outcome.objective * (1 + 1e-9)  # type: ignore[operator]
    assert [one.objective for one in told] == sorted((one.objective for one in told), reverse=True)
    assert (told[-1].plan, told[-1].objective, told[-1].gap) == (
        outcome.plan,
        outcome.objective,
        outcome.gap,
    )


def test_a_search_stopped_at_its_first_plan_ends_with_that_plan_and_its_true_gap() -> None:
    told: list[Incumbent] = []

    stopped = form(PROBLEM, gap=0.0, improved=told.append, stop=lambda: bool(told))
    best = form(PROBLEM)

    assert stopped.status in (Status.FEASIBLE, Status.OPTIMAL)
    assert stopped.plan is not None
    assert check(PROBLEM, stopped.plan, tolerance=Decimal("1e-9")).ok
    assert stopped.objective is not None
    assert best.objective is not None
    assert stopped.objective >= best.objective * (1 - 1e-9)
    assert stopped.bound is None or stopped.bound <= best.objective * (1 + 1e-9)


def test_what_the_follower_raises_ends_the_search() -> None:
    def refuse(_: Incumbent) -> None:
        raise KeyError("enough")

    with pytest.raises(KeyError, match="enough"):
        form(PROBLEM, improved=refuse)
