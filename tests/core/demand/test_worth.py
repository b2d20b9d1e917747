"""What a demand asks against what a member says of itself."""

from __future__ import annotations

import pytest

from midas.core.demand.relevance.blend import Blend, Part
from midas.core.demand.worth import Asked, Judged, Speaker, figure, parts_of, ranked
from midas.core.demand.worth_words import Told, reasons

ASKED = Asked(("45261000", "72200000"), "UKE3", True, ("ISO 9001", "CHAS"))


def a_speaker(**more):
    fields = {"key": 1, "text": "We roof.", "codes": ("45261000",), "region": "UKE32", "size": "small"}
    return Speaker(**{**fields, **more})


def told(asked, speaker, words=0.5, shared=(("roof", 2.0),)):
    labels = {"45261000": "roofing", "45310000": "electrical work", "45262000": "special trades"}
    parts = parts_of(asked, speaker, words)
    return [
        one.words
        for one in reasons(Told(asked, speaker, parts, shared, "Roofs!", labels, lambda code: code), Blend())
    ]


def test_what_neither_says_is_unknown_and_not_bad():
    parts = parts_of(Asked(), a_speaker(region="", size="", codes=()), None)

    assert set(parts.values()) == {None}
    assert figure(parts, Blend(), None) == 0


def test_the_same_code_is_one_and_a_strange_division_nothing():
    assert parts_of(ASKED, a_speaker(), None)[Part.CODES] == 1
    assert parts_of(ASKED, a_speaker(codes=("15000000",)), None)[Part.CODES] == 0


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
    parts = parts_of(Asked(region=asked), a_speaker(region=region, serves=serves), None)

    assert parts[Part.REGION] == value


def test_papers_count_by_how_many_of_those_asked_for_are_held():
    parts = parts_of(ASKED, a_speaker(certificates=frozenset({"CHAS", "ISO 14001"})), None)

    assert parts[Part.CERTIFICATES] == 0.5


def test_past_work_counts_by_group_and_more_of_it_counts_less_and_less():
    def wins(times):
        return parts_of(ASKED, a_speaker(won={"452": times, "153": 9}), None)[Part.WINS]

    assert (wins(0), wins(1), wins(3)) == (None, 0.5, 0.75)


def test_size_counts_only_where_the_demand_says_it_suits_small_firms():
    assert parts_of(ASKED, a_speaker(size="large"), None)[Part.SIZE] == 0
    assert parts_of(Asked(suits_small=None), a_speaker(), None)[Part.SIZE] is None


def test_of_equals_whoever_was_shown_least_goes_first_and_too_little_is_no_match():
    judged = [Judged(1, 50, {}), Judged(2, 50, {}), Judged(3, 70, {}), Judged(4, 24, {})]

    assert [one.key for one in ranked(judged, {1: 3}, 25)] == [3, 2, 1]
    assert [one.key for one in ranked(judged, {2: 3}, 25)] == [3, 1, 2]


def test_reasons_are_in_words_and_the_weightiest_comes_first():
    words = told(ASKED, a_speaker(certificates=frozenset({"CHAS"}), won={"452": 2}))

    assert words[0] == "Offers what is asked for: roofing"
    assert "Words in common: roofs" in words
    assert "Had a part in 2 teams for work of this kind" in words
    assert "Shows no ISO 9001, which is asked for" in words
    assert "Works in UKE3" in words


def test_a_near_code_says_how_near_and_a_strange_one_that_it_is_strange():
    asked = Asked(("45261000",))

    assert told(asked, a_speaker(codes=("45262000",)))[0] == (
        "Offers special trades, of the same class as roofing"
    )
    assert "Nothing offered is of the kinds asked for" in told(asked, a_speaker(codes=("15000000",)))
