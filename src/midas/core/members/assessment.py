"""What a judgement of a firm is made of: measures, each with its points and its reason, and one score of them.

A judgement never guesses. What is not known stays out of the score and is asked for; where too little is known there
is no score at all, and the firm is *not assessable* rather than bad. Scores are 0 to 100, grades A to E.
The weights, limits and grades are this program's own proposal unless a rule names its source.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any


class Dimension(StrEnum):
    """The four sides a firm is judged from."""

    FINANCE = "finance"
    CAPABILITY = "capability"
    ETHICS = "ethics"
    COLLABORATION = "collaboration"


GRADES = ((80, "A"), (65, "B"), (50, "C"), (35, "D"), (0, "E"))
"""The least score of each grade, best first."""

ENOUGH = Fraction(3, 5)
"""The part of all weight that has to be known for a score."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """A dated limit: at `poor` a figure earns no points, at `good` all of them, and in proportion between.

    `good` may be below `poor`: then less is better. `weight` is its part in the score, relative to the others'.
    """

    name: str
    poor: Decimal
    good: Decimal
    weight: int
    unit: str
    source: str
    valid_from: date
    valid_to: date | None = None
    jurisdiction: str = "GB"

    def holds(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def points(self, value: Fraction) -> Fraction:
        """The points a figure earns, 0 to 1."""
        poor, good = Fraction(self.poor), Fraction(self.good)
        return min(Fraction(1), max(Fraction(0), (value - poor) / (good - poor)))


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of a judgement. Without a `value` it is not known, and `missing` says what to ask for."""

    name: str
    value: Fraction | None
    points: Fraction | None
    weight: int
    why: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """A dimension judged: the score (0 to 100) and grade, or neither where it is not assessable.

    `failed` are gates that no score makes good; `missing` is what to ask for.
    """

    dimension: Dimension
    score: Decimal | None
    grade: str
    measures: tuple[Measure, ...]
    missing: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def assessable(self) -> bool:
        """Whether enough was known for a score."""
        return self.score is not None


def judged(
    dimension: Dimension,
    measures: Sequence[Measure],
    *,
    needed: Iterable[str] = (),
    failed: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> Judgement:
    """What some measures add up to; not assessable without the `needed` ones or `ENOUGH` of the weight.

    Where something `failed` that no score makes good, the score is nought whatever else is known.
    """
    known = [measure for measure in measures if measure.points is not None]
    lacking = set(needed) - {measure.name for measure in known}
    weight = sum(measure.weight for measure in measures)
    score = None
    if known and not lacking and sum(measure.weight for measure in known) >= ENOUGH * weight:
        score = score_of(known)
    if failed:
        score = Decimal("0.0")
    asked = dict.fromkeys(what for measure in measures for what in measure.missing)
    return Judgement(
        dimension, score, grade_of(score), tuple(measures), tuple(asked), tuple(failed), tuple(notes)
    )


def score_of(measures: Iterable[Measure]) -> Decimal:
    """The weighted mean of the points of known measures, 0 to 100, to one decimal."""
    known = [(measure.points, measure.weight) for measure in measures if measure.points is not None]
    weight = sum(weight for _, weight in known)
    mean = sum((points * weight for points, weight in known), Fraction(0)) / weight
    exact = Decimal((mean * 100).numerator) / Decimal((mean * 100).denominator)
    return exact.quantize(Decimal("0.1"), ROUND_HALF_EVEN)


def grade_of(score: Decimal | None) -> str:
    """The grade of a score; empty for none."""
    return "" if score is None else next(grade for least, grade in GRADES if score >= least)


def in_force(thresholds: Iterable[Threshold], day: date) -> dict[str, Threshold]:
    """The limits of a day, by name; of several the one that came last."""
    held = sorted((one for one in thresholds if one.holds(day)), key=lambda one: one.valid_from)
    return {one.name: one for one in held}


FIGURES = 6
"""The decimal places a measure's figure is kept with."""


def written(measure: Measure) -> dict[str, Any]:
    """A measure as it is kept with an assessment: figures as decimal text, `None` where not known."""
    return {
        "name": measure.name,
        "value": _text(measure.value),
        "points": _text(measure.points),
        "weight": measure.weight,
        "why": measure.why,
        "missing": list(measure.missing),
    }


def read(kept: Mapping[str, Any]) -> Measure:
    """The measure that `written` wrote, rounded to `FIGURES` decimal places."""
    value, points = kept.get("value"), kept.get("points")
    return Measure(
        str(kept.get("name", "")),
        None if value is None else Fraction(str(value)),
        None if points is None else Fraction(str(points)),
        int(kept.get("weight", 0)),
        str(kept.get("why", "")),
        tuple(kept.get("missing", ())),
    )


def _text(figure: Fraction | None) -> str | None:
    if figure is None:
        return None
    return f"{Decimal(round(figure * 10**FIGURES)).scaleb(-FIGURES).normalize():f}"
