"""A demand as work packages are cut from it, and a package as it is proposed, with the reasons why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from midas.core.demand.market import Going
from midas.core.demand.notice import Item, Lot
from midas.core.values.periods import Period


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
