"""How a search gets on: the best plan so far, and how plan and bound drew together, as a JSON value to keep and show.

Money is in minor units. Floats: nothing is decided from it.
"""

from __future__ import annotations

from dataclasses import dataclass

from midas.core.formation.plan import Incumbent
from midas.core.formation.problem import FormationProblem
from midas.core.formation.result import Json, claim, figure
from midas.core.formation.score import score

MOST_POINTS = 80
"""A line of this many points is as smooth as a small picture can show."""


@dataclass(frozen=True, slots=True)
class Moment:
    """After `seconds`, what the best plan so far came to, and the bound below which no plan can be."""

    seconds: float
    objective: float
    bound: float | None


def lengthened(course: tuple[Moment, ...], incumbent: Incumbent) -> tuple[Moment, ...]:
    """The course with one moment more, thinned out once it is long; its first and last moments stay."""
    now = Moment(incumbent.seconds, incumbent.objective, claim(incumbent.bound))
    longer = (*course, now)
    return longer if len(longer) <= MOST_POINTS else (*longer[:-1:2], now)


def write_course(problem: FormationProblem, best: Incumbent, course: tuple[Moment, ...]) -> Json:
    """The best plan so far with its figures, its partners largest share first, and the moments behind it.

    Its local share is `None` where the policy names no local regions.
    """
    figures = score(problem, best.plan)
    has_place = problem.policy.local is not None and bool(problem.policy.local.regions)
    order = sorted(figures.value_shares.items(), key=lambda item: (-item[1], item[0]))
    return {
        "objective": figure(figures.objective),
        "bound": claim(best.bound),
        "gap": claim(best.gap),
        "seconds": best.seconds,
        "cost": figure(figures.cost.total),
        "risk": figure(figures.risk),
        "local_share": figure(figures.local_share) if has_place else None,
        "partners": [
            {"id": name, "name": problem.firm[name].label, "value_share": figure(share)}
            for name, share in order
        ],
        "course": [[one.seconds, one.objective, one.bound] for one in course],
    }
