"""Two things are judged to be one, or not: noted once for the pair, and replaced by a later word."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from midas.store.models import Role, TenantOwned

Verdict = TypeVar("Verdict", bound=TenantOwned)


def note_verdict(
    kind: type[Verdict],
    pair: tuple[TenantOwned, TenantOwned],
    role: Role,
    *,
    same: bool,
    at: datetime,
    reason: str,
) -> Verdict:
    """The verdict of that kind on the pair, in the order given, as it stands now; the caller records the event."""
    first, second = pair
    said = {"same": same, "decided_at": at, "decided_by": role.person, "reason": reason}
    verdict, _made = kind._default_manager.select_for_update().update_or_create(
        first=first, second=second, defaults=said, create_defaults={"cluster_id": role.cluster_id, **said}
    )
    return verdict
