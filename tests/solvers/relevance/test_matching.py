"""Firms are matched by codes, words and wins together, each switchable, and every match says why."""

from __future__ import annotations

import random

import pytest

from midas.core.demand.relevance.blend import Blend, Part, Parts
from midas.solvers.relevance import Codes, Index, Matcher, Question

TEXTS = {
    1: "Road resurfacing and kerbs",
    2: "Bridge painting",
    3: "Road signs",
    4: "Catering",
}
CODES = {1: ["45233140"], 2: ["45442110"], 3: ["45233290"], 5: ["45233140"]}
WINS = {2: "Resurfacing of the high street", 4: "School meals"}
ROADS = Question("Resurfacing of roads", "New kerbs too", ("45233140",))


def matcher(blend: Blend | None = None) -> Matcher:
    return Matcher(
        Index.build(TEXTS.items()), Codes.build(CODES.items()), Index.build(WINS.items()), blend or Blend()
    )


def test_who_is_near_in_code_and_words_comes_first_and_says_why() -> None:
    first, *_ = matcher().match(ROADS)

    assert first.id == 1
    assert first.near is not None
    assert first.near.nearness == 1
    assert {term for term, _ in first.terms} == {"resurfac", "road", "kerb"}
    assert {one.part: one.value is not None for one in first.relevance.shares} == {
        Part.CODES: True,
        Part.WORDS: True,
        Part.WINS: False,
    }


def test_a_firm_is_found_by_its_codes_alone_or_by_its_wins_alone() -> None:
    found = {one.id: one for one in matcher().match(ROADS)}

    assert found[5].parts == {Part.CODES: 1.0, Part.WORDS: None, Part.WINS: None}
    assert {term for term, _ in found[2].win_terms} == {"resurfac"}
    assert 4 not in found


def test_parts_can_be_switched_off() -> None:
    by_words = matcher(Blend().only(Part.WORDS)).match(ROADS)
    by_wins = matcher(Blend().only(Part.WINS)).match(ROADS)

    assert [one.id for one in by_words] == [1, 3]
    assert [one.id for one in by_wins] == [2]


def test_only_those_allowed_are_found() -> None:
    assert [one.id for one in matcher().match(ROADS, allowed=[3, 4, 5])] == [5, 3]
    assert matcher().match(ROADS, allowed=[]) == []


def test_what_the_caller_knows_reorders() -> None:
    def facts(ids: list[int]) -> dict[int, Parts]:
        return {key: {Part.REGION: 1.0 if key == 3 else 0.0} for key in ids}

    strong = Blend({Part.REGION: 1.0, Part.CODES: 0.1, Part.WORDS: 0.1})

    assert matcher(strong).match(ROADS, facts=facts)[0].id == 3  # type: ignore[arg-type]


def test_a_firm_without_a_text_is_found_behind_many_whose_texts_share_nothing() -> None:
    texts = dict.fromkeys(range(100), "Catering")
    maker = Matcher(Index.build(texts.items()), Codes.build((key, ["45233140"]) for key in range(101)))

    assert maker.match(ROADS, 1, breadth=1)[0].id == 100


def test_a_notice_without_codes_is_matched_by_words() -> None:
    assert [one.id for one in matcher().match(Question("Catering for schools"))] == [4]


@pytest.mark.parametrize("seed", range(4))
def test_for_codes_and_words_the_first_are_those_that_judging_all_would_give(seed: int) -> None:
    draw = random.Random(seed)
    words = [f"w{number}" for number in range(30)]
    texts = {key: " ".join(draw.choices(words, k=5)) for key in range(400)}
    held = {key: [f"45{draw.randrange(1, 4)}{draw.randrange(1, 4)}0000"] for key in range(400)}
    blend = Blend().only(Part.CODES, Part.WORDS)
    maker = Matcher(Index.build(texts.items()), Codes.build(held.items()), None, blend)
    question = Question(" ".join(draw.choices(words, k=4)), "", ("45110000", "45230000"))

    found = maker.match(question, 10, breadth=10)

    everyone = maker.judge(question, range(400), {})
    everyone.sort(key=lambda one: (-(one.relevance.score or 0), one.id))
    assert [one.id for one in found] == [one.id for one in everyone[:10]]
