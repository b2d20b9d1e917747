"""What members ask for a kind of work: in which unit, and at what middle price. A hint, never a quote."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from statistics import median

from midas.core.demand.requirement import WorkPackage
from midas.core.demand.supply import Supplier, holds


@dataclass(frozen=True, slots=True)
class Going:
    """The unit in which most firms price a kind of work, and the median of their prices per that unit.

    `price` is in minor units per `unit`; 0 when prices are not to be seen.
    """

    unit: str
    firms: int
    price: Fraction


def going(suppliers: Iterable[Supplier], competency: str) -> Going | None:
    """What members ask for `competency`; `None` when nobody offers it. Ties go to the first unit by code."""
    asked = WorkPackage(id="", competency=competency, quantity=Decimal(1))
    by_unit: dict[str, dict[str, list[Fraction]]] = defaultdict(lambda: defaultdict(list))
    for supplier in suppliers:
        for offering, claim in zip(supplier.firm.offerings, supplier.claims, strict=True):
            if claim.unit is not None and holds(asked, offering, claim):
                by_unit[claim.unit][supplier.firm.id].append(Fraction(offering.unit_price))
    if not by_unit:
        return None
    unit = min(by_unit, key=lambda code: (-len(by_unit[code]), code))
    firms = by_unit[unit]
    return Going(unit, len(firms), median(price for prices in firms.values() for price in prices))
