"""What formation reads: past teams, runs with their plans, enterprises with their partners.

Everything is of the cluster at hand; the database shows no other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Prefetch, QuerySet

from midas.store.models import Cluster, Enterprise, Event, Formation, Partner, Proposal, Requirement

PACKAGES, OFFERINGS, BARRED = "packages", "offerings", "barred"
"""The keys in `Formation.names` under which stand the titles of packages and offerings, and the reasons why admitted
firms were left out; firms' keys are digits."""

HEAVY = ("problem", "outcome", "names", "so_far")
"""The fields of a run that hold whole problems and results."""


def finished_teams(cluster: Cluster) -> list[tuple[int, ...]]:
    """The memberships of every enterprise seen through to its end, oldest first."""
    ended = Partner.objects.filter(enterprise__cluster=cluster, enterprise__state=Enterprise.State.DISSOLVED)
    teams: dict[int, list[int]] = defaultdict(list)
    for enterprise, membership in ended.order_by(
        "enterprise__formed_on", "enterprise", "membership"
    ).values_list("enterprise", "membership"):
        teams[enterprise].append(membership)
    return [tuple(team) for team in teams.values()]


def package_titles(formation: Formation) -> dict[str, str]:
    """What the packages were called when the run was asked for, by id; the id where nothing was kept."""
    kept = formation.names.get(PACKAGES, {})
    return {entry["id"]: kept.get(entry["id"], entry["id"]) for entry in formation.problem["work_packages"]}


def offering_titles(formation: Formation) -> dict[str, str]:
    """What the offerings were called when the run was asked for, by id."""
    kept: dict[str, str] = formation.names.get(OFFERINGS, {})
    return kept


def why_barred(formation: Formation, firm: str) -> list[str]:
    """Why an admitted firm was left out of the search, as it stood when that was asked for; empty if it was not."""
    kept: dict[str, dict[str, Any]] = formation.names.get(BARRED, {})
    return [str(why) for why in kept.get(firm, {}).get("why", ())]


def near_but_barred(formation: Formation) -> list[tuple[str, str, list[str]]]:
    """The firms left out although they offer work that was asked for: key, name and why."""
    kept: dict[str, dict[str, Any]] = formation.names.get(BARRED, {})
    return [(key, one["name"], one["why"]) for key, one in kept.items() if one.get("offers")]


def runs(requirement: Requirement) -> QuerySet[Formation]:
    """The runs on a requirement, newest first, each with its best proposal (`best`, a list of one or none)."""
    best = Proposal.objects.filter(rank=1).defer("plan")
    return (
        Formation.objects.filter(requirement=requirement)
        .defer(*HEAVY)
        .select_related("by")
        .prefetch_related(Prefetch("proposals", best, to_attr="best"))
        .annotate(plans=Count("proposals"))
        .order_by("-requested_at", "-pk")
    )


def run(formation_id: int, *, light: bool = False) -> Formation:
    """One run with its requirement and opportunity, `light` without its problem and result.

    Raises Formation.DoesNotExist.
    """
    related = ("requirement__opportunity", "requirement__cluster", "by")
    found = Formation.objects.select_related(*related)
    return (found.defer("problem", "outcome", "names") if light else found).get(pk=formation_id)


def best_of(requirement: Requirement, keys: Sequence[int]) -> QuerySet[Proposal]:
    """The best proposals of some of a requirement's runs, in the order the runs were asked for."""
    best = Proposal.objects.filter(rank=1, formation__requirement=requirement, formation__in=keys)
    return best.select_related("formation").order_by("formation__requested_at", "formation__pk")


def requirement_of(opportunity_id: int) -> Requirement:
    """The requirement of an opportunity. Raises Requirement.DoesNotExist."""
    return Requirement.objects.select_related("opportunity", "cluster").get(opportunity_id=opportunity_id)


def live_enterprise(opportunity_id: int) -> Enterprise | None:
    """The team an opportunity has, if it has one that was not abandoned."""
    there = Enterprise.objects.filter(opportunity_id=opportunity_id)
    return there.exclude(state=Enterprise.State.ABANDONED).first()


def enterprises() -> QuerySet[Enterprise]:
    """Every enterprise with its lead, its opportunity and its partners, newest first."""
    partners = Partner.objects.select_related("membership__organisation").order_by("-value", "pk")
    return (
        Enterprise.objects.select_related("lead__organisation", "opportunity", "cluster")
        .annotate(size=Count("partners"))
        .prefetch_related(Prefetch("partners", partners, to_attr="team"))
        .order_by("-formed_on", "-pk")
    )


def enterprise(enterprise_id: int) -> Enterprise:
    """One enterprise with its partners (`team`, largest first) and their work. Raises DoesNotExist."""
    partners = (
        Partner.objects.select_related("membership__organisation")
        .prefetch_related("work")
        .order_by("-value", "pk")
    )
    related = ("lead__organisation", "opportunity", "cluster", "created_by", "proposal__formation")
    return (
        Enterprise.objects.select_related(*related)
        .defer(*(f"proposal__formation__{field}" for field in ("outcome",)))
        .prefetch_related(Prefetch("partners", partners, to_attr="team"))
        .get(pk=enterprise_id)
    )


def history(kind: str, key: int) -> QuerySet[Event]:
    """What happened to a thing, newest first."""
    return Event.objects.filter(subject_kind=kind, subject_id=key).order_by("-at", "-pk")
