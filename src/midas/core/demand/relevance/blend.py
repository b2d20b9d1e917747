"""The parts of relevance in one figure: each part 0 to 1 or unknown, weighted, and any of them switched off.

The figure is the weighted mean of the parts that are asked for and switched on. A part that is not known of a firm
counts as `UNKNOWN`: less than a good match, so that saying nothing never pays, and more than a bad one, so that a
newcomer is unknown and not unfit. The rule, `UNKNOWN` and the default weights are this program's own and to be
configured; calibration on decisions replaces them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Part(StrEnum):
    """What relevance is made of."""

    CODES = "codes"
    WORDS = "words"
    WINS = "wins"
    REGION = "region"
    SIZE = "size"
    CERTIFICATES = "certificates"


Parts = Mapping[Part, float | None]
"""A value from 0 to 1 per part. `None`: not known of this firm. Absent: not asked of any, such as codes where the
notice has none; left out."""

UNKNOWN = 0.25
"""What a part counts as that is not known of a firm."""

WEIGHTS: Mapping[Part, float] = MappingProxyType(
    {
        Part.CODES: 0.15,
        Part.WORDS: 0.30,
        Part.WINS: 0.35,
        Part.REGION: 0.10,
        Part.CERTIFICATES: 0.07,
        Part.SIZE: 0.03,
    }
)
"""Defaults, to be configured; they add to 1. Words and wins seldom reach a half, codes often 1: hence the small weight.
"""


@dataclass(frozen=True, slots=True)
class Share:
    """What one part adds to a figure: its value (`None`: not known, counted as `UNKNOWN`) times its weight among the
    parts that counted."""

    part: Part
    value: float | None
    adds: float


@dataclass(frozen=True, slots=True)
class Blended:
    """A figure from 0 to 1 and what it is made of, the largest share first; `None`: nothing is known."""

    score: float | None
    shares: tuple[Share, ...]


@dataclass(frozen=True)
class Blend:
    """Weights of the parts; a part without a weight, or with 0, is switched off. Raises `ValueError` on a weight below
    0, and where no part is left."""

    weights: Mapping[Part, float] = field(default_factory=lambda: WEIGHTS)

    def __post_init__(self) -> None:
        if any(not weight >= 0 for weight in self.weights.values()):
            raise ValueError("no part can have a weight below 0")
        if not any(self.weights.values()):
            raise ValueError("every part is switched off: give at least one a weight above 0")

    def without(self, *parts: Part) -> Blend:
        """The same blend with some parts switched off."""
        return Blend({part: weight for part, weight in self.weights.items() if part not in parts})

    def only(self, *parts: Part) -> Blend:
        """The same blend with all other parts switched off."""
        return Blend({part: weight for part, weight in self.weights.items() if part in parts})

    def score(self, parts: Parts) -> Blended:
        """The parts in one figure. Raises `ValueError` for a value outside 0 and 1."""
        asked = {part: parts[part] for part in Part if part in parts and self.weights.get(part, 0.0) > 0}
        for part, value in asked.items():
            if value is not None and not 0 <= value <= 1:
                raise ValueError(f"{part} is {value}, and a part lies between 0 and 1")
        total = sum(self.weights[part] for part in asked)
        shares = [
            Share(part, value, (UNKNOWN if value is None else value) * self.weights[part] / total)
            for part, value in asked.items()
        ]
        shares.sort(key=lambda one: -one.adds)
        known = any(value is not None for value in asked.values())
        return Blended(sum(one.adds for one in shares) if known else None, tuple(shares))


def strength(score: float, ceiling: float) -> float:
    """A BM25 score as a part: the share of `ceiling`, which a text of average length has that says every word of the
    query once (`Index.ceiling`); at most 1."""
    return min(1.0, score / ceiling) if ceiling > 0 else 0.0
