"""A demo cluster as plain values: everything the loader saves, before anything is saved.

Things refer to each other by keys (`f017`, `d01`, `e01`, an e-mail), money is in minor units of the cluster's
currency, moments are aware and in UTC. A cluster of one seed and one day is always the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Place:
    """A town: the code of its region (UK: level 2; abroad: the country), its point, its country and time zone."""

    town: str
    region: str
    latitude: float
    longitude: float
    country: str = "GB"
    time_zone: str = "Europe/London"


@dataclass(frozen=True, slots=True)
class Resource:
    """What a firm has one pool of; `capacity` per month."""

    code: str
    name: str
    unit: str
    capacity: Decimal


@dataclass(frozen=True, slots=True)
class Offering:
    """A claim to a competency. `capacity` per month; `uses` is what one unit takes of the firm's resources."""

    competency: str
    title: str
    unit: str
    unit_price: Decimal
    set_up: int
    capacity: Decimal
    min_order: Decimal
    quality: Decimal
    lead_time_days: int
    regions_served: tuple[str, ...]
    uses: Mapping[str, Decimal]
    is_core: bool = False
    evidence: str = ""
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate a firm holds, or held: `expires_on` may be past."""

    name: str
    issuer: str
    scope: str
    issued_on: date
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class Record:
    """Deliveries that can be shown, and how many of them were kept as promised."""

    deliveries: int = 0
    kept: int = 0

    def __add__(self, other: Record) -> Record:
        return Record(self.deliveries + other.deliveries, self.kept + other.kept)


@dataclass(frozen=True, slots=True)
class Firm:
    """An organisation and its membership. `references` are deliveries vouched for when it was admitted.

    `record` are those and the ones in enterprises of the cluster, from which `reliability` follows.
    """

    key: str
    trade: str
    group: str
    scheme: str
    identifier: str
    name: str
    place: Place
    staff: int
    turnover: int
    size: str
    sic: tuple[str, ...]
    founded_on: date
    website: str
    state: str
    applied_on: date
    joined_on: date | None
    summary: str
    can_lead: bool
    engagement_cost: int
    references: Record
    record: Record
    reliability: Decimal
    tags: tuple[str, ...]
    resources: tuple[Resource, ...]
    offerings: tuple[Offering, ...]
    certificates: tuple[Certificate, ...]


@dataclass(frozen=True, slots=True)
class Package:
    """A work package of a requirement. `value` in minor units."""

    code: str
    title: str
    competency: str
    quantity: Decimal
    unit: str
    value: int
    starts_on: date
    ends_on: date
    certificates: tuple[str, ...] = ()
    min_quality: Decimal | None = None
    place: str = ""
    max_suppliers: int | None = None
    min_split: Decimal | None = None
    criticality: Decimal = Decimal(1)
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Release:
    """A public notice as it was published: an OCDS release, and when it came in."""

    release: Mapping[str, Any]
    imported_at: datetime


@dataclass(frozen=True, slots=True)
class Demand:
    """An opportunity, its notices if it is public, and its requirement if it has one."""

    key: str
    door: str
    ocid: str
    title: str
    description: str
    buyer_name: str
    buyer_identifier: str
    value: int
    cpv: str
    cpv_additional: tuple[str, ...]
    region: str
    place: str
    procedure: str
    category: str
    source_status: str
    published_at: datetime | None
    deadline_at: datetime
    starts_on: date
    ends_on: date
    sme_suitable: bool | None
    lots: tuple[Mapping[str, Any], ...]
    items: tuple[Mapping[str, Any], ...]
    awards: tuple[Mapping[str, Any], ...]
    state: str
    owner: str | None
    created_at: datetime
    updated_at: datetime
    releases: tuple[Release, ...] = ()
    packages: tuple[Package, ...] = ()
    policy: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Work:
    """What a partner does of one package; `cost` are goods and set-up."""

    package: str
    competency: str
    quantity: Decimal
    unit: str
    cost: int


@dataclass(frozen=True, slots=True)
class Partner:
    """A firm in an enterprise. `value` is its part of the enterprise's; `record` what it delivered so far."""

    firm: str
    role: str
    value: int
    work: tuple[Work, ...]
    record: Record = Record()


@dataclass(frozen=True, slots=True)
class Enterprise:
    """A virtual enterprise. `lead` is the key of one of its partners' firms."""

    key: str
    name: str
    demand: str
    mode: str
    state: str
    lead: str
    value: int
    formed_on: date
    operating_from: date | None
    dissolved_on: date | None
    created_by: str
    partners: tuple[Partner, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """A sign-in. `firm` is the key of the firm a member speaks for."""

    email: str
    name: str
    does: str
    roles: tuple[str, ...]
    firm: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a firm's membership, a demand or an enterprise (`kind` is the model's name)."""

    at: datetime
    by: str | None
    actor: str
    verb: str
    kind: str
    key: str
    before: str = ""
    after: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OwnCompetency:
    """A competency of the cluster's own, and the CPV code it corresponds to."""

    code: str
    label: str
    parent: str
    cpv: str


@dataclass(frozen=True, slots=True)
class DemoCluster:
    """One cluster with all that belongs to it."""

    slug: str
    name: str
    purpose: str
    home_region: str
    founded_on: date
    today: date
    groups: Mapping[str, str]
    competencies: tuple[OwnCompetency, ...]
    people: tuple[Person, ...]
    firms: tuple[Firm, ...]
    demands: tuple[Demand, ...]
    enterprises: tuple[Enterprise, ...]
    events: tuple[Event, ...]
    currency: str = "GBP"

    def firm(self, key: str) -> Firm:
        """The firm with that key."""
        return next(firm for firm in self.firms if firm.key == key)

    def demand(self, key: str) -> Demand:
        """The demand with that key."""
        return next(demand for demand in self.demands if demand.key == key)

    def firm_named(self, name: str) -> Firm:
        """The firm with that name."""
        return next(firm for firm in self.firms if firm.name == name)
