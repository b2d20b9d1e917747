"""Matches as pages read them, what members and demands say of themselves, and which of it changed since.

Texts are read in pieces, so that an index of very many members never holds all rows at once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from midas.core.demand.worth import Asked, Speaker
from midas.core.values.taxonomy import CPV_PREFIX
from midas.store.models import (
    Certificate,
    Cluster,
    Enterprise,
    Match,
    MatchAnswer,
    MatchRun,
    Membership,
    Offering,
    Opportunity,
    Partner,
    TextRevision,
)
from midas.store.queries.joining import standing_alone
from midas.store.queries.members import live
from midas.store.queries.taxonomy import competency_labels, mapped_to_cpv

OPEN = (
    Opportunity.State.NEW,
    Opportunity.State.QUALIFIED,
    Opportunity.State.FORMING,
    Opportunity.State.BIDDING,
)
WON = (Enterprise.State.OPERATING, Enterprise.State.DECOMMISSIONING, Enterprise.State.DISSOLVED)
PIECE = 2_000
"""Members read at a time."""


def open_demand(at: datetime) -> QuerySet[Opportunity]:
    """Demand that can still be answered; what is held in another is answered there."""
    in_time = Q(deadline_at=None) | Q(deadline_at__gte=at)
    return standing_alone(Opportunity.objects.filter(in_time, state__in=OPEN))


def admitted() -> QuerySet[Membership]:
    """Whom demand is put before."""
    return Membership.objects.filter(state=Membership.State.ADMITTED)


def speakers(keys: Iterable[int], on: date) -> Iterator[Speaker]:
    """Those of the keys that are admitted members, in order of key, with what they say on that day."""
    wanted = sorted(set(keys))
    own = mapped_to_cpv()
    for start in range(0, len(wanted), PIECE):
        yield from _piece(wanted[start : start + PIECE], own, on)


def _piece(keys: Sequence[int], own: Mapping[str, str], on: date) -> Iterator[Speaker]:
    rows = admitted().filter(pk__in=keys).select_related("organisation").order_by("pk")
    offers: dict[int, list[Offering]] = defaultdict(list)
    for one in Offering.objects.filter(live(on), membership__in=keys).order_by("pk"):
        offers[one.membership_id].append(one)
    names = competency_labels({one.competency for mine in offers.values() for one in mine})
    papers: dict[int, set[str]] = defaultdict(set)
    valid = Certificate.objects.filter(Q(expires_on=None) | Q(expires_on__gte=on), membership__in=keys)
    for member, name in valid.values_list("membership_id", "name"):
        papers[member].add(name)
    for row in rows:
        mine = offers[row.pk]
        words = (row.summary, *row.tags, *(f"{one.title}. {names[one.competency]}" for one in mine))
        codes = dict.fromkeys(own.get(one.competency, one.competency) for one in mine)
        yield Speaker(
            key=row.pk,
            text="\n".join(dict.fromkeys(word for word in words if word)),
            codes=tuple(code.removeprefix(CPV_PREFIX) for code in codes if code.startswith(CPV_PREFIX)),
            region=row.organisation.region,
            serves=tuple(sorted({code for one in mine for code in one.regions_served})),
            size=row.organisation.size,
            certificates=frozenset(papers[row.pk]),
        )


def codes_held(on: date) -> Iterator[tuple[int, list[str]]]:
    """The CPV codes (eight digits) that each admitted member claims on that day, and its own codes that map to one."""
    own, found = mapped_to_cpv(), defaultdict(list)
    claims = Offering.objects.filter(live(on), membership__state=Membership.State.ADMITTED).order_by("pk")
    for member, code in claims.values_list("membership_id", "competency").iterator():
        name = own.get(code, code)
        if name.startswith(CPV_PREFIX):
            found[member].append(name.removeprefix(CPV_PREFIX))
    yield from found.items()


def won_before() -> Iterator[tuple[int, str]]:
    """For each admitted member the texts of the demands it had a part in, in enterprises that came to work."""
    parts = Partner.objects.filter(enterprise__state__in=WON, membership__state=Membership.State.ADMITTED)
    found: dict[int, list[str]] = defaultdict(list)
    fields = ("membership_id", "enterprise__opportunity__title", "enterprise__opportunity__description")
    for member, title, description in parts.order_by("pk").values_list(*fields).iterator():
        found[member] += [title or "", description or ""]
    for member, texts in found.items():
        yield member, "\n".join(texts)


def demand_text(row: Opportunity) -> str:
    """What a demand says beside its title: description, lots and items."""
    parts = [row.description]
    parts += [str(one.get(name) or "") for one in row.lots for name in ("title", "description")]
    parts += [str(one.get("description") or "") for one in row.items]
    return "\n".join(dict.fromkeys(part for part in parts if part))


def demand_codes(row: Opportunity) -> tuple[str, ...]:
    """Its CPV codes, the main one first, then those of its items; each once."""
    codes = [row.cpv, *row.cpv_additional, *(code for one in row.items for code in one.get("cpv") or ())]
    return tuple(dict.fromkeys(code for code in codes if code))


def asked(row: Opportunity) -> Asked:
    """What a demand asks, with the papers its requirement insists on; prefetch `requirement__work_packages`."""
    requirement = getattr(row, "requirement", None)
    papers = (
        [name for one in requirement.work_packages.all() for name in one.certificates] if requirement else []
    )
    return Asked(demand_codes(row), row.region, row.sme_suitable, tuple(dict.fromkeys(papers)))


def horizon() -> int:
    """The oldest transaction that may still commit; whatever changed in an older one can be seen now."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])


