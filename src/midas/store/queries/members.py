"""What pages read about members: who they are, what they hold, with whom they worked, what they have left.

The database shows one cluster only. Inside it, `memberships` keeps applications and refusals to those who decide
on them: everybody else sees the firms that are or were members, and their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch, Q, QuerySet

from midas.core.members.capacity import Left, Offered, Work, capacity_left
from midas.core.members.overlap import Claim
from midas.core.values.periods import Period
from midas.rules import regions
from midas.store.models import (
    Certificate,
    Enterprise,
    Event,
    Membership,
    Offering,
    Partner,
    PartnerWork,
    WorkPackage,
)
from midas.store.queries.directory import regions_counted
from midas.store.queries.taxonomy import mapped_to_cpv

S, E = Membership.State, Enterprise.State

PUBLIC = (S.ADMITTED, S.SUSPENDED, S.LEFT)
"""States of a membership that everyone inside the cluster may know of."""

BUSY = (E.FORMING, E.INVITING, E.CHARTERED, E.BIDDING, E.OPERATING)
"""Enterprises whose work takes capacity: those that run, and those that count on it."""

SOON = timedelta(days=60)
"""What runs out within this time is shown as running out."""

ASSUMED = timedelta(days=364)
"""How long an enterprise without any dates is taken to run: a year from its first day."""


@dataclass(frozen=True, slots=True)
class Companion:
    """Another firm one worked with, and in which enterprises, newest first."""

    membership: Membership
    enterprises: tuple[Enterprise, ...]


def memberships(*, applicants: bool, own: int | None = None) -> QuerySet[Membership]:
    """The members one may see, with their organisations; `applicants` adds those who are not members (yet)."""
    rows = Membership.objects.select_related("organisation", "sector_group")
    return rows if applicants else rows.filter(Q(state__in=PUBLIC) | Q(pk=own))


def words_seen(*, applicants: bool, own: int | None = None) -> Q:
    """As `memberships`, said of the words firms are found by."""
    return Q() if applicants else Q(state__in=PUBLIC) | Q(membership=own)


def of_keys(keys: Iterable[int]) -> QuerySet[Membership]:
    """Those with the keys, with their organisations; who may be seen was decided when the keys were chosen."""
    return Membership.objects.select_related("organisation", "sector_group").filter(pk__in=list(keys))


def live(on: date, prefix: str = "") -> Q:
    """Claims that have not run out on that day."""
    return Q(**{f"{prefix}valid_until": None}) | Q(**{f"{prefix}valid_until__gte": on})


def with_parts(rows: QuerySet[Membership], on: date) -> QuerySet[Membership]:
    """Each with its live offerings, core ones first, and its certificates: two queries for all of them."""
    offerings = Offering.objects.filter(live(on)).order_by("-is_core", "title", "pk")
    return rows.prefetch_related(Prefetch("offerings", offerings, to_attr="offers"), "certificates")


def running_out(rows: QuerySet[Membership], what: str, on: date) -> QuerySet[Membership]:
    """Those with a certificate that is `expired` or runs out `certificate` soon, or a claim that does: `offering`."""
    return rows.filter(pk__in=in_need(what, on).values("membership"))


def in_need(what: str, on: date) -> QuerySet[Certificate] | QuerySet[Offering]:
    """The certificates or claims that `running_out` speaks of."""
    if what == "expired":
        return Certificate.objects.filter(expires_on__lt=on).order_by()
    if what == "certificate":
        return Certificate.objects.filter(expires_on__gte=on, expires_on__lte=on + SOON).order_by()
    return Offering.objects.filter(valid_until__gte=on, valid_until__lte=on + SOON)


def claims(rows: QuerySet[Membership], on: date) -> list[Claim]:
    """Every live claim of those members as a CPV code where it has one, with the level-1 region of the firm."""
    own = mapped_to_cpv()
    offers = Offering.objects.filter(live(on), membership__in=rows.order_by().values("pk"))
    found = offers.values_list("membership_id", "competency", "membership__organisation__region").distinct()
    return [Claim(str(firm), own.get(code, code), level1(region)) for firm, code, region in found]


def level1(code: str) -> str:
    """The UK region of level 1, or the country abroad, that a region's code lies in; the code if unknown."""
    known = regions.level1(code)
    return known.code if known else code


