"""Who never gets a chance, and why."""

from __future__ import annotations

import pytest

from midas.core.demand.chances import Cause, Chance, by_band


@pytest.mark.parametrize(
    ("chance", "cause"),
    [
        (Chance(1, shown=2, offers=0), None),
        (Chance(1, shown=0, offers=0), Cause.SILENT),
        (Chance(1, shown=0, offers=3), Cause.FAR),
        (Chance(1, shown=0, offers=3, best_place=14), Cause.BEHIND),
    ],
)
def test_each_cause_calls_for_another_remedy(chance, cause):
    assert chance.cause == cause


def test_every_member_is_in_exactly_one_band():
    shown = (0, 1, 2, 3, 5, 6, 10, 11, 500)

    assert by_band(shown) == [1, 2, 2, 2, 2]
