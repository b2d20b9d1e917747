"""Other good teams: each leaves out some partners of every plan before it, and is the best that does.

A plan that only adds firms to a better plan is no alternative to it, so the rule is one-sided: at least
`distance` of the earlier partners are not in the new plan. (Counted both ways, the cheapest "alternative" would
as a rule be the best plan and one more firm that does next to nothing.)
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from midas.core.formation.plan import Alternative, Outcome, Plan, Status
from midas.core.formation.problem import FormationProblem
from midas.solvers.formation.core_search import CoreSearch
from midas.solvers.formation.exact import Answer, gap_between
from midas.solvers.formation.formulation import Formulation
from midas.solvers.formation.lines import scope_of
from midas.solvers.formation.model import INFINITY, Row
from midas.solvers.formation.pace import Clock, Reporter
from midas.solvers.formation.quantities import Settled
from midas.solvers.formation.root import Root


def find_alternatives(
    problem: FormationProblem,
    best: Settled,
    number: int,
    *,
    distance: int = 1,
    clock: Clock,
    seed: int = 0,
    gap: float = 1e-6,
    reporter: Reporter,
    root: Root | None = None,
    bound: float | None = None,
) -> list[Answer]:
    """Up to `number` further plans, best first as far as their searches proved; fewer if there are no more.

    `root` is what the search for the best was based on, if it was, and `bound` what it proved (minor units).
    """
    # A lender that the earlier plans have may not be there to take the place of one that it outdoes.
    spare = number * (problem.policy.max_partners or 0)
    whole = cache(lambda: scope_of(problem, spare=spare))
    plans, found = [best.plan], list[Answer]()
    for turn in range(number):
        stretch = reporter.stretch(turn / number, (turn + 1) / number)
        stretch.tell(0.0, f"looking for alternative {turn + 1} of {number}")
        search = CoreSearch(
            whole, problem, clock.within(clock.left / (number - turn)), seed, gap, stretch,
            root=root, rules=lambda made: [apart(made, plan, distance) for plan in plans], spare=spare,
            bound=bound,
        )  # fmt: skip
        other = search.run()
        root = search.root
        if other.settled is None:
            break
        found.append(other)
        plans.append(other.settled.plan)
        # The next is one of those that this was the best of.
        bound = max((one for one in (bound, other.bound) if one is not None), default=None)
    return sorted(found, key=_objective)


def with_alternatives(outcome: Outcome, best: Settled, found: list[Answer]) -> Outcome:
    """The outcome with the plans found, each with its price over the best.

    Where the search for the best was not finished, one of them may be better: then it is the plan, and the
    plan an alternative. The bound holds for both.
    """
    first = min((one for one in found if one.settled), key=_objective, default=None)
    if first is not None and first.settled is not None and first.settled.objective < best.objective:
        former = Answer(Status.FEASIBLE, best)
        found = sorted([former, *(one for one in found if one is not first)], key=_objective)
        best = first.settled
        gap = None if outcome.bound is None else gap_between(best.objective, outcome.bound)
        outcome = replace(outcome, plan=best.plan, objective=best.objective, gap=gap)
    told = tuple(
        Alternative(one.settled.plan, one.settled.objective, one.settled.objective - best.objective, one.gap)
        for one in found
        if one.settled is not None
    )
    return replace(outcome, alternatives=told)


def _objective(found: Answer) -> float:
    return found.settled.objective if found.settled else INFINITY


def apart(made: Formulation, plan: Plan, distance: int) -> Row:
    """At least `distance` of the plan's partners (all, if it has fewer) are left out."""
    terms = tuple((made.partner[name], 1.0) for name in plan.partners if name in made.partner)
    return Row(terms, -INFINITY, float(max(len(plan.partners) - distance, 0)), "apart")
