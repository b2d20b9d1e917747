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
    """A member against a demand: what each signal says, and the figure from 0 to 100."""

    key: int
    score: int
    parts: Parts


def facts_of(asked: Asked, speaker: Speaker) -> Parts:
    """What place, size and papers say; codes, words and past work are the matcher's."""
    return {
        Part.REGION: _region(asked.region, speaker),
        Part.SIZE: (1.0 if speaker.size in SMALL else 0.0) if asked.suits_small and speaker.size else None,
        Part.CERTIFICATES: _papers(asked.certificates, speaker.certificates),
    }


def _region(wanted: str, speaker: Speaker) -> float | None:
    if not wanted or not speaker.works_in:
        return None
    if within(wanted, speaker.works_in) or (speaker.region and within(speaker.region, [wanted])):
        return 1.0
    if not speaker.serves and speaker.region[:LEVEL1] == wanted[:LEVEL1]:
        return NEIGHBOUR
    return 0.0


def _papers(wanted: tuple[str, ...], held: frozenset[str]) -> float | None:
    return sum(name in held for name in wanted) / len(wanted) if wanted else None


def figure(parts: Parts, blend: Blend, learned: Calibration | None) -> int:
    """The figure, 0 to 100: how likely it is taken up where enough was learned, else the blend of the parts."""
    chance = learned.probability(parts) if learned else None
    found = blend.score(parts).score if chance is None else chance
    return round(100 * (found or 0.0))


def ranked(judged: Iterable[Judged], shown: Mapping[int, int], least: int) -> list[Judged]:
    """Those of at least `least`, the best first; among equals whoever was shown least, then the lesser key."""
    kept = [one for one in judged if one.score >= least]
    return sorted(kept, key=lambda one: (-one.score, shown.get(one.key, 0), one.key))
