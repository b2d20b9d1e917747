"""Saving who can sign in, in which roles, and everything that happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from midas.demo.cluster import DemoCluster, Person
from midas.demo.history import IMPORTED
from midas.store import models as store

People = dict[str, store.Person]
"""Persons by their e-mail."""


def save_people(people: Iterable[Person], password: str) -> People:
    """Save each person once, but for those who are there, whose password stays as it is.

    `password` is the encoded one all share, hashed once because it is.
    """
    wanted = {person.email: person for person in people}
    there = {row.email: row for row in store.Person.objects.filter(email__in=wanted)}
    rows = store.Person.objects.bulk_create(
        store.Person(email=person.email, name=person.name, password=password)
        for person in wanted.values()
        if person.email not in there
    )
    return {**there, **{row.email: row for row in rows}}


def save_roles(
    cluster: store.Cluster,
    wanted: Iterable[Person],
    people: People,
    members: Mapping[str, store.Membership],
) -> None:
    """Give each person their roles in the cluster; `members` are memberships by the firm's name."""
    store.Role.objects.bulk_create(
        store.Role(
            cluster=cluster,
            person=people[person.email],
            kind=kind,
            membership=members[person.firm] if person.firm else None,
            is_owner=bool(person.firm) and kind == "member",
        )
        for person in wanted
        for kind in person.roles
    )


def save_events(
    cluster: store.Cluster, demo: DemoCluster, people: People, *subjects: Mapping[str, store.TenantOwned]
) -> None:
    """Save what happened to `subjects`: memberships, opportunities, enterprises. Imports wrote theirs already."""
    rows = dict(zip(("membership", "opportunity", "enterprise"), subjects, strict=True))
    store.Event.objects.bulk_create(
        store.Event(
            cluster=cluster,
            at=event.at,
            by=people[event.by] if event.by else None,
            actor=event.actor,
            verb=event.verb,
            subject_kind=event.kind,
            subject_id=rows[event.kind][event.key].pk,
            before=event.before,
            after=event.after,
            reason=event.reason,
        )
        for event in demo.events
        if event.verb != IMPORTED
    )
