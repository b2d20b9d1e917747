"""Money and its division: whole minor units, never a float, and shares that always add up.

A share of an amount is apportioned by largest remainder, so nothing is lost or made up in rounding, ties go
to whoever comes first, and a loss is shared as the mirror image of a gain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

# ISO 4217 currencies whose minor unit is not a hundredth. Source: ISO 4217:2015, table A.1.
MINOR_DIGITS = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW"), 0),
    **dict.fromkeys(("PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}

Number = int | Decimal | Fraction


class CurrencyMismatch(ValueError):
    """Two amounts in different currencies were added or compared."""


class UnableToShare(ValueError):
    """An amount cannot be apportioned: no weights, a negative weight, or all weights zero."""


@dataclass(frozen=True, slots=True)
class Money:
    """`minor` whole minor units (pence, cents) of an ISO 4217 `currency`."""

    minor: int
    currency: str

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other)

    def __str__(self) -> str:
        return f"{self.currency} {major(self.minor, self.currency):,}"

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self} and {other} are in different currencies")
        return other.minor


def minor_digits(currency: str) -> int:
    """How many decimal places the currency's minor unit is: 2 for most."""
    return MINOR_DIGITS.get(currency, 2)


def major(minor: int, currency: str) -> Decimal:
    """The amount in whole units of the currency, with its usual decimals: 12345 GBP is 123.45."""
    return Decimal(minor).scaleb(-minor_digits(currency))


def whole(amount: Number) -> int:
    """An amount of minor units rounded half-even to whole ones: done once, at the line."""
    if isinstance(amount, Decimal):
        return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))
    return round(amount)


def money_words(amount: Number, currency: str) -> str:
    """An amount of minor units for a sentence, rounded half-even to whole ones: `GBP 1,234.56`."""
    return str(Money(whole(amount), currency))


def price_words(price: Number, currency: str) -> str:
    """A unit price in minor units for a sentence, to a hundredth of the minor unit where it is finer."""
    digits = minor_digits(currency)
    fine = Decimal(round(Fraction(price) * 100)).scaleb(-digits - 2)
    usual = fine.quantize(Decimal(1).scaleb(-digits))
    return f"{currency} {usual if usual == fine else fine.normalize():,f}"


def apportion(total: int, weights: Sequence[Number]) -> tuple[int, ...]:
    """Divide `total` minor units in proportion to `weights`; the parts sum to it exactly.

    Largest remainder (Hamilton's method): every part is its exact share rounded down, and the units left over
    go one each to the largest remainders, ties to the lowest index (so order weights by identifier). A
    negative total is divided as its mirror image. Raises `UnableToShare` unless some weight is positive and
    none negative.
    """
    if total < 0:
        return tuple(-part for part in apportion(-total, weights))
    exact = [Fraction(weight) for weight in weights]
    if any(weight < 0 for weight in exact) or not sum(exact):
        raise UnableToShare("the weights must not be negative, and at least one must be more than 0")
    quotas = [total * weight / sum(exact) for weight in exact]
    parts = [int(quota) for quota in quotas]
    by_remainder = sorted(range(len(parts)), key=lambda index: (parts[index] - quotas[index], index))
    for index in by_remainder[: total - sum(parts)]:
        parts[index] += 1
    return tuple(parts)
