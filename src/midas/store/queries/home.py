"""What the home page reads: what waits for somebody, the pipeline, and the cluster at a glance.

Every function is one query or two, however large the cluster; nothing is kept. Facts come back, not sentences:
the page finds the words and the addresses.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Min, OuterRef, Q, QuerySet, Subquery, Sum

from midas.core.values.taxonomy import covers
from midas.store.models import (
    Certificate,
    Cluster,
    Enterprise,
    Formation,
    Membership,
    Offering,
    Opportunity,
    Requirement,
    WorkPackage,
)
from midas.store.queries.joining import standing_alone
from midas.store.queries.members import SOON, level1, live
from midas.store.queries.taxonomy import mapped_to_cpv

D, E, S = Opportunity.State, Enterprise.State, Membership.State

NEAR = timedelta(days=14)
"""A deadline this near needs somebody today; one that passed this recently still needs a word."""

UNDER_WAY = (E.FORMING, E.INVITING, E.CHARTERED, E.BIDDING, E.OPERATING, E.DECOMMISSIONING)
SOLVED = ("OPTIMAL", "FEASIBLE")


@dataclass(frozen=True, slots=True)
class Stage:
    """One state of the pipeline: how many, worth what in the cluster's currency, and how many not in that sum."""

    state: str
    count: int
    value: int
    unpriced: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A demand with a requirement and no team yet: whether it has packages, and how its newest run ended."""

    opportunity: Opportunity
    packages: int
    formation: int | None
    state: str
    status: str
    current: bool

    @property
    def solved(self) -> bool:
        """True if plans for the requirement as it is wait to be chosen from."""
        return self.state == Formation.State.DONE and self.status in SOLVED and self.current


@dataclass(frozen=True, slots=True)
class RunningOut:
    """How many of one kind of paper run out soon, of how many firms, the first on which day."""

    papers: int
    firms: int
    first: date | None


@dataclass(frozen=True, slots=True)
class ToQualify:
    """How many new demands wait to be looked at that are not yet due, and the first deadline among them."""

    count: int
    first: datetime | None


@dataclass(frozen=True, slots=True)
class Glance:
    """Admitted members by sector group and by region; enterprises by state, and what those under way are worth."""

    members: int
    sectors: list[tuple[str, str, int]]
    regions: Counter[str]
    enterprises: list[tuple[str, int]]
    value: int


def due_soon(at: datetime) -> list[Opportunity]:
    """Demands nobody has begun to bid for whose deadline is near, or has just passed; the nearest first."""
    rows = standing_alone(Opportunity.objects.all()).filter(
        state__in=(D.NEW, D.QUALIFIED),
        deadline_at__gte=at - NEAR,
        deadline_at__lte=at + NEAR,
    )
    return list(rows.only("title", "state", "deadline_at", "cluster_id").order_by("deadline_at", "pk"))


def to_qualify(at: datetime) -> ToQualify:
    """The new demands whose deadline is not near, or not known."""
    later = standing_alone(Opportunity.objects.filter(state=D.NEW)).filter(
        Q(deadline_at=None) | Q(deadline_at__gt=at + NEAR)
    )
    return ToQualify(**later.aggregate(count=Count("pk"), first=Min("deadline_at")))


def standings() -> list[Standing]:
    """The qualified demands with a requirement, those with the nearest deadline first."""
    newest = Formation.objects.filter(requirement=OuterRef("pk")).order_by("-requested_at", "-pk")
    rows = (
        Requirement.objects.filter(
            opportunity__in=standing_alone(Opportunity.objects.filter(state=D.QUALIFIED))
        )
        .exclude(opportunity__enterprises__state__in=UNDER_WAY)
        .annotate(
            packages=Count("work_packages"),
            run=Subquery(newest.values("pk")[:1]),
            run_state=Subquery(newest.values("state")[:1]),
            run_status=Subquery(newest.values("status")[:1]),
            run_version=Subquery(newest.values("requirement_version")[:1]),
        )
        .select_related("opportunity")
        .defer("opportunity__lots", "opportunity__items", "opportunity__documents", "opportunity__awards")
        .order_by(F("opportunity__deadline_at").asc(nulls_last=True), "pk")
    )
    return [
        Standing(
            row.opportunity,
            row.packages,
            row.run,
            row.run_state or "",
            row.run_status or "",
            row.run_version == row.version,
        )
        for row in rows
    ]


def gaps(on: date) -> list[WorkPackage]:
    """The packages of open demands whose kind of work no admitted member offers at all."""
    open_states = (D.NEW, D.QUALIFIED, D.FORMING)
    open_demands = standing_alone(Opportunity.objects.filter(state__in=open_states))
    rows = WorkPackage.objects.filter(requirement__opportunity__in=open_demands)
    wanted = list(rows.select_related("requirement__opportunity").order_by("requirement", "position"))
    if not wanted:
        return []
    held = _held(on)
    return [row for row in wanted if not any(covers(row.competency, code) for code in held)]


def _held(on: date) -> set[str]:
    admitted = Offering.objects.filter(live(on), membership__state=S.ADMITTED)
    codes = set(admitted.values_list("competency", flat=True).distinct())
    return codes | {cpv for code, cpv in mapped_to_cpv().items() if code in codes}


def certificates_running_out(on: date, member: int | None = None) -> RunningOut:
    """Certificates of admitted members, or of one, that run out within `SOON`."""
    rows = Certificate.objects.filter(expires_on__gte=on, expires_on__lte=on + SOON)
    return _running_out(rows, "expires_on", member)


def offerings_running_out(on: date, member: int | None = None) -> RunningOut:
    """Claims of admitted members, or of one, that run out within `SOON`."""
    rows = Offering.objects.filter(valid_until__gte=on, valid_until__lte=on + SOON)
    return _running_out(rows, "valid_until", member)


def certificates_run_out(on: date, member: int) -> RunningOut:
    """A firm's certificates that have run out and were not replaced by one of the same name."""
    renewed = Certificate.objects.filter(
        Q(expires_on=None) | Q(expires_on__gte=on), membership=member, name=OuterRef("name")
    )
    rows = Certificate.objects.filter(expires_on__lt=on).exclude(name__in=renewed.values("name"))
    return _running_out(rows, "expires_on", member)


