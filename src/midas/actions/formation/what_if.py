"""A broker wonders: what would the best team be with other rules, firms or prices? It is solved at once and not saved.

The stored problem of a finished run is changed in memory, solved for a few seconds, and set beside the run's best
plan. Nothing is written; the question is whole in the changes, so that whoever is sent them sees the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from midas.actions.access.permissions import require
from midas.actions.formation.proposals import proposals_of
from midas.actions.formation.refusals import UnableToForm
from midas.actions.formation.request_formation import as_stored
from midas.actions.formation.turns import SECONDS, turn
from midas.core.formation.changes import Changes, Supposed, changed, read_changes
from midas.core.formation.comparing import Difference, difference, sketch
from midas.core.formation.explain import explain
from midas.core.formation.plan import Outcome
from midas.core.formation.problem import FormationProblem, read_problem, write_problem
from midas.core.formation.result import read_plan, write_outcome
from midas.core.values.problems import Problem
from midas.rules import regions
from midas.store.models import Formation, Proposal, Role

Solve = Callable[[FormationProblem, float, int], Outcome]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The answer. `run` and `proposal` are what would be stored, and are not: the changed problem and its best plan.

    `best` is the saved best plan of the run, `difference` what the new plan changes against it; `None` where
    there is no plan on either side.
    """

    run: Formation
    outcome: Outcome
    proposal: Proposal | None
    best: Proposal | None
    difference: Difference | None


def what_if(
    role: Role, formation_id: int, raw: object, *, found: Iterable[Problem] = (), solve: Solve | None = None
) -> WhatIf:
    """What the best plan of a finished run would be with the changes in `raw` (`core/formation/changes.py`).

    `found` are problems the caller has seen in them already. Raises BadInput (all that is wrong with them),
    UnableToForm (the run is not done, or too many such questions are being worked on) or NotAllowed.
    """
    require(require(role, "formations.run"), "members.view_prices")
    run = Formation.objects.select_related("requirement__cluster").get(pk=formation_id)
    if run.state != Formation.State.DONE:
        raise UnableToForm("This search has no result to start from; try it with one that has finished.")
    before = read_problem(run.problem)
    after = _changed(before, raw, found)
    with turn():
        outcome = (solve or _solve)(after, SECONDS, run.seed)
    return _answer(run, before, after, outcome)


def _changed(before: FormationProblem, raw: object, found: Iterable[Problem]) -> FormationProblem:
    problems = list(found)
    changes = read_changes(raw, problems)
    return changed(before, replace(changes, suppose=tuple(_placed(changes))), problems)


def _placed(changes: Changes) -> Iterator[Supposed]:
    for one in changes.suppose:
        yield replace(one, position=regions.point(one.region)) if one.region else one


def _solve(problem: FormationProblem, seconds: float, seed: int) -> Outcome:
    # Imported here: the solvers take a while to load, and most pages never need them.
    from midas.solvers.formation import form

    return form(problem, time_limit=seconds, seed=seed)


def _answer(run: Formation, before: FormationProblem, after: FormationProblem, outcome: Outcome) -> WhatIf:
    if outcome.plan is not None:
        told = explain(after, outcome.plan, near=False)  # near misses are slow, and nobody asked for them
        outcome = replace(outcome, explanation=told)
    supposed = Formation(
        cluster_id=run.cluster_id,
        requirement=run.requirement,
        requirement_version=run.requirement_version,
        state=Formation.State.DONE,
        status=outcome.status.value,
        problem=as_stored(write_problem(after)),
        names=run.names,
        time_limit=SECONDS,
        seed=run.seed,
        outcome=as_stored(write_outcome(after, outcome)),
    )
    best = run.proposals.filter(rank=1).first()
    made = proposals_of(supposed, after, outcome)
    differs = None
    if best is not None and outcome.plan is not None:
        saved = sketch(before, read_plan(before, best.plan))
        differs = difference(saved, sketch(after, outcome.plan))
    return WhatIf(supposed, outcome, made[0] if made else None, best, differs)
