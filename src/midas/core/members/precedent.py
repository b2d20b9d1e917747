"""How similar firms stand: quartiles of scores in the same sector and of the same size, where enough firms have one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

FEWEST = 5
"""Fewer firms than this are not summed up: one could tell who they are."""
NEAREST = 8
"""How many of the most similar firms are named."""

Quartiles = tuple[Decimal, Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class Scored:
    """A firm's score, with the key of its sector and its size."""

    firm: int
    sector: int
    size: str
    score: Decimal


@dataclass(frozen=True, slots=True)
class Group:
    """Some firms summed up: how many, and their quartiles unless they are too few."""

    count: int
    quartiles: Quartiles | None


@dataclass(frozen=True, slots=True)
class Precedent:
    """The firms of the same sector and size, of the same sector, and all; and the first of the nearest, best first."""

    alike: Group
    sector: Group
    everybody: Group
    nearest: tuple[Scored, ...]


def precedent(scores: Iterable[Scored], firm: int, sector: int, size: str) -> Precedent:
    """What the scores of the others say about that firm; its own does not count. Ties by key."""
    others = [one for one in scores if one.firm != firm]
    same = [one for one in others if one.sector == sector]
    alike = [one for one in same if one.size == size]
    nearest = sorted(alike, key=lambda one: (-one.score, one.firm))[:NEAREST]
    return Precedent(_group(alike), _group(same), _group(others), tuple(nearest))


def _group(rows: Iterable[Scored]) -> Group:
    scores = sorted(row.score for row in rows)
    return Group(len(scores), quartiles(scores) if len(scores) >= FEWEST else None)


def quartiles(scores: list[Decimal]) -> Quartiles:
    """The lower quartile, the median and the upper quartile of scores in order, by linear interpolation (type 7 of
    R. J. Hyndman and Y. Fan, *The American Statistician* 50 (1996), 361-365), to one decimal.
    """

    def at(share: Decimal) -> Decimal:
        place = share * (len(scores) - 1)
        below = int(place)
        above = min(below + 1, len(scores) - 1)
        return round(scores[below] + (scores[above] - scores[below]) * (place - below), 1)

    return at(Decimal("0.25")), at(Decimal("0.5")), at(Decimal("0.75"))
