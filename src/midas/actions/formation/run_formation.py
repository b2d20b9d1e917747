"""The engine works on a formation that waits, outside any transaction; what it found is saved whole.

Claiming the run, each report of progress and the end are short transactions of their own, so the page can
follow along and nothing is ever half saved: either the run is done with all its proposals, or it failed with
its reason and has none. Whoever stops a run takes it out of `running`, which the next report notices.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from midas.actions.access.events import record
from midas.actions.formation.request_formation import as_stored
from midas.actions.formation.stop_formation import fail
from midas.core.formation.choices import Choice, choices
from midas.core.formation.explain import explain
from midas.core.formation.plan import Outcome, Status
from midas.core.formation.problem import FormationProblem, read_problem
from midas.core.formation.result import figure, write_explanation, write_outcome, write_plan
from midas.store import tenancy
from midas.store.models import Formation, Proposal

ALTERNATIVES, FRONTIER = 3, 9
"""How many further plans are sought, and how many points of the trade-off."""

PATIENCE = timedelta(seconds=0.5)
"""Progress is saved no more often than this."""

State = Formation.State
Clock = Callable[[], datetime]
Solve = Callable[[FormationProblem, Formation, Callable[[float, str], None]], Outcome]


class Stopped(Exception):
    """The run was stopped from outside while the engine worked."""


def run_formation(
    cluster_id: int,
    formation_id: int,
    *,
    clock: Clock,
    ending: Callable[[], bool] = lambda: False,
    solve: Solve | None = None,
) -> None:
    """Solve a waiting formation and save what came of it; nothing happens if it waits no longer.

    `ending` tells that the program is being shut down. A fault of the engine is saved in words, and raised.
    """
    run = _claim(cluster_id, formation_id, clock())
    if run is None:
        return
    try:
        problem = read_problem(run.problem)
        outcome = (solve or _solve)(problem, run, _reporter(run, clock, ending))
        _save(run, problem, outcome, clock())
    except Stopped:
        _give_up(run, "Midas was stopped while this ran; start the search again.", clock())
    except Exception:
        _give_up(
            run, "The search broke off because of a fault in Midas; the log says more. Try again.", clock()
        )
        raise


def _solve(problem: FormationProblem, run: Formation, tell: Callable[[float, str], None]) -> Outcome:
    # Imported here: the solvers take a while to load, and only the worker that runs a formation needs them.
    from midas.solvers.formation import form

    return form(
        problem,
        time_limit=run.time_limit,
        seed=run.seed,
        alternatives=ALTERNATIVES,
        frontier=FRONTIER,
        explain=True,
        progress=tell,
    )


def _claim(cluster_id: int, formation_id: int, at: datetime) -> Formation | None:
    """The run, if it was waiting and is now ours."""
    with tenancy.tenant(cluster_id):
        waiting = Formation.objects.filter(pk=formation_id, state=State.WAITING)
        if not waiting.update(state=State.RUNNING, started_at=at, message="Reading the problem"):
            return None
        return Formation.objects.get(pk=formation_id)


def _reporter(run: Formation, clock: Clock, ending: Callable[[], bool]) -> Callable[[float, str], None]:
    last = clock() - PATIENCE

    def tell(part: float, words: str) -> None:
        nonlocal last
        if ending():
            raise Stopped
        now = clock()
        if now - last < PATIENCE:
            return
        last = now
        with tenancy.tenant(run.cluster_id):
            running = Formation.objects.filter(pk=run.pk, state=State.RUNNING)
            if not running.update(progress=min(max(part, 0.0), 1.0), message=words[:200]):
                raise Stopped

    return tell


def _save(run: Formation, problem: FormationProblem, outcome: Outcome, at: datetime) -> None:
    written = as_stored(write_outcome(problem, outcome))
    proposals = _proposals(run, problem, outcome)
    with tenancy.tenant(run.cluster_id):
        running = Formation.objects.filter(pk=run.pk, state=State.RUNNING)
        done = running.update(
            state=State.DONE,
            status=outcome.status.value,
            progress=1,
            message="",
            engine_version=outcome.engine[:40],
            outcome=written,
            finished_at=at,
        )
        if not done:
            raise Stopped
        Proposal.objects.bulk_create(proposals)
        details = {"status": outcome.status.value, "proposals": len(proposals)}
        record(run, "formation.done", by=None, at=at, before=State.RUNNING, after=State.DONE, details=details)


def _proposals(run: Formation, problem: FormationProblem, outcome: Outcome) -> list[Proposal]:
    found = choices(problem, outcome)
    return [_proposal(run, problem, outcome, choice, rank) for rank, choice in enumerate(found, 1)]


def _proposal(
    run: Formation, problem: FormationProblem, outcome: Outcome, choice: Choice, rank: int
) -> Proposal:
    told = outcome.explanation if rank == 1 else None
    local = problem.policy.local
    plan = {
        **write_plan(problem, choice.plan),
        "package_values": {name: figure(value) for name, value in problem.values.items()},
        "gap": choice.gap,
        "proven": rank == 1 and outcome.status is Status.OPTIMAL,
        "explanation": write_explanation(told or explain(problem, choice.plan)),
    }
    return Proposal(
        cluster_id=run.cluster_id,
        formation=run,
        rank=rank,
        label="+".join(choice.virtues),
        objective=_pennies(choice.figures.objective),
        bound=_pennies(Fraction(outcome.bound)) if rank == 1 and outcome.bound is not None else None,
        cost=_pennies(choice.figures.cost.total),
        risk=_pennies(choice.figures.risk),
        local_share=float(choice.figures.local_share) if local and local.regions else None,
        plan=as_stored(plan),
    )


def _pennies(amount: Fraction) -> Decimal:
    """Minor units to the hundredth."""
    return Decimal(round(amount * 100)).scaleb(-2)


def _give_up(run: Formation, message: str, at: datetime) -> None:
    """Leave the reason, unless whoever stopped the run has left one."""
    with tenancy.tenant(run.cluster_id):
        fail(run, message, by=None, at=at)
