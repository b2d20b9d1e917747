"""What firms are compared by for one kind of work, and the order two methods put them in with the same weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from midas.core.members.ranking import (
    Comparison,
    Method,
    UnableToCompare,
    normalised,
    order,
    promethee,
    stability,
    topsis,
)

MOST = 12
"""How many firms are compared at once."""
HEAVIEST = 10
SEED = 1
METHODS: tuple[tuple[str, Method], ...] = (("TOPSIS", topsis), ("PROMETHEE II", promethee))

Figures = Mapping[str, float | None]
"""A firm's figure for each criterion by its name; None where it is not known."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """What firms are compared by; `rising`: more is better; `weight` is this program's own default, of 10."""

    name: str
    rising: bool
    weight: int


CRITERIA = (
    Criterion("price", False, 5),
    Criterion("lead", False, 3),
    Criterion("quality", True, 5),
    Criterion("kept", True, 4),
    Criterion("reputation", True, 0),
)


@dataclass(frozen=True, slots=True)
class Ranked:
    """The outcome by method: the order of the firms by place, and how often each leads if weights move a little.

    `criteria` and `shares` are those that count.
    """

    compared: Comparison
    criteria: tuple[Criterion, ...]
    shares: tuple[float, ...]
    orders: tuple[tuple[int, ...], ...]
    leads: tuple[tuple[float, ...], ...]

    def places(self, firm: int) -> tuple[int, ...]:
        """Which place each method gives the firm, from 1."""
        return tuple(found.index(firm) + 1 for found in self.orders)


def criteria(*, prices: bool) -> tuple[Criterion, ...]:
    """The criteria for somebody who may see prices, or may not."""
    return tuple(one for one in CRITERIA if prices or one.name != "price")


def shares(weights: Sequence[int], among: Sequence[Criterion]) -> tuple[float, ...]:
    """The weights as parts of 1; the defaults where all are nought."""
    figures = list(weights) if any(weights) else [one.weight for one in among]
    return normalised(figures, len(among))


def lacking(known: Figures, among: Sequence[Criterion], weights: Sequence[float]) -> tuple[Criterion, ...]:
    """The criteria that count and of which the firm's figure is not known."""
    counted = zip(among, weights, strict=True)
    return tuple(one for one, weight in counted if weight > 0 and known[one.name] is None)


def rank(firms: Sequence[Figures], among: Sequence[Criterion], weights: Sequence[float]) -> Ranked:
    """The firms ranked by both methods; each has a figure for all that counts. Raises UnableToCompare."""
    counted = [(one, weight) for one, weight in zip(among, weights, strict=True) if weight > 0]
    if len(firms) < 2:
        raise UnableToCompare(
            "Two firms at least are needed whose figures are known: choose more firms or fewer criteria."
        )
    parts = tuple(weight for _one, weight in counted)
    compared = Comparison(
        tuple(tuple(float(known[one.name] or 0) for one, _weight in counted) for known in firms),
        tuple(one.rising for one, _weight in counted),
    )
    return Ranked(
        compared,
        tuple(one for one, _weight in counted),
        parts,
        tuple(order(method(compared, parts)) for _label, method in METHODS),
        tuple(stability(compared, parts, method, seed=SEED) for _label, method in METHODS),
    )
