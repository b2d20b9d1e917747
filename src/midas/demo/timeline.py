"""When a wish and its team came into each of their states: one table of days, from which all dates follow.

A team is formed before it is chartered, chartered before it bids; the bid is in before the deadline, work starts
after the contract is won, and a team is dissolved after its work has ended.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from midas.demo.calendar import day
from midas.demo.notices import AWARD_AFTER
from midas.demo.wishes import Wish

QUALIFIED, FORMING, FORMED, INVITING, CHARTERED = 5, 9, 16, 18, 38
"""Days after the demand came in."""
BID = -9
OPERATING = 40
"""Days after the deadline."""
CLOSING = 45
"""Days from the start of closing to the end of the enterprise."""

DEMAND_PATH = {
    "new": (),
    "qualified": ("qualified",),
    "forming": ("qualified", "forming"),
    "bidding": ("qualified", "forming", "bidding"),
    "won": ("qualified", "forming", "bidding", "won"),
    "lost": ("qualified", "forming", "bidding", "lost"),
    "dropped": ("dropped",),
}
"""The states a demand went through after it was new."""

TEAM_PATH = {
    "forming": ("forming",),
    "bidding": ("forming", "inviting", "chartered", "bidding"),
    "operating": ("forming", "inviting", "chartered", "bidding", "operating"),
    "abandoned": ("forming", "inviting", "chartered", "bidding", "abandoned"),
    "dissolved": (
        *("forming", "inviting", "chartered", "bidding"),
        *("operating", "decommissioning", "dissolved"),
    ),
}
"""The states an enterprise went through."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """The day of each state, in order: of the demand after it was new, and of the enterprise."""

    demand: tuple[tuple[str, date], ...]
    team: tuple[tuple[str, date], ...] = ()

    @property
    def formed_on(self) -> date:
        """When the enterprise was formed."""
        return self.team[0][1]

    def day_of(self, state: str) -> date | None:
        """When the enterprise came into that state, if it did."""
        return dict(self.team).get(state)


def timeline(wish: Wish, today: date) -> Timeline:
    """The days of a wish and its team, if it has one."""
    demand = {
        "qualified": -wish.came + QUALIFIED,
        "forming": -wish.came + FORMING,
        "bidding": wish.due + BID,
        "won": wish.due + AWARD_AFTER,
        "lost": wish.due + AWARD_AFTER,
        "dropped": -wish.came + QUALIFIED,
    }
    team = {
        "forming": -wish.came + FORMED,
        "inviting": -wish.came + INVITING,
        "chartered": -wish.came + CHARTERED,
        "bidding": wish.due + BID,
        "operating": wish.due + OPERATING,
    }
    if wish.team and wish.team.ended is not None:
        team["decommissioning"] = -wish.team.ended - CLOSING
        team["dissolved"] = team["abandoned"] = -wish.team.ended
    return Timeline(
        tuple((state, day(today, demand[state])) for state in DEMAND_PATH[wish.state]),
        tuple((state, day(today, team[state])) for state in TEAM_PATH[wish.team.state]) if wish.team else (),
    )
