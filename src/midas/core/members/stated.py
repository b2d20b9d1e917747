"""What a firm states of itself in an application, as values; `midas.core.members.read_firm` reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from midas.core.values.identifiers import OrgId
from midas.core.values.places import Position

INSURANCES = ("employers", "public", "product", "professional", "other")
"""What a policy covers."""

UNKNOWN = OrgId("", "")
"""The identifier of a firm that gave none, or none that can be one."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the firm is. `contact` and `phone` are for the people who handle the application."""

    org_id: OrgId
    name: str
    website: str
    founded_on: date | None
    contact: str
    phone: str
    summary: str


@dataclass(frozen=True, slots=True)
class Extent:
    """How large it is; money in minor units a year."""

    staff: int | None
    turnover: int | None
    size: str


@dataclass(frozen=True, slots=True)
class Trade:
    """What it is in."""

    sector: str
    sic_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """Where it is; `position` None means near the middle of its region."""

    locality: str
    region: str
    position: Position | None


@dataclass(frozen=True, slots=True)
class Pool:
    """Something several offerings draw on, and how much there is of it a month."""

    name: str
    unit: str
    capacity: Decimal


@dataclass(frozen=True, slots=True)
class Offer:
    """An offering; prices in minor units, capacity a month. `pool` is the name of the resource it draws on."""

    competency: str
    title: str
    unit: str
    unit_price: Decimal
    set_up: int
    capacity: Decimal | None
    lead_time_days: int
    pool: str
    amount: Decimal
    is_core: bool
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class Paper:
    """A certificate."""

    name: str
    issuer: str
    scope: str
    issued_on: date | None
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class Account:
    """Where it is paid: the bank, and its IBAN or sort code."""

    bank: str
    iban: str
    sort_code: str


@dataclass(frozen=True, slots=True)
class Insurance:
    """A policy: of which kind, with whom, for how much (minor units), until when."""

    kind: str
    insurer: str
    cover: int | None
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class Officer:
    """A director or owner; `born` is year and month."""

    name: str
    role: str
    born: str


@dataclass(frozen=True, slots=True)
class Consent:
    """Who accepted which version of the rules for the firm."""

    version: int | None
    signatory: str


@dataclass(frozen=True, slots=True)
class Firm:
    """Everything an application states; to be relied on only where no group has problems."""

    identity: Identity
    extent: Extent
    trade: Trade
    site: Site
    competencies: tuple[str, ...]
    pools: tuple[Pool, ...]
    offers: tuple[Offer, ...]
    papers: tuple[Paper, ...]
    account: Account
    insurances: tuple[Insurance, ...]
    officers: tuple[Officer, ...]
    consent: Consent
