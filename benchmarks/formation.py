"""Formation to proof, beside OR-Tools CP-SAT on the same programs in the same run.

Ours is the whole call: reduction, program, search, exact quantities, checker. The rival gets our program, strong
rows and all, with parts of a package in steps of 1/100,000 (it knows whole numbers only), 8 workers whatever the
machine has, and is timed for its search alone. Run on an idle machine: `make bench NAME=formation`.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Sequence

import ortools
from benchmarks.report import Figure, publish
from ortools.linear_solver import pywraplp
from tests.shared_data import shared_folder
from tests.solvers.generated import cluster
from tests.solvers.or_library import read_instance

from midas.core.formation.plan import Status
from midas.core.formation.problem import FormationProblem
from midas.solvers.formation import form
from midas.solvers.formation.exact import formulate
from midas.solvers.formation.lines import scope_of

GAP = 1e-6
LIMIT = 10.0
RIVAL = f"OR-Tools CP-SAT {ortools.__version__}, 8 workers"
ISSUE_SECONDS = 2.0
"""240 firms and 12 packages are to be proven in less than this."""


def main() -> None:
    """Measure everything and publish it."""
    publish("formation", [*clusters(), *library()])


def clusters() -> Iterator[Figure]:
    """A cluster of 240 firms and 12 packages under the usual rules; then one with firms in many trades."""
    work = "240 firms × 12 packages, to proof"
    ours, theirs, name = race([cluster(seed) for seed in range(10)])
    yield Figure(f"{work}: median of 10", median(ours), median(theirs), name, "s", ISSUE_SECONDS)
    yield Figure(f"{work}: slowest of 10", max(ours), max(theirs), name, "s", ISSUE_SECONDS)
    ours, theirs, name = race([cluster(seed, breadth=36) for seed in range(3)])
    work = "the same with firms in many trades, to proof: median of 3"
    yield Figure(work, median(ours), median(theirs), name, "s", median(theirs) / 2)


def library() -> Iterator[Figure]:
    """OR-Library's published instances, all of a class together; ours is to take no more than the rival."""
    data = shared_folder()
    if data is None:
        print(
            "The published instances are not here, so they are left out (MIDAS_SHARED_DATA names their folder)."
        )
        return
    folder = data / "optimisation"
    classes = {
        "cap": sorted((folder / "cap").glob("cap*.txt")),
        "gap": sorted((folder / "gap" / "cattrysse1994").glob("gap*")),
        "scp": sorted((folder / "scp_weighted").glob("scp41.txt")),
    }
    for kind, files in classes.items():
        ours, theirs, name = race([read_instance(kind, file) for file in files])
        number = f"{len(files)} instances" if len(files) > 1 else files[0].stem
        work = f"OR-Library {kind}, {number}, to proof: total"
        yield Figure(work, sum(ours), sum(theirs), name, "s", sum(theirs))


def race(problems: Sequence[FormationProblem]) -> tuple[list[float], list[float], str]:
    """Seconds of ours and of the rival for each problem, turn about, and the rival's name with its stops."""
    ours: list[float] = []
    theirs: list[float] = []
    stopped = 0
    for problem in problems:
        problem.pairs  # noqa: B018  worked out once and kept, so that neither side is charged for it
        began = time.perf_counter()
        outcome = form(problem, gap=GAP)
        ours.append(time.perf_counter() - began)
        if outcome.status is not Status.OPTIMAL:
            raise SystemExit(f"ours ended as {outcome.status} with a gap of {outcome.gap}")
        seconds, finished = rival(problem)
        theirs.append(seconds)
        stopped += not finished
    note = f" ({stopped} of {len(problems)} stopped at {LIMIT:g} s)" if stopped else ""
    return ours, theirs, RIVAL + note


def rival(problem: FormationProblem) -> tuple[float, bool]:
    """Seconds CP-SAT takes to prove our program, and whether it did."""
    model = formulate(scope_of(problem)).model
    solver = pywraplp.Solver.CreateSolver("SAT")
    solver.SetSolverSpecificParametersAsString("num_workers:8,mip_var_scaling:100000")
    solver.SetTimeLimit(int(LIMIT * 1000))
    columns = [
        (solver.IntVar if whole else solver.NumVar)(low, high, "")
        for low, high, whole in zip(model.low, model.high, model.whole, strict=True)
    ]
    for row in model.rows:
        constraint = solver.Constraint(max(row.low, -solver.infinity()), min(row.high, solver.infinity()))
        for column, coefficient in row.terms:
            constraint.SetCoefficient(columns[column], coefficient)
    for column, cost in zip(columns, model.cost, strict=True):
        solver.Objective().SetCoefficient(column, cost)
    settings = pywraplp.MPSolverParameters()
    settings.SetDoubleParam(settings.RELATIVE_MIP_GAP, GAP)
    began = time.perf_counter()
    status = solver.Solve(settings)
    return time.perf_counter() - began, status == pywraplp.Solver.OPTIMAL


def median(seconds: Sequence[float]) -> float:
    return statistics.median(seconds)


if __name__ == "__main__":
    main()
