"""A firm as an organisation of the cluster: one way to write it, whichever door it comes in by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from midas.core.values.identifiers import OrgId
from midas.core.values.names import name_key
from midas.core.values.places import Position
from midas.rules import countries, regions
from midas.store.models import Cluster, Organisation

TO_ISO = {nuts: iso for iso, nuts in countries.ISO.items()}


@dataclass(frozen=True, slots=True)
class Entity:
    """What is known of a firm. `region` is known to the table of regions; `position` None: near its middle.

    `country` (ISO 3166) is the region's unless it is given; turnover in minor units a year.
    """

    org_id: OrgId
    name: str
    region: str
    size: str
    locality: str = ""
    country: str = ""
    position: Position | None = None
    staff: int | None = None
    turnover: int | None = None
    sic_codes: Sequence[str] = ()
    founded_on: date | None = None
    website: str = ""


def organisation(cluster: Cluster, firm: Entity) -> Organisation:
    """The firm as a row that is not saved yet. Raises ValueError where its region is not known."""
    region = regions.region(firm.region)
    if region is None:
        raise ValueError(f"{firm.region!r} is no region")
    latitude, longitude = firm.position or region.point
    code = regions.canonical(firm.region)
    return Organisation(
        cluster=cluster,
        scheme=firm.org_id.scheme,
        identifier=firm.org_id.number,
        name=firm.name,
        name_key=name_key(firm.name),
        region=code,
        locality=firm.locality,
        country=firm.country or TO_ISO.get(code[:2], code[:2]),
        latitude=latitude,
        longitude=longitude,
        time_zone=region.time_zone,
        staff=firm.staff,
        turnover=firm.turnover,
        size=firm.size,
        sic_codes=list(firm.sic_codes),
        founded_on=firm.founded_on,
        website=firm.website,
    )
