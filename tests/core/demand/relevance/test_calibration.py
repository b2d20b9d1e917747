"""Decisions teach how likely a match is taken up; too few teach nothing, and few little."""

from __future__ import annotations

import math
import random

import pytest

from midas.core.demand.relevance.blend import UNKNOWN, Blend, Part
from midas.core.demand.relevance.calibration import ENOUGH, Decision, Method, calibrate
from midas.core.demand.relevance.measures import calibrated

BLEND = Blend({Part.CODES: 0.5, Part.WORDS: 0.5})


def decisions(count: int, seed: int, codes: float = 8.0, words: float = 0.0) -> list[Decision]:
    """Decisions of people for whom codes and words are worth so many logits."""
    draw, made = random.Random(seed), []
    for _ in range(count):
        x, y = draw.random(), draw.random()
        chance = 1 / (1 + math.exp(-(codes * (x - 0.5) + words * (y - 0.5))))
        made.append(Decision({Part.CODES: x, Part.WORDS: y}, draw.random() < chance))
    return made


@pytest.mark.parametrize("method", list(Method))
def test_nothing_is_said_until_there_are_enough_of_both_kinds(method: Method) -> None:
    few = [Decision({Part.CODES: 0.9}, True)] * 500 + [Decision({Part.CODES: 0.1}, False)] * (ENOUGH - 1)
    enough = [*few, Decision({Part.CODES: 0.1}, False)]

    assert calibrate(few, BLEND, method).probability({Part.CODES: 0.9}) is None
    assert "500 taken up and 19 dismissed, and 20 of each are needed" in calibrate(few, BLEND, method).why
    assert calibrate(enough, BLEND, method).probability({Part.CODES: 0.9}) is not None
    assert "520 decisions" in calibrate(enough, BLEND, method).why


@pytest.mark.parametrize("method", list(Method))
def test_what_was_learned_foretells_decisions_not_seen_better_than_the_overall_rate(method: Method) -> None:
    learned, others = calibrate(decisions(600, 1), BLEND, method), decisions(400, 2)
    said = [learned.probability(one.parts) or 0.0 for one in others]

    measured = calibrated(said, [one.accepted for one in others])
    assert measured.skill > 0.1
    assert measured.error < 0.12


def test_the_part_that_people_go_by_gets_the_weight() -> None:
    weights = dict(calibrate(decisions(1500, 3), BLEND).weights)

    assert weights[Part.CODES] > 5
    assert abs(weights[Part.WORDS]) < 1.5


def test_few_decisions_move_little() -> None:
    few, many = (dict(calibrate(decisions(count, 4, -8.0), BLEND).weights) for count in (60, 3000))

    assert few[Part.CODES] > many[Part.CODES]
    assert many[Part.CODES] < -5


@pytest.mark.parametrize("method", list(Method))
def test_the_order_of_decisions_does_not_matter(method: Method) -> None:
    made = decisions(200, 5)
    there, back = (calibrate(order, BLEND, method) for order in (made, made[::-1]))

    asked = {Part.CODES: 0.3, Part.WORDS: 0.6}
    assert there.probability(asked) == pytest.approx(back.probability(asked), abs=1e-9)


def test_isotonic_steps_never_fall_and_stay_off_certainty() -> None:
    learned = calibrate(decisions(300, 6, 20.0, 20.0), BLEND, Method.ISOTONIC)
    chances = [learned.probability({Part.CODES: at / 50, Part.WORDS: at / 50}) or 0.0 for at in range(51)]

    assert chances == sorted(chances)
    assert 0 < chances[0] < chances[-1] < 1


def test_decisions_that_divide_without_an_exception_do_not_make_certain() -> None:
    clear = [
        Decision({Part.CODES: 1.0, Part.WORDS: 1.0}, True),
        Decision({Part.CODES: 0.0, Part.WORDS: 0.0}, False),
    ]
    learned = calibrate(clear * 1000, BLEND)

    assert 0.9 < (learned.probability({Part.CODES: 1.0, Part.WORDS: 1.0}) or 0) < 1


def test_a_part_of_which_nothing_is_known_counts_as_unknown() -> None:
    learned = calibrate(decisions(300, 7), BLEND)

    assert learned.probability({Part.CODES: None}) == learned.probability(
        {Part.CODES: UNKNOWN, Part.WORDS: UNKNOWN}
    )
