"""What people change about themselves: their name, how they see things, their password."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction

from midas.actions.access.acting import roles_of
from midas.actions.access.events import record
from midas.store import tenancy
from midas.store.models import Person, Role


@transaction.atomic
def change_details(role: Role, *, name: str, language: str, time_zone: str, at: datetime) -> Person:
    """Save them; the caller has checked that language and time zone are known. A new name is recorded."""
    person = Person.objects.select_for_update().get(pk=role.person_id)
    before, person.name = person.name, name
    person.language, person.time_zone = language, time_zone
    person.save(update_fields=["name", "language", "time_zone"])
    if before != name:
        record(role, "person.renamed", by=person, at=at, details={"before": before, "after": name})
    return person


@transaction.atomic
def change_password(role: Role, new: str, *, at: datetime) -> Person:
    """Set it; the caller has asked for the old one and judged the new. That it happened is recorded, not what."""
    person = Person.objects.select_for_update().get(pk=role.person_id)
    person.set_password(new)
    person.save(update_fields=["password"])
    record(role, "person.password_changed", by=person, at=at)
    return person


def vouch(person: Person) -> None:
    """Keep the address somebody signs in with as proven: an invitation's link or whoever set Midas up proved it.

    allauth asks its own table, and would take an address that is not in it for one that waits to be proven.
    """
    proven = {"verified": True, "primary": True}
    EmailAddress.objects.update_or_create(user=person, email=person.email, defaults=proven)


@transaction.atomic
def note(
    person: Person,
    verb: str,
    *,
    at: datetime,
    details: Mapping[str, Any] | None = None,
    themselves: bool = True,
) -> None:
    """Record what was done about somebody's sign-in, by themselves or not, in each cluster they have a role in."""
    for role in {role.cluster_id: role for role in roles_of(person)}.values():
        with tenancy.tenant(role.cluster_id):
            record(role, verb, by=person if themselves else None, at=at, details=dict(details or {}))
