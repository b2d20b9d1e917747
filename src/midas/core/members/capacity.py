"""What a firm has left to give in a period: what it offers a month, less what its enterprises take.

The rule, which pages show beside the figure: a piece of work takes its quantity evenly over its window, so in a
period it takes the share of its months that lie in the period. It draws on the firm's offerings of that kind of
work in that unit, in proportion to what they offer a month. An offering without a stated capacity has no limit,
and nothing is taken from it. Nothing is left below zero: what exceeds the capacity is shown as over-committed.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

from midas.core.values.periods import Period, common, months
from midas.core.values.taxonomy import covers
from midas.core.values.units import same_unit

MILLIONTH = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Offered:
    """One offering: `monthly` units a month (`None`: no limit), and the CPV code it also answers to."""

    key: Hashable
    competency: str
    unit: str
    monthly: Decimal | None
    cpv: str | None = None

    def does(self, work: Work) -> bool:
        """True if it is of the kind of work, in its unit."""
        kinds = (self.competency, self.cpv) if self.cpv else (self.competency,)
        return same_unit(self.unit, work.unit) and any(covers(work.competency, kind) for kind in kinds)


@dataclass(frozen=True, slots=True)
class Work:
    """What a firm does for one enterprise: a quantity over a window. `label` says for whom."""

    label: str
    competency: str
    unit: str
    quantity: Decimal
    window: Period


@dataclass(frozen=True, slots=True)
class Left:
    """Of one offering in a period: `total` it offers, what each work takes, and what remains."""

    key: Hashable
    total: Decimal | None
    taken: tuple[tuple[str, Decimal], ...]

    @property
    def committed(self) -> Decimal:
        """All that is taken."""
        return sum((amount for _, amount in self.taken), Decimal(0))

    @property
    def left(self) -> Decimal | None:
        """What remains, never below 0; `None` for an offering without a limit."""
        return None if self.total is None else max(Decimal(0), self.total - self.committed)

    @property
    def over(self) -> Decimal:
        """What is promised beyond the capacity."""
        return Decimal(0) if self.total is None else max(Decimal(0), self.committed - self.total)

    @property
    def share(self) -> Fraction | None:
        """The part of the capacity that is left; `None` without a limit or without any capacity."""
        if self.total is None or self.left is None or not self.total:
            return None
        return Fraction(self.left) / Fraction(self.total)


def capacity_left(offered: Sequence[Offered], works: Iterable[Work], period: Period) -> tuple[Left, ...]:
    """What remains of each offering in the period, in the order of the offerings."""
    span = months([period])
    taken: dict[Hashable, list[tuple[str, Decimal]]] = {one.key: [] for one in offered}
    for work in works:
        amount = _in_period(work, period)
        if amount:
            for one, share in _shares(offered, work):
                taken[one.key].append((work.label, _floor(amount * share)))
    return tuple(
        Left(
            one.key,
            None if one.monthly is None else _floor(Fraction(one.monthly) * span),
            tuple(taken[one.key]),
        )
        for one in offered
    )


def _in_period(work: Work, period: Period) -> Fraction:
    """How much of the work falls into the period."""
    shared = common(work.window, period)
    if shared is None:
        return Fraction(0)
    return Fraction(work.quantity) * months([shared]) / months([work.window])


def _shares(offered: Sequence[Offered], work: Work) -> list[tuple[Offered, Fraction]]:
    """Which offerings do the work, each with its part of it."""
    able = [one for one in offered if one.monthly and one.does(work)]
    total = sum((Fraction(one.monthly or 0) for one in able), Fraction(0))
    return [(one, Fraction(one.monthly or 0) / total) for one in able]


def _floor(amount: Fraction) -> Decimal:
    exact = Decimal(amount.numerator) / Decimal(amount.denominator)
    return exact.quantize(MILLIONTH, rounding=ROUND_FLOOR)
