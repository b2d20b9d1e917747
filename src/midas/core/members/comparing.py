"""Firms compared for one kind of work: what counts, whose figures are known, who leads, and how far that holds.

Firms are told apart by a key, never by their name: two may share one. A firm whose figure for a criterion that counts
is not known is left out and named, not put at an average. The criteria's own weights, and from which share of draws on
an order is called firm, are this program's proposal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from midas.core.members.ranking import (
    Comparison,
    Method,
    Weights,
    ahp,
    normalised,
    order,
    promethee,
    stability,
    tipping,
    topsis,
)
from midas.core.members.reputation import Reputation, wilson_interval

MOST = 12
"""How many firms are compared at once."""
SEED = 1
FIRM, FAIRLY = 0.95, 0.75
"""The share of draws of slightly other weights in which the leader stays: firm, and fairly firm, from there on."""
HEAVIEST = 10


@dataclass(frozen=True, slots=True)
class Criterion:
    """What firms are compared by; `rising`: more is better."""

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
METHODS: tuple[tuple[str, Method], ...] = (("TOPSIS", topsis), ("PROMETHEE II", promethee))


class Held(StrEnum):
    """How far a leader stays in front when weights vary a little."""

    FIRM = "firm"
    FAIRLY = "fairly"
    BARELY = "barely"


class Agreement(StrEnum):
    """How the two methods compare."""

    ALL = "all"
    LEADER = "leader"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Offer:
    """An offering of the work as it is compared: its unit, price, lead time in days and quality."""

    key: int
    unit: str
    price: float
    lead: float | None
    quality: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A firm by its key, with a figure for each criterion by name; `None` is not known."""

    key: int
    figures: Mapping[str, float | None]

    def lacks(self, criteria: Iterable[Criterion]) -> tuple[str, ...]:
        """The criteria whose figure is not known."""
        return tuple(one.name for one in criteria if self.figures[one.name] is None)


@dataclass(frozen=True, slots=True)
class Tip:
    """The weight at which another firm would lead."""

    criterion: Criterion
    weight: float
    now: float
    leader: int


@dataclass(frozen=True, slots=True)
class Said:
    """What one method says: who leads, in which share of draws it stays, and what would change it."""

    method: str
    leader: int
    share: float
    tips: tuple[Tip, ...]

    @property
    def held(self) -> Held:
        """How far the leader can be trusted to lead."""
        return Held.FIRM if self.share >= FIRM else Held.FAIRLY if self.share >= FAIRLY else Held.BARELY


@dataclass(frozen=True, slots=True)
class Placed:
    """A firm with its place by each method, 1 for the first, and the share of draws in which it leads by each."""

    candidate: Candidate
    places: tuple[int, ...]
    leads: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Firms, the best by both methods together first; by which criteria, with their shares; what each method says."""

    counted: tuple[Criterion, ...]
    shares: tuple[float, ...]
    rows: tuple[Placed, ...]
    said: tuple[Said, ...]
    agreement: Agreement


def in_one_unit(offers: Mapping[int, Sequence[Offer]]) -> dict[int, list[Offer]]:
    """By firm, its offers in the unit most of all the offers use; the first used where several are used as often."""
    units = Counter(one.unit for listed in offers.values() for one in listed).most_common(1)
    kept = {key: [one for one in listed if one.unit == units[0][0]] for key, listed in offers.items()}
    return {key: listed for key, listed in kept.items() if listed}


def candidate(key: int, offers: Sequence[Offer], kept: float, deliveries: int, fame: Reputation) -> Candidate:
    """A firm by its cheapest offer; promises kept and reputation count by what is certain of them."""
    best = min(offers, key=lambda one: (one.price, one.key))
    figures = {
        "price": best.price,
        "lead": best.lead,
        "quality": best.quality,
        "kept": wilson_interval(kept, deliveries)[0] if deliveries else None,
        "reputation": fame.lower if fame.known else None,
    }
    return Candidate(key, figures)


def by_pairs(
    criteria: Sequence[Criterion], judged: Mapping[tuple[int, int], float]
) -> tuple[tuple[float, ...], Weights]:
    """Weights from judgements of pairs of criteria by their places; a pair not judged is as important."""
    matrix = [[1.0] * len(criteria) for _one in criteria]
    for (i, j), value in judged.items():
        matrix[i][j], matrix[j][i] = value, 1 / value
    found = ahp(matrix)
    return found.weights, found


def by_figures(criteria: Sequence[Criterion], figures: Mapping[str, int]) -> tuple[float, ...]:
    """Weights from figures of 0 to 10 by criterion; the criteria's own where all are nought."""
    given = [min(HEAVIEST, figures.get(one.name, one.weight)) for one in criteria]
    return normalised(given if any(given) else [one.weight for one in criteria], len(criteria))


def rank(
    candidates: Sequence[Candidate], criteria: Sequence[Criterion], weights: Sequence[float]
) -> tuple[Ranking | None, dict[int, tuple[str, ...]]]:
    """The firms whose figures are known ranked, `None` where they are fewer than two; and what the others lack, by key.

    Raises `UnableToCompare`. Ties in both methods together stay in the order given.
    """
    counted = [(one, weight) for one, weight in zip(criteria, weights, strict=True) if weight > 0]
    kinds = tuple(one for one, _weight in counted)
    lacking = {one.key: lacks for one in candidates if (lacks := one.lacks(kinds))}
    known = [one for one in candidates if one.key not in lacking]
    if len(known) < 2:
        return None, lacking
    return _ranked(known, kinds, tuple(weight for _one, weight in counted)), lacking


def _ranked(known: Sequence[Candidate], kinds: tuple[Criterion, ...], shares: tuple[float, ...]) -> Ranking:
    compared = Comparison(
        tuple(tuple(one.figures[kind.name] or 0.0 for kind in kinds) for one in known),
        tuple(kind.rising for kind in kinds),
    )
    orders = [order(method(compared, shares)) for _label, method in METHODS]
    leads = [stability(compared, shares, method, seed=SEED) for _label, method in METHODS]
    rows = [
        Placed(
            one,
            tuple(found.index(place) + 1 for found in orders),
            tuple(by_method[place] for by_method in leads),
        )
        for place, one in enumerate(known)
    ]
    said = tuple(
        _said(label, method, (found[0], led[found[0]]), compared, (known, kinds, shares))
        for (label, method), found, led in zip(METHODS, orders, leads, strict=True)
    )
    ranked = tuple(sorted(rows, key=lambda row: sum(row.places)))
    return Ranking(kinds, shares, ranked, said, _agreement(orders))


def _said(
    label: str,
    method: Method,
    led: tuple[int, float],
    compared: Comparison,
    by: tuple[Sequence[Candidate], Sequence[Criterion], Sequence[float]],
) -> Said:
    (leader, stays), (known, kinds, shares) = led, by
    found = tipping(compared, shares, method) if len(kinds) > 1 else ()  # a single weight is all there is
    tips = tuple(
        Tip(kinds[tip.criterion], tip.weight, shares[tip.criterion] / sum(shares), known[tip.leader].key)
        for tip in found
    )
    return Said(label, known[leader].key, stays, tips)


def _agreement(orders: Sequence[Sequence[int]]) -> Agreement:
    one, other = orders
    if list(one) == list(other):
        return Agreement.ALL
    return Agreement.LEADER if one[0] == other[0] else Agreement.NONE
