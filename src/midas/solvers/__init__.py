"""Optimisation: a problem of core in, a solution of core out. `solve` is the library's one verb.

    from midas.core.formation import read_problem
    from midas.solvers import solve

    outcome = solve(read_problem(raw), time_limit=10)

No Django, no database, no files. What comes back is a value, also where nothing was found; see `solve`.
"""

from __future__ import annotations

from midas.core.formation.faults import faults
from midas.core.formation.plan import Outcome
from midas.core.formation.problem import FormationProblem
from midas.core.values.problems import BadInput
from midas.solvers.formation import form
from midas.solvers.formation.pace import Improved, Progress, Stop

__all__ = ["Improved", "Progress", "Stop", "solve"]


def solve(
    problem: FormationProblem,
    *,
    time_limit: float = 60,
    seed: int = 0,
    gap: float = 1e-6,
    alternatives: int = 0,
    frontier: int = 0,
    explain: bool = False,
    progress: Progress | None = None,
    method: str = "exact",
    distance: int = 1,
    improved: Improved | None = None,
    stop: Stop | None = None,
) -> Outcome:
    """Solve a problem: for a formation, the virtual enterprise of least cost and priced risk within every rule.

    `time_limit` is in seconds of wall clock, for all that is asked; `gap` is relative. `alternatives` is how many
    further plans to find, each without at least `distance` partners of every plan before it; `frontier` how many
    points of the trade-off between cost, risk and local share; `explain` adds the reasons, re-solved. `progress`
    is told how far the search is, `improved` every better plan (checked) and bound, and once `stop` says true it
    ends with the best so far and its true gap. The same problem, settings and seed give the same outcome unless
    time cut the search short. `midas.solvers.formation.form` has the details.

    The outcome's `status` says what is known: `OPTIMAL` (proven within `gap`), `FEASIBLE`, `INFEASIBLE` (with a
    diagnosis) or `UNKNOWN`. Raises `TypeError` for anything but a problem (a JSON value is read with
    `read_problem` first), `BadInput` with every fault of a problem made by hand, and `ValueError` for a setting
    out of range.
    """
    if not isinstance(problem, FormationProblem):
        raise TypeError(
            f"only a FormationProblem can be solved, not a {type(problem).__name__};"
            " midas.core.formation.read_problem makes one of a JSON value"
        )
    wrong = faults(problem)
    if wrong:
        raise BadInput(wrong)
    return form(
        problem,
        time_limit=time_limit,
        seed=seed,
        gap=gap,
        alternatives=alternatives,
        frontier=frontier,
        explain=explain,
        progress=progress,
        method=method,
        distance=distance,
        improved=improved,
        stop=stop,
    )
