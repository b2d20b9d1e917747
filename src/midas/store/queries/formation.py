"""What formation reads: past teams, runs with their plans, enterprises with their partners.

Everything is of the cluster at hand; the database shows no other.
"""

from __future__ import annotations

from collections import defaultdict

from midas.store.models import Cluster, Enterprise, Formation, Partner

PACKAGES = "packages"
"""The key in `Formation.names` under which the work packages' titles stand; firms' keys are digits."""


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
