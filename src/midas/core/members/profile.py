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

from midas.core.values.places import Position

ONE = Decimal(1)
ZERO = Decimal(0)


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
