"""Which firms are worth a thought as partners without work: those that lend most for what they cost.

A plan of at most P partners never needs a lender that P others outdo, each no dearer, turning over no less, fit to
lead and certified if it is, and free to join any team: one of them is not in the plan and can take its place. What
is left out is in no plan that every better one contains, so the reduction is lossless.
"""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heappush, heapreplace

from midas.core.formation.problem import FormationProblem
from midas.core.members.profile import Firm

Marks = frozenset[str]


def lenders(problem: FormationProblem, idle: Iterable[Firm], spare: int) -> frozenset[str]:
    """Of the firms that may be partners without work, by id, those that some best plan may need as that.

    They suffice as well if up to `spare` firms are kept out of the plan, or so many more partners allowed.
    """
    saves = _most_saved(problem)
    firms = [firm for firm in idle if firm.id in saves or _lends_something(problem, firm)]
    if problem.policy.max_partners is None or len(firms) <= problem.policy.max_partners + spare:
        return frozenset(firm.id for firm in firms)
    most = problem.policy.max_partners + spare
    bound = _bound_to_others(problem)
    marks = {firm.id: _marks(problem, firm) for firm in firms}
    best: dict[Marks, list[int]] = {mark: [] for mark in marks.values()}
    kept: set[str] = set()
    # In order of cost: who comes before is no dearer. What familiarity may save counts for a lender, not against it.
    entries = [
        (firm.engagement_cost - saves.get(firm.id, 0), 0, place, firm) for place, firm in enumerate(firms)
    ]
    entries += [
        (firm.engagement_cost, 1, place, firm) for place, firm in enumerate(firms) if firm.id not in bound
    ]
    for _, outdoes, _, firm in sorted(entries, key=lambda entry: entry[:3]):
        turnover, own = firm.turnover or 0, marks[firm.id]
        if outdoes:
            _count(best, own, turnover, most)
        elif len(best[own]) < most or turnover > best[own][0]:
            kept.add(firm.id)
    return frozenset(kept)


def _count(best: dict[Marks, list[int]], own: Marks, turnover: int, most: int) -> None:
    """Keep the `most` largest turnovers of the firms so far, for each set of marks that this one has all of."""
    for mark, heap in best.items():
        if not mark <= own:
            continue
        if len(heap) < most:
            heappush(heap, turnover)
        elif turnover > heap[0]:
            heapreplace(heap, turnover)


def _marks(problem: FormationProblem, firm: Firm) -> Marks:
    """What a firm brings beside its turnover, of what the policy asks for."""
    policy = problem.policy
    held = {name for name in policy.certificates_any if firm.holds(name, problem.last_day)}
    return frozenset(held | ({"lead"} if policy.need_lead and firm.can_lead else set()))


def _bound_to_others(problem: FormationProblem) -> set[str]:
    """The firms that may not stand in any team, or are in every one."""
    policy = problem.policy
    pairs = {firm for pair in policy.conflicts for firm in pair}
    return pairs | {firm for group in policy.at_most for firm in group.firms} | set(policy.require)


def _most_saved(problem: FormationProblem) -> dict[str, int]:
    """The most that being familiar to others can save, by firm."""
    saved: dict[str, int] = {}
    for pair in problem.policy.familiar:
        for firm in (pair.a, pair.b):
            saved[firm] = saved.get(firm, 0) + pair.amount
    return saved


def _lends_something(problem: FormationProblem, firm: Firm) -> bool:
    """True if the firm could serve the plan as a partner without work, apart from being familiar to others."""
    policy = problem.policy
    return (
        policy.min_partners > 1
        or bool(policy.turnover_multiple and firm.turnover)
        or (policy.need_lead and firm.can_lead)
        or any(firm.holds(name, problem.last_day) for name in policy.certificates_any)
    )
