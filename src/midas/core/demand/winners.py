"""Who wins what kind of work, with whom, at which prices: what published awards say when they are put together.

Only awards that stand are counted. An award to several suppliers counts one in all, in equal parts: how it is divided
among them no notice says. Suppliers are one where they share a number of a public register, or a name as `name_key`
writes it; a publisher's own numbers tell nothing, since many begin anew in every notice.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import combinations
from statistics import median, quantiles

from midas.core.demand.notice import Award, Item, Supplier
from midas.core.values.amounts import Money
from midas.core.values.names import name_key

STANDING = frozenset({"", "active"})
"""States of an award that stands; a pending, cancelled or unsuccessful one was won by nobody."""

FEW = 5
"""With fewer awards no typical price is told, and concentration is no more than chance."""

MODERATE, HIGH = 1000, 1800
"""Source: US Department of Justice and Federal Trade Commission, Merger Guidelines 2023, 2.1. The UK's CMA applies no
such threshold (CMA129, March 2021), so these are indicators and no verdict."""

_REGISTER = re.compile(r"[A-Z]{2}-(?!CFS|FTS|LAC|SRS|OCDS)[A-Z]{2,4}-\S+\Z")


class Band(StrEnum):
    """How concentrated a market is."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Won:
    """One award that stands, and the demand it belongs to: its key, title and items."""

    award: Award
    demand: int = 0
    title: str = ""
    items: tuple[Item, ...] = ()

    @property
    def worth(self) -> Money | None:
        """What its contracts are worth, else what was awarded."""
        return self.award.contracted or self.award.value


