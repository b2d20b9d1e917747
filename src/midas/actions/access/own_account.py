"""What people change about themselves: their name, how they see things, their password."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from midas.actions.access.events import record
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
