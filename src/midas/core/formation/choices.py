"""The plans of one search that are worth putting before a broker, each told apart by what it is best at.

A search yields the best plan, alternatives to it and a frontier; the same plan may turn up in several of
them. Here each stands once, best first, and says what it is the least or the most of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from midas.core.formation.plan import Outcome, Plan
from midas.core.formation.problem import FormationProblem
from midas.core.formation.score import Score, add_up, score

COMPARED = 3
"""How many plans are put side by side."""


class Virtue(StrEnum):
    """What a plan is there for."""

    BEST = "best"
    LEAST_COST = "least_cost"
    LEAST_RISK = "least_risk"
    MOST_LOCAL = "most_local"
    ALTERNATIVE = "alternative"
    TRADE_OFF = "trade_off"


@dataclass(frozen=True, slots=True)
class Choice:
    """One plan to choose from. `gap` is how far its own search stopped from proof, where that is known."""

    plan: Plan
    figures: Score
    virtues: tuple[Virtue, ...]
    gap: float | None = None


def choices(problem: FormationProblem, outcome: Outcome) -> tuple[Choice, ...]:
    """Every plan of the outcome once: the best first, then by objective, ties by risk; empty without a plan.

    "Least" and "most" hold among these plans; the best plan is the one that wins a tie. Locality counts only
    where the policy names local regions.
    """
    if outcome.plan is None:
        return ()
    found = _distinct(problem, outcome)
    best, others = found[0], sorted(found[1:], key=lambda one: (one.figures.objective, one.figures.risk))
    ordered = [best, *others]
    superlatives = list(_superlatives(problem, ordered))
    return tuple(
        Choice(
            one.plan,
            one.figures,
            tuple(virtue for virtue, index in superlatives if index == place) or one.virtues,
            one.gap,
        )
        for place, one in enumerate(ordered)
    )


def compared(offered: Sequence[Iterable[str]]) -> tuple[int, ...]:
    """Which plans to put side by side, given the virtues of each in order: their places, ascending.

    The best, that of least risk and the most local, made up to `COMPARED` with alternatives, then others.
    """
    wanted = (Virtue.BEST, Virtue.LEAST_RISK, Virtue.MOST_LOCAL, Virtue.ALTERNATIVE, Virtue.LEAST_COST)
    virtues = [set(one) for one in offered]
    by_virtue = [place for virtue in wanted for place, has in enumerate(virtues) if virtue in has]
    first = dict.fromkeys([*by_virtue, *range(len(virtues))])
    return tuple(sorted(list(first)[:COMPARED]))


def _distinct(problem: FormationProblem, outcome: Outcome) -> list[Choice]:
    found: dict[object, Choice] = {}
    for plan, virtue, gap in _plans(outcome):
        book = add_up(plan)
        key = frozenset(book.partners), frozenset(book.by_firm_and_package().items())
        if key not in found:
            found[key] = Choice(plan, score(problem, plan), (virtue,), gap)
    return list(found.values())


def _plans(outcome: Outcome) -> Iterator[tuple[Plan, Virtue, float | None]]:
    if outcome.plan is not None:
        yield outcome.plan, Virtue.BEST, outcome.gap
    for other in outcome.alternatives:
        yield other.plan, Virtue.ALTERNATIVE, other.gap
    for point in outcome.frontier:
        yield point.plan, Virtue.TRADE_OFF, point.gap


def _superlatives(problem: FormationProblem, ordered: list[Choice]) -> Iterator[tuple[Virtue, int]]:
    """Which place has which virtue; `min` and `max` give a tie to the first."""
    places = range(len(ordered))
    yield Virtue.BEST, 0
    yield Virtue.LEAST_COST, min(places, key=lambda place: ordered[place].figures.cost.total)
    yield Virtue.LEAST_RISK, min(places, key=lambda place: ordered[place].figures.risk)
    if problem.policy.local is not None and problem.policy.local.regions:
        yield Virtue.MOST_LOCAL, max(places, key=lambda place: _locality(ordered[place]))


def _locality(choice: Choice) -> Fraction:
    return choice.figures.local_share
