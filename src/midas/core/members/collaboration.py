"""Whether a firm is ready to work with others: what it has in place, and how willing it is.

A questionnaire of items on two axes, preparedness and willingness (Rosas and Camarinha-Matos, *International Journal
of Production Research* 47(17), 2009). Each item also belongs to one of the eight stages of ISO 44001 and to one of the
five perspectives of trust (Msanjila and Afsarmanesh, same issue), so that a coach sees where a firm struggles. The
items and their weights are our own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from midas.core.members.assessment import Dimension, Judgement, Measure, judged, score_of

LEVELS = 4
"""The highest answer: 0 not at all, 1 begun, 2 in part, 3 mostly, 4 wholly."""

WEAK = 2
"""An answer below this is where to begin."""


class Axis(StrEnum):
    """What a firm has in place, and what it wants."""

    PREPAREDNESS = "preparedness"
    WILLINGNESS = "willingness"


class Stage(StrEnum):
    """The eight stages of ISO 44001:2017."""

    AWARENESS = "operational awareness"
    KNOWLEDGE = "knowledge"
    INTERNAL = "internal assessment"
    SELECTION = "partner selection"
    WORKING = "working together"
    VALUE = "value creation"
    STAYING = "staying together"
    EXIT = "exit strategy"


class Perspective(StrEnum):
    """The five sides of trust."""

    TECHNOLOGICAL = "technological"
    STRUCTURAL = "structural"
    ECONOMIC = "economic"
    MANAGERIAL = "managerial"
    SOCIAL = "social"


@dataclass(frozen=True, slots=True)
class Item:
    """A question of the questionnaire: what it asks, what to do where the answer is weak, and what to learn."""

    name: str
    question: str
    axis: Axis
    stage: Stage
    perspective: Perspective
    advice: str
    topic: str
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Readiness:
    """Scores of 0 to 100 for each axis, stage and perspective that was answered, and the weak items, weakest first."""

    axes: Mapping[Axis, Decimal]
    stages: Mapping[Stage, Decimal]
    perspectives: Mapping[Perspective, Decimal]
    weak: tuple[Item, ...]


def answer_faults(items: Iterable[Item], answers: Mapping[str, int | None]) -> dict[str, str]:
    """What is wrong with answers that are handed in, by item."""
    found = {}
    for item in items:
        level = answers.get(item.name)
        if level is None:
            found[item.name] = (
                "Choose what fits best; nothing is held against you that a coach could help with."
            )
        elif not 0 <= level <= LEVELS:
            found[item.name] = f"The answer is a level from 0 to {LEVELS}."
    return found


def readiness(items: Sequence[Item], answers: Mapping[str, int | None]) -> Readiness:
    """Where a firm is ready and where it is not; what was not answered is in no score."""
    measures = {measure.name: measure for measure in _measures(items, answers)}

    def by(side: Callable[[Item], StrEnum]) -> dict[StrEnum, Decimal]:
        groups: dict[StrEnum, list[Measure]] = defaultdict(list)
        for item in items:
            if measures[item.name].points is not None:
                groups[side(item)].append(measures[item.name])
        return {key: score_of(group) for key, group in groups.items()}

    told = [(answers.get(item.name), place, item) for place, item in enumerate(items)]
    weak = sorted(
        (level, -item.weight, place) for level, place, item in told if level is not None and level < WEAK
    )
    return Readiness(
        {Axis(key): score for key, score in by(lambda item: item.axis).items()},
        {Stage(key): score for key, score in by(lambda item: item.stage).items()},
        {Perspective(key): score for key, score in by(lambda item: item.perspective).items()},
        tuple(items[place] for _, _, place in weak),
    )


def judge_collaboration(items: Sequence[Item], answers: Mapping[str, int | None]) -> Judgement:
    """The judgement of a firm's readiness; its notes tell the two axes apart.

    Who is willing and not prepared needs a coach, who is prepared and not willing needs a talk: so a score needs
    answers on both axes.
    """
    found = readiness(items, answers)
    measures = _measures(items, answers)
    if set(found.axes) != set(Axis):
        measures = [Measure(one.name, None, None, one.weight, one.why, one.missing) for one in measures]
    notes = [f"{axis.value.capitalize()} {score}" for axis, score in found.axes.items()]
    return judged(Dimension.COLLABORATION, measures, notes=notes)


def _measures(items: Iterable[Item], answers: Mapping[str, int | None]) -> list[Measure]:
    found = []
    for item in items:
        level = answers.get(item.name)
        if level is None:
            found.append(Measure(item.name, None, None, item.weight, "Not answered.", (item.question,)))
            continue
        points = Fraction(level, LEVELS)
        why = f"Answered {level} of {LEVELS}." + (f" {item.advice}" if level < WEAK else "")
        found.append(Measure(item.name, Fraction(level), points, item.weight, why))
    return found
