"""A broker asks for a team: what is to be solved is written down as it is now, and a job is queued for it.

The snapshot, the event and the job are one transaction, so there is never a run without its problem or a job
without its run. A requirement is worked on by one run at a time.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from midas.actions.access.events import record
from midas.actions.access.permissions import require
from midas.actions.demand.move_opportunity import refuse_while_held
from midas.actions.formation.build_problem import build_problem
from midas.actions.formation.refusals import AlreadyForming, UnableToForm
from midas.core.formation.problem import write_problem
from midas.core.values.problems import BadInput, Problem
from midas.store.models import Formation, Opportunity, Requirement, Role

JOB = "midas.tasks.formation.run_formation"
"""The name of the job that runs a formation; actions know it by name only, tasks lie above them."""

OPEN = (Opportunity.State.NEW, Opportunity.State.QUALIFIED, Opportunity.State.FORMING)
LIVE = (Formation.State.WAITING, Formation.State.RUNNING)
LONGEST = 900.0
"""The most seconds one search may be given."""


@transaction.atomic
def request_formation(
    role: Role, requirement_id: int, *, at: datetime, time_limit: float = 60.0, seed: int = 0
) -> Formation:
    """A waiting formation on the requirement as it is now.

    Raises BadInput (the requirement cannot be solved as it is written; every reason), AlreadyForming,
    UnableToForm (the opportunity is past forming), UnableToMove (it is held in another) or NotAllowed.
    """
    require(role, "formations.run")
    if not 1 <= time_limit <= LONGEST:
        raise BadInput(
            [
                Problem(
                    "time_limit", f"Give the search between 1 and {LONGEST:.0f} seconds, not {time_limit:g}."
                )
            ]
        )
    requirement = Requirement.objects.select_for_update(of=("self",)).select_related("opportunity", "cluster")
    return _enqueue(role, requirement.get(pk=requirement_id), at, time_limit, seed)


@transaction.atomic
def request_again(role: Role, formation_id: int, *, at: datetime) -> Formation:
    """A waiting formation on the stored input of an earlier run that is over: same problem, seed and time limit.

    It is for seeing whether the same comes out, so the state of the demand and later changes to the requirement
    do not matter; choosing one of its plans is judged like any other. Raises AlreadyForming, UnableToForm (the
    earlier run is not over) or NotAllowed.
    """
    require(role, "formations.run")
    earlier = Formation.objects.get(pk=formation_id)
    requirement = Requirement.objects.select_for_update(of=("self",)).get(pk=earlier.requirement_id)
    _refuse_second(requirement)
    made = Formation.objects.create(
        cluster_id=earlier.cluster_id,
        requirement=requirement,
        requirement_version=earlier.requirement_version,
        by=role.person,
        problem=earlier.problem,
        names=earlier.names,
        time_limit=earlier.time_limit,
        seed=earlier.seed,
        repeats=earlier,
        requested_at=at,
    )
    details = {"repeats": earlier.pk}
    record(made, "formation.requested", by=role.person, at=at, after=made.state, details=details)
    _queue(made)
    return made


def _enqueue(role: Role, requirement: Requirement, at: datetime, time_limit: float, seed: int) -> Formation:
    _refuse_unless_open(requirement)
    _refuse_second(requirement)
    built = build_problem(requirement, at=at)
    formation = Formation.objects.create(
        cluster_id=requirement.cluster_id,
        requirement=requirement,
        requirement_version=requirement.version,
        by=role.person,
        problem=as_stored(write_problem(built.problem)),
        names=dict(built.names),
        time_limit=time_limit,
        seed=seed,
        requested_at=at,
    )
    record(formation, "formation.requested", by=role.person, at=at, after=formation.state)
    _queue(formation)
    return formation


def _refuse_unless_open(requirement: Requirement) -> None:
    state = Opportunity.State(requirement.opportunity.state)
    if state not in OPEN:
        raise UnableToForm(
            f"This opportunity is {state.label}; a team is formed while it is new, qualified or forming."
        )
    refuse_while_held(requirement.opportunity)


def _refuse_second(requirement: Requirement) -> None:
    live = Formation.objects.filter(requirement=requirement, state__in=LIVE).first()
    if live is not None:
        raise AlreadyForming(live.pk)


def _queue(formation: Formation) -> None:
    lock = f"formation of requirement {formation.requirement_id}"
    job = app.configure_task(JOB, queueing_lock=lock, queue="formation")
    try:
        with transaction.atomic():
            job.defer(formation_id=formation.pk, cluster_id=formation.cluster_id)
    except AlreadyEnqueued as error:
        raise UnableToForm("Another search for this requirement is queued; try again in a minute.") from error


def as_stored(value: Any) -> Any:
    """What the database's JSON gives back for `value`: the same, with nothing it cannot write."""
    return json.loads(json.dumps(value, allow_nan=False))
