"""Formations brought to an end without a search: the plans are written by hand, everything else is real."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from procrastinate.contrib.django import app
from tests.actions.formation.scene import AT, Scene

from midas.actions.formation.request_formation import JOB, request_formation
from midas.actions.formation.run_formation import run_formation
from midas.core.formation.plan import Allocation, Alternative, Outcome, Plan, Status
from midas.core.formation.score import score
from midas.store.models import Formation
from midas.store.queries.jobs import live_jobs

LATER = AT + timedelta(minutes=1)


def plan_of(scene: Scene, parts: Mapping[str, Mapping[str, object]]) -> Plan:
    """A plan from `{package: {firm: quantity}}`."""
    allocations = tuple(
        Allocation(scene.id(firm), 0, package, Decimal(str(quantity)))
        for package, shares in parts.items()
        for firm, quantity in shares.items()
    )
    return Plan(allocations, tuple(dict.fromkeys(entry.firm for entry in allocations)))


def best(scene: Scene) -> Plan:
    return plan_of(scene, {"wp1": {"Rother": 1000}, "wp2": {"Tees": 200}})


def surer(scene: Scene) -> Plan:
    return plan_of(scene, {"wp1": {"Rother": 250, "Don": 750}, "wp2": {"Tees": 200}})


def outcome_of(problem, plan: Plan, *others: Plan) -> Outcome:
    objective = float(score(problem, plan).objective)
    alternatives = [
        Alternative(
            other, float(score(problem, other).objective), float(score(problem, other).objective) - objective
        )
        for other in others
    ]
    return Outcome(
        Status.OPTIMAL, plan, objective, objective, 0.0, 0.1, "by hand", alternatives=tuple(alternatives)
    )


def requested(scene: Scene, **more: object) -> Formation:
    return request_formation(scene.broker, scene.requirement.pk, at=AT, **more)


def ran(formation: Formation, solve) -> Formation:
    """The formation after a run in which the engine is `solve`, its job off the queue."""
    run_formation(formation.cluster_id, formation.pk, clock=lambda: LATER, solve=solve)
    for job in live_jobs(JOB, formation_id=formation.pk):
        app.job_manager.cancel_job_by_id(job.pk)
    formation.refresh_from_db()
    return formation


def solved(scene: Scene) -> Formation:
    """Done, with two proposals: the cheapest, and a surer and dearer one."""
    return ran(
        requested(scene), lambda problem, run, follower: outcome_of(problem, best(scene), surer(scene))
    )
