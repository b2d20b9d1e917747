"""What is known and judged of firms: the newest judgement of each dimension, and what has lapsed of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.db.models import Count, F, Q, QuerySet, Value

from midas.core.members.assessment import Dimension
from midas.core.members.capability import Backing, Capability
from midas.core.members.eligibility import Bar, Standing, bars
from midas.core.members.ethics import a_year
from midas.core.values.taxonomy import covers
from midas.store.models import (
    Assessment,
    Certificate,
    Enterprise,
    EvidenceFile,
    Membership,
    Offering,
    Partner,
    PartnerWork,
)

Newest = Mapping[int, Mapping[str, Assessment]]
"""By membership and dimension."""

E = Enterprise.State
DELIVERING = (E.OPERATING, E.DECOMMISSIONING, E.DISSOLVED)
"""Enterprises in which work was, or is being, delivered."""


def newest(membership_ids: Collection[int]) -> dict[int, dict[str, Assessment]]:
    """The newest judgement of each dimension of each of those firms, with its assessor: one query.

    A firm or dimension that was never judged is not in it.
    """
    rows = (
        Assessment.objects.filter(membership__in=membership_ids)
        .order_by("membership_id", "dimension", "-assessed_on", "-id")
        .distinct("membership_id", "dimension")
        .select_related("assessor")
    )
    found: dict[int, dict[str, Assessment]] = defaultdict(dict)
    for row in rows:
        found[row.membership_id][row.dimension] = row
    return dict(found)


def standing(row: Assessment) -> Standing:
    """What eligibility asks of a judgement."""
    return Standing(Dimension(row.dimension), row.valid_until, tuple(row.failed))


def lapsed(judged: Mapping[str, Assessment], on: date) -> list[Assessment]:
    """Those of a firm's newest judgements that have lapsed by that day."""
    return [row for row in judged.values() if standing(row).lapsed(on)]


def lapsing(judged: Mapping[str, Assessment], on: date) -> list[Assessment]:
    """Those that are due to be renewed."""
    return [row for row in judged.values() if standing(row).lapsing(on)]


def blocking(member: Membership, judged: Mapping[str, Assessment], on: date) -> tuple[Bar, ...]:
    """Everything that keeps a firm out of teams on that day; empty for one that is eligible."""
    known = {Dimension(row.dimension): standing(row) for row in judged.values()}
    label = str(Membership.State(member.state).label)
    return bars(member.state, label, known, on)


def barred(members: Iterable[Membership], on: date) -> dict[int, tuple[Bar, ...]]:
    """By membership, why those of the firms are kept out that are: one query, of the dimensions that can block."""
    rows = list(members)
    judged = newest([member.pk for member in rows])
    found = {member.pk: blocking(member, judged.get(member.pk, {}), on) for member in rows}
    return {key: why for key, why in found.items() if why}


def largest_contract(membership_id: int, currency: str) -> int | None:
    """The most that a contract is worth a year for which the firm is in an enterprise that is not over; minor units.

    Contracts in another currency are passed over.
    """
    rows = Partner.objects.filter(membership=membership_id, enterprise__currency=currency).exclude(
        enterprise__state__in=(E.DISSOLVED, E.ABANDONED)
    )
    days = ("enterprise__opportunity__starts_on", "enterprise__opportunity__ends_on")
    return max((a_year(*row) for row in rows.values_list("enterprise__value", *days)), default=None)


def worked_together(firm: int, other: int) -> bool:
    """Whether two firms were in one team that delivered."""
    teams = Partner.objects.filter(enterprise__state__in=DELIVERING)
    return teams.filter(
        membership=firm, enterprise__in=teams.filter(membership=other).values("enterprise")
    ).exists()


