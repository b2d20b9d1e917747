"""Figures and lists as they stand in a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction


def plain(number: int | Decimal | Fraction, places: int = 6) -> str:
    """A number with thousands separated and at most `places` decimals, none of them a trailing zero."""
    text = f"{Decimal(round(Fraction(number) * 10**places)).scaleb(-places):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(share: int | Decimal | Fraction) -> str:
    """A share of 1 in per cent: `0.3` is `30 %`."""
    return f"{plain(Fraction(share) * 100, 4)} %"


def at_most(value: float, places: int = 0) -> Decimal:
    """A figure that nothing exceeds, written to so many decimal places: rounded up, or what it says would be untrue."""
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_CEILING)


def listing(words: Iterable[str], joint: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    *most, last = [*words] or [""]
    return f"{', '.join(most)} {joint} {last}" if most else last


def count(number: int, one: str, many: str = "") -> str:
    """`1 firm`, `2 firms`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
