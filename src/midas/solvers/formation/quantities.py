"""From a solution in floating point to a plan in exact decimals that keeps the rules.

The yes-or-no columns are rounded and held, the quantities solved for once more, then written with about nine
significant figures: each rounded away from the limits it stands at, and what that leaves of a package given to
the firm with room. What comes out has been through the checker, at `EXACTNESS`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal, localcontext

import numpy as np
from scipy.sparse import csr_array

from midas.core.formation.check import Verdict, Violation, check
from midas.core.formation.plan import Allocation, Plan
from midas.core.formation.problem import FormationProblem
from midas.solvers.formation.formulation import Formulation
from midas.solvers.formation.highs import Ended, solve
from midas.solvers.formation.model import Floats, Model, laid_out

EXACTNESS = Decimal("1e-9")
"""Plans keep every limit to within this part of it (of 1 where it is smaller)."""

FIGURES = 9
"""Significant figures of a package's quantity that allotments are written with at first."""

DUST = 1e-10
"""A smaller part of a package than this is an artefact of floating point."""

DIGITS = 60
"""Precision of decimal arithmetic here: ample for a quantity of 1e12 with 30 decimals."""


class PlanRefused(RuntimeError):
    """The engine's solution cannot be made into a plan that the checker accepts: a fault in the program."""

    def __init__(self, violations: tuple[Violation, ...]) -> None:
        self.violations = violations
        broken = "; ".join(violation.message for violation in violations[:5])
        super().__init__(f"a plan was found that does not keep the rules ({broken or 'no quantities fit'})")


@dataclass(frozen=True)
class Settled:
    """A plan and the checker's verdict on it, which is `ok`."""

    plan: Plan
    verdict: Verdict

    @property
    def objective(self) -> float:
        """Cost and priced risk, in minor units."""
        return float(self.verdict.score.objective) if self.verdict.score else float("nan")


def settle(made: Formulation, values: Floats, *, seconds: float = 60.0) -> Settled | tuple[Violation, ...]:
    """The plan that a solution of the program stands for; where there is none, what is broken (nothing: no
    quantities fit the choice)."""
    held = made.model.with_whole_at(values)
    found = solve(held, seconds=seconds)
    if found.ended is Ended.IMPOSSIBLE:
        return ()
    if found.ended is not Ended.PROVEN or found.values is None:
        return (Violation("time", "", "the time ended before the quantities were worked out"),)
    tried = [_trim(made.problem, plan) for plan in _written(made, held, found.values)]
    judged = [(plan, check(made.problem, plan, tolerance=Decimal(0))) for plan in tried]
    for plan, verdict in judged:
        if verdict.ok:
            return Settled(plan, verdict)
    plan = judged[-1][0]
    verdict = check(made.problem, plan, tolerance=EXACTNESS)
    return Settled(plan, verdict) if verdict.ok else verdict.violations


def _written(made: Formulation, model: Model, values: Floats) -> Iterator[Plan]:
    """The solution in decimals, coarsely first, then finely."""
    pulls = _pulls(model, values)
    partners = tuple(name for name, column in made.partner.items() if values[column] > 0.5)
    for figures in (FIGURES, FIGURES + 5):
        allocations: list[Allocation] = []
        for lines in made.scope.by_package.values():
            allocations.extend(_package(made, lines, values, pulls, figures))
        working = (entry.firm for entry in allocations)
        yield Plan(tuple(allocations), tuple(dict.fromkeys((*partners, *working))))


def _package(
    made: Formulation, lines: list[int], values: Floats, pulls: Floats, figures: int
) -> Iterator[Allocation]:
    """One package's quantity, written out over its lines so that it adds up exactly."""
    parts = {line: values[made.x[line]] * float(made.scope.lines[line].most) for line in lines}
    working = [line for line, part in parts.items() if part > DUST]
    if not working:
        return
    whole = made.scope.lines[working[0]].package.quantity
    with localcontext() as context:
        context.prec = DIGITS
        step = _step(whole, figures)
        written = {line: _rounded(parts[line], whole, step, pulls[made.x[line]]) for line in working}
        free = max(working, key=lambda line: (-abs(pulls[made.x[line]]), parts[line]))
        written[free] += whole - sum(written.values())
        for line, quantity in written.items():
            if quantity > 0:
                pair = made.scope.lines[line].pair
                yield Allocation(pair.firm.id, pair.index, pair.package.id, _tidy(quantity))


def _step(whole: Decimal, figures: int) -> Decimal:
    """The smallest quantity to write: fine enough for the figures, and for the whole itself."""
    _, _, exponent = whole.normalize().as_tuple()
    own = exponent if isinstance(exponent, int) else 0
    return Decimal(1).scaleb(min(own, 0, whole.adjusted() + 1 - figures))


def _rounded(part: float, whole: Decimal, step: Decimal, pull: float) -> Decimal:
    """A part of the whole on the grid: the nearest point if it is there already, else by the pull."""
    steps = Decimal(part) * whole / step
    nearest = steps.to_integral_value(ROUND_HALF_EVEN)
    if abs(steps - nearest) <= Decimal("1e-4") or not pull:
        return nearest * step
    return steps.to_integral_value(ROUND_CEILING if pull > 0 else ROUND_FLOOR) * step


def _tidy(quantity: Decimal) -> Decimal:
    """The same number without trailing zeros, and without an exponent."""
    return quantity.quantize(Decimal(1)) if quantity == quantity.to_integral_value() else quantity.normalize()


def _pulls(model: Model, values: Floats) -> Floats:
    """Which way each column may safely be rounded: up (+1) or down (-1), away from the limits it stands at."""
    rows = [row for row in model.rows if row.low != row.high]
    starts, columns, coefficients = laid_out(rows)
    matrix = csr_array((coefficients, columns, starts), shape=(len(rows), len(values)))
    activity = matrix @ values
    signs = csr_array((np.sign(coefficients), columns, starts), shape=matrix.shape)
    at_top = np.array([row.high for row in rows]) - activity < 1e-7
    at_bottom = activity - np.array([row.low for row in rows]) < 1e-7
    pulls: Floats = np.sign(signs.T @ (at_bottom.astype(np.float64) - at_top))
    return pulls


def _trim(problem: FormationProblem, plan: Plan) -> Plan:
    """Without the partners that do nothing for it: those without work whom no rule or saving needs."""
    working = {entry.firm for entry in plan.allocations}
    idle = [name for name in plan.partners if name not in working and name not in problem.policy.require]
    lean = _without(plan, idle)
    if not idle or _as_good(problem, lean, plan):
        return lean
    for name in idle:
        lean = _without(plan, [name])
        plan = lean if _as_good(problem, lean, plan) else plan
    return plan


def _without(plan: Plan, names: list[str]) -> Plan:
    return Plan(plan.allocations, tuple(name for name in plan.partners if name not in names))


def _as_good(problem: FormationProblem, lean: Plan, plan: Plan) -> bool:
    """True if the leaner plan breaks no rule that the other keeps, none by more, and costs no more."""
    exactly = Decimal(0)
    before, after = check(problem, plan, tolerance=exactly), check(problem, lean, tolerance=exactly)
    if before.score is None or after.score is None:
        return False
    # A rounded quantity may miss a limit by a trifle: that must not be traded for a rule broken in earnest.
    broken = {(one.rule, one.subject): one.excess for one in before.violations}
    worse = (one for one in after.violations if one.excess > broken.get((one.rule, one.subject), 0))
    return next(worse, None) is None and after.score.objective <= before.score.objective
