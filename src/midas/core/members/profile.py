"""What a firm offers, as formation sees it: one frozen picture of a member or sub-supplier.

Money is in minor units, quantities are exact `Decimal`s, reliability and quality lie between 0 and 1.
`None` means "not stated", which restricts nothing. A resource that an offering uses but the firm does
not list is not limited; an unstated turnover meets the firm's own standing rule and adds nothing to the
enterprise's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from midas.core.values.fields import LARGEST, Fields
from midas.core.values.identifiers import competency_fault
from midas.core.values.places import Position
from midas.core.values.writing import json_value

ONE = Decimal(1)
ZERO = Decimal(0)
LARGEST_VALUE = LARGEST * 1000
"""Turnovers and contract values may be this large, in minor units."""


@dataclass(frozen=True, slots=True)
class HeldCertificate:
    """A certificate a firm holds, by name, up to and including `valid_until` (`None`: no expiry known)."""

    name: str
    valid_until: date | None = None

    def valid_on(self, day: date | None) -> bool:
        """True if it is held on `day`; with no day, or no expiry, the name alone decides."""
        return day is None or self.valid_until is None or day <= self.valid_until


@dataclass(frozen=True, slots=True)
class Offering:
    """A claim to a competency (or to one named work package) at a price.

    `unit_price` is in minor units per unit of quantity and may be finer than one. `set_up` is paid once per
    package the offering works on; `capacity` (`None`: no limit) bounds the sum over all its packages;
    `min_order` is the least it takes per package. `uses` is what one unit draws from each of the firm's
    resources. `regions_served` empty: anywhere. An offering is identified by its place in `Firm.offerings`;
    `id` is a label.
    """

    unit_price: Decimal
    competency: str | None = None
    work_package: str | None = None
    id: str | None = None
    set_up: int = 0
    capacity: Decimal | None = None
    min_order: Decimal = ZERO
    quality: Decimal = ONE
    lead_time_days: int | None = None
    regions_served: tuple[str, ...] = ()
    uses: Mapping[str, Decimal] = field(default_factory=dict, hash=False)

    @property
    def label(self) -> str:
        """What to call it in a sentence."""
        return self.id or self.competency or self.work_package or "an offering"


@dataclass(frozen=True, slots=True)
class Firm:
    """A possible partner. `engagement_cost` is what one more partner costs to find, contract and coordinate.

    `blocked` lists, in words, what bars the firm from any part (an expired blocking assessment, say).
    """

    id: str
    name: str = ""
    kind: str = "member"
    region: str | None = None
    position: Position | None = None
    tags: frozenset[str] = frozenset()
    engagement_cost: int = 0
    turnover: int | None = None
    reliability: Decimal = ONE
    can_lead: bool = False
    certificates: tuple[HeldCertificate, ...] = ()
    resources: Mapping[str, Decimal] = field(default_factory=dict, hash=False)
    offerings: tuple[Offering, ...] = ()
    blocked: tuple[str, ...] = ()

    def holds(self, certificate: str, on: date | None = None) -> bool:
        """True if the firm has that certificate on that day."""
        return any(held.name == certificate and held.valid_on(on) for held in self.certificates)

    @property
    def label(self) -> str:
        """What to call it in a sentence."""
        return self.name or self.id


def read_firm(entry: Fields) -> Firm:
    """The firm written in a JSON object; what is wrong with it is noted in `entry`."""
    return Firm(
        id=entry.text("id", "", required=True),
        name=entry.text("name", ""),
        kind=entry.text("kind", "member"),
        region=entry.text("region", None),
        position=entry.position("position"),
        tags=frozenset(entry.texts("tags")),
        engagement_cost=entry.integer("engagement_cost", 0, unit="minor units"),
        turnover=entry.integer("turnover", None, most=LARGEST_VALUE, unit="minor units"),
        reliability=entry.share("reliability", ONE),
        can_lead=entry.flag("can_lead", False),
        certificates=_read_certificates(entry),
        resources=entry.numbers("resources"),
        offerings=_read_offerings(entry),
        blocked=entry.texts("blocked"),
    )


def write_firm(firm: Firm) -> dict[str, object]:
    """The JSON object that `read_firm` reads as this firm."""
    written: dict[str, object] = json_value(firm)
    if firm.certificates:
        written["certificates"] = [
            json_value(held) if held.valid_until else held.name for held in firm.certificates
        ]
    return written


def _read_certificates(entry: Fields) -> tuple[HeldCertificate, ...]:
    held = []
    for where, raw in entry.items("certificates"):
        if isinstance(raw, Mapping):
            certificate = Fields(raw, where, entry.problems)
            name = certificate.text("name", "", required=True)
            held.append(HeldCertificate(name, certificate.day("valid_until", None)))
            certificate.close()
        elif isinstance(raw, str) and raw.strip():
            held.append(HeldCertificate(raw))
        else:
            entry.note(where, 'must be a name, or an object such as {"name": …, "valid_until": "2027-01-31"}')
    return tuple(held)


def _read_offerings(entry: Fields) -> tuple[Offering, ...]:
    offerings: list[Offering] = []
    labels: set[str] = set()
    for child in entry.children("offerings"):
        offering = _read_offering(child)
        if offering.id in labels:
            child.note(child.path("id"), f"{offering.id!r} names another offering of this firm too")
        if offering.id is not None:
            labels.add(offering.id)
        offerings.append(offering)
    return tuple(offerings)


def _read_offering(entry: Fields) -> Offering:
    return Offering(
        unit_price=entry.number("unit_price", ZERO, required=True),
        competency=_read_claim(entry),
        work_package=entry.text("work_package", None),
        id=entry.text("id", None),
        set_up=entry.integer("set_up", 0, unit="minor units"),
        capacity=entry.number("capacity", None),
        min_order=entry.number("min_order", ZERO),
        quality=entry.share("quality", ONE),
        lead_time_days=entry.integer("lead_time_days", None, unit="days"),
        regions_served=entry.texts("regions_served"),
        uses=entry.numbers("uses"),
    )


def _read_claim(entry: Fields) -> str | None:
    """An offering says what it is for once: a competency, or the one package it is made for."""
    competency, package = entry.has("competency"), entry.has("work_package")
    if competency and package:
        entry.note(entry.path("work_package"), "an offering names a competency or a work package, not both")
    elif not competency and not package:
        entry.note(entry.path("competency"), "is missing; an offering names a competency or a work package")
    return read_competency(entry) if competency else None


def read_competency(entry: Fields, required: bool = False) -> str:
    """The field `competency`, checked by shape; empty when it is wrong."""
    competency = entry.text("competency", "", required=required)
    fault = competency_fault(competency) if competency else None
    if fault:
        entry.note(entry.path("competency"), fault)
    return competency
