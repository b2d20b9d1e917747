"""The demo, drawn from a seed for a day: the Five Rivers Cluster of the story, and a small cluster beside it.

The same seed and day give the same clusters. Everything in them fits together: see the tests for what that means.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from random import Random

from midas.demo import history, story
from midas.demo.calendar import day
from midas.demo.cluster import Demand, DemoCluster, Enterprise, Event, Firm, OwnCompetency
from midas.demo.demands import demand
from midas.demo.firms import draw_firms
from midas.demo.people import BROKER, COACH, COMMITTEE, PEOPLE, RIVAL
from midas.demo.teams import Books, UnableToStaff, draft, staff, with_dates, with_records
from midas.demo.trades import GROUPS
from midas.demo.wishes import WISHES, Wish

SEED = 5
AGE = 1895
"""How many days the cluster is old."""
ATTEMPTS = 50

ALL_WISHES: tuple[Wish, ...] = (story.WISH, *WISHES)
"""The forty demands."""

COMPETENCIES = (
    OwnCompetency("machining", "Machining", "", "45262670"),
    OwnCompetency("machining/5-axis", "Five-axis machining", "machining", "45262670"),
    OwnCompetency("coating", "Coating", "", "45442000"),
    OwnCompetency("coating/hygienic", "Hygienic coating", "coating", "45442300"),
)
"""The cluster's own words for what CPV has no fine code for."""


def generate(seed: int, today: date) -> DemoCluster:
    """The Five Rivers Cluster."""
    for attempt in range(ATTEMPTS):
        try:
            return _generate(Random(f"{seed}/{attempt}"), today)
        except UnableToStaff:
            continue
    raise UnableToStaff(f"no cluster of seed {seed} can staff its past teams; take another seed")


def _generate(random: Random, today: date) -> DemoCluster:
    founded_on = day(today, -AGE)
    firms = draw_firms(random, today, founded_on)
    numbered = {
        wish.key: demand(wish, number, today, (BROKER, RIVAL)) for number, wish in enumerate(ALL_WISHES, 1)
    }
    demands, enterprises = _teams(numbered, firms, random, today)
    firms = with_records(with_dates(firms, enterprises, founded_on, random), enterprises)
    events = sorted(_events(firms, demands, enterprises, today), key=lambda event: (event.at, event.key))
    return DemoCluster(
        slug="five-rivers",
        name="Five Rivers Cluster",
        purpose="Small firms from Sheffield and far beyond, who bid together for what none could do alone.",
        home_region="UKE",
        founded_on=founded_on,
        today=today,
        groups=GROUPS,
        competencies=COMPETENCIES,
        people=PEOPLE,
        firms=firms,
        demands=tuple(history.updated(one, events) for one in demands),
        enterprises=tuple(enterprises),
        events=tuple(events),
    )


def _teams(
    numbered: dict[str, Demand], firms: Sequence[Firm], random: Random, today: date
) -> tuple[list[Demand], list[Enterprise]]:
    books, demands, enterprises = Books(), [], []
    for wish in ALL_WISHES:
        one = numbered[wish.key]
        if wish is story.WISH:
            one = replace(one, packages=story.packages(today), policy=story.POLICY)
        elif wish.team:
            one, enterprise = staff(wish, one, firms, books, random, today)
            enterprises.append(enterprise)
        elif wish.needs:
            one = draft(wish, one, firms, today)
        demands.append(one)
    return demands, enterprises


def _events(
    firms: Sequence[Firm], demands: Sequence[Demand], enterprises: Sequence[Enterprise], today: date
) -> list[Event]:
    wishes = {wish.key: wish for wish in ALL_WISHES}
    found = list(history.membership_events(firms, today, (COACH, COMMITTEE)))
    for one in demands:
        found += history.demand_events(wishes[one.key], one, today)
    for enterprise in enterprises:
        found += history.enterprise_events(wishes[enterprise.demand], enterprise, today)
    return found
