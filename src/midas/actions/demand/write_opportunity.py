"""A demand that came by another door than a public notice: a customer asked, or the cluster had an idea."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from midas.actions.access.events import record
from midas.actions.access.permissions import require
from midas.core.members.profile import LARGEST_VALUE
from midas.core.values.identifiers import competency_fault
from midas.core.values.problems import BadInput, Problem
from midas.core.values.states import UnableToMove
from midas.core.values.taxonomy import CPV_PREFIX
from midas.rules import regions
from midas.store.models import Opportunity, Role

BY_HAND = (Opportunity.Door.CUSTOMER, Opportunity.Door.CLUSTER)
LONGEST = {"title": 500, "buyer_name": 255, "place": 255}


@dataclass(frozen=True, slots=True)
class Facts:
    """What somebody says of a demand. `value` is in minor units of the cluster's currency, `cpv` main code first."""

    door: str
    title: str
    description: str = ""
    buyer_name: str = ""
    value: int | None = None
    cpv: tuple[str, ...] = ()
    region: str = ""
    place: str = ""
    deadline_at: datetime | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    sme_suitable: bool | None = None


@transaction.atomic
def write_opportunity(
    role: Role, facts: Facts, *, at: datetime, opportunity_id: int | None = None
) -> Opportunity:
    """A new opportunity, or the facts of one entered by hand corrected.

    Raises BadInput (everything that is wrong), NotAllowed, or UnableToMove for one that a public notice describes.
    """
    require(role, "opportunities.change")
    problems = tuple(_problems(facts))
    if problems:
        raise BadInput(problems)
    opportunity = _opportunity(role, opportunity_id, at)
    before = {name: getattr(opportunity, name) for name in _fields(role, facts)}
    for name, value in _fields(role, facts).items():
        setattr(opportunity, name, value)
    opportunity.updated_at = at
    opportunity.save()
    changed = sorted(name for name, value in before.items() if value != getattr(opportunity, name))
    verb, after = ("changed", "") if opportunity_id else ("added", opportunity.state)
    details = {"changed": changed} if opportunity_id else {}
    record(opportunity, f"opportunity.{verb}", by=role.person, at=at, after=after, details=details)
    return opportunity


def _opportunity(role: Role, opportunity_id: int | None, at: datetime) -> Opportunity:
    if opportunity_id is None:
        return Opportunity(cluster_id=role.cluster_id, owner=role.person, created_at=at)
    opportunity = Opportunity.objects.select_for_update().get(pk=opportunity_id)
    if opportunity.door not in BY_HAND:
        raise UnableToMove(
            "A public notice is changed by whoever published it; import the newer release instead of editing it."
        )
    return opportunity


def _fields(role: Role, facts: Facts) -> dict[str, Any]:
    main, *others = facts.cpv or ("",)
    kept = {name: value for name, value in asdict(facts).items() if name != "cpv"}
    currency = role.cluster.currency if facts.value is not None else ""
    return {
        **kept,
        "title": facts.title.strip(),
        "region": regions.canonical(facts.region) if facts.region else "",
        "currency": currency,
        "cpv": main,
        "cpv_additional": others,
    }


def _problems(facts: Facts) -> Iterator[Problem]:
    if facts.door not in BY_HAND:
        yield Problem("door", "Say whether a customer asked or the cluster had the idea.")
    if not facts.title.strip():
        yield Problem("title", "Give it a title people will recognise.")
    for name, most in LONGEST.items():
        if len(getattr(facts, name)) > most:
            yield Problem(name, f"Must have at most {most} characters.")
    if facts.door == Opportunity.Door.CUSTOMER and not facts.buyer_name.strip():
        yield Problem("buyer_name", "Say which customer asked.")
    if facts.value is not None and not 0 <= facts.value <= LARGEST_VALUE:
        yield Problem("value", "Must not be negative, nor larger than anything that is bought.")
    for code in facts.cpv:
        fault = competency_fault(CPV_PREFIX + code)
        if fault or len(code) != 8:
            yield Problem("cpv", f"{code!r} is not a CPV code of eight digits, such as 33100000.")
    if facts.region and regions.region(facts.region) is None:
        yield Problem("region", f"{facts.region!r} is not a region known here, such as UKE or DE.")
    if facts.starts_on and facts.ends_on and facts.ends_on < facts.starts_on:
        yield Problem("ends_on", f"The work ends before it starts on {facts.starts_on}.")
