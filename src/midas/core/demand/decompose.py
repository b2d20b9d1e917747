"""A first cut of a demand into work packages, each with the reasons it was proposed, for a broker to correct.

One package per lot; without lots, one per kind of item; without items, one per CPV code that is not part of
another. What the notice does not say is guessed openly or left open: an amount is divided equally, and a
quantity follows from an amount at the members' median price, or is 1. The amounts of the packages never sum
to more than the notice gives.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from midas.core.demand.market import Going
from midas.core.demand.notice import Item, Lot, Span
from midas.core.values.amounts import apportion, money_words
from midas.core.values.identifiers import competency_fault
from midas.core.values.periods import Period
from midas.core.values.taxonomy import CPV_PREFIX, covers
from midas.core.values.units import UNITS, unit_words
from midas.core.values.words import count, listing, plain

MOST = 12
"""More packages than this from bare codes are gathered under their CPV class, group or division."""

LEVELS = (8, 4, 3, 2)
"""Digits of a CPV code that name it whole, its class, its group, its division."""

MOBILISING = 60
"""Days from today until work can begin, where a notice's own start has passed: to form a team and to sign."""

GROUP_DIGITS = 3
"""A code nobody offers is widened to its CPV group at most."""

LUMP, ONE = "LS", "C62"
LONGEST = 120
_UNIT = re.compile(r"[A-Z0-9]{2,3}\Z")


