"""The smallest team for what a notice names."""

from __future__ import annotations

from midas.core.demand.fit import holdings
from midas.core.demand.smallest_team import Seat, smallest_team

OFFERED = holdings(
    [
        ("cpv:45261000", "a"),
        ("cpv:45310000", "b"),
        ("cpv:45261000", "c"),
        ("cpv:45310000", "c"),
        ("cpv:72200000", "d"),
    ]
)


def test_one_firm_that_holds_two_codes_beats_two_that_hold_one_each():
    team = smallest_team(["45261000", "45310000", "72200000"], OFFERED)

    assert team.seats == (Seat("c", ("45261000", "45310000")), Seat("d", ("72200000",)))
    assert (team.size, team.covered, team.gaps) == (2, 3, ())


def test_a_code_nobody_holds_is_a_gap_and_no_seat():
    team = smallest_team(["33000000", "72200000"], OFFERED)

    assert team.gaps == ("33000000",)
    assert [seat.firm for seat in team.seats] == ["d"]


def test_a_holder_of_a_finer_code_covers_the_wider_one_and_not_the_other_way_round():
    assert smallest_team(["45000000"], OFFERED).covered == 1
    assert smallest_team(["45261100"], OFFERED).gaps == ("45261100",)


def test_ties_go_to_whom_was_preferred_and_then_to_the_lesser_key():
    assert smallest_team(["45261000"], OFFERED).seats[0].firm == "a"
    assert smallest_team(["45261000"], OFFERED, ["c"]).seats[0].firm == "c"


def test_no_codes_need_nobody():
    assert smallest_team([], OFFERED) == smallest_team((), {})
