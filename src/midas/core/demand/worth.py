"""What a demand asks and what a member says of itself beyond words and codes, and a ranking in which all get a turn.

Nothing is guessed: what one of the two does not say is an unknown part, not a bad one. Of members that come out alike
in whole points, who was put forward least often of late goes first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from midas.core.demand.relevance.blend import Blend, Part, Parts
from midas.core.demand.relevance.calibration import Calibration
from midas.core.values.places import within

LEVEL1 = 3
"""Letters of a UK region of the first level, and of a German Land."""

NEIGHBOUR = 0.5
"""What working in the same larger region is worth, against working in the very region."""

SMALL = ("micro", "small", "medium")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a demand asks: eight-digit CPV codes, where, whether it says it suits small firms, papers it insists on."""

    codes: tuple[str, ...] = ()
    region: str = ""
    suits_small: bool | None = None
    certificates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Speaker:
    """What a member says of itself: its text, CPV codes (eight digits), where it works, its size and its papers."""

    key: int
    text: str
    codes: tuple[str, ...] = ()
    region: str = ""
    serves: tuple[str, ...] = ()
    size: str = ""
    certificates: frozenset[str] = frozenset()

    @property
    def works_in(self) -> tuple[str, ...]:
        """Where it says it works; where it sits if it does not say."""
        return self.serves or ((self.region,) if self.region else ())


@dataclass(frozen=True, slots=True)
class Judged:
    """A member against a demand: what each signal says, the blended figure, and the one it is put in order by.

    Both 0 to 100. Once enough was learned from answers the order follows how likely a match is taken up; whether there
    is a match at all does not, for where most is dismissed every likelihood is small.
    """

    key: int
    score: int
    parts: Parts
    order: int = 0


def facts_of(asked: Asked, speaker: Speaker) -> Parts:
    """What place, size and papers say, as far as the demand asks; codes, words and past work are the matcher's."""
    found: dict[Part, float | None] = {}
    if asked.region:
        found[Part.REGION] = region_fit(asked.region, speaker)
    if asked.suits_small:
        found[Part.SIZE] = (1.0 if speaker.size in SMALL else 0.0) if speaker.size else None
    if asked.certificates:
        held = sum(name in speaker.certificates for name in asked.certificates)
        found[Part.CERTIFICATES] = held / len(asked.certificates)
    return found


def judged(key: int, parts: Parts, blend: Blend, learned: Calibration | None = None) -> Judged:
    """The member with its figures; the order is the blended figure until enough was learned."""
    score = round(100 * (blend.score(parts).score or 0.0))
    chance = learned.probability(parts) if learned else None
    return Judged(key, score, parts, score if chance is None else round(100 * chance))


def region_fit(wanted: str, speaker: Speaker) -> float | None:
    """1 for a member that works in the region or sits inside it, `NEIGHBOUR` in the same larger one; None: unsaid."""
    if not speaker.works_in:
        return None
    if within(wanted, speaker.works_in) or (speaker.region and within(speaker.region, [wanted])):
        return 1.0
    if not speaker.serves and speaker.region[:LEVEL1] == wanted[:LEVEL1]:
        return NEIGHBOUR
    return 0.0


def ranked(found: Iterable[Judged], shown: Mapping[int, int], least: int) -> list[Judged]:
    """Those of a figure of at least `least`, in order; among equals whoever was shown least, then the lesser key."""
    kept = [one for one in found if one.score >= least]
    return sorted(kept, key=lambda one: (-one.order, shown.get(one.key, 0), one.key))
