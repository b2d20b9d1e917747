"""What must be delivered, made precise: work packages, each a competency × quantity × window."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from midas.core.members.profile import LARGEST_VALUE, read_competency
from midas.core.values.fields import Fields
from midas.core.values.periods import Period
from midas.core.values.places import Position
from midas.core.values.writing import json_value

ONE = Decimal(1)
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class WorkPackage:
    """One part of a requirement: `quantity` > 0 of a competency, in `unit` (a UN/ECE Rec 20 code).

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


def read_work_package(entry: Fields) -> WorkPackage:
    """The work package written in a JSON object; what is wrong with it is noted in `entry`."""
    package = WorkPackage(
        id=entry.text("id", "", required=True),
        competency=read_competency(entry, required=True),
        quantity=entry.number("quantity", ONE, required=True, above_zero=True),
        unit=entry.text("unit", None),
        value=entry.integer("value", None, most=LARGEST_VALUE, unit="minor units"),
        window=entry.period("window"),
        certificates=entry.texts("certificates"),
        min_quality=entry.share("min_quality", ZERO),
        place=entry.text("place", None),
        position=entry.position("position"),
        min_suppliers=entry.integer("min_suppliers", 0, unit="firms"),
        max_suppliers=entry.integer("max_suppliers", None, unit="firms"),
        min_split=entry.share("min_split", ZERO),
        criticality=entry.number("criticality", ONE),
        after=entry.texts("after"),
    )
    _note_contradictions(entry, package)
    return package


def write_work_package(package: WorkPackage) -> dict[str, object]:
    """The JSON object that `read_work_package` reads as this package."""
    written: dict[str, object] = json_value(package)
    return written


def _note_contradictions(entry: Fields, package: WorkPackage) -> None:
    most = package.max_suppliers
    if most is not None and most < package.min_suppliers:
        entry.note(entry.path("max_suppliers"), f"{most} is below min_suppliers, {package.min_suppliers}")
    if most == 0:
        entry.note(entry.path("max_suppliers"), "must be at least 1: somebody has to do the work")
