"""Micro, small, medium or large: the size of an enterprise by its staff and its money.

An enterprise is in the smallest class whose staff it stays below *and* one of whose two ceilings, turnover or
balance sheet, it does not exceed. Whoever is not known by staff or by money is not put in a class.

EU: Commission Recommendation 2003/361/EC, Annex, Article 2 (OJ L 124, 20.5.2003), in force since 2005-01-01.
UK: Procurement Act 2023, section 123 (SME: below 250 staff, and at most GBP 44m turnover or 38m balance
sheet), in force since 2025-02-24; it names no lower classes, so those are the EU's ceilings at the Act's own
rate for turnover, 44 : 50 (a convention of this program). Checked on 2026-11-24.
Annual figures; a firm that belongs to a group counts with its partner and linked enterprises, which the
caller adds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Size = Literal["micro", "small", "medium", "large"]


@dataclass(frozen=True, slots=True)
class Ceiling:
    """A class: fewer than `staff` people, and at most `turnover` or `balance_sheet` (minor units a year)."""

    size: Size
    staff: int
    turnover: int
    balance_sheet: int


MILLION = 100_000_000
"""A million of a currency with hundredths, in minor units."""

CEILINGS: dict[str, tuple[Ceiling, ...]] = {
    "EUR": (
        Ceiling("micro", 10, 2 * MILLION, 2 * MILLION),
        Ceiling("small", 50, 10 * MILLION, 10 * MILLION),
        Ceiling("medium", 250, 50 * MILLION, 43 * MILLION),
    ),
    "GBP": (
        Ceiling("micro", 10, 176 * MILLION // 100, 176 * MILLION // 100),
        Ceiling("small", 50, 880 * MILLION // 100, 880 * MILLION // 100),
        Ceiling("medium", 250, 44 * MILLION, 38 * MILLION),
    ),
}
"""The classes below large, smallest first, by the currency the money is in."""


class UnknownCurrency(ValueError):
    """No definition of size is known in that currency."""


def size(
    staff: int | None, turnover: int | None, balance_sheet: int | None = None, currency: str = "GBP"
) -> Size | None:
    """The size of a firm with that many people and that money (minor units a year); `None` if not known.

    Raises `UnknownCurrency` for a currency without a definition: convert to GBP or EUR first.
    """
    if currency not in CEILINGS:
        known = " or ".join(sorted(CEILINGS))
        raise UnknownCurrency(f"there is no size definition in {currency}; convert to {known} first")
    if staff is None or (turnover is None and balance_sheet is None):
        return None
    for ceiling in CEILINGS[currency]:
        affordable = (turnover is not None and turnover <= ceiling.turnover) or (
            balance_sheet is not None and balance_sheet <= ceiling.balance_sheet
        )
        if staff < ceiling.staff and affordable:
            return ceiling.size
    return "large"
