"""What a demand asks against what a member says of itself."""

from __future__ import annotations

import pytest

from midas.core.demand.relevance.blend import Blend, Part
from midas.core.demand.relevance.calibration import Decision, calibrate
from midas.core.demand.worth import Asked, Judged, Speaker, facts_of, judged, ranked

ASKED = Asked(("45261000", "72200000"), "UKE3", True, ("ISO 9001", "CHAS"))


def a_speaker(**more):
    fields = {"key": 1, "text": "We roof.", "codes": ("45261000",), "region": "UKE32", "size": "small"}
    return Speaker(**{**fields, **more})


def test_what_a_demand_does_not_ask_is_left_out_and_what_a_firm_does_not_say_is_unknown():
    silent = a_speaker(region="", size="", codes=())

    assert facts_of(Asked(), silent) == {}
    assert judged(1, {}, Blend()).score == 0
    assert facts_of(ASKED, silent) == {Part.REGION: None, Part.SIZE: None, Part.CERTIFICATES: 0}


@pytest.mark.parametrize(
    ("asked", "region", "serves", "value"),
    [
        ("UKE3", "UKE32", (), 1),
        ("UKE32", "UKE3", (), 1),
        ("UKE3", "UKE2", (), 0.5),
        ("UKE3", "UKC1", (), 0),
        ("UKE3", "UKC1", ("UKE",), 1),
        ("UKE3", "UKE2", ("UKC",), 0),
        ("UKE3", "", (), None),
    ],
)
def test_who_says_where_it_works_is_taken_at_its_word(asked, region, serves, value):
    parts = facts_of(Asked(region=asked), a_speaker(region=region, serves=serves))

    assert parts[Part.REGION] == value


def test_papers_count_by_how_many_of_those_asked_for_are_held():
    parts = facts_of(ASKED, a_speaker(certificates=frozenset({"CHAS", "ISO 14001"})))

    assert parts[Part.CERTIFICATES] == 0.5


def test_size_counts_only_where_the_demand_says_it_suits_small_firms():
    assert facts_of(ASKED, a_speaker(size="large"))[Part.SIZE] == 0
    assert Part.SIZE not in facts_of(Asked(suits_small=None), a_speaker())


def test_of_equals_whoever_was_shown_least_goes_first_and_too_little_is_no_match():
    found = [Judged(1, 50, {}, 50), Judged(2, 50, {}, 50), Judged(3, 70, {}, 70), Judged(4, 24, {}, 24)]

    assert [one.key for one in ranked(found, {1: 3}, 25)] == [3, 2, 1]
    assert [one.key for one in ranked(found, {2: 3}, 25)] == [3, 1, 2]


def test_what_was_learned_changes_the_order_and_not_whether_there_is_a_match():
    parts = {Part.CODES: 1.0, Part.WORDS: 0.8}
    dismissed = [Decision(parts, accepted=False)] * 200
    learned = calibrate([*dismissed, *[Decision(parts, accepted=True)] * 20])

    one = judged(1, parts, Blend(), learned)

    assert one.order < 25 <= one.score
    assert ranked([one], {}, 25) == [one]
