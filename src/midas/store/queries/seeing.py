"""What the cluster sees itself by: claims and demands of the last year, who worked with whom, who was proposed.

The members are given, as the reader may see them; nothing is kept.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import combinations
from typing import Any

from django.db.models import Count, Q, QuerySet

from midas.core.members.demand_met import Asked, Holding
from midas.core.values.taxonomy import CPV_PREFIX
from midas.store.models import (
    Assessment,
    Enterprise,
    Membership,
    Offering,
    Opportunity,
    Partner,
    Proposal,
    SectorGroup,
    WorkPackage,
)
from midas.store.queries.joining import standing_alone
from midas.store.queries.members import level1, live
from midas.store.queries.taxonomy import mapped_to_cpv

YEAR = timedelta(days=365)
ADMITTED = Membership.State.ADMITTED
OVER = (Opportunity.State.WON, Opportunity.State.LOST, Opportunity.State.DROPPED)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two firms that worked together, in which enterprises, the newest first."""

    first: Membership
    second: Membership
    enterprises: tuple[Enterprise, ...]


@dataclass(frozen=True, slots=True)
class Miss:
    """A package of a demand that a firm almost got: what kept it out, by the rule's name and in the engine's words."""

    opportunity: int
    title: str
    package: str
    rule: str
    words: str
    at: datetime


def holdings(rows: QuerySet[Membership], on: date) -> list[Holding]:
    """The live claims of those members, as CPV codes where they have one; one query and that of the codes."""
    own = mapped_to_cpv()
    offers = Offering.objects.filter(live(on), membership__in=rows.order_by().values("pk")).values_list(
        "membership_id",
        "competency",
        "membership__organisation__region",
        "unit",
        "capacity",
        "regions_served",
    )
    return [
        Holding(str(firm), own.get(code, code), level1(region), unit, capacity, tuple(served))
        for firm, code, region, unit, capacity, served in offers
    ]


def asked_since(since: datetime, currency: str) -> tuple[list[Asked], dict[str, str]]:
    """The demands that came in since then with the codes they and their packages name, and their titles by key."""
    own = mapped_to_cpv()
    packages: dict[int, list[str]] = defaultdict(list)
    wanted = WorkPackage.objects.filter(requirement__opportunity__created_at__gte=since)
    for key, code in wanted.values_list("requirement__opportunity_id", "competency").order_by("pk"):
        packages[key].append(own.get(code, code))
    rows = standing_alone(Opportunity.objects.filter(created_at__gte=since)).order_by("-created_at", "pk")
    found, titles = [], {}
    for row in rows.only("title", "cpv", "cpv_additional", "region", "value", "currency", "cluster_id"):
        # Packages say what a demand is made of more exactly than the notice's own codes.
        codes = packages.get(row.pk) or [CPV_PREFIX + one for one in (row.cpv, *row.cpv_additional) if one]
        value = row.value if row.currency == currency else None
        found.append(Asked(str(row.pk), tuple(dict.fromkeys(codes)), level1(row.region), value))
        titles[str(row.pk)] = row.title
    return found, titles


def pairs(rows: QuerySet[Membership]) -> list[Pair]:
    """Which of those members were in enterprises together that did not come to nothing; most often first."""
    teams: dict[Enterprise, list[int]] = defaultdict(list)
    partners = Partner.objects.filter(membership__in=rows.order_by().values("pk"))
    partners = partners.exclude(enterprise__state=Enterprise.State.ABANDONED).select_related("enterprise")
    for row in partners.order_by("-enterprise__formed_on", "-enterprise", "membership"):
        teams[row.enterprise].append(row.membership_id)
    seen = rows.in_bulk({firm for firms in teams.values() for firm in firms})
    together: dict[tuple[int, int], list[Enterprise]] = defaultdict(list)
    for enterprise, firms in teams.items():
        for first, second in combinations(firms, 2):
            together[first, second].append(enterprise)
    found = [Pair(seen[a], seen[b], tuple(shared)) for (a, b), shared in together.items()]
    return sorted(found, key=lambda one: (-len(one.enterprises), str(one.first), str(one.second)))


def groups(on: date) -> QuerySet[SectorGroup]:
    """The sector groups with their leads and how many admitted members each has."""
    admitted = Count("memberships", filter=Q(memberships__state=ADMITTED), distinct=True)
    return SectorGroup.objects.select_related("lead__organisation").annotate(size=admitted).order_by("name")


def open_demands() -> QuerySet[Opportunity]:
    """The demands that are not over, the nearest deadline first."""
    rows = Opportunity.objects.exclude(state__in=OVER)
    return standing_alone(rows).order_by("deadline_at", "pk")


def proposed_since(since: datetime) -> Counter[str]:
    """How often each firm, by its key, was in the best plan of a search since then."""
    rows = Proposal.objects.filter(rank=1, formation__requested_at__gte=since)
    return Counter(
        str(one["id"])
        for team in rows.values_list("plan__partners", flat=True)
        for one in team or ()
        if "id" in one
    )


def chosen_since(since: date) -> dict[str, tuple[int, int]]:
    """In how many enterprises formed since then each firm was, by its key, and what its parts are worth in all."""
    found: dict[str, tuple[int, int]] = {}
    rows = Partner.objects.filter(enterprise__formed_on__gte=since)
    for firm, value in rows.exclude(enterprise__state=Enterprise.State.ABANDONED).values_list(
        "membership_id", "value"
    ):
        times, worth = found.get(str(firm), (0, 0))
        found[str(firm)] = (times + 1, worth + value)
    return found


def misses(membership: Membership, since: datetime) -> list[Miss]:
    """Where the firm was a near miss of the newest search of a demand's, since then; the newest first."""
    rows = Proposal.objects.filter(rank=1, formation__requested_at__gte=since).order_by(
        "-formation__requested_at", "-pk"
    )
    fields = (
        "formation__requirement__opportunity_id",
        "formation__requirement__opportunity__title",
        "formation__requested_at",
        "plan__explanation__near_misses",
    )
    found, looked_at = [], set()
    for opportunity, title, at, near in rows.values_list(*fields):
        if opportunity not in looked_at:
            looked_at.add(opportunity)
            found += [
                Miss(opportunity, title, one["work_package"], one["rule"], _words(one), at)
                for one in near or ()
                if one["firm"] == str(membership.pk)
            ]
    return found


def _words(miss: dict[str, Any]) -> str:
    return str(miss["message"]).partition(": ")[2]


def newest_assessments(membership: Membership) -> Sequence[Assessment]:
    """The newest judgement on each dimension, in the order of the dimensions."""
    rows = Assessment.objects.filter(membership=membership).order_by("dimension", "-assessed_on", "-pk")
    return list(rows.distinct("dimension"))


def firms_by_key(rows: Iterable[Membership]) -> dict[str, Membership]:
    """Memberships by the key the engine and the holdings know them by."""
    return {str(one.pk): one for one in rows}
