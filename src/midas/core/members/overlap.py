"""Who can do the same, and what nobody can: overlap, gaps and coverage of competencies in a cluster.

Overlap is wanted to a degree: one holder of a competency is a monopoly inside the cluster and a single point of
failure, none is a gap, two and more are choice. A claim to a competency counts for everything it covers
(`midas.core.values.taxonomy`). Figures are exact fractions but for `cosine`, which needs a square root.
Sources: Jaccard, Bulletin de la Société Vaudoise des Sciences Naturelles 37 (1901); Salton & McGill, Introduction
to Modern Information Retrieval (1983), for the cosine; Prahalad & Hamel, Harvard Business Review 68 (1990).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from midas.core.values.taxonomy import covers

WANTED = 2
"""Holders a competency should have at least: with fewer there is neither choice nor a stand-in."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A firm's claim to a competency, and the region it sits in."""

    firm: str
    competency: str
    region: str


@dataclass(frozen=True, slots=True)
class Row:
    """How many firms hold one competency: in each region, in the order of the regions asked for, and in all."""

    competency: str
    holders: tuple[int, ...]
    firms: int

    @property
    def redundancy(self) -> int:
        """How many firms could drop out before nobody is left: holders - 1, never below 0."""
        return redundancy(self.firms)


def jaccard(a: Collection[Hashable], b: Collection[Hashable]) -> Fraction:
    """|A ∩ B| / |A ∪ B|: 1 for the same competencies, 0 for none in common, and 0 when there are none at all."""
    left, right = set(a), set(b)
    union = len(left | right)
    return Fraction(len(left & right), union) if union else Fraction(0)


def cosine(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    """How alike two firms' levels are, 0 to 1 for levels of 0 and more; 0 if one of them has none."""
    dot = sum(level * b.get(competency, 0) for competency, level in a.items())
    length = sqrt(sum(level * level for level in a.values()) * sum(level * level for level in b.values()))
    return dot / length if length else 0.0


def coverage(need: Mapping[str, int | Fraction], held: Iterable[str]) -> Fraction:
    """The part of what is needed that somebody holds, weighted by the needs' values; 1 if nothing is needed.

    Raises `ValueError` if a weight is negative.
    """
    if any(weight < 0 for weight in need.values()):
        raise ValueError("the weight of a need must not be negative")
    claims = tuple(held)
    total = sum((Fraction(weight) for weight in need.values()), Fraction(0))
    met = sum((Fraction(weight) for wanted, weight in need.items() if _met(wanted, claims)), Fraction(0))
    return met / total if total else Fraction(1)


def redundancy(holders: int) -> int:
    """How many of the holders of a competency could drop out before nobody is left."""
    return max(0, holders - 1)


def heat(claims: Iterable[Claim], competencies: Sequence[str], regions: Sequence[str]) -> tuple[Row, ...]:
    """For each competency, how many firms of each region hold it or a part of it; a firm counts once.

    Claims from regions that are not asked for count in `firms` only.
    """
    found: dict[str, dict[str, set[str]]] = {one: defaultdict(set) for one in competencies}
    for claim in claims:
        for competency in competencies:
            if covers(competency, claim.competency):
                found[competency][claim.region].add(claim.firm)
    return tuple(_row(competency, found[competency], regions) for competency in competencies)


def gaps(rows: Iterable[Row], wanted: int = WANTED) -> tuple[Row, ...]:
    """The competencies with fewer holders than wanted, those with fewest first, ties by their code."""
    short = [row for row in rows if row.firms < wanted]
    return tuple(sorted(short, key=lambda row: (row.firms, row.competency)))


def alike(
    firm: Collection[str], others: Mapping[str, Collection[str]], most: int = 5
) -> tuple[tuple[str, Fraction], ...]:
    """Who offers most nearly the same: other firms with their Jaccard index, highest first, ties by name.

    Firms with nothing in common are left out.
    """
    scored = ((name, jaccard(firm, held)) for name, held in others.items())
    return tuple(sorted((pair for pair in scored if pair[1]), key=lambda pair: (-pair[1], pair[0]))[:most])


def _met(wanted: str, claims: tuple[str, ...]) -> bool:
    return any(covers(wanted, claim) for claim in claims)


def _row(competency: str, held: Mapping[str, set[str]], regions: Sequence[str]) -> Row:
    firms = set().union(*held.values())
    return Row(competency, tuple(len(held.get(region, ())) for region in regions), len(firms))
