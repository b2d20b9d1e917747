"""Two plans side by side: who came in, who left, whose share moved, and what that does to cost, risk and place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from midas.core.formation.plan import Plan
from midas.core.formation.problem import FormationProblem
from midas.core.formation.score import score

MOVED = 0.0005
"""Shares that differ by less than this part of the whole value are shown as the same."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """What of a plan is compared: money in minor units, shares as parts of 1. Floats, for showing."""

    objective: float
    cost: float
    risk: float
    local_share: float | None
    shares: Mapping[str, float] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Difference:
    """What taking `after` instead of `before` changes; every figure is after minus before.

    `moved` are the partners of both whose share differs, by how much. Firms are in the order of their plans.
    """

    joined: tuple[str, ...]
    left: tuple[str, ...]
    moved: Mapping[str, float] = field(hash=False)
    objective: float
    cost: float
    risk: float
    local_share: float | None

    @property
    def is_none(self) -> bool:
        """True if the same firms carry the same shares at the same cost and risk, whatever risk is worth."""
        return not (self.joined or self.left or self.moved or round(self.cost) or round(self.risk))


def sketch(problem: FormationProblem, plan: Plan) -> Sketch:
    """The plan's sketch, its partners largest share first, ties by id."""
    figures = score(problem, plan)
    order = sorted(figures.value_shares.items(), key=lambda item: (-item[1], item[0]))
    has_place = problem.policy.local is not None and bool(problem.policy.local.regions)
    return Sketch(
        objective=float(figures.objective),
        cost=float(figures.cost.total),
        risk=float(figures.risk),
        local_share=float(figures.local_share) if has_place else None,
        shares={name: float(share) for name, share in order},
    )


def difference(before: Sketch, after: Sketch) -> Difference:
    """What is different in `after`."""
    both = [name for name in after.shares if name in before.shares]
    moves = {name: after.shares[name] - before.shares[name] for name in both}
    is_placed = before.local_share is not None and after.local_share is not None
    return Difference(
        joined=tuple(name for name in after.shares if name not in before.shares),
        left=tuple(name for name in before.shares if name not in after.shares),
        moved={name: move for name, move in moves.items() if abs(move) >= MOVED},
        objective=after.objective - before.objective,
        cost=after.cost - before.cost,
        risk=after.risk - before.risk,
        local_share=(after.local_share or 0) - (before.local_share or 0) if is_placed else None,
    )
