"""What a notice does not say of a package, guessed openly: its part of the amount, its quantity, its days.

Every guess leaves its reason with the package. An amount is divided as the quantities cost at members' median
prices, else equally, and always exactly; a quantity follows from an amount at that price, or is 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from midas.core.demand.market import Going
from midas.core.demand.proposal import Demand, Proposed, Rate
from midas.core.values.amounts import apportion, money_words
from midas.core.values.periods import Period
from midas.core.values.taxonomy import CPV_PREFIX
from midas.core.values.units import same_unit, unit_words
from midas.core.values.words import count, plain

LUMP = "LS"

MOBILISING = 60
"""Days from today until work can begin, where a notice's own start has passed: to form a team and to sign."""

GROUP_DIGITS = 3
"""A code nobody offers is widened to its CPV group at most."""


def with_values(demand: Demand, parts: Sequence[Proposed], rate: Rate) -> list[Proposed]:
    """Divide what the notice's amount leaves among the packages that have none."""
    without = [part for part in parts if part.value is None]
    stated = sum(part.value for part in parts if part.value is not None)
    if not without or demand.value is None or demand.value <= stated:
        return list(parts)
    rest, costs = demand.value - stated, [_cost(part, rate) for part in without]
    known = [cost for cost in costs if cost]
    weights: Sequence[Fraction | int] = known if len(known) == len(without) else [1] * len(without)
    shares = iter(apportion(rest, weights))
    why = _division(demand, rest, len(without), len(parts), bool(known) and weights is known)
    return [
        part if part.value is not None else replace(part, value=next(shares), reasons=(*part.reasons, why))
        for part in parts
    ]


def _cost(part: Proposed, rate: Rate) -> Fraction | None:
    """What a stated quantity costs at the members' median price; `None` where that cannot be said."""
    going = rate(part.competency) if part.competency and part.quantity is not None else None
    if part.quantity is None or going is None or not same_unit(going.unit, part.unit) or not going.price:
        return None
    return Fraction(part.quantity) * going.price


def _division(demand: Demand, rest: int, among: int, parts: int, by_cost: bool) -> str:
    """How an amount came to be divided, in a sentence."""
    words = money_words(rest, demand.currency)
    if parts == 1:
        return f"The notice's {words} is taken for it."
    whole = f"the notice's {words}" if rest == demand.value else f"the {words} that no lot accounts for"
    if by_cost:
        return f"Nothing says how {whole} divides: it is divided as the quantities cost at members' median prices."
    return f"Nothing says how {whole} divides: an equal part, 1 of {among}, stands here; correct it."


def ahead(part: Proposed, today: date) -> Proposed:
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


def with_quantity(part: Proposed, currency: str, rate: Rate) -> Proposed:
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