def by_region(rows: QuerySet[Membership]) -> dict[str, int]:
    """How many of those members sit in each UK region or country."""
    return by_level1(regions_counted(rows))


def by_level1(counts: Mapping[str, int]) -> dict[str, int]:
    """Counts by region added up by the UK region of level 1 or the country they lie in."""
    summed: dict[str, int] = defaultdict(int)
    for code, count in counts.items():
        summed[level1(code)] += count
    return dict(summed)


def partnerships(membership: Membership) -> list[Partner]:
    """The enterprises a firm was or is in, newest first, those that came to nothing left out."""
    rows = membership.partnerships.exclude(enterprise__state=E.ABANDONED)
    return list(
        rows.select_related("enterprise__opportunity").order_by("-enterprise__formed_on", "-enterprise")
    )


def companions(membership: Membership) -> list[Companion]:
    """The firms it shared enterprises with, those it shared most with first, ties by name."""
    mine = membership.partnerships.exclude(enterprise__state=E.ABANDONED).values("enterprise")
    rows = (
        Partner.objects.filter(enterprise__in=mine)
        .exclude(membership=membership)
        .select_related("membership__organisation", "enterprise")
        .order_by("-enterprise__formed_on", "-enterprise")
    )
    together: dict[Membership, list[Enterprise]] = defaultdict(list)
    for row in rows:
        together[row.membership].append(row.enterprise)
    met = [Companion(firm, tuple(shared)) for firm, shared in together.items()]
    return sorted(met, key=lambda one: (-len(one.enterprises), one.membership.organisation.name))


def works(membership: Membership) -> list[tuple[PartnerWork, Work]]:
    """What the firm does for enterprises that run or count on it, each piece with the days it runs.

    A piece runs as its work package does in the requirement it was formed for; else as long as the demand;
    else for a year from the enterprise's first day.
    """
    rows = list(
        PartnerWork.objects.filter(partner__membership=membership, partner__enterprise__state__in=BUSY)
        .select_related("partner__enterprise__opportunity")
        .order_by("partner__enterprise__formed_on", "pk")
    )
    windows = _package_windows({row.partner.enterprise.opportunity_id for row in rows})
    return [(row, _work(row, windows)) for row in rows]


def left(offerings: Sequence[Offering], done: Iterable[Work], period: Period) -> dict[int, Left]:
    """What remains of each offering in the period, by the offering's key."""
    own = mapped_to_cpv()
    offered = [
        Offered(row.pk, row.competency, row.unit, row.capacity, own.get(row.competency)) for row in offerings
    ]
    remaining = capacity_left(offered, done, period)
    return {row.pk: one for row, one in zip(offerings, remaining, strict=True)}


def events(membership: Membership, most: int = 50) -> list[Event]:
    """What happened to the membership, newest first."""
    return list(Event.objects.filter(subject_kind="membership", subject_id=membership.pk)[:most])


def _package_windows(opportunities: Collection[int]) -> dict[tuple[int, str, str], Period]:
    rows = WorkPackage.objects.filter(requirement__opportunity__in=opportunities).exclude(
        Q(starts_on=None) | Q(ends_on=None)
    )
    listed = rows.values_list(
        "requirement__opportunity_id", "title", "competency", "starts_on", "ends_on"
    ).order_by("pk")
    return {(key, title, code): Period(start, end) for key, title, code, start, end in listed}


def _work(row: PartnerWork, windows: dict[tuple[int, str, str], Period]) -> Work:
    enterprise = row.partner.enterprise
    demand = enterprise.opportunity
    window = windows.get((demand.pk, row.package, row.competency))
    if window is None and demand.starts_on and demand.ends_on and demand.starts_on <= demand.ends_on:
        window = Period(demand.starts_on, demand.ends_on)
    if window is None:
        first = enterprise.operating_from or enterprise.formed_on
        window = Period(first, first + ASSUMED)
    return Work(enterprise.name, row.competency, row.unit, row.quantity, window)
