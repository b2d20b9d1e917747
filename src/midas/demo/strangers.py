"""A second, small cluster in the north, so that it can be seen that clusters do not see each other."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from random import Random

from midas.demo import history, places
from midas.demo.calendar import day
from midas.demo.cluster import DemoCluster
from midas.demo.demands import demand
from midas.demo.firms import draw_few
from midas.demo.people import NORTHERN_BROKER, STRANGERS
from midas.demo.trades import GROUPS
from midas.demo.wishes import Wish

AGE = 700
FIRST_NUMBER = 101
HOMES = (
    ("fabrication", "Aberdeen"),
    ("energy", "Inverness"),
    ("provisions", "Aberdeen"),
    ("civils", "Inverness"),
    ("software", "Dundee"),
    ("training", "Dundee"),
)

WISHES = (
    Wish(
        "pontoons",
        "qualified",
        "ocds",
        "ports",
        "Pontoons and ladders for four fishing harbours",
        "Four small harbours get new pontoons, ladders and lighting. Work stops during the herring season.",
        380_000,
        ("44316500", "45262680", "45310000"),
        24,
        20,
        90,
        7,
        region="UKM6",
        category="works",
        reason="Steel and site work are there; lighting has to be found.",
    ),
    Wish(
        "smokehouse",
        "new",
        "customer",
        "energy",
        "Hampers of smoked fish and chutney for 900 colleagues",
        "Norrvane gives every colleague a hamper from the region at the turn of the year.",
        41_000,
        ("15235000", "15330000"),
        6,
        28,
        50,
        1,
        broker=0,
        region="UKM5",
        category="goods",
        procedure="Invited by the customer",
    ),
)


def strangers(seed: int, today: date, taken: Collection[str]) -> DemoCluster:
    """The Northern Lights Cluster; the first words of its firms' names are none of `taken`."""
    random, founded_on = Random(f"{seed}/north"), day(today, -AGE)
    homes = [(trade, places.town(town)) for trade, town in HOMES]
    firms = draw_few(random, today, founded_on, homes, taken)
    numbered = enumerate(WISHES, FIRST_NUMBER)
    demands = [demand(wish, number, today, (NORTHERN_BROKER,)) for number, wish in numbered]
    events = list(history.membership_events(firms, today, (NORTHERN_BROKER, NORTHERN_BROKER)))
    for wish, one in zip(WISHES, demands, strict=True):
        events += history.demand_events(wish, one, today)
    events.sort(key=lambda event: (event.at, event.key))
    return DemoCluster(
        slug="northern-lights",
        name="Northern Lights Cluster",
        purpose="Six firms between Dundee and Inverness who have just begun to bid together.",
        home_region="UKM",
        founded_on=founded_on,
        today=today,
        groups=GROUPS,
        competencies=(),
        people=STRANGERS,
        firms=firms,
        demands=tuple(history.updated(one, events) for one in demands),
        enterprises=(),
        events=tuple(events),
    )
