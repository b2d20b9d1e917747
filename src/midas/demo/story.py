"""The story's demand: 24 towed clinics that no member could carry a third of, and the requirement made of it.

The requirement is such that the six firms of `midas.demo.cast.TEAM` are its best team; a test solves it exactly.
Amounts in pounds; they sum to the contract's value.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from midas.demo.cluster import Package
from midas.demo.wishes.model import Item, Wish

WISH = Wish(
    "clinics",
    "qualified",
    "ocds",
    "don",
    "Mobile diagnostic units: 24 towed clinics with five years of service",
    "The authority buys 24 towed clinics for eight hospitals in the region. Each has an insulated cabin ready for "
    "imaging, its own heating and cooling, furniture that can be disinfected, and software for bookings and "
    "telemetry. The supplier delivers and sites them, and services them for five years. Offers from teams of small "
    "firms are welcome; the authority contracts with one organisation only.",
    6_400_000,
    ("34223330", "33112000", "72262000", "45331000", "45421153", "45442200", "60182000", "50111000"),
    came=33,
    due=41,
    starts=76,
    months=75,
    region="UKE3",
    category="goods",
    reason="Every part of it is somebody's trade here, and no one else offers it from one hand.",
    items=(
        Item("34223330", "Towed chassis with insulated cabin, ready for imaging", 24, "EA"),
        Item("45442200", "Hygienic and anti-corrosive coating, inside and out", 6_240, "MTK"),
        Item("33112000", "Ultrasound and imaging sets, built in and tested", 24, "EA"),
        Item("72262000", "Software for bookings and telemetry", 8_000, "HUR"),
        Item("45331000", "Heating, ventilation and cooling", 24, "EA"),
        Item("45421153", "Fit-out with furniture that can be disinfected", 24, "EA"),
        Item("60182000", "Delivery to eight hospitals and siting, crew days", 360, "DAY"),
        Item("50111000", "Field service for five years, hours", 19_200, "HUR"),
    ),
    amended=12,
)


@dataclass(frozen=True, slots=True)
class Line:
    """A package of the story: `begins` and `lasts` in days from the day of loading, `value` in pounds."""

    code: str
    title: str
    value: int
    begins: int
    lasts: int
    certificates: tuple[str, ...] = ()
    min_quality: str = "0.75"
    criticality: str = "1"
    after: tuple[str, ...] = ()


LINES = (
    Line("cabins", "Chassis and cabins", 1_340_000, 76, 255, ("ISO 9001",), "0.8", "1.5"),
    Line("coating", "Coating", 430_000, 121, 240, ("ISO 9001",), after=("cabins",)),
    Line("imaging", "Diagnostic electronics", 1_480_000, 91, 300, ("ISO 13485",), "0.8", "1.5"),
    Line("software", "Bookings and telemetry", 760_000, 76, 345, ("ISO 27001",), "0.8"),
    Line("climate", "Heating, ventilation and cooling", 440_000, 151, 250, after=("coating",)),
    Line("fit-out", "Fit-out", 600_000, 166, 255, after=("climate", "imaging")),
    Line("delivery", "Delivery and siting", 170_000, 331, 120, after=("fit-out",)),
    Line("service", "Field service for five years", 1_180_000, 451, 1826, after=("delivery",)),
)

POLICY: dict[str, Any] = {
    "max_partners": 8,
    "min_value_share": "0.02",
    "share_cap": "0.33",
    "standing_multiple": "1",
    "turnover_multiple": "2",
    "contract_value": 640_000_000,
    "local": {"regions": ["UKE"], "min_share": "0.25"},
    "risk_price": "1",
    "loss_given_failure": "0.4",
    "haulage_per_km": "150",
    "need_lead": True,
}
"""What the broker asked of the team, in the words of the formation format."""


def packages(today: date) -> tuple[Package, ...]:
    """The requirement's packages, each done by one firm."""
    return tuple(_packages(today))


def _packages(today: date) -> Iterator[Package]:
    for line, item in zip(LINES, WISH.items, strict=True):
        starts_on = today + timedelta(days=line.begins)
        yield Package(
            code=line.code,
            title=line.title,
            competency=f"cpv:{item.cpv}",
            quantity=Decimal(item.quantity),
            unit=item.unit,
            value=line.value * 100,
            starts_on=starts_on,
            ends_on=starts_on + timedelta(days=line.lasts),
            certificates=line.certificates,
            min_quality=Decimal(line.min_quality),
            place="UKE3",
            max_suppliers=1,
            criticality=Decimal(line.criticality),
            after=line.after,
        )
