"""What pages and actions of the demand stage read: opportunities, what members offer, names of things."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet

from midas.core.demand.fit import Holdings, firms_offering, holdings
from midas.core.demand.written import Titled, read_packages
from midas.core.values.periods import Period
from midas.core.values.taxonomy import CPV_PREFIX, stem
from midas.rules import cpv
from midas.store.models import (
    Certificate,
    Cluster,
    Competency,
    Event,
    Membership,
    Offering,
    Opportunity,
    Requirement,
    TenantOwned,
    WorkPackage,
)
from midas.store.queries.joining import standing_alone
from midas.store.queries.profiles import plain
from midas.store.queries.words import having_words

HEAVY = ("lots", "items", "documents", "awards")
"""Fields a list of opportunities does without."""

PART = "part of "
"""Stands before what a code lies in, where its own label is not loaded."""

SHOWN = 20
"""How many competencies a search shows at most."""

SOUGHT = 400
"""How many it looks at to choose those; more than that is too vague a search to rank."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A competency one can choose, and how many admitted members offer it or a part of it."""

    code: str
    label: str
    firms: int


def opportunities(cluster: Cluster) -> QuerySet[Opportunity]:
    """All of a cluster's opportunities for a list, without the parts that a list does not show.

    What is joined into another, or split, is left out: the work is on that one, or on the parts. So are those that are
    shown as part of another, because they were published twice.
    """
    return standing_alone(Opportunity.objects.filter(cluster=cluster)).select_related("owner").defer(*HEAVY)


def offered(cluster: Cluster, on: date | None = None) -> Holdings:
    """Who of the admitted members offers what, in two queries. `on` drops claims that have run out by then."""
    live = Q() if on is None else Q(valid_until=None) | Q(valid_until__gte=on)
    claims = Offering.objects.filter(
        live, cluster=cluster, membership__state=Membership.State.ADMITTED
    ).values_list("competency", "membership_id")
    mapped = dict(Competency.objects.filter(cluster=cluster).exclude(cpv="").values_list("code", "cpv"))
    return holdings((name, str(firm)) for code, firm in claims.distinct() for name in _names_of(code, mapped))


def _names_of(code: str, mapped: Mapping[str, str]) -> Iterable[str]:
    return (code, CPV_PREFIX + mapped[code]) if code in mapped else (code,)


def contract_period(opportunity: Opportunity) -> Period | None:
    """When the notice says the work runs, if it says so in order."""
    start, end = opportunity.starts_on, opportunity.ends_on
    return Period(start, end) if start and end and start <= end else None


def labels(codes: Iterable[str]) -> dict[str, str]:
    """What eight-digit CPV codes are called: as loaded, else as shipped, else as a part of what they lie in."""
    wanted = set(codes)
    loaded = Competency.objects.filter(cluster=None, code__in=[CPV_PREFIX + code for code in wanted])
    names = {row.code.removeprefix(CPV_PREFIX): row.label for row in loaded}
    return {code: names.get(code) or _shipped(code) for code in wanted}


def _shipped(code: str) -> str:
    known = cpv.label(code)
    if known:
        return known
    above = cpv.nearest(code)
    return PART + above[1] if above else code


def competency_labels(cluster: Cluster, codes: Iterable[str]) -> dict[str, str]:
    """What competencies are called, CPV and the cluster's own."""
    wanted = set(codes)
    rows = Competency.objects.filter(Q(cluster=None) | Q(cluster=cluster), code__in=wanted)
    names = {row.code: row.label for row in rows}
    return {code: names.get(code) or _named(code) for code in wanted}


def _named(code: str) -> str:
    return _shipped(code.removeprefix(CPV_PREFIX)) if code.startswith(CPV_PREFIX) else code


def unknown_competencies(cluster: Cluster, codes: Iterable[str]) -> set[str]:
    """Those of the codes that this installation does not know.

    Every code that is loaded is known, and any competency a member offers. Where of a CPV group nothing finer
    than the group itself is loaded, a finer code cannot be checked and is taken as it is.
    """
    wanted = set(codes)
    visible = Competency.objects.filter(Q(cluster=None) | Q(cluster=cluster))
    known = set(visible.filter(code__in=wanted).values_list("code", flat=True))
    known |= set(
        Offering.objects.filter(cluster=cluster, competency__in=wanted).values_list("competency", flat=True)
    )
    return {code for code in wanted - known if not _unchecked(code, visible)}


