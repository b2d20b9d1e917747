"""What an application is judged by: the cluster's own lists, and the tables of rules of the day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from midas.core.members.application import STEPS, Answers, Known, how_far
from midas.core.members.duplicates import Party, alike
from midas.core.members.read_firm import read_firm
from midas.core.values.identifiers import BadIdentifier, OrgId, org_id
from midas.core.values.moments import day_of
from midas.core.values.names import name_key
from midas.rules import regions, sizes
from midas.store.models import Application, Cluster, Organisation, RulesVersion, SectorGroup
from midas.store.queries.intake import admitted_like
from midas.store.queries.taxonomy import known_competencies

FEW = 3
"""So many members that may be the applicant are named."""


def known_in(cluster: Cluster, answers: Iterable[Answers], *, at: datetime) -> Known:
    """What is known in the cluster one works for, as far as those applications ask for it: four queries."""
    asked = list(answers)
    rules = in_force(cluster, at=at)
    taken = _taken(one.get("identity", {}) for one in asked)
    codes = _codes(one.get("competencies", {}) for one in asked)
    return Known(
        on=day_of(at, cluster.time_zone),
        currency=cluster.currency,
        sectors=frozenset(SectorGroup.objects.values_list("slug", flat=True)),
        is_region=lambda code: regions.region(code) is not None,
        is_competency=known_competencies(codes).__contains__,
        is_taken=lambda scheme, number: (scheme, number) in taken,
        size=lambda staff, turnover: _size(staff, turnover, cluster.currency),
        rules=rules.number if rules else None,
    )


def members_like(cluster: Cluster, answers: Answers) -> tuple[Party, ...]:
    """Members whose name is so much like the applicant's that it may be the same firm; the most alike first.

    Only those admitted: who else applies is nobody's business. One with the same number is a fault of the answers.
    """
    identity, site = answers.get("identity", {}), answers.get("sites", {})
    name, number = str(identity.get("name", "")), str(identity.get("number", ""))
    applicant = Party("", name, name_key(name), place=str(site.get("locality", "")))
    pairs = alike([applicant], admitted_like(cluster, applicant.name_key))
    found = (pair.second for pair in pairs)
    return tuple(one for one in found if one.identifier.lstrip("0") != number.strip().lstrip("0"))[:FEW]


def complete_groups(cluster: Cluster, rows: Iterable[Application], *, at: datetime) -> dict[int, int]:
    """For each application how many of its groups are complete, in a handful of queries for all of them."""
    listed = list(rows)
    drafts = [row for row in listed if row.state == Application.State.DRAFT]
    known = known_in(cluster, [row.answers for row in drafts], at=at)
    found = {row.pk: how_far(row.answers, read_firm(row.answers, known)[1])[0] for row in drafts}
    sent = Application.State.SENT
    return {row.pk: found.get(row.pk, len(STEPS) if row.state == sent else 0) for row in listed}


def in_force(cluster: Cluster, *, at: datetime) -> RulesVersion | None:
    """The version of the rules of engagement that holds on that day: the newest brought into force by then."""
    on = day_of(at, cluster.time_zone)
    return RulesVersion.objects.filter(in_force_from__lte=on).order_by("-in_force_from", "-number").first()


def _taken(identities: Iterable[Mapping[str, Any]]) -> set[tuple[str, str]]:
    """Those identifiers, as their registers write them, that a firm of the cluster has."""
    wanted: set[OrgId] = set()
    for one in identities:
        with suppress(BadIdentifier):
            wanted.add(org_id(str(one.get("scheme", "")), str(one.get("number", ""))))
    rows = Organisation.objects.filter(identifier__in={found.number for found in wanted})
    return set(rows.values_list("scheme", "identifier"))


def _codes(groups: Iterable[Mapping[str, Any]]) -> set[str]:
    return {str(row.get("code", "")) for group in groups for row in group.get("competencies", ())}


def _size(staff: int, turnover: int, currency: str) -> str:
    """By people alone where no definition of size is known in the currency."""
    known = currency if currency in sizes.CEILINGS else "EUR"
    return sizes.size(staff, turnover if known == currency else 0, currency=known) or "large"
