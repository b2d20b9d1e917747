"""A first cut of a demand into work packages, each with the reasons it was proposed, for a broker to correct.

One package per lot, those of the fields or else those the text lists; without lots, one per kind of item; without
items, one per CPV code that is not part of another. Each has a confidence and, if its words are there, its sentence.
What the notice does not say is guessed openly (`midas.core.demand.estimate`) or left open; the amounts of the packages
never sum to more than the notice gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from midas.core.demand.estimate import ahead, with_quantity, with_values
from midas.core.demand.notice import Item, Lot, Span
from midas.core.demand.proposal import Demand, Proposed, Rate
from midas.core.demand.quoted import lots_in_text, sentence_for, with_quantity_said
from midas.core.values.identifiers import competency_fault
from midas.core.values.periods import Period
from midas.core.values.taxonomy import CPV_PREFIX, covers
from midas.core.values.units import UNITS
from midas.core.values.words import count, listing

MOST = 12
"""More packages than this from bare codes are gathered under their CPV class, group or division."""

LEVELS = (8, 4, 3, 2)
"""Digits of a CPV code that name it whole, its class, its group, its division."""

LOT, ITEMS, LOT_WITHOUT_CODE, MAIN_CODE, SAID, LISTED, CODE, GATHERED = 95, 90, 80, 70, 65, 60, 50, 40
"""How sure it is that something is a part of the work: Midas's own scale, from a lot of its own to a bare code."""

ONE = "C62"
LONGEST = 120
_UNIT = re.compile(r"[A-Z0-9]{2,3}\Z")


def decompose(demand: Demand, rate: Rate, *, today: date) -> tuple[Proposed, ...]:
    """The packages proposed for a demand, in its own order, as `wp1`, `wp2` …; none if it names no work."""
    parts = _by_lot(demand) or _by_text_lot(demand) or _by_item(demand) or _by_code(demand)
    parts = parts or _by_listed(demand)
    said = [_with_words(demand, part, alone=len(parts) == 1) for part in parts]
    valued = with_values(demand, said, rate)
    return tuple(
        replace(with_quantity(ahead(part, today), demand.currency, rate), code=f"wp{number}")
        for number, part in enumerate(valued, 1)
    )


def _with_words(demand: Demand, part: Proposed, *, alone: bool) -> Proposed:
    """The package with its sentence, and with the quantity and the certificates that the words ask for."""
    label = demand.names.get(part.competency.removeprefix(CPV_PREFIX), "")
    sentence = part.sentence or sentence_for(f"{part.title} {label}", demand.passages, part.lot)
    quoted = with_quantity_said(replace(part, sentence=sentence), demand.passages, alone)
    asked = [one for one in demand.certificates if one.lot in ("", part.lot)]
    reasons = [*quoted.reasons, *(f"The notice asks for {one.name} ({one.place})." for one in asked)]
    if demand.window_why and quoted.window == demand.window:
        reasons.append(demand.window_why)
    names = tuple(dict.fromkeys(one.name for one in asked))
    return replace(quoted, certificates=names, reasons=tuple(reasons))


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


def _by_text_lot(demand: Demand) -> list[Proposed]:
    """One package per lot that only the words name; the items belong to none of them."""
    found = lots_in_text(demand.passages)
    return [_said_lot(demand, lot) for lot in found]


def _said_lot(demand: Demand, lot: Lot) -> Proposed:
    part = _lot(demand, lot, ())
    reasons = (f"The text lists lot {lot.id}; no field of the notice does, so check it.", *part.reasons[1:])
    return replace(part, reasons=reasons, confidence=SAID, sentence=lot.description)


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
        confidence=LOT if codes else LOT_WITHOUT_CODE,
        lot=lot.id,
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
        confidence=ITEMS,
        sentence=_short(next((item.description for item in items if item.description), "")),
    )


def _by_code(demand: Demand) -> list[Proposed]:
    return _from_codes(demand, demand.cpv)


def _by_listed(demand: Demand) -> list[Proposed]:
    """One package per thing listed, where nothing names a code; at most `MOST` of them."""
    return [
        Proposed(
            code="",
            title=_short(item.description) or _short(demand.title),
            competency="",
            window=demand.window,
            place=item.region or demand.place,
            quantity=item.quantity or None,
            unit=unit_code(item.unit) if item.quantity else None,
            reasons=("It is listed by itself.", *_uncoded("")),
            confidence=LISTED,
            sentence=_short(item.description),
        )
        for item in demand.items[:MOST]
    ]


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
    main = demand.cpv[:1] == (code,)
    if members == [code]:
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
        confidence=(MAIN_CODE if main else CODE) if members == [code] else GATHERED,
    )


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
