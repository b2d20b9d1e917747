"""Reasons state facts a person can check, for and against, and nothing about what is not known."""

from __future__ import annotations

import pytest

from midas.core.demand.relevance.blend import Part
from midas.core.demand.relevance.nearness import nearest
from midas.core.demand.relevance.reasons import Evidence, near_in_words, reasons, telling

LABELS = {"45233140": "Roadworks", "45233000": "Highways", "45233220": "Surface work for roads"}


def said(evidence: Evidence) -> list[tuple[Part, bool, str]]:
    return [(one.part, one.favours, one.text) for one in reasons(evidence, LABELS)]


@pytest.mark.parametrize(
    ("wanted", "held", "words"),
    [
        ("45233140", "45233140", "offers 45233140 Roadworks, the very code asked for"),
        (
            "45233000",
            "45233140",
            "offers 45233140 Roadworks, a part of 45233000 Highways, which is asked for",
        ),
        (
            "45233140",
            "45233000",
            "offers 45233000 Highways, of which 45233140 Roadworks, asked for, is a part",
        ),
        (
            "45233140",
            "45233220",
            "offers 45233220 Surface work for roads, of the same category as 45233140 Roadworks, which is asked for",
        ),
    ],
)
def test_how_near_codes_are_in_words(wanted: str, held: str, words: str) -> None:
    near = nearest([wanted], [held])

    assert near is not None
    assert near_in_words(near, LABELS) == words


def test_every_part_known_is_spoken_of() -> None:
    evidence = Evidence(
        codes_asked=True,
        near=nearest(["45233140"], ["45233140"]),
        terms=(("resurfac", 5.0), ("road", 3.0), ("servic", 0.1)),
        written={"resurfac": "resurfacing"},
        wins=("Kerbs in Leeds ", "Footways"),
        place="UKE32",
        regions_served=("UKE",),
        size="small",
        suits_small=True,
        wanted_certificates=("ISO 9001", "CHAS"),
        held_certificates=("ISO 9001",),
    )

    assert said(evidence) == [
        (Part.CODES, True, "Offers 45233140 Roadworks, the very code asked for."),
        (Part.WORDS, True, "What it says of itself shares “resurfacing” and “road” with the notice."),
        (Part.WINS, True, "Won “Kerbs in Leeds” and 1 more contract, which read alike."),
        (Part.REGION, True, "Serves UKE, and the work is in UKE32."),
        (Part.CERTIFICATES, True, "Holds ISO 9001, as asked for."),
        (Part.CERTIFICATES, False, "Does not hold CHAS, which is asked for."),
        (Part.SIZE, True, "Is a small firm, and the notice says it suits such."),
    ]


def test_what_speaks_against_is_said() -> None:
    evidence = Evidence(codes_asked=True, place="UKM8", regions_served=("UKE", "UKF"))

    assert said(evidence) == [
        (Part.CODES, False, "Offers nothing of the divisions asked for."),
        (Part.REGION, False, "Serves UKE and UKF, but the work is in UKM8."),
    ]


def test_nothing_is_said_of_what_is_not_known() -> None:
    assert said(Evidence()) == []


def test_past_wins_without_titles_are_told_by_their_words() -> None:
    assert said(Evidence(win_terms=(("kerb", 2.0),))) == [
        (Part.WINS, True, "What it won before shares “kerb” with the notice.")
    ]


def test_only_words_that_say_much_are_named() -> None:
    assert telling([("a", 8.0), ("b", 1.5), ("c", 0.5)]) == ["a", "b"]
