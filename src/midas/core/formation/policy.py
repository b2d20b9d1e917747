"""The constraints and weights of one formation. Every field left alone restricts nothing and costs nothing.

Money is in minor units, shares lie between 0 and 1 of the value of the whole requirement.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

ZERO = Decimal(0)
HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Local:
    """Firms whose region lies in one of `regions` carry at least `min_share` of the value."""

    regions: tuple[str, ...]
    min_share: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Familiar:
    """Two firms that worked well together: `amount` less coordination when both are partners."""

    a: str
    b: str
    amount: int


@dataclass(frozen=True, slots=True)
class AtMost:
    """No more than `count` of `firms` may be partners."""

    firms: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Policy:
    """What a formation must respect and how it weighs risk.

    The exact meaning of each field is in docs/reference/formation-format.md.
    """

    as_of: date | None = None
    min_partners: int = 0
    max_partners: int | None = None
    min_value_share: Decimal | None = None
    share_cap: Decimal | None = None
    standing_multiple: Decimal | None = None
    turnover_multiple: Decimal | None = None
    contract_value: int | None = None
    local: Local | None = None
    tag_min_share: Mapping[str, Decimal] = field(default_factory=dict, hash=False)
    risk_price: Decimal = ZERO
    loss_given_failure: Decimal = HALF
    haulage_per_km: Decimal = ZERO
    require: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    conflicts: tuple[tuple[str, str], ...] = ()
    at_most: tuple[AtMost, ...] = ()
    familiar: tuple[Familiar, ...] = ()
    certificates_any: tuple[str, ...] = ()
    certificates_all: tuple[str, ...] = ()
    need_lead: bool = False
    ceiling: int | None = None
