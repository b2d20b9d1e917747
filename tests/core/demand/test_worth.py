"""What a demand asks against what a member says of itself."""

from __future__ import annotations

import pytest

from midas.core.demand.relevance.blend import Blend, Part
from midas.core.demand.worth import Asked, Judged, Speaker, facts_of, figure, ranked

ASKED = Asked(("45261000", "72200000"), "UKE3", True, ("ISO 9001", "CHAS"))


def a_speaker(**more):
    fields = {"key": 1, "text": "We roof.", "codes": ("45261000",), "region": "UKE32", "size": "small"}
    return Speaker(**{**fields, **more})


def test_what_neither_says_is_unknown_and_not_bad():
    parts = facts_of(Asked(), a_speaker(region="", size="", codes=()))

    assert set(parts.values()) == {None}
    assert figure(parts, Blend(), None) == 0


@pytest.mark.parametrize(
    ("asked", "region", "serves", "value"),
    [
        ("UKE3", "UKE32", (), 1),
        ("UKE32", "UKE3", (), 1),
        ("UKE3", "UKE2", (), 0.5),
        ("UKE3", "UKC1", (), 0),
        ("UKE3", "UKC1", ("UKE",), 1),
        ("UKE3", "UKE2", ("UKC",), 0),
        ("", "UKE3", (), None),
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
    assert facts_of(Asked(suits_small=None), a_speaker())[Part.SIZE] is None


def test_of_equals_whoever_was_shown_least_goes_first_and_too_little_is_no_match():
    judged = [Judged(1, 50, {}), Judged(2, 50, {}), Judged(3, 70, {}), Judged(4, 24, {})]

    assert [one.key for one in ranked(judged, {1: 3}, 25)] == [3, 2, 1]
    assert [one.key for one in ranked(judged, {2: 3}, 25)] == [3, 1, 2]
