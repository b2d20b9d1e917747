"""Shall we bid? Six answers on one sheet, each a light with its figure and why; the decision is a person's.

Fit, coverage, deadline, competition, margin and strategic value. A light is never guessed: where something is not
known it says so. The thresholds are Midas's own proposal, to be argued with.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from midas.core.demand.coverage import Coverage, Light
from midas.core.demand.winners import FEW, Market
from midas.core.values.amounts import money_words
from midas.core.values.words import count, listing, percent

GOOD_FIT, POOR_FIT = 60, 30
DAYS_TO_BID = {"": 21, "requirement": 14, "team": 7}
"""Days that are wanted until an answer is due: with nothing done, with a requirement saved, with a team chosen."""

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)
GOOD_MARGIN = Fraction(1, 10)
NAMED = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One of the six. `light` is `None` where nothing can be said; `figure` is short, `why` a sentence or two."""

    name: str
    light: Light | None
    figure: str
    why: str


def fit_line(score: int | None, why: str) -> Line:
    """How near members come to what the demand names."""
    if score is None:
        return Line("fit", None, "–", why)
    light = Light.GREEN if score >= GOOD_FIT else Light.AMBER if score >= POOR_FIT else Light.RED
    return Line("fit", light, str(score), why)


def coverage_line(covered: Sequence[Coverage]) -> Line:
    """How many packages can be done; red as soon as one cannot."""
    if not covered:
        return Line(
            "coverage",
            None,
            "–",
            "There is no requirement yet, so nothing is known of capacity or certificates.",
        )
    red = [one for one in covered if one.status is Light.RED]
    amber = [one for one in covered if one.status is Light.AMBER]
    figure = f"{len(covered) - len(red)} of {len(covered)}"
    if red:
        return Line(
            "coverage", Light.RED, figure, f"{count(len(red), 'package')} nobody covers: {red[0].message}."
        )
    if amber:
        return Line(
            "coverage",
            Light.AMBER,
            figure,
            f"{count(len(amber), 'package')} just covered: {amber[0].message}.",
        )
    return Line("coverage", Light.GREEN, figure, "Every package can be covered, with a choice of firms.")


def deadline_line(deadline: datetime | None, now: datetime, done: str) -> Line:
    """The days left against the days wanted for what is still to do; `done` is a key of `DAYS_TO_BID`."""
    wanted = DAYS_TO_BID[done]
    if deadline is None:
        return Line("deadline", None, "–", "No day is given by which an answer is wanted.")
    left = (deadline - now) // timedelta(days=1)
    if deadline <= now:
        return Line("deadline", Light.RED, "passed", "The day for an answer has passed.")
    light = Light.GREEN if left >= wanted else Light.AMBER if 2 * left >= wanted else Light.RED
    still = {
        "": "from nothing to a bid",
        "requirement": "from the requirement to a bid",
        "team": "from the team to a bid",
    }
    return Line(
        "deadline",
        light,
        count(left, "day"),
        f"{count(left, 'day')} left; {wanted} are wanted {still[done]}.",
    )


def competition_line(found: Market) -> Line:
    """Who usually wins such work: one firm with half of the awards is red, nobody with a quarter is green.

    Nothing is said of fewer than `FEW` awards; joint ones count in equal parts (`midas.core.demand.winners`).
    """
    if found.awards < FEW:
        known = (
            f"Of such work only {count(found.awards, 'award')}" if found.awards else "No award for such work"
        )
        verb = "are" if found.awards > 1 else "is"
        return Line("competition", None, "–", f"{known} {verb} known here: nothing can be said.")
    first = found.winners[0].share
    light = Light.RED if first >= HALF else Light.AMBER if first >= QUARTER else Light.GREEN
    named = listing(f"{one.name} ({one.awards})" for one in found.winners[:NAMED])
    return Line(
        "competition",
        light,
        percent(round(first, 2)),
        f"Of {count(found.awards, 'award')} for such work, most went to {named}.",
    )


def margin_line(value: int | None, covered: Sequence[Coverage], currency: str, prices: bool) -> Line:
    """What is left of the value after members' middle list prices; the lowest and highest are told as well."""
    if not prices:
        return Line("margin", None, "–", "Prices are for brokers, the committee and the administrator.")
    if not value:
        return Line("margin", None, "–", "The demand names no value in the cluster's currency.")
    priced = [one for one in covered if one.middle is not None]
    if not covered or len(priced) < len(covered):
        known = f"{len(priced)} of {count(len(covered), 'package')}" if covered else "No package"
        return Line("margin", None, "–", f"{known} can be priced so far.")
    low, middle, high = (
        sum(
            (one.quantity * price for one in priced if (price := getattr(one, name)) is not None), Fraction(0)
        )
        for name in ("low", "middle", "high")
    )
    left = 1 - middle / value
    light = Light.GREEN if left >= GOOD_MARGIN else Light.AMBER if left >= 0 else Light.RED
    why = (
        f"{money_words(value, currency)} less {money_words(middle, currency)} at members' middle prices; "
        f"{money_words(low, currency)} at the lowest, {money_words(high, currency)} at the highest. "
        "List prices, before any fee."
    )
    return Line("margin", light, percent(round(left, 3)), why)


@dataclass(frozen=True, slots=True)
class Ties:
    """What a demand would mean to the cluster beyond its money."""

    local: bool = False
    small: bool = False
    customer_known: int = 0
    work_done_before: int = 0


def strategic_line(ties: Ties) -> Line:
    """What speaks for a demand beyond its money; two or more make it green."""
    reasons = [
        *(["the work is in the cluster's home region"] if ties.local else []),
        *(["the buyer says it suits small firms"] if ties.small else []),
        *(
            [f"{count(ties.customer_known, 'contract')} won with this customer before"]
            if ties.customer_known
            else []
        ),
        *(["it would be the first work of its kind"] if not ties.work_done_before else []),
    ]
    light = Light.GREEN if len(reasons) > 1 else Light.AMBER
    why = f"{listing(reasons)}." if reasons else "Nothing beyond its money speaks for it by itself."
    return Line("strategic", light, str(len(reasons)), why[:1].upper() + why[1:])


def against(lines: Iterable[Line]) -> list[Line]:
    """The lines that speak against bidding."""
    return [line for line in lines if line.light is Light.RED]
