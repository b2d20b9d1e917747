"""The engine works on a formation that waits, outside any transaction; what it found is saved whole.

Claiming the run, each report and the end are short transactions of their own, so the page can follow along and
nothing is ever half saved: either the run is done with all its proposals, or it failed with its reason and has
none. Whoever discards a run takes it out of `running`; whoever wants the best so far says so on the run. The
engine learns of either through its `Follower`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from midas.actions.access.events import record
from midas.actions.formation.following import Clock, Follower, Stopped
from midas.actions.formation.proposals import proposals_of
from midas.actions.formation.request_formation import as_stored
from midas.actions.formation.stop_formation import fail
from midas.core.formation.plan import Outcome
from midas.core.formation.problem import FormationProblem, read_problem
from midas.core.formation.result import write_outcome
from midas.store import tenancy
from midas.store.models import Formation, Proposal

ALTERNATIVES, FRONTIER = 3, 9
"""How many further plans are sought, and how many points of the trade-off."""

State = Formation.State
Solve = Callable[[FormationProblem, Formation, Follower], Outcome]


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
        follower = Follower(run, problem, clock, ending)
        outcome = (solve or _solve)(problem, run, follower)
        _save(run, problem, outcome, follower, clock())
    except Stopped:
        _give_up(run, "Midas was stopped while this ran; start the search again.", clock())
    except Exception:
        _give_up(
            run, "The search broke off because of a fault in Midas; the log says more. Try again.", clock()
        )
        raise


def _solve(problem: FormationProblem, run: Formation, follower: Follower) -> Outcome:
    # Imported here: the solvers take a while to load, and only the worker that runs a formation needs them.
    from midas.solvers.formation import form

    return form(
        problem,
        time_limit=run.time_limit,
        seed=run.seed,
        alternatives=ALTERNATIVES,
        frontier=FRONTIER,
        explain=True,
        progress=follower.tell,
        improved=follower.improved,
        stop=follower.stop,
    )


def _claim(cluster_id: int, formation_id: int, at: datetime) -> Formation | None:
    """The run, if it was waiting and is now ours."""
    with tenancy.tenant(cluster_id):
        waiting = Formation.objects.filter(pk=formation_id, state=State.WAITING)
        if not waiting.update(state=State.RUNNING, started_at=at, message="Reading the problem"):
            return None
        return Formation.objects.get(pk=formation_id)


def _save(
    run: Formation, problem: FormationProblem, outcome: Outcome, follower: Follower, at: datetime
) -> None:
    written = as_stored(write_outcome(problem, outcome))
    proposals = proposals_of(run, problem, outcome)
    with tenancy.tenant(run.cluster_id):
        running = Formation.objects.filter(pk=run.pk, state=State.RUNNING)
        done = running.update(
            state=State.DONE,
            status=outcome.status.value,
            progress=1,
            message="",
            engine_version=outcome.engine[:40],
            outcome=written,
            so_far=as_stored(follower.so_far()),
            finished_at=at,
        )
        if not done:
            raise Stopped
        Proposal.objects.bulk_create(proposals)
        details = {"status": outcome.status.value, "proposals": len(proposals)}
        record(run, "formation.done", by=None, at=at, before=State.RUNNING, after=State.DONE, details=details)


def _give_up(run: Formation, message: str, at: datetime) -> None:
    """Leave the reason, unless whoever stopped the run has left one."""
    with tenancy.tenant(run.cluster_id):
        fail(run, message, by=None, at=at)
