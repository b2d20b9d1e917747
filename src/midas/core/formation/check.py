"""The judge of plans: whether a plan keeps every rule, and what it really costs.

Any plan, from any source, is recomputed from the problem in exact arithmetic, knowing no solver. No plan
leaves the engine unjudged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from midas.core.demand.matching import rejections
from midas.core.formation.limits import Limit
from midas.core.formation.partner_limits import partner_limits
from midas.core.formation.plan import Allocation, Plan
from midas.core.formation.problem import FormationProblem
from midas.core.formation.score import Book, Score, add_up, score
from midas.core.formation.work_limits import work_limits

TOLERANCE = Decimal("1e-9")
"""Limits are kept to within this part of themselves (of 1 where they are smaller)."""


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken rule: its name, whom it concerns (an id, or nothing), how it is broken, and by how much.

    `rule` is a `Filter`, a `Rule` or `reference`; `excess` is in the rule's own unit, 1 where it has none.
    """

    rule: str
    subject: str
    message: str
    excess: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Every broken rule, and the plan's figures; no figures where the plan names what does not exist."""

    violations: tuple[Violation, ...]
    score: Score | None

    @property
    def ok(self) -> bool:
        """True if the plan keeps every rule."""
        return not self.violations


def check(problem: FormationProblem, plan: Plan, *, tolerance: Decimal = TOLERANCE) -> Verdict:
    """Judge `plan`. Limits may be missed by `tolerance`, relative to the limit or to 1, whichever is larger.

    A partner without any quantity is judged as one; an allotted firm is a partner, listed or not. Allocations
    of nothing are ignored.
    """
    broken = tuple(_references(problem, plan))
    if broken:
        return Verdict(broken, None)
    book, figures = add_up(plan), score(problem, plan)
    return Verdict((*_filters(problem, book), *_limits(problem, book, figures, Fraction(tolerance))), figures)


def limits(problem: FormationProblem, book: Book, figures: Score) -> Iterator[Limit]:
    """Every rule that applies to a plan whose references hold, each with the plan's figure and its limit."""
    yield from work_limits(problem, book)
    yield from partner_limits(problem, book, figures)


def _references(problem: FormationProblem, plan: Plan) -> Iterator[Violation]:
    """What the plan names must exist, and quantities must be quantities."""
    for name in plan.partners:
        if name not in problem.firm:
            yield Violation("reference", name, f"partner {name!r} is not a firm of this problem")
    for entry in plan.allocations:
        fault = _fault(problem, entry)
        if fault:
            yield Violation("reference", entry.firm, fault)


def _fault(problem: FormationProblem, entry: Allocation) -> str | None:
    if entry.firm not in problem.firm:
        return f"an allocation is to {entry.firm!r}, which is not a firm of this problem"
    if entry.work_package not in problem.package:
        return f"{entry.firm} is allotted {entry.work_package!r}, which is not a work package of this problem"
    if not 0 <= entry.offering < len(problem.firm[entry.firm].offerings):
        return f"{entry.firm} has no offering number {entry.offering}"
    if not entry.quantity.is_finite() or entry.quantity < 0:
        return f"{entry.firm} is allotted {entry.quantity} of {entry.work_package}; that is not a quantity"
    return None


def _filters(problem: FormationProblem, book: Book) -> Iterator[Violation]:
    for firm, index, package in book.quantities:
        chosen = problem.firm[firm]
        for reason in rejections(problem.package[package], chosen, chosen.offerings[index], problem.terms):
            message = f"{chosen.label} may not do {package}: {reason.message}"
            yield Violation(reason.rule.value, firm, message)


def _limits(
    problem: FormationProblem, book: Book, figures: Score, tolerance: Fraction
) -> Iterator[Violation]:
    for limit in limits(problem, book, figures):
        if limit.excess > limit.margin(tolerance):
            yield Violation(limit.rule.value, limit.subject, limit.message, limit.excess)
