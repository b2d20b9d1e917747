"""The engine is asked one question at a time, and what it answers is read for what it is."""

from __future__ import annotations

import numpy as np
import pytest

from midas.solvers.formation.highs import Ended, EngineFailed, solve
from midas.solvers.formation.model import Model


def knapsack() -> Model:
    """Two of three things, worth 3, 4 and 5 (as costs below zero), with room for weights 2, 3 and 4 up to 6."""
    model = Model()
    columns = [model.column(cost, whole=True) for cost in (-3, -4, -5)]
    model.row(zip(columns, (2, 3, 4), strict=True), high=6.0)
    return model


def test_the_best_whole_solution_is_found_with_its_bound() -> None:
    found = solve(knapsack(), seconds=10)

    assert found.ended is Ended.PROVEN
    assert found.values is not None
    assert found.values.round().tolist() == [1, 0, 1]
    assert (found.objective, found.bound) == (-8, -8)


def test_without_whole_numbers_it_is_a_linear_program() -> None:
    found = solve(knapsack().relaxed(), seconds=10)

    assert found.objective == pytest.approx(-3 - 4 - 5 / 4)
    assert found.bound == found.objective


def test_columns_held_at_nothing_stay_there() -> None:
    found = solve(knapsack().without({2}), seconds=10)

    assert found.values is not None
    assert found.values.round().tolist() == [1, 1, 0]


def test_whole_columns_are_held_at_their_rounded_values() -> None:
    held = knapsack().with_whole_at(np.array([0.9999999, 0.0, 1e-9]))

    assert solve(held, seconds=10).objective == -3


def test_rows_that_contradict_each_other_are_impossible() -> None:
    model = knapsack()
    model.row([(0, 1), (1, 1), (2, 1)], low=3.0)

    assert solve(model, seconds=10).ended is Ended.IMPOSSIBLE


@pytest.mark.parametrize(("low", "ended"), [(0.0, Ended.PROVEN), (1.0, Ended.IMPOSSIBLE)])
def test_a_model_without_columns_is_judged_by_its_rows(low: float, ended: Ended) -> None:
    model = Model()
    model.row([], low=low, high=2.0)

    assert solve(model, seconds=10).ended is ended


def test_without_time_nothing_is_claimed() -> None:
    found = solve(knapsack(), seconds=0)

    assert found.ended is not Ended.IMPOSSIBLE
    assert found.bound is None or found.bound <= -8


def test_a_start_that_is_no_solution_does_no_harm() -> None:
    assert solve(knapsack(), seconds=10, start=np.array([1.0, 1.0, 1.0])).objective == -8


def test_what_a_watcher_raises_is_raised() -> None:
    def watch(objective: float | None, bound: float | None, values: object) -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        solve(hard_enough(), seconds=10, watch=watch)


def test_a_watcher_that_says_enough_ends_the_search_with_what_there_is() -> None:
    found = solve(hard_enough(), seconds=10, watch=lambda objective, bound, values: objective is not None)

    assert found.ended is Ended.OUT_OF_TIME
    assert found.values is not None


def test_a_model_that_makes_no_sense_is_refused() -> None:
    model = knapsack()
    model.row([(7, 1)], low=0.0)

    with pytest.raises(EngineFailed, match="would not take the model"):
        solve(model, seconds=10)


def hard_enough() -> Model:
    """A covering problem that takes HiGHS a few looks."""
    draw = np.random.default_rng(1)
    model = Model()
    columns = [model.column(int(draw.integers(5, 30)), whole=True) for _ in range(60)]
    for _ in range(60):
        model.row([(columns[int(one)], 1) for one in draw.choice(60, 6, replace=False)], low=2.0)
    return model
