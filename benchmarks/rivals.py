"""Today's solvers on the strong program of all that could go into a plan, without our reductions.

Each has the settings that serve it best on such a machine, and only its search is timed: making the program is a
present. HiGHS has both cores; SCIP has one, as it comes; CP-SAT has 8 workers whatever the machine has, and parts of a
package in steps of 1/100,000, since it knows whole numbers only.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import highspy
import ortools
from highspy._core import _Highs
from ortools.linear_solver import pywraplp

from midas.core.formation.problem import FormationProblem
from midas.solvers.formation.exact import formulate
from midas.solvers.formation.highs import program as for_highs
from midas.solvers.formation.lines import scope_of
from midas.solvers.formation.model import Model


@dataclass(frozen=True)
class Run:
    """How a rival did: seconds, whether it proved the gap asked for, its gap at the end, and its best value, as the
    model counts costs."""

    seconds: float
    proven: bool
    gap: float
    value: float


Rival = Callable[[Model, float, float], Run]


def program(problem: FormationProblem, *, lean: bool = False) -> Model:
    """What the rivals solve: the strong program; if `lean`, with our reductions as a present."""
    scope = scope_of(problem, spare=0 if lean else len(problem.firms))
    return formulate(scope, lean=lean).model


def highs(model: Model, gap: float, limit: float) -> Run:
    """HiGHS with two threads and its own defaults."""
    highspy.Highs.resetGlobalScheduler(True)
    engine = _Highs()
    for name, value in {"output_flag": False, "threads": 2, "mip_rel_gap": gap, "time_limit": limit}.items():
        engine.setOptionValue(name, value)
    engine.passModel(for_highs(model))
    began = time.perf_counter()
    engine.run()
    seconds = time.perf_counter() - began
    known = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible)
    told = engine.getInfo()
    proven, left, value = engine.getModelStatus() in known, told.mip_gap, told.objective_function_value
    highspy.Highs.resetGlobalScheduler(True)
    return Run(seconds, proven, left, value)


def scip(model: Model, gap: float, limit: float) -> Run:
    """The SCIP that OR-Tools brings."""
    return _with_ortools("SCIP", "", model, gap, limit)


def cp_sat(model: Model, gap: float, limit: float) -> Run:
    """CP-SAT with 8 workers."""
    return _with_ortools("SAT", "num_workers:8,mip_var_scaling:100000", model, gap, limit)


def _with_ortools(name: str, settings: str, model: Model, gap: float, limit: float) -> Run:
    solver = pywraplp.Solver.CreateSolver(name)
    if settings:
        solver.SetSolverSpecificParametersAsString(settings)
    solver.SetTimeLimit(int(limit * 1000))
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
    parameters = pywraplp.MPSolverParameters()
    parameters.SetDoubleParam(parameters.RELATIVE_MIP_GAP, gap)
    began = time.perf_counter()
    status = solver.Solve(parameters)
    seconds = time.perf_counter() - began
    value = solver.Objective().Value() if status in (solver.OPTIMAL, solver.FEASIBLE) else float("inf")
    left = (value - solver.Objective().BestBound()) / abs(value) if value < float("inf") else float("inf")
    return Run(seconds, status in (solver.OPTIMAL, solver.INFEASIBLE), left, value)


RIVALS: dict[str, Rival] = {
    f"HiGHS {_Highs().version()}, 2 threads": highs,
    f"SCIP of OR-Tools {ortools.__version__}": scip,
    f"CP-SAT {ortools.__version__}, 8 workers": cp_sat,
}