def capabilities(members: Collection[Membership], on: date) -> dict[int, Capability]:
    """What each of those firms claims and what stands behind it: four queries for all of them."""
    keys = [member.pk for member in members]
    claims: dict[int, list[Offering]] = defaultdict(list)
    live = Offering.objects.filter(Q(valid_until=None) | Q(valid_until__gte=on), membership__in=keys)
    for row in live.annotate(confirmed=Count("confirmations")).order_by("-is_core", "title", "pk"):
        claims[row.membership_id].append(row)
    works = _works(keys)
    referenced = set(
        EvidenceFile.objects.filter(membership__in=keys, kind=EvidenceFile.Kind.REFERENCE).values_list(
            "membership_id", flat=True
        )
    )
    held = _certificates(keys, on)
    return {
        member.pk: Capability(
            tuple(_backing(row, works[member.pk], member.pk in referenced) for row in claims[member.pk]),
            *held.get(member.pk, (0, 0)),
            member.reliability_evidence,
            member.reliability,
        )
        for member in members
    }


def _works(keys: Collection[int]) -> dict[int, list[str]]:
    """The competencies each firm delivered work in, once per piece of work."""
    rows = PartnerWork.objects.filter(
        partner__membership__in=keys, partner__enterprise__state__in=DELIVERING
    ).values_list("partner__membership_id", "competency")
    found: dict[int, list[str]] = defaultdict(list)
    for key, competency in rows:
        found[key].append(competency)
    return found


def _certificates(keys: Collection[int], on: date) -> dict[int, tuple[int, int]]:
    over = Count("pk", filter=Q(expires_on__lt=on))
    rows = Certificate.objects.filter(membership__in=keys).order_by().values("membership_id")
    counted = rows.annotate(all=Count("pk"), over=over).values_list("membership_id", "all", "over")
    return {key: (number - past, past) for key, number, past in counted}


def _backing(row: Offering, works: Collection[str], referenced: bool) -> Backing:
    return Backing(
        title=row.title,
        core=row.is_core,
        delivered=sum(covers(row.competency, work) for work in works),
        confirmed=row.confirmed,  # type: ignore[attr-defined]  # annotated
        on_file=bool(row.evidence.strip()) or (row.is_core and referenced),
        capacity_stated=row.capacity is not None,
        lead_time_stated=row.lead_time_days > 0,
        quality=row.quality,
    )


def latest_scores(dimension: Dimension) -> list[tuple[int, Assessment]]:
    """The newest judgement of every admitted firm in one dimension, with its sector and size: one query."""
    rows = (
        Assessment.objects.filter(
            dimension=dimension.value, membership__state=Membership.State.ADMITTED, score__isnull=False
        )
        .order_by("membership_id", "-assessed_on", "-id")
        .distinct("membership_id")
        .annotate(sector=F("membership__sector_group_id"), size=F("membership__organisation__size"))
        .select_related("membership__organisation")
    )
    return [(row.membership_id, row) for row in rows]


def judged(states: Collection[str]) -> list[Assessment]:
    """The newest judgement of each dimension of every firm in those states, with firm and assessor: one query."""
    rows = Assessment.objects.filter(membership__state__in=states)
    return list(
        rows.order_by("membership_id", "dimension", "-assessed_on", "-id")
        .distinct("membership_id", "dimension")
        .select_related("assessor", "membership__organisation", "membership__sector_group")
    )


def never_judged(
    states: Collection[str], dimensions: Collection[str], words: str = "", sector: str = ""
) -> QuerySet[Membership, tuple[int, str, str]]:
    """Firm and dimension of each judgement that was never made of firms in those states, by name; nothing is loaded.

    `words` is a part of the name, `sector` a slug. Rows are the firm's key, the dimension and the name.
    """
    rows = Membership.objects.filter(state__in=states)
    rows = rows.filter(listed_name__icontains=words) if words else rows
    rows = rows.filter(sector_group__slug=sector) if sector else rows
    parts = [
        rows.exclude(pk__in=Assessment.objects.filter(dimension=one).order_by().values("membership"))
        .annotate(dimension=Value(one))
        .values_list("pk", "dimension", "listed_name")
        for one in dimensions
    ]
    if not parts:
        return rows.none().annotate(dimension=Value("")).values_list("pk", "dimension", "listed_name")
    found = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return found.order_by("listed_name", "pk", "dimension")


def unjudged_count(states: Collection[str], dimensions: int) -> int:
    """How many judgements were never made of firms in those states, of so many dimensions each: two queries."""
    firms = Membership.objects.filter(state__in=states).count()
    made = Assessment.objects.filter(membership__state__in=states).order_by()
    return firms * dimensions - made.values("membership", "dimension").distinct().count()
