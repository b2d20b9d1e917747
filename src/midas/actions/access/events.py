"""Everything that happens leaves one event: who, when, to what, from which state to which, and why."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Model

from midas.store.models import Event, Person, TenantOwned

PROGRAM = "Midas"


def record(
    subject: TenantOwned,
    verb: str,
    *,
    by: Person | None,
    at: datetime,
    before: str = "",
    after: str = "",
    reason: str = "",
    details: dict[str, Any] | None = None,
) -> Event:
    """Write the event in the transaction of what it tells of; `by` None means the program itself."""
    return Event.objects.create(
        cluster_id=subject.cluster_id,
        at=at,
        by=by,
        actor=by.name if by else PROGRAM,
        verb=verb,
        subject_kind=kind_of(subject),
        subject_id=subject.pk,
        before=before,
        after=after,
        reason=reason,
        details=details or {},
    )


def kind_of(subject: Model) -> str:
    """The word events use for a thing: its model's name in lower case."""
    return str(subject._meta.model_name)
