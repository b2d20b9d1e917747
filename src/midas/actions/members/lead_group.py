"""A sector group gets a lead and a purpose."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from midas.actions.access.events import record
from midas.actions.access.permissions import require
from midas.core.values.problems import BadInput, Problem
from midas.store.models import Membership, Role, SectorGroup

LONGEST = 2_000


@transaction.atomic
def lead_group(role: Role | None, slug: str, *, lead: int | None, purpose: str, at: datetime) -> SectorGroup:
    """Set who leads the group (None: nobody), an admitted member of it, and what it is for. Raises BadInput."""
    role = require(role, "sectors.change")
    group = SectorGroup.objects.select_for_update().get(cluster=role.cluster_id, slug=slug)
    firm = None
    if lead is not None:
        led = Membership.objects.filter(state=Membership.State.ADMITTED, sector_group=group)
        firm = led.filter(pk=lead).first()
    found = []
    if lead is not None and firm is None:
        found.append(Problem("lead", "Choose an admitted member of this group."))
    if len(purpose.strip()) > LONGEST:
        found.append(Problem("purpose", f"Use at most {LONGEST:,} characters."))
    if found:
        raise BadInput(found)
    group.lead, group.purpose = firm, purpose.strip()
    group.save(update_fields=["lead", "purpose"])
    record(group, "sectorgroup.changed", by=role.person, at=at, details={"lead": str(firm or "")})
    return group