@dataclass(frozen=True, slots=True)
class Winner:
    """A supplier: its awards, how many of them with others, its share of all awards, and of the worth.

    `worth` is minor units of the currency asked for, joint awards divided equally.
    """

    key: str
    name: str
    awards: int
    joint: int
    share: Fraction
    worth: int
    last: date | None
    sme: bool | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two suppliers that won together, and how often."""

    first: str
    second: str
    awards: int


@dataclass(frozen=True, slots=True)
class Prices:
    """What such work usually costs, in minor units: the middle half of `count` amounts, and their median."""

    count: int
    low: int
    middle: int
    high: int


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """The median price of one `unit` in minor units, of notices that ask for a quantity of one thing only."""

    unit: str
    count: int
    price: int


@dataclass(frozen=True, slots=True)
class Market:
    """Awards put together. `hhi` is by number of awards, 0 to 10,000; `hhi_worth` by worth, where it is known."""

    awards: int
    winners: tuple[Winner, ...]
    pairs: tuple[Pair, ...]
    hhi: int
    hhi_worth: int | None
    prices: Prices | None
    units: tuple[UnitPrice, ...]
    sme: Fraction | None

    @property
    def band(self) -> Band | None:
        """How concentrated it is; None where there are too few awards to say."""
        if self.awards < FEW:
            return None
        return Band.HIGH if self.hhi > HIGH else Band.MODERATE if self.hhi >= MODERATE else Band.LOW


def stands(award: Award) -> bool:
    """True if somebody won it."""
    return award.status in STANDING and any(supplier.name for supplier in award.suppliers)


def market(won: Sequence[Won], currency: str) -> Market:
    """What the awards say together; worth and prices of those in `currency` only. Ties go by name."""
    keys = supplier_keys(one.award.suppliers for one in won)
    parties = [_parties(one, keys) for one in won]
    winners = _winners(won, parties, currency)
    worth = sum(winner.worth for winner in winners)
    told = [winner.sme for winner in winners if winner.sme is not None]
    return Market(
        awards=len(won),
        winners=winners,
        pairs=_pairs(parties, {winner.key: winner.name for winner in winners}),
        hhi=hhi([winner.share for winner in winners]),
        hhi_worth=hhi([Fraction(winner.worth, worth) for winner in winners]) if worth else None,
        prices=_prices([one.worth.minor for one in won if one.worth and one.worth.currency == currency]),
        units=_unit_prices(won, currency),
        sme=Fraction(sum(told), len(told)) if told else None,
    )


def hhi(shares: Iterable[Fraction]) -> int:
    """The Herfindahl-Hirschman index: the sum of the squares of shares in per cent; 10,000 is one supplier.

    Source: the guidelines named at `HIGH`, appendix 4; of 30, 30, 20 and 20 per cent it is 2,600.
    """
    return round(sum(share * share for share in shares) * 10_000)


def supplier_keys(groups: Iterable[Iterable[Supplier]]) -> dict[Supplier, str]:
    """A key for each supplier, the same for those that are one."""
    suppliers = sorted(
        {one for group in groups for one in group if one.name}, key=lambda one: (one.name, one.identifier)
    )
    above: dict[str, str] = {}

    def top(key: str) -> str:
        while above.setdefault(key, key) != key:
            key = above[key]
        return key

    for one in suppliers:
        if _REGISTER.match(one.identifier):
            first, second = sorted((top(_named(one)), top(f"number:{one.identifier}")))
            above[second] = first
    return {one: top(_named(one)) for one in suppliers}


def _named(supplier: Supplier) -> str:
    return f"name:{name_key(supplier.name) or supplier.name.casefold()}"


def _parties(won: Won, keys: dict[Supplier, str]) -> dict[str, Supplier]:
    """Who won it, each once."""
    return {keys[one]: one for one in reversed(won.award.suppliers) if one in keys}


def _winners(won: Sequence[Won], parties: Sequence[dict[str, Supplier]], currency: str) -> tuple[Winner, ...]:
    places: dict[str, list[int]] = defaultdict(list)
    for place, group in enumerate(parties):
        for key in group:
            places[key].append(place)
    made = [
        _winner(key, [(won[place], parties[place]) for place in found], len(won), currency)
        for key, found in places.items()
    ]
    return tuple(sorted(made, key=lambda one: (-one.share, -one.worth, one.name)))


def _winner(key: str, own: Sequence[tuple[Won, dict[str, Supplier]]], all_: int, currency: str) -> Winner:
    names = Counter(group[key].name for _, group in own)
    sizes = [group[key].sme for _, group in own if group[key].sme is not None]
    worth = [
        Fraction(one.worth.minor, len(group))
        for one, group in own
        if one.worth and one.worth.currency == currency
    ]
    return Winner(
        key=key,
        name=min(names, key=lambda name: (-names[name], name)),
        awards=len(own),
        joint=sum(1 for _, group in own if len(group) > 1),
        share=sum((Fraction(1, len(group) * all_) for _, group in own), Fraction(0)),
        worth=round(sum(worth, Fraction(0))),
        last=max((one.award.awarded_on for one, _ in own if one.award.awarded_on), default=None),
        sme=sizes[-1] if sizes else None,
    )


def _pairs(parties: Iterable[dict[str, Supplier]], names: dict[str, str]) -> tuple[Pair, ...]:
    met = Counter(
        pair for group in parties for pair in combinations(sorted(group, key=lambda key: names[key]), 2)
    )
    made = [Pair(names[first], names[second], count) for (first, second), count in met.items()]
    return tuple(sorted(made, key=lambda pair: (-pair.awards, pair.first, pair.second)))


def _prices(amounts: Sequence[int]) -> Prices | None:
    """The quartiles, by linear interpolation between the amounts; None of fewer than `FEW`."""
    stated = [amount for amount in amounts if amount]
    if len(stated) < FEW:
        return None
    low, middle, high = quantiles(stated, n=4, method="inclusive")
    return Prices(len(stated), round(low), round(middle), round(high))


def _unit_prices(won: Iterable[Won], currency: str) -> tuple[UnitPrice, ...]:
    by_unit: dict[str, list[Fraction]] = defaultdict(list)
    by_demand: dict[int, list[Won]] = defaultdict(list)
    for one in won:
        by_demand[one.demand].append(one)
    for awards in by_demand.values():
        worth, items = awards[0].worth, awards[0].items
        if len(awards) == 1 and len(items) == 1 and worth is not None and worth.currency == currency:
            quantity = items[0].quantity
            if items[0].unit and quantity and quantity > Decimal(0):
                by_unit[items[0].unit].append(Fraction(worth.minor) / Fraction(quantity))
    made = [UnitPrice(unit, len(prices), round(median(prices))) for unit, prices in by_unit.items()]
    return tuple(sorted(made, key=lambda one: (-one.count, one.unit)))