def changed_since(kind: str, transaction: int) -> list[int]:
    """The keys of members or demands whose words changed in that transaction or a later one.

    Numbers that no transaction here has reached come from a database this one was restored from; they tell nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        newest = int(cursor.fetchone()[0])
    rows = TextRevision.objects.filter(kind=kind, changed_in__gte=transaction, changed_in__lte=newest)
    return list(rows.order_by("thing").values_list("thing", flat=True))


def any_text() -> bool:
    """Whether there is anything to match."""
    return TextRevision.objects.exists()


def database_of(cluster_id: int) -> str:
    """What tells a cluster of this database from one of the same key in another."""
    with connection.cursor() as cursor:
        cursor.execute("select oid from pg_database where datname = current_database()")
        oid = int(cursor.fetchone()[0])
    return f"{oid} {Cluster.objects.values_list('slug', flat=True).get(pk=cluster_id)}"


def answers_by_pair(opportunities: Iterable[int]) -> dict[tuple[int, int], dict[str, MatchAnswer]]:
    """The newest answer of each side, by demand and member."""
    rows = MatchAnswer.objects.filter(opportunity__in=list(opportunities)).select_related("by")
    found: dict[tuple[int, int], dict[str, MatchAnswer]] = defaultdict(dict)
    for one in rows.order_by("at", "pk"):
        found[one.opportunity_id, one.membership_id][one.side] = one
    return found


def matches_of_demand(opportunity: int) -> QuerySet[Match]:
    """The members a demand was matched with, the best first."""
    rows = Match.objects.filter(opportunity=opportunity, membership__state=Membership.State.ADMITTED)
    return rows.exclude(place=None).select_related("membership__organisation").order_by("place", "pk")


def matches_of_member(membership: int, at: datetime, least: int = 0) -> QuerySet[Match]:
    """Open demand that is worth a member's time, the best first; what it dismissed itself is left out."""
    said = MatchAnswer.objects.filter(
        membership=membership, side=MatchAnswer.Side.FIRM, opportunity=OuterRef(OuterRef("opportunity"))
    ).order_by("-at", "-pk")
    no = MatchAnswer.objects.filter(pk__in=said.values("pk")[:1], wanted=False)
    rows = Match.objects.filter(
        membership=membership, opportunity__in=open_demand(at), place__isnull=False, score__gte=least
    )
    heavy = ("opportunity__lots", "opportunity__items", "opportunity__documents", "opportunity__awards")
    return rows.exclude(Exists(no)).select_related("opportunity").defer(*heavy).order_by("-score", "pk")


def times_shown(since: datetime) -> Counter[int]:
    """How often demand was put before each member since then."""
    rows = Match.objects.filter(shown_at__gte=since).order_by().values_list("membership")
    return Counter(dict(rows.annotate(n=Count("pk"))))


def last_run() -> MatchRun | None:
    """The newest matching that came to an end."""
    return MatchRun.objects.filter(state=MatchRun.State.DONE).first()


def with_chances(rows: QuerySet[Membership], since: datetime, on: date) -> QuerySet[Membership]:
    """Those members with `shown` (how often demand was put before them since then), `offers` and `best_place`."""
    mine = {"membership": OuterRef("pk")}
    shown = Match.objects.filter(shown_at__gte=since, **mine).order_by().values("membership")
    offers = Offering.objects.filter(live(on), **mine).order_by().values("membership")
    places = Match.objects.exclude(place=None).filter(**mine).order_by("place").values("place")
    return rows.annotate(
        shown=Coalesce(Subquery(shown.annotate(n=Count("pk")).values("n")), 0),
        offers=Coalesce(Subquery(offers.annotate(n=Count("pk")).values("n")), 0),
        best_place=Subquery(places[:1]),
    )
