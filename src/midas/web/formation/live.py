"""What the page of a running search shows: the best team so far, and how plan and bound draw together.

Money is in minor units; the picture is made of points in a box of `WIDTH` by `HEIGHT`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from midas.core.values.amounts import whole
from midas.store.models import Formation
from midas.web.formation.plans import HUES

WIDTH, HEIGHT, MARGIN = 320, 72, 4

NAMED = 8
"""How many partners are shown; a team that still changes is not read to the last name."""

Moment = tuple[float, float, float | None]


@dataclass(frozen=True, slots=True)
class Share:
    """A partner of the best team so far; `width` is per cent of the largest."""

    name: str
    share: float
    hue: int
    width: float


@dataclass(frozen=True, slots=True)
class Picture:
    """Two lines as the points of SVG: what the best plan came to, and below it the bound, if there is one.

    They begin with the first plan and end with what was told last, `seconds` after the search began.
    """

    plan: str
    bound: str
    seconds: float


@dataclass(frozen=True, slots=True)
class SoFar:
    """The best team so far: its largest partners, and how many others there are.

    `bound`, `gap` and `saving` (how much better a plan could be at most) are None where nothing is proven.
    """

    objective: int
    cost: int
    risk: int
    local_share: float | None
    bound: int | None
    gap: float | None
    saving: int | None
    partners: tuple[Share, ...]
    others: int
    picture: Picture


def so_far(formation: Formation) -> SoFar | None:
    """What a search has; None before its first plan."""
    kept: Mapping[str, Any] = formation.so_far
    if not kept:
        return None
    objective, bound = kept["objective"], kept["bound"]
    return SoFar(
        objective=whole(round(objective)),
        cost=whole(round(kept["cost"])),
        risk=whole(round(kept["risk"])),
        local_share=kept["local_share"],
        bound=None if bound is None else whole(round(bound)),
        gap=kept["gap"],
        saving=None if bound is None else whole(round(max(objective - bound, 0))),
        partners=tuple(_shares(kept["partners"][:NAMED])),
        others=max(len(kept["partners"]) - NAMED, 0),
        picture=picture([tuple(one) for one in kept["course"]]),
    )


def picture(course: Sequence[Moment]) -> Picture:
    """The lines of a course, each level until its next moment; both lie in the box, the dearest at its top."""
    times = [seconds for seconds, _, _ in course] or [0.0]
    first, span = times[0], (times[-1] - times[0]) or 1
    amounts = [amount for _, *both in course for amount in both if amount is not None]
    low, high = min(amounts, default=0), max(amounts, default=1)

    def points(moments: Sequence[tuple[float, float]]) -> str:
        made: list[str] = []
        for seconds, amount in moments:
            x = MARGIN + (WIDTH - 2 * MARGIN) * (seconds - first) / span
            y = MARGIN + (HEIGHT - 2 * MARGIN) * (high - amount) / ((high - low) or 1)
            made += [f"{x:.1f},{made[-1].partition(',')[2]}"] if made else []
            made.append(f"{x:.1f},{y:.1f}")
        if made:
            made.append(f"{WIDTH - MARGIN},{made[-1].partition(',')[2]}")
        return " ".join(made)

    bounds = [(seconds, bound) for seconds, _, bound in course if bound is not None]
    return Picture(points([(seconds, best) for seconds, best, _ in course]), points(bounds), times[-1])


def _shares(partners: Sequence[Mapping[str, Any]]) -> list[Share]:
    largest = max((one["value_share"] for one in partners), default=0) or 1
    return [
        Share(one["name"], one["value_share"], place % HUES + 1, 100 * one["value_share"] / largest)
        for place, one in enumerate(partners)
    ]
