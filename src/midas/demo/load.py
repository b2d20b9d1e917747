"""Saving the demo: both clusters, whole, in one transaction, or nothing at all.

Public notices come in through the import itself, so that they are what any imported notice is. Everything is
marked by its cluster's `is_demo`, and nothing else is ever taken away again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from midas.actions.members.load_taxonomy import load_cpv, shipped_codes
from midas.demo.cluster import DemoCluster, Person
from midas.demo.generate import generate
from midas.demo.labels import labels
from midas.demo.people import PASSWORD
from midas.demo.save_credentials import save_credentials
from midas.demo.save_decisions import save_decisions
from midas.demo.save_demands import save_demands, save_enterprises
from midas.demo.save_firms import save_firms
from midas.demo.save_joining import save_joining
from midas.demo.save_people import save_events, save_people, save_roles
from midas.demo.save_readiness import save_readiness
from midas.demo.save_standing import save_standing
from midas.demo.strangers import strangers
from midas.store import tenancy
from midas.store.models import Cluster
from midas.store.models import Person as PersonRow

Tell = Callable[[str], None]


class AlreadyLoaded(RuntimeError):
    """The demo is here, or a cluster that is not the demo's bears the name of one of its own."""


def demo_clusters() -> list[Cluster]:
    """The clusters of the demo that are loaded, by name."""
    return list(Cluster.objects.filter(is_demo=True).order_by("name"))


@transaction.atomic
def load(seed: int, today: date, tell: Tell) -> list[Cluster]:
    """Draw both clusters for that seed and day and save them. Raises `AlreadyLoaded`."""
    first = generate(seed, today)
    second = strangers(seed, today, {firm.name.split()[0] for firm in first.firms})
    _refuse_second(first, second)
    load_cpv({**shipped_codes(), **labels()}, overwrite=False)
    people = save_people((*first.people, *second.people), make_password(PASSWORD))
    saved = [_save(cluster, people, today, tell, seed) for cluster in (first, second)]
    _let_the_planner_know()
    return saved


def _let_the_planner_know() -> None:
    """Thousands of new rows at once: without fresh statistics the first pages would be read the slow way."""
    with connection.cursor() as cursor:
        for model in apps.get_app_config("store").get_models():
            cursor.execute(f'analyze "{model._meta.db_table}"')


def _refuse_second(*wanted: DemoCluster) -> None:
    there = demo_clusters()
    if there:
        raise AlreadyLoaded(f"The demo is loaded already: {' and '.join(one.name for one in there)}.")
    slugs = [one.slug for one in wanted]
    taken = Cluster.objects.filter(slug__in=slugs).first()
    if taken is not None:
        raise AlreadyLoaded(f"A cluster of yours bears a name of the demo: {taken.name} ({taken.slug}).")


def _save(demo: DemoCluster, people: dict[str, PersonRow], today: date, tell: Tell, seed: int) -> Cluster:
    cluster = Cluster.objects.create(
        slug=demo.slug,
        name=demo.name,
        purpose=demo.purpose,
        currency=demo.currency,
        home_region=demo.home_region,
        founded_on=demo.founded_on,
        is_demo=True,
    )
    with tenancy.tenant(cluster.pk):
        members = save_firms(cluster, demo)
        offerings = sum(len(firm.offerings) for firm in demo.firms)
        tell(f"{demo.name}: {len(demo.firms)} firms with {offerings} offerings")
        save_roles(
            cluster, _unique(demo.people), people, {firm.name: members[firm.key] for firm in demo.firms}
        )
        applications = save_joining(cluster, demo, members, today)
        tell(f"{demo.name}: rules of engagement, {applications} applications")
        opportunities = save_demands(cluster, demo, people)
        enterprises = save_enterprises(cluster, demo, members, opportunities, people)
        judged = save_standing(cluster, demo, members, people)
        stated = save_credentials(cluster, demo, members, today)
        tell(f"{demo.name}: {judged} assessments, {stated} signed statements")
        tell(f"{demo.name}: {len(opportunities)} demands, {len(enterprises)} teams")
        save_readiness(cluster, demo, members, people, seed)
        save_events(cluster, demo, people, members, opportunities, enterprises)
        motions = save_decisions(cluster, people, members, today)
        tell(f"{demo.name}: {len(demo.events)} events, {motions} motions")
    return cluster


def _unique(people: tuple[Person, ...]) -> tuple[Person, ...]:
    return tuple(dict.fromkeys(people))
