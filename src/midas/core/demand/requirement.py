"""What must be delivered, made precise: work packages, each a competency × quantity × window."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from midas.core.values.periods import Period
from midas.core.values.places import Position

ONE = Decimal(1)
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class WorkPackage:
    """One part of a requirement: `quantity` > 0 of a competency, in `unit` (UN/ECE Rec 20).

    `value` is in minor units (`None`: estimated from the offerings). `max_suppliers` `None`: no limit.
    `min_split` is the least share (0–1) of the quantity that a firm on the package may have. `after` names
    the packages that come first.
    """

    id: str
    competency: str
    quantity: Decimal
    unit: str | None = None
    value: int | None = None
    window: Period | None = None
    certificates: tuple[str, ...] = ()
    min_quality: Decimal = ZERO
    place: str | None = None
    position: Position | None = None
    min_suppliers: int = 0
    max_suppliers: int | None = None
    min_split: Decimal = ZERO
    criticality: Decimal = ONE
    after: tuple[str, ...] = ()
