"""Formation: which firms, in which shares. The names here are the library's; the modules behind them may move.

    problem = read_problem(json.loads(text))            # or FormationProblem("GBP", packages, firms, Policy(…))
    outcome = midas.solvers.solve(problem)              # Outcome: status, plan, bound, gap, why not
    verdict = check(problem, outcome.plan)              # every rule and figure of any plan, recomputed exactly

*A problem* is a `FormationProblem` of `WorkPackage`s, `Firm`s with their `Offering`s, and a `Policy`; `generated`
invents one of any size, `faults` are what is wrong with one made by hand. *An answer* is an `Outcome` with a `Plan` of
`Allocation`s. *Judging*: `check` and `score` recompute any plan in exact arithmetic, `explain` and `why_not` give
reasons. *Files*: the `read_…` and `write_…` functions turn JSON values into these and back
(docs/reference/formation-format.md); no file is opened here.

Errors: `BadInput` (a `ValueError`) carries every `Problem(where, message)` of what was read. That a plan breaks rules,
or that there is none, is a value and no error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from midas.core.demand.matching import Filter, rejections
from midas.core.demand.requirement import WorkPackage
from midas.core.formation.check import Verdict, Violation, check
from midas.core.formation.explain import explain
from midas.core.formation.faults import faults
from midas.core.formation.limits import Rule
from midas.core.formation.plan import (
    Allocation,
    Alternative,
    Diagnosis,
    Explanation,
    FrontierPoint,
    Incumbent,
    Outcome,
    Plan,
    Relaxation,
    Status,
)
from midas.core.formation.policy import AtMost, Familiar, Local, Policy
from midas.core.formation.problem import FormationProblem, read_problem, write_problem
from midas.core.formation.result import read_plan, write_outcome, write_plan
from midas.core.formation.score import Cost, Score, score
from midas.core.formation.why_not import why_not
from midas.core.members.profile import Firm, HeldCertificate, Offering
from midas.core.values.periods import Period
from midas.core.values.problems import BadInput, Problem

if TYPE_CHECKING:
    from midas.core.formation.generate import generated

__all__ = [
    "Allocation",
    "Alternative",
    "AtMost",
    "BadInput",
    "Cost",
    "Diagnosis",
    "Explanation",
    "Familiar",
    "Filter",
    "Firm",
    "FormationProblem",
    "FrontierPoint",
    "HeldCertificate",
    "Incumbent",
    "Local",
    "Offering",
    "Outcome",
    "Period",
    "Plan",
    "Policy",
    "Problem",
    "Relaxation",
    "Rule",
    "Score",
    "Status",
    "Verdict",
    "Violation",
    "WorkPackage",
    "check",
    "explain",
    "faults",
    "generated",
    "read_plan",
    "read_problem",
    "rejections",
    "score",
    "why_not",
    "write_outcome",
    "write_plan",
    "write_problem",
]

# Most names are loaded with the package: `check`, `score`, `explain`, `faults` and `why_not` are modules too, and only
# a name bound here stays the function whatever is imported first. `generated` waits: it alone brings NumPy along.
if not TYPE_CHECKING:  # a type checker should still refuse a name that is not there

    def __getattr__(name: str) -> object:
        if name != "generated":
            raise AttributeError(f"midas.core.formation has no public name {name!r}")
        from midas.core.formation.generate import generated

        return generated
