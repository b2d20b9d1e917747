"""A member answers for a firm that is none: a sub-supplier, assessed and decided on like any, but without a vote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from midas.actions.access.events import record
from midas.actions.access.permissions import require
from midas.actions.members.organisations import Entity, organisation
from midas.core.values.identifiers import BadIdentifier, OrgId, org_id
from midas.core.values.problems import BadInput, Problem
from midas.core.values.states import UnableToMove
from midas.rules import regions
from midas.store.models import Cluster, Membership, Organisation, Role

S = Membership.State


@dataclass(frozen=True, slots=True)
class Firm:
    """What the sponsor says of the firm: its name and number in the register, where it is, its size, what it does."""

    name: str
    number: str
    region: str
    locality: str
    size: str
    summary: str
    scheme: str = "GB-COH"


@transaction.atomic
def sponsor_firm(role: Role | None, firm: Firm, *, at: datetime) -> Membership:
    """Take the firm in as a sub-supplier of the role's own firm, in state applied.

    Raises NotAllowed, UnableToMove where the sponsor is no admitted member itself, or BadInput with all that is wrong.
    """
    role = require(role, "members.change_own")
    Cluster.objects.select_for_update(no_key=True).get(pk=role.cluster_id)
    sponsor = Membership.objects.select_related("cluster").get(roles=role)
    if sponsor.state != S.ADMITTED or sponsor.sponsor_id is not None:
        raise UnableToMove("Only an admitted member can answer for another firm.")
    number, found = _number(firm)
    found += _faults(firm)
    if number and Organisation.objects.filter(scheme=number.scheme, identifier=number.number).exists():
        found.append(
            Problem("number", "The cluster knows a firm with this number already; ask the broker about it.")
        )
    if found or number is None:
        raise BadInput(found)
    known = organisation(
        sponsor.cluster,
        Entity(number, firm.name.strip(), firm.region, firm.size, locality=firm.locality.strip()),
    )
    known.save()
    made = Membership.objects.create(
        cluster=sponsor.cluster,
        organisation=known,
        sector_group=sponsor.sector_group,
        sponsor=sponsor,
        summary=firm.summary.strip(),
    )
    record(
        made, "membership.sponsored", by=role.person, at=at, after=S.APPLIED, reason=f"Sponsored by {sponsor}"
    )
    return made


def _number(firm: Firm) -> tuple[OrgId | None, list[Problem]]:
    try:
        return org_id(firm.scheme.strip(), firm.number.strip()), []
    except BadIdentifier as fault:
        return None, [Problem("number", f"{fault}. Write it as the register does.")]


def _faults(firm: Firm) -> list[Problem]:
    found = []
    if not firm.name.strip() or len(firm.name) > 160:
        found.append(Problem("name", "Give the firm's name as registered, in at most 160 characters."))
    if regions.region(firm.region) is None:
        found.append(Problem("region", "Choose the region it is in."))
    if firm.size not in Organisation.Size.values:
        found.append(Problem("size", "Choose its size."))
    if len(firm.locality) > 80:
        found.append(Problem("locality", "Use at most 80 characters."))
    return found
