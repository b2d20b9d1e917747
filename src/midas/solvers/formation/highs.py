"""HiGHS, asked one question at a time: the best solution of a model, and what is proven about it.

One thread and a fixed seed, so that a search which ends by itself ends the same way every time. One that the
clock ends does not: how far it got depends on the machine.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

import highspy
import numpy as np
from highspy._core import _Highs

from midas.solvers.formation.model import INFINITY, Floats, Model, laid_out

TOLERANCE = 1e-9
"""How far a row of a linear program may be missed, of coefficients near 1."""

WHOLE_TOLERANCE = 1e-8
"""The same of a mixed-integer one, and how far a whole number may be off. Finer than this, HiGHS gives up most
of its cuts and takes twice as long; the quantities are solved for again at `TOLERANCE` once the yes-or-no
columns are settled."""

SMALLER = -12
"""The power of two that costs are multiplied by where HiGHS cannot work with them as they are."""

Watch = Callable[[float | None, float | None, Floats | None], bool]
"""Told the best objective and bound so far (model units) and, when it is new, the solution; true ends the search
as if out of time, what it raises ends the search and is raised."""


class Ended(Enum):
    """How the engine stopped."""

    PROVEN = "proven"
    IMPOSSIBLE = "impossible"
    OUT_OF_TIME = "out of time"


class EngineFailed(RuntimeError):
    """HiGHS could not work on the model at all; the message carries its own word for it."""


@dataclass(frozen=True)
class Found:
    """`values` by column, or nothing; `bound` proven from below (model units), or nothing."""

    ended: Ended
    values: Floats | None = None
    objective: float | None = None
    bound: float | None = None


def solve(
    model: Model,
    *,
    seconds: float,
    seed: int = 0,
    gap: float = 0.0,
    start: Floats | None = None,
    watch: Watch | None = None,
    nodes: int | None = None,
) -> Found:
    """Minimise `model`. `gap` is the relative gap to stop at, `start` a solution to begin from.

    After `nodes` of its tree the search ends as if out of time, but after the same work every time.
    """
    if not model.cost:
        return _nothing(model)
    engine = _engine(seconds, seed, gap)
    if nodes is not None:
        engine.setOptionValue("mip_max_nodes", nodes)
    _check(engine, engine.passModel(program(model)), "would not take the model")
    whole = any(model.whole)
    if start is not None and whole:
        solution = highspy.HighsSolution()
        solution.col_value = start.tolist()
        engine.setSolution(solution)
    raised: list[BaseException] = []
    if watch is not None and whole:
        _report_to(engine, watch, raised)
    _run(engine, raised)
    return _reading(engine, whole, gap)


def linear_engine(model: Model) -> _Highs:
    """HiGHS with the linear program of a model, to be solved again and again as rows are added."""
    engine = _engine(INFINITY, 0, 0.0)
    _check(engine, engine.passModel(program(model)), "would not take the model")
    return engine


def _run(engine: _Highs, raised: list[BaseException]) -> None:
    """Let HiGHS work; once more with smaller costs if it loses its footing, as it does where duals grow huge."""
    if engine.run() == highspy.HighsStatus.kError and not raised:
        engine.setOptionValue("user_objective_scale", SMALLER)
        _check(engine, engine.run(), "failed")
    if raised:
        raise raised[0]


def _nothing(model: Model) -> Found:
    """What a model without columns comes to: HiGHS does not look at the rows of one."""
    if any(row.low > 0 or row.high < 0 for row in model.rows):
        return Found(Ended.IMPOSSIBLE)
    return Found(Ended.PROVEN, np.zeros(0), 0.0, 0.0)


def _engine(seconds: float, seed: int, gap: float) -> _Highs:
    # The class beneath `highspy.Highs`: that one prints a banner before it can be told not to.
    engine = _Highs()
    options: dict[str, bool | float | int] = {
        "output_flag": False,
        "threads": 1,
        "random_seed": seed % 2**31,
        "time_limit": max(seconds, 0.0),
        "mip_rel_gap": gap,
        "mip_abs_gap": 0.0,
        "mip_feasibility_tolerance": WHOLE_TOLERANCE,
        "primal_feasibility_tolerance": TOLERANCE,
        "dual_feasibility_tolerance": TOLERANCE,
        # At a cluster's size cuts prove most; restarts and this search among rounded solutions cost a third.
        "mip_allow_restart": False,
        "mip_heuristic_run_rens": False,
    }
    for name, value in options.items():
        engine.setOptionValue(name, value)
    return engine


def program(model: Model) -> highspy.HighsLp:
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = len(model.cost), len(model.rows)
    program.col_cost_ = np.array(model.cost, np.float64)
    program.col_lower_ = np.array(model.low, np.float64)
    program.col_upper_ = np.array(model.high, np.float64)
    program.row_lower_ = np.array([row.low for row in model.rows], np.float64)
    program.row_upper_ = np.array([row.high for row in model.rows], np.float64)
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    starts, columns, values = laid_out(model.rows)
    program.a_matrix_.start_, program.a_matrix_.index_, program.a_matrix_.value_ = starts, columns, values
    if any(model.whole):
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        program.integrality_ = [kinds[whole] for whole in model.whole]
    return program


def _report_to(engine: _Highs, watch: Watch, raised: list[BaseException]) -> None:
    kinds = highspy.cb.HighsCallbackType

    def told(
        kind: highspy.cb.HighsCallbackType,
        message: str,
        out: highspy.cb.HighsCallbackOutput,
        back: highspy.cb.HighsCallbackInput,
        data: object,
    ) -> None:
        new = kind == kinds.kCallbackMipImprovingSolution
        enough = bool(raised)
        try:
            if not raised:
                values = np.array(out.mip_solution) if new else None
                enough = watch(_finite(out.mip_primal_bound), _finite(out.mip_dual_bound), values)
        except BaseException as stop:  # it has to travel through HiGHS, which knows no Python exceptions
            raised.append(stop)
            enough = True
        if enough and not new:
            back.user_interrupt = True

    engine.setCallback(told, None)
    engine.startCallback(kinds.kCallbackMipImprovingSolution)
    engine.startCallback(kinds.kCallbackMipInterrupt)


def _reading(engine: _Highs, whole: bool, gap: float) -> Found:
    status, info = engine.getModelStatus(), engine.getInfo()
    kinds = highspy.HighsModelStatus
    if status in (kinds.kInfeasible, kinds.kUnboundedOrInfeasible):
        return Found(Ended.IMPOSSIBLE)
    ended = Ended.PROVEN if status in (kinds.kOptimal, kinds.kModelEmpty) else Ended.OUT_OF_TIME
    if ended is Ended.OUT_OF_TIME and status not in _CUT_SHORT:
        raise EngineFailed(f"HiGHS stopped with {engine.modelStatusToString(status)!r}")
    there = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    solution = engine.getSolution() if there else None
    objective = info.objective_function_value if there else None
    return Found(
        ended,
        None if solution is None else np.array(solution.col_value),
        objective,
        _bound(info, objective, whole, ended, gap),
    )


_CUT_SHORT = (
    highspy.HighsModelStatus.kTimeLimit,
    highspy.HighsModelStatus.kInterrupt,
    highspy.HighsModelStatus.kSolutionLimit,  # what a limit on nodes ends with
)


def _bound(
    info: highspy.HighsInfo, objective: float | None, whole: bool, ended: Ended, gap: float
) -> float | None:
    """What is proven from below.

    HiGHS ends as optimal when its gap is small enough or its tree is empty. An empty tree proves the solution
    best, though the bound it then reports may be the last one that it searched below, a whole step less.
    """
    proven = ended is Ended.PROVEN and objective is not None
    if not whole:
        return objective if proven else None
    bound = _finite(info.mip_dual_bound)
    if proven and objective is not None and (bound is None or objective - bound > gap * abs(objective)):
        return objective
    return bound


def _finite(value: float) -> float | None:
    return float(value) if abs(value) < highspy.kHighsInf else None


def _check(engine: _Highs, status: highspy.HighsStatus, what: str) -> None:
    if status == highspy.HighsStatus.kError:
        word = engine.modelStatusToString(engine.getModelStatus())
        raise EngineFailed(f"HiGHS {what} ({word})")
