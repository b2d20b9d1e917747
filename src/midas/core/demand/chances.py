"""Who gets a chance: how often demand was put before each member, and for those it never was, why.

Shown means among the first few that a demand was matched with. A member can be shown nothing because it offers
nothing, because nothing is asked for near what it offers, or because others come first; each calls for another remedy.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Cause(StrEnum):
    """Why a member was never shown demand."""

    SILENT = "silent"
    FAR = "far"
    BEHIND = "behind"


@dataclass(frozen=True, slots=True)
class Chance:
    """One member: times shown, live offerings, and its best place for any open demand (None: matched with none)."""

    key: int
    shown: int
    offers: int
    best_place: int | None = None

    @property
    def cause(self) -> Cause | None:
        """Why it was never shown anything; None for a member that was."""
        if self.shown:
            return None
        if not self.offers:
            return Cause.SILENT
        if self.best_place is None:
            return Cause.FAR
        return Cause.BEHIND


BANDS = ((0, 0), (1, 2), (3, 5), (6, 10), (11, None))
"""Times shown, from and to, as the picture groups them."""


def by_band(shown: Iterable[int]) -> Sequence[int]:
    """How many members there are in each of `BANDS`, from how often each was shown demand."""
    counted = [0] * len(BANDS)
    for times in shown:
        place = next(at for at, (low, high) in enumerate(BANDS) if times >= low and _below(times, high))
        counted[place] += 1
    return counted


def _below(times: int, high: int | None) -> bool:
    return high is None or times <= high
