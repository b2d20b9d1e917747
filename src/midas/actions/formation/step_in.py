"""A partner of a chosen team fails: who could step in with the least change, and at what price. Nothing is saved.

The plan that runs is the one the team was chosen with, on the problem it was made for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from midas.actions.access.permissions import require
from midas.actions.formation.refusals import UnableToForm
from midas.actions.formation.turns import SECONDS, turn
from midas.core.formation.plan import Plan
from midas.core.formation.problem import FormationProblem, read_problem
from midas.core.formation.result import read_plan
from midas.core.formation.score import add_up
from midas.core.formation.step_in import StepIn, UnderWay, exactly, step_in_faults
from midas.core.values.fields import Fields
from midas.core.values.problems import BadInput, Problem
from midas.store.models import Enterprise, Formation, Role

CLOSED = (Enterprise.State.DISSOLVED, Enterprise.State.ABANDONED)

Solve = Callable[[FormationProblem, Plan, str, UnderWay, float], StepIn]


@dataclass(frozen=True, slots=True)
class SteppedIn:
    """The repair that was found, with the plan it repairs, its problem and the run it came from."""

    run: Formation
    problem: FormationProblem
    running: Plan
    failed: str
    found: StepIn


def work_out_step_in(
    role: Role, enterprise_id: int, raw: object, *, known: Iterable[Problem] = (), solve: Solve | None = None
) -> SteppedIn:
    """The least-change repair of a team's plan.

    `raw` holds `failed`, the firm's id in the plan's problem, and `under_way`, a list of allocations (firm, offering,
    work_package, quantity): what is done or committed and stays with whoever does it. `known` are problems the
    caller has seen in it already. Raises BadInput with all that is wrong, UnableToForm (the team has no plan or is
    no more) or NotAllowed.
    """
    require(require(role, "formations.run"), "members.view_prices")
    run, problem, running = running_plan(enterprise_id)
    failed, under_way = _read(problem, running, raw, known)
    with turn():
        found = (solve or _solve)(problem, running, failed, under_way, SECONDS)
    return SteppedIn(run, problem, running, failed, found)


def running_plan(enterprise_id: int) -> tuple[Formation, FormationProblem, Plan]:
    """The run, the problem and the plan a team was chosen with. Raises UnableToForm where there is none."""
    enterprise = Enterprise.objects.select_related("proposal__formation__requirement__cluster").get(
        pk=enterprise_id
    )
    if enterprise.proposal is None:
        raise UnableToForm("This team was not chosen from a search, so there is no plan to repair.")
    if enterprise.state in CLOSED:
        raise UnableToForm("This team is no more; nobody has to step in.")
    run = enterprise.proposal.formation
    problem = read_problem(run.problem)
    return run, problem, read_plan(problem, enterprise.proposal.plan)


def _read(
    problem: FormationProblem, running: Plan, raw: object, known: Iterable[Problem]
) -> tuple[str, UnderWay]:
    problems = list(known)
    top = Fields(raw, "$", problems)
    failed = top.text("failed", "", required=True)
    lines = [entry for _, entry in top.items("under_way")]
    top.close()
    held = Plan((), ())
    try:
        held = read_plan(problem, {"allocations": lines})
    except BadInput as bad:
        said = (Problem(one.where.replace("allocations", "under_way"), one.message) for one in bad.problems)
        problems.extend(said)
    under_way = {line: exactly(part) for line, part in add_up(held).quantities.items()}
    there = step_in_faults(problem, running, failed, under_way)
    told = (one for one in there if failed or one.where != "failed")
    problems.extend(Problem(f"$.{one.where}", one.message) for one in told)
    if problems:
        raise BadInput(problems)
    return failed, under_way


def _solve(
    problem: FormationProblem, running: Plan, failed: str, under_way: UnderWay, seconds: float
) -> StepIn:
    # Imported here: the solvers take a while to load, and most pages never need them.
    from midas.solvers.formation.step_in import step_in

    return step_in(problem, running, failed, under_way=under_way, time_limit=seconds)