def _unchecked(code: str, visible: QuerySet[Competency]) -> bool:
    if not code.startswith(CPV_PREFIX) or cpv.nearest(code) is None:
        return False
    group = code[: len(CPV_PREFIX) + 3]
    finer = visible.filter(code__startswith=group).exclude(code=group.ljust(len(CPV_PREFIX) + 8, "0"))
    return cpv.label(group[len(CPV_PREFIX) :].ljust(8, "0")) is not None and not finer.exists()


def choices(cluster: Cluster, words: str, on: date | None = None) -> list[Choice]:
    """The competencies that match what was typed, those most members offer first; all offered for no words.

    A code matches from its start, a label by every word in any order.
    """
    held = offered(cluster, on)
    rows = Competency.objects.filter(Q(cluster=None) | Q(cluster=cluster))
    typed = words.strip().removeprefix(CPV_PREFIX)
    if typed.replace("-", "").isdigit():
        rows = rows.filter(code__startswith=CPV_PREFIX + typed.split("-")[0])
    elif typed:
        rows = having_words(rows, typed, "label", "code")
    else:
        rows = rows.filter(code__in=Offering.objects.filter(cluster=cluster).values("competency"))
    found = [Choice(row.code, row.label, firms_offering(row.code, held)) for row in rows[:SOUGHT]]
    return sorted(found, key=lambda one: (-min(one.firms, 1), len(stem(one.code)), -one.firms, one.code))[
        :SHOWN
    ]


def certificates(cluster: Cluster) -> list[tuple[str, int]]:
    """The certificates admitted members hold, and how many firms hold each, most first."""
    held = Certificate.objects.filter(cluster=cluster, membership__state=Membership.State.ADMITTED)
    counted = (
        held.values("name").annotate(firms=Count("membership", distinct=True)).order_by("-firms", "name")
    )
    return [(row["name"], row["firms"]) for row in counted]


def members(cluster: Cluster) -> list[tuple[str, str]]:
    """The admitted members by the id they have in a formation, and their names, in order of name."""
    rows = Membership.objects.filter(cluster=cluster, state=Membership.State.ADMITTED)
    named = rows.order_by("organisation__name", "pk").values_list("pk", "organisation__name")
    return [(str(key), name) for key, name in named]


def history(subject: TenantOwned, *, most: int = 100) -> Sequence[Event]:
    """What happened to a thing, newest first."""
    kind = str(subject._meta.model_name)
    return Event.objects.filter(cluster_id=subject.cluster_id, subject_kind=kind, subject_id=subject.pk)[
        :most
    ]


def package_entry(row: WorkPackage) -> dict[str, Any]:
    """A saved package as the JSON of a work package with a title; what is at its default is left out."""
    window = [row.starts_on.isoformat(), row.ends_on.isoformat()] if row.starts_on and row.ends_on else None
    entry = {
        "id": row.code,
        "title": row.title,
        "competency": row.competency,
        "quantity": str(plain(row.quantity)),
        "unit": row.unit,
        "value": row.value,
        "window": window,
        "certificates": list(row.certificates),
        "min_quality": _fraction(row.min_quality),
        "place": row.place or None,
        "min_suppliers": row.min_suppliers,
        "max_suppliers": row.max_suppliers,
        "min_split": _fraction(row.min_split),
        "criticality": None if row.criticality == 1 else str(plain(row.criticality)),
        "after": list(row.after),
    }
    return {field: value for field, value in entry.items() if value not in (None, [])}


def _fraction(number: Decimal | None) -> str | None:
    return None if number is None else str(plain(number))


def packages(requirement: Requirement) -> tuple[Titled, ...]:
    """The saved packages of a requirement as core sees them, in order."""
    entries = [package_entry(row) for row in requirement.work_packages.all()]
    return read_packages(entries)[0]
