"""A plan in a moment: packages are filled one by one, from whoever is cheapest with all that comes with them.

What single steps cannot see (a local share, the number of partners) is steered by weights: an attempt that
misses a rule makes its weight heavier for the next, and a package that could not be filled goes first. The
quantities of a choice of firms are then solved for as a linear program and judged by the checker, so that what
comes out keeps the rules. Then the program itself is searched for a moment, cut down to the lines that its linear
relaxation uses and the cheapest others. Nothing is proven. Attempts are counted, not timed: a seed gives the
same plan again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from midas.solvers.formation.bench import Bench, Draft
from midas.solvers.formation.formulation import Formulation
from midas.solvers.formation.highs import solve
from midas.solvers.formation.model import Floats
from midas.solvers.formation.pace import Clock
from midas.solvers.formation.quantities import Settled, settle
from midas.solvers.formation.starts import columns_of

ATTEMPTS = 40
ENOUGH = 4
"""Attempts at most, and different plans within the rules after which no more are made."""

BONUS = 0.02
"""What a missing mark is worth at first, as a part of the value of the work."""

SHORTLISTS = (8, 30)
"""How many lines per package the cut-down program keeps, at first and where that gives nothing."""

SHORTLIST_NODES = 500
SHORTLIST_GAP = 0.01


@dataclass
class Weights:
    """What steers an attempt: a bonus by mark, a factor on new partners, noise, who is out, what goes first."""

    marks: dict[str, float] = field(default_factory=dict)
    partner: float = 1.0
    noise: float = 0.0
    barred: set[str] = field(default_factory=set)
    first: list[str] = field(default_factory=list)


def greedy(made: Formulation, *, seed: int, clock: Clock, thorough: bool = True) -> Settled | None:
    """The best plan that the attempts and, if `thorough`, the shortlists come to; nothing if there is none."""
    best: Settled | None = None
    kept = 0
    bench = Bench(made.scope)
    for values in _attempts(made, bench, Random(seed), clock):
        if kept >= ENOUGH:
            break
        found = settle(made, values, seconds=clock.left)
        if isinstance(found, Settled):
            kept += 1
            best = found if best is None or found.objective < best.objective else best
    return _from_shortlists(made, bench, best, seed, clock) if thorough else best


def _from_shortlists(
    made: Formulation, bench: Bench, best: Settled | None, seed: int, clock: Clock
) -> Settled | None:
    """A better plan from the program cut down to a few lines per package; `best` if there is none."""
    relaxed = solve(made.model.relaxed(), seconds=clock.left)
    if relaxed.values is None:
        return best
    for size in SHORTLISTS if clock.left else ():
        out = set(made.x) - _shortlist(made, bench, relaxed.values, size)
        small = made.model.without(out)
        found = solve(small, seconds=clock.left, seed=seed, gap=SHORTLIST_GAP, nodes=SHORTLIST_NODES)
        settled = None if found.values is None else settle(made, found.values)
        if isinstance(settled, Settled) and (best is None or settled.objective < best.objective):
            best = settled
        if best is not None:
            break
    return best


def _shortlist(made: Formulation, bench: Bench, relaxed: Floats, size: int) -> set[int]:
    """The columns of the lines the relaxation uses, and of the cheapest of each package."""
    kept = {made.x[line] for line in range(len(made.x)) if relaxed[made.x[line]] > 0}
    for lines in bench.lines.values():
        kept.update(made.x[line] for line in lines[:size])
    return kept


def _attempts(made: Formulation, bench: Bench, draw: Random, clock: Clock) -> Iterator[Floats]:
    """Different choices of firms, as columns of the program."""
    weights = Weights()
    tried: set[tuple[frozenset[int], frozenset[str]]] = set()
    for _ in range(ATTEMPTS):
        if not clock.left:
            return
        draft = _filled(bench, weights, draw)
        if draft is None:
            continue
        choice = frozenset(draft.parts), frozenset(draft.partners)
        if choice not in tried:
            tried.add(choice)
            yield columns_of(made, draft.parts, draft.partners)
        _steer(bench, draft, weights)


def _filled(bench: Bench, weights: Weights, draw: Random) -> Draft | None:
    """One attempt; nothing if some package could not be filled, which then goes first."""
    draft = Draft(partners=set(bench.required))
    order = [*weights.first, *(name for name in bench.order if name not in weights.first)]
    for package in order:
        while draft.left(package) > 0:
            offers = bench.offers(draft, package, weights.barred)
            priced = [(_price(bench, draft, offer, weights, draw), offer) for offer in offers]
            if not priced:
                weights.first = [package, *(name for name in weights.first if name != package)]
                weights.partner *= 2 if bench.full(draft) else 1
                weights.noise += 0.05
                return None
            _, (line, part) = min(priced)
            bench.take(draft, line, part)
    bench.lend(draft)
    return draft


def _price(bench: Bench, draft: Draft, offer: tuple[int, float], weights: Weights, draw: Random) -> float:
    """What an offer costs per unit of its package, with all that comes with it."""
    line, part = offer
    cost = bench.cost(draft, line, part, weights.partner)
    for mark, strength in bench.marks[bench.firm[line]].items():
        cost -= weights.marks.get(mark, 0.0) * strength * bench.worth[line] * part
    return cost / part * (1 + weights.noise * draw.random())


def _steer(bench: Bench, draft: Draft, weights: Weights) -> None:
    """Make what the draft misses weigh more the next time."""
    missed = bench.missed(draft)
    for mark in missed:
        weights.marks[mark] = weights.marks.get(mark, BONUS / 2) * 2
    weights.barred |= bench.too_small(draft)
    weights.noise += 0.0 if missed else 0.05
