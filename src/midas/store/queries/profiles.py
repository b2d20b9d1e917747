"""The cluster's eligible firms as formation sees them, however many, in seven queries.

A firm's id is the key of its membership, an offering's its own, both written as text; a resource goes by its
code. Only what holds on the day is loaded: members who are admitted and whose assessments do not bar them
(`midas.core.members.eligibility`), claims that are not past their `valid_until`. Capacities are per month until
`supply` makes them totals for a requirement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from django.db.models import Q

from midas.core.demand.requirement import WorkPackage
from midas.core.demand.supply import Claim, Supplier, supply
from midas.core.members import profile
from midas.core.members.calendar import Change
from midas.core.values.periods import Period
from midas.core.values.taxonomy import CPV_PREFIX
from midas.store.models import (
    CapacityChange,
    Certificate,
    Cluster,
    Competency,
    Membership,
    Offering,
    OfferingUse,
    Organisation,
    Resource,
)
from midas.store.queries.calendar import as_change
from midas.store.queries.standing import barred

SMALL = {Organisation.Size.MICRO, Organisation.Size.SMALL, Organisation.Size.MEDIUM}
SME = "sme"
"""The tag of every firm up to medium size, beside its size, its sector group and its own tags."""

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class _Parts:
    """What belongs to the firms, each by the key of what it belongs to."""

    offerings: dict[int, list[Offering]]
    uses: dict[int, list[OfferingUse]]
    resources: dict[int, list[Resource]]
    certificates: dict[int, list[Certificate]]
    cpv: dict[str, str]
    changes: dict[int, dict[str, tuple[Change, ...]]]


def firms(
    cluster: Cluster,
    packages: Sequence[WorkPackage] | None = None,
    *,
    on: date | None = None,
    otherwise: Period | None = None,
    unit_prices: bool = True,
) -> tuple[profile.Firm, ...]:
    """The admitted firms in the order they joined the books.

    With `packages`, as that requirement sees them (`midas.core.demand.supply`); without, per month. `on`
    drops claims that have run out and firms that are barred by then. Without `unit_prices` every price, set-up
    and engagement cost is 0: for whoever may not see them.
    """
    loaded = suppliers(cluster, on=on, unit_prices=unit_prices)
    if packages is None:
        return tuple(supplier.firm for supplier in loaded)
    return supply(loaded, packages, otherwise)


def suppliers(cluster: Cluster, *, on: date | None = None, unit_prices: bool = True) -> tuple[Supplier, ...]:
    """The eligible firms with capacities per month, and the units and CPV codes of their claims."""
    members = eligible(cluster, on)
    parts = _parts(cluster, on)
    return tuple(_supplier(member, parts, unit_prices) for member in members)


def eligible(cluster: Cluster, on: date | None = None) -> list[Membership]:
    """The admitted members in the order they joined the books, without those that are barred on the day."""
    members = (
        Membership.objects.filter(cluster=cluster, state=Membership.State.ADMITTED)
        .select_related("organisation", "sector_group")
        .order_by("pk")
    )
    out = {} if on is None else barred(members, on)
    return [member for member in members if member.pk not in out]


def plain(number: Decimal) -> Decimal:
    """The same number without the store's trailing zeros and without an exponent: 0.85, 4300."""
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def _parts(cluster: Cluster, on: date | None) -> _Parts:
    admitted = {"cluster": cluster, "membership__state": Membership.State.ADMITTED}
    live = Q() if on is None else Q(valid_until=None) | Q(valid_until__gte=on)
    uses = OfferingUse.objects.filter(cluster=cluster).select_related("resource").order_by("pk")
    mapped = Competency.objects.filter(cluster=cluster).exclude(cpv="")
    return _Parts(
        offerings=_by(
            Offering.objects.filter(live, **admitted).order_by("pk"), lambda row: row.membership_id
        ),
        uses=_by(uses, lambda row: row.offering_id),
        resources=_by(Resource.objects.filter(**admitted).order_by("pk"), lambda row: row.membership_id),
        certificates=_by(
            Certificate.objects.filter(**admitted).order_by("pk"), lambda row: row.membership_id
        ),
        cpv=dict(mapped.values_list("code", "cpv")),
        changes=_changes(CapacityChange.objects.filter(cluster=cluster).select_related("resource")),
    )


def _by(rows: Iterable[Row], key: Callable[[Row], int]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found


def _changes(rows: Iterable[CapacityChange]) -> dict[int, dict[str, tuple[Change, ...]]]:
    """The calendars of the members' resources, by the resource's code."""
    found: dict[int, dict[str, tuple[Change, ...]]] = defaultdict(dict)
    for row in rows:
        code = row.resource.code
        of_member = found[row.resource.membership_id]
        of_member[code] = (*of_member.get(code, ()), as_change(row))
    return found


def _supplier(member: Membership, parts: _Parts, unit_prices: bool) -> Supplier:
    organisation, offerings = member.organisation, parts.offerings.get(member.pk, [])
    firm = profile.Firm(
        id=str(member.pk),
        name=organisation.name,
        region=organisation.region or None,
        position=(organisation.latitude, organisation.longitude),
        tags=frozenset({*member.tags, organisation.size, member.sector_group.slug, *_sme(organisation)}),
        engagement_cost=member.engagement_cost if unit_prices else 0,
        turnover=organisation.turnover,
        reliability=plain(member.reliability),
        can_lead=member.can_lead,
        certificates=tuple(
            profile.HeldCertificate(row.name, row.expires_on) for row in parts.certificates.get(member.pk, [])
        ),
        resources={row.code: plain(row.capacity) for row in parts.resources.get(member.pk, [])},
        offerings=tuple(_offering(row, parts, unit_prices) for row in offerings),
    )
    claims = tuple(Claim(row.unit, _cpv(row, parts)) for row in offerings)
    return Supplier(firm, claims, parts.changes.get(member.pk, {}))


def _sme(organisation: Organisation) -> tuple[str, ...]:
    return (SME,) if organisation.size in SMALL else ()


def _cpv(row: Offering, parts: _Parts) -> str | None:
    code = parts.cpv.get(row.competency)
    return CPV_PREFIX + code if code else None


def _offering(row: Offering, parts: _Parts, unit_prices: bool) -> profile.Offering:
    return profile.Offering(
        id=str(row.pk),
        unit_price=plain(row.unit_price) if unit_prices else Decimal(0),
        competency=row.competency,
        set_up=row.set_up if unit_prices else 0,
        capacity=None if row.capacity is None else plain(row.capacity),
        min_order=plain(row.min_order),
        quality=plain(row.quality),
        lead_time_days=row.lead_time_days,
        regions_served=tuple(row.regions_served),
        uses={use.resource.code: plain(use.amount) for use in parts.uses.get(row.pk, [])},
    )