@dataclass(frozen=True, slots=True)
class Demand:
    """What a notice says, as far as packages are cut from it. Amounts in minor units of `currency`.

    `cpv` are eight-digit codes, the main one first; `names` are their labels.
    """

    title: str
    currency: str
    value: int | None = None
    cpv: tuple[str, ...] = ()
    window: Period | None = None
    place: str | None = None
    lots: tuple[Lot, ...] = ()
    items: tuple[Item, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A work package as proposed. `competency` is empty where the notice gives no usable code."""

    code: str
    title: str
    competency: str
    quantity: Decimal | None = None
    unit: str | None = None
    value: int | None = None
    window: Period | None = None
    place: str | None = None
    reasons: tuple[str, ...] = ()


Rate = Callable[[str], Going | None]
"""What members ask for a competency, if any offers it."""


def decompose(demand: Demand, rate: Rate, *, today: date) -> tuple[Proposed, ...]:
    """The packages proposed for a demand, in its own order, as `wp1`, `wp2` …; none if it names no work."""
    parts = _by_lot(demand) or _by_item(demand) or _by_code(demand)
    valued = _with_values(demand, parts)
    return tuple(
        replace(_with_quantity(_ahead(part, today), demand.currency, rate), code=f"wp{number}")
        for number, part in enumerate(valued, 1)
    )


def period(span: Span) -> Period | None:
    """The days of a span with two ends in order, or a start and a length; else `None`."""
    if span.starts_on and span.ends_on and span.starts_on <= span.ends_on:
        return Period(span.starts_on, span.ends_on)
    days = span.days or 0
    if span.starts_on and not span.ends_on and 0 < days <= (date.max - span.starts_on).days:
        return Period(span.starts_on, span.starts_on + timedelta(days=days - 1))
    return None


def unit_code(written: str) -> str:
    """The Rec 20 code of a unit written as a code or by its name; one thing, where it is neither."""
    wanted = written.strip()
    if _UNIT.match(wanted):
        return wanted
    named = (code for code, names in UNITS.items() if wanted.casefold() in names)
    return next(named, ONE)


def distinct(codes: Iterable[str]) -> tuple[str, ...]:
    """The codes in order, without those that contain, or are part of, one before them."""
    kept: list[str] = []
    for code in codes:
        name = CPV_PREFIX + code
        if competency_fault(name) is None and not any(
            covers(CPV_PREFIX + one, name) or covers(name, CPV_PREFIX + one) for one in kept
        ):
            kept.append(code)
    return tuple(kept)


def _by_lot(demand: Demand) -> list[Proposed]:
    return [_lot(demand, lot, [item for item in demand.items if item.lot == lot.id]) for lot in demand.lots]


def _lot(demand: Demand, lot: Lot, items: Sequence[Item]) -> Proposed:
    codes = distinct(code for item in items for code in item.cpv)
    main, *others = codes or distinct(demand.cpv)[:1] or ("",)
    reasons = [f"Lot {lot.id} of the notice is awarded by itself."]
    if main and not codes:
        reasons.append(f"The lot names no CPV code, so it has the notice's: {_named(main, demand)}.")
    elif others:
        more = listing(_named(code, demand) for code in others)
        reasons.append(f"Its items also name {more}: cut it further if other firms do that.")
    return Proposed(
        code="",
        title=_short(lot.title) or f"Lot {lot.id}",
        competency=_competency(main),
        value=lot.value.minor if lot.value and lot.value.currency == demand.currency else None,
        window=period(lot.span) or demand.window,
        place=lot.region or _first(item.region for item in items) or demand.place,
        quantity=_quantity(items),
        unit=_unit(items),
        reasons=(*reasons, *_uncoded(main)),
    )


def _by_item(demand: Demand) -> list[Proposed]:
    groups: dict[str, list[Item]] = {}
    for item in demand.items:
        code = next(iter(distinct(item.cpv)), None)
        if code is not None:
            home = next((one for one in groups if _related(one, code)), code)
            groups.setdefault(home, []).append(item)
    if all(item.quantity is None for items in groups.values() for item in items):
        return _from_codes(demand, (*groups, *demand.cpv)) if groups else []
    return [_group(demand, code, items) for code, items in groups.items()]


def _group(demand: Demand, code: str, items: Sequence[Item]) -> Proposed:
    listed = "The notice lists 1 item" if len(items) == 1 else f"The notice lists {len(items)} items"
    return Proposed(
        code="",
        title=_short(items[0].description if len(items) == 1 else "") or _title(code, demand),
        competency=_competency(code),
        window=demand.window,
        place=_first(item.region for item in items) or demand.place,
        quantity=_quantity(items),
        unit=_unit(items),
        reasons=(f"{listed} of {_named(code, demand)}.",),
    )


def _by_code(demand: Demand) -> list[Proposed]:
    return _from_codes(demand, demand.cpv)


def _from_codes(demand: Demand, codes: Iterable[str]) -> list[Proposed]:
    """One package per kind of work, gathered at the finest level that leaves no more than `MOST`."""
    kinds = distinct(codes)
    for digits in LEVELS:
        gathered: dict[str, list[str]] = {}
        for code in kinds:
            gathered.setdefault(code[:digits].ljust(8, "0"), []).append(code)
        if len(gathered) <= MOST:
            break
    return [_kind(demand, code, members) for code, members in gathered.items()]


def _kind(demand: Demand, code: str, members: Sequence[str]) -> Proposed:
    if members == [code]:
        main = demand.cpv[:1] == (code,)
        reason = f"{_named(code, demand)} is {'the main' if main else 'another'} CPV code of the notice."
    else:
        reason = f"The notice names {count(len(members), 'CPV code')} in {_named(code, demand)}."
    return Proposed(
        code="",
        title=_title(code, demand) if len(demand.cpv) != 1 else _short(demand.title),
        competency=_competency(code),
        window=demand.window,
        place=demand.place,
        reasons=(reason,),
    )


def _with_values(demand: Demand, parts: Sequence[Proposed]) -> list[Proposed]:
    """Give what the notice's amount leaves to the packages that have none, in equal parts."""
    without = [part for part in parts if part.value is None]
    stated = sum(part.value for part in parts if part.value is not None)
    if not without or demand.value is None or demand.value <= stated:
        return list(parts)
    rest = demand.value - stated
    shares = iter(apportion(rest, [1] * len(without)))
    words = money_words(rest, demand.currency)
    why = f"The notice's {words} is taken for it." if len(parts) == 1 else _equal(words, len(without), stated)
    return [
        part if part.value is not None else replace(part, value=next(shares), reasons=(*part.reasons, why))
        for part in parts
    ]


def _equal(words: str, number: int, stated: int) -> str:
    whole = f"the {words} that no lot accounts for" if stated else f"the notice's {words}"
    return f"Nothing says how {whole} divides: an equal part, 1 of {number}, stands here; correct it."


def _ahead(part: Proposed, today: date) -> Proposed:
    """The package with a window that can still be met: as long as the notice's, and beginning after today."""
    window = part.window
    if window is None or window.start > today or (date.max - today).days < MOBILISING + window.days:
        return part
    start = today + timedelta(days=MOBILISING)
    moved = Period(start, start + timedelta(days=window.days - 1))
    why = (
        f"The notice's start, {window.start}, has passed: the same {count(window.days, 'day')} stand here, "
        f"beginning {MOBILISING} days from now."
    )
    return replace(part, window=moved, reasons=(*part.reasons, why))


def _with_quantity(part: Proposed, currency: str, rate: Rate) -> Proposed:
    part = _widened(part, rate)
    if part.quantity is not None:
        return part
    going = rate(part.competency) if part.competency else None
    if going is None:
        why = "No quantity is given and no member offers this, so it stands as one lump sum."
        return replace(part, quantity=Decimal(1), unit=LUMP, reasons=(*part.reasons, why))
    quantity, why = _estimate(part.value, going, currency)
    return replace(part, quantity=quantity, unit=going.unit, reasons=(*part.reasons, why))


def _widened(part: Proposed, rate: Rate) -> Proposed:
    """The package at the nearest code above its own that somebody offers, if nobody offers its own."""
    if not part.competency or rate(part.competency) is not None:
        return part
    code = part.competency.removeprefix(CPV_PREFIX)
    for digits in range(7, GROUP_DIGITS - 1, -1):
        wider = code[:digits].ljust(8, "0")
        going = rate(CPV_PREFIX + wider) if wider != code else None
        if going is not None:
            offered = "1 member offers" if going.firms == 1 else f"{going.firms} members offer"
            wide = f"it is widened to {wider}, of which {offered} a part; check them"
            why = f"Nobody offers {code} itself, so {wide}."
            return replace(part, competency=CPV_PREFIX + wider, reasons=(*part.reasons, why))
    return part


def _estimate(value: int | None, going: Going, currency: str) -> tuple[Decimal, str]:
    unit, units = unit_words(going.unit, many=False), unit_words(going.unit)
    asked = f"{count(going.firms, 'member')} {'prices' if going.firms == 1 else 'price'} this per {unit}"
    if value is None or not value or not going.price:
        return Decimal(1), f"No quantity is given: 1 stands here until you know. {asked}."
    exact = Fraction(value) / going.price
    number = Decimal(max(round(exact), 1))
    amount, price = money_words(value, currency), money_words(going.price, currency)
    bought = f"{amount} buys about {plain(number)} {units} at the median price of {price}"
    return number, f"No quantity is given: {bought}. {asked}."


def _quantity(items: Sequence[Item]) -> Decimal | None:
    """The sum of the items' quantities, if each has one and all are in one unit."""
    stated = [item.quantity for item in items if item.quantity is not None]
    return (sum(stated, Decimal(0)) or None) if len(stated) == len(items) and _unit(items) else None


def _unit(items: Sequence[Item]) -> str | None:
    units = {unit_code(item.unit) for item in items}
    return units.pop() if len(units) == 1 else None


def _uncoded(code: str) -> tuple[str, ...]:
    return () if code else ("The notice names no CPV code for it: choose the competency.",)


def _related(a: str, b: str) -> bool:
    return covers(CPV_PREFIX + a, CPV_PREFIX + b) or covers(CPV_PREFIX + b, CPV_PREFIX + a)


def _competency(code: str) -> str:
    return CPV_PREFIX + code if code else ""


def _named(code: str, demand: Demand) -> str:
    label = demand.names.get(code, "")
    return f"{label} ({code})" if label else code


def _title(code: str, demand: Demand) -> str:
    return _short(demand.names.get(code, "")) or f"CPV {code}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rsplit(" ", 1)[0] + "…"


def _first(places: Iterable[str]) -> str | None:
    return next((place for place in places if place), None)