def _running_out(rows: QuerySet, day: str, member: int | None) -> RunningOut:
    wanted = Q(membership__state=S.ADMITTED) if member is None else Q(membership=member)
    found = rows.filter(wanted).aggregate(
        papers=Count("pk"), firms=Count("membership", distinct=True), first=Min(day)
    )
    return RunningOut(**found)


def applications() -> Counter[str]:
    """How many firms wait to be assessed or admitted, by state."""
    rows = Membership.objects.filter(state__in=(S.APPLIED, S.IN_ASSESSMENT))
    return Counter(dict(rows.values_list("state").annotate(Count("pk")).order_by()))


def pipeline(cluster: Cluster) -> dict[str, Stage]:
    """The demands by state; values in other currencies than the cluster's, and none, are counted beside."""
    priced = Q(value__isnull=False, currency=cluster.currency)
    rows = (
        standing_alone(Opportunity.objects.all())
        .values("state")
        .annotate(count=Count("pk"), worth=Sum("value", filter=priced), priced=Count("pk", filter=priced))
        .order_by()
    )
    return {
        row["state"]: Stage(row["state"], row["count"], row["worth"] or 0, row["count"] - row["priced"])
        for row in rows
    }


def glance(cluster: Cluster) -> Glance:
    """The cluster in figures, in two queries; firms are counted by the database."""
    found = list(
        Membership.objects.filter(state=S.ADMITTED)
        .values_list("sector_group__slug", "sector_group__name", "listed_region")
        .annotate(count=Count("pk"))
        .order_by()
    )
    sectors, places = Counter[tuple[str, str]](), Counter[str]()
    for slug, name, region, count in found:
        sectors[slug, name] += count
        places[level1(region)] += count
    teams = list(
        Enterprise.objects.values("state")
        .annotate(count=Count("pk"), worth=Sum("value", filter=Q(currency=cluster.currency)))
        .order_by()
    )
    return Glance(
        members=places.total(),
        sectors=[(slug, name, count) for (slug, name), count in sectors.most_common()],
        regions=places,
        enterprises=[(row["state"], row["count"]) for row in teams],
        value=sum(row["worth"] or 0 for row in teams if row["state"] in UNDER_WAY),
    )


def under_way(
    members: Iterable[int] | None = None, only: int | None = None, most: int = 8
) -> list[Enterprise]:
    """The enterprises that are not over, newest first, each with the number of its partners.

    Of some firms, or all; `only`: that one.
    """
    rows = Enterprise.objects.filter(state__in=UNDER_WAY)
    if only is not None:
        rows = rows.filter(pk=only)
    if members is not None:
        rows = rows.filter(pk__in=Enterprise.objects.filter(partners__membership__in=members).values("pk"))
    counted = rows.annotate(partner_count=Count("partners")).select_related("lead__organisation")
    return list(counted.order_by("-formed_on", "-pk")[:most])
