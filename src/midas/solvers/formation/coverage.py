"""How complete a frontier is that was searched for under a lattice of limits.

A plan within the rules falls between two ceilings of risk and two floors of local share. The cheapest plan under the
ceiling above it and over the floor below it costs no more than it does, and is worse in risk and local share by no
more than the lattice is wide there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from midas.core.formation.plan import Coverage, FrontierPoint

Cell = tuple[float | None, float | None]
"""The most risk and the least local share of a plan to look for; `None` is no limit."""

FREE: Cell = None, None

Found = Mapping[Cell, FrontierPoint | None]
"""The cheapest plan of each cell; none where it is proven that no plan is there."""


def coverage(
    ceilings: Sequence[float | None],
    floors: Sequence[float | None],
    found: Found,
    least_risk: float | None,
    most_local: float | None,
) -> Coverage | None:
    """What is proven by the points of all cells; nothing if one is missing or unproven.

    `ceilings` fall and `floors` rise, each from no limit to the tightest; the last two are proven of all plans.
    """
    cells = [(most, least) for most in ceilings for least in floors]
    if least_risk is None or most_local is None or any(cell not in found for cell in cells):
        return None
    known = [point for point in (found[cell] for cell in cells) if point is not None]
    gaps = [point.gap for point in known if point.gap is not None]
    if len(gaps) < len(known):
        return None
    under_none = (found[None, least] for least in floors)
    over_none = (found[most, None] for most in ceilings)
    highest = max((point.risk for point in under_none if point), default=least_risk)
    lowest = min((point.local_share for point in over_none if point), default=most_local)
    risks = [highest, *_set(ceilings), least_risk]
    shares = [lowest, *_set(floors), most_local]
    worst = max(gaps, default=0.0)
    if worst >= 1:
        return None
    return Coverage(
        # The gap is a part of the point's own cost, what is told a part of the other plan's.
        worst / (1 - worst),
        max(0.0, *(upper - lower for upper, lower in pairwise(risks))),
        max(0.0, *(upper - lower for lower, upper in pairwise(shares))),
    )


def _set(limits: Iterable[float | None]) -> list[float]:
    return [one for one in limits if one is not None]
