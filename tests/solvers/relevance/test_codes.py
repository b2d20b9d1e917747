"""Firms by how near the codes they hold come to those asked for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from midas.core.demand.relevance.nearness import nearest
from midas.solvers.relevance import Codes

HELD = {
    5: ["45233140"],
    2: ["45233000", "71000000"],
    9: ["71300000"],
    4: [],
    1: ["45233140", "03000000"],
}
a_code = st.sampled_from(["45000000", "45200000", "45233140", "45233220", "71300000", "71310000", "90000000"])


def test_the_nearest_firms_come_first_and_firms_of_other_divisions_not_at_all() -> None:
    levels = Codes.build(HELD.items()).levels(["45233140"])

    assert [ids.tolist() for _, ids in levels] == [[1, 5], [2]]
    assert [nearness for nearness, _ in levels] == [1.0, 2 * 4 / (6 + 4)]


@given(st.dictionaries(st.integers(0, 30), st.lists(a_code, max_size=3)), st.lists(a_code, max_size=3))
def test_levels_are_those_of_comparing_every_pair(held: dict[int, list[str]], wanted: list[str]) -> None:
    expected: dict[float, list[int]] = {}
    for key in sorted(held):
        if pair := nearest(wanted, held[key]):
            expected.setdefault(pair.nearness, []).append(key)

    levels = Codes.build(held.items()).levels(wanted)

    assert [(one, ids.tolist()) for one, ids in levels] == sorted(expected.items(), reverse=True)


def test_certain_firms_with_their_nearest_pair() -> None:
    near = Codes.build(HELD.items()).near(["45233140"], [2, 4, 9, 77])

    assert near[2] is not None
    assert (near[2].held, near[9]) == ("45233000", None)
    assert set(near) == {2, 9}, "a firm without codes, or unknown, is left out: nothing is known of it"


def test_of_two_entries_with_one_number_the_later_counts() -> None:
    codes = Codes.build([(1, ["45000000"]), (1, ["71000000"])])

    assert codes.levels(["45000000"]) == []


def test_nothing_is_near_nothing() -> None:
    assert Codes.build([]).levels(["45000000"]) == []
    assert Codes.build(HELD.items()).levels([]) == []
