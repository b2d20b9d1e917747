"""An opportunity is made a requirement: Midas proposes work packages, and a broker takes it from there.

The proposal is a draft. Nothing counts as asked for until a broker has looked at it and saved it.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Any

from django.db import transaction

from midas.actions.access.events import record
from midas.actions.access.permissions import require
from midas.actions.demand.drafts import OPEN
from midas.actions.demand.move_opportunity import move_opportunity, refuse_while_held
from midas.actions.demand.refusals import RequirementClosed
from midas.core.demand.clauses import window_said
from midas.core.demand.decompose import decompose
from midas.core.demand.market import Going, going
from midas.core.demand.proposal import Asked, Demand, Proposed
from midas.core.demand.sheet import package_row, policy_row
from midas.core.values.moments import day_of
from midas.core.values.writing import json_value
from midas.store.models import Opportunity, Requirement, Role
from midas.store.queries.conditions import asked_plainly, conditions, passages_of
from midas.store.queries.demand import PART, contract_period, labels
from midas.store.queries.notices import notice_items, notice_lots
from midas.store.queries.profiles import suppliers

FIRST_POLICY = {"max_partners": 8, "risk_price": "1", "loss_given_failure": "0.5", "need_lead": True}
"""What a policy starts with: a team small enough to run, risk counted at its cost, somebody fit to lead."""


@transaction.atomic
def propose_requirement(role: Role, opportunity_id: int, *, at: datetime) -> Requirement:
    """The opportunity's requirement, proposed now if there is none yet. A new opportunity becomes qualified.

    Version 0 means that nothing has been saved. Raises NotAllowed or RequirementClosed.
    """
    require(role, "requirements.change")
    opportunity = Opportunity.objects.select_for_update().get(pk=opportunity_id)
    refuse_while_held(opportunity)
    existing = Requirement.objects.filter(opportunity=opportunity).first()
    if existing is not None:
        return existing
    if opportunity.state not in OPEN:
        raise RequirementClosed(str(Opportunity.State(opportunity.state).label))
    if opportunity.state == Opportunity.State.NEW:
        move_opportunity(
            role, opportunity.pk, Opportunity.State.QUALIFIED, reason="Made a requirement.", at=at
        )
    return _create(role, opportunity, at)


def propose_again(role: Role, requirement: Requirement, *, at: datetime) -> dict[str, Any]:
    """The sheet Midas would propose today, for a broker who wants to start over."""
    require(role, "requirements.change")
    return _sheet(role, requirement.opportunity, requirement.version, at)


def _create(role: Role, opportunity: Opportunity, at: datetime) -> Requirement:
    sheet = _sheet(role, opportunity, 0, at)
    requirement = Requirement.objects.create(
        cluster_id=opportunity.cluster_id,
        opportunity=opportunity,
        version=0,
        draft=sheet,
        draft_by=role.person,
        draft_at=at,
        created_at=at,
        updated_at=at,
    )
    details = {"packages": len(sheet["packages"])}
    record(requirement, "requirement.proposed", by=role.person, at=at, details=details)
    return requirement


def _sheet(role: Role, opportunity: Opportunity, version: int, at: datetime) -> dict[str, Any]:
    cluster = role.cluster
    today = day_of(at, cluster.time_zone)
    known = suppliers(cluster, on=today)

    @cache
    def rate(competency: str) -> Going | None:
        return going(known, competency)

    currency = cluster.currency
    proposed = decompose(demand_of(opportunity, currency, today), rate, today=today)
    return {
        "version": version,
        "packages": [_row(package, currency) for package in proposed],
        "policy": policy_row(FIRST_POLICY, currency),
    }


def demand_of(opportunity: Opportunity, currency: str, today: date) -> Demand:
    """What an opportunity says, as far as packages are cut from it; amounts in other currencies are left out."""
    lots, items = notice_lots(opportunity), notice_items(opportunity)
    codes = tuple(code for code in (opportunity.cpv, *opportunity.cpv_additional) if code)
    names = labels((*codes, *(code for item in items for code in item.cpv)))
    judged = conditions(opportunity, currency, today)
    asked = (Asked(one.name, one.place, one.lot) for one in asked_plainly(judged))
    given = contract_period(opportunity)
    window, why = (given, "") if given else window_said([one.finding for one in judged if one.stands])
    return Demand(
        title=opportunity.title,
        currency=currency,
        value=opportunity.value if opportunity.currency == currency else None,
        cpv=codes,
        window=window,
        place=opportunity.region or None,
        lots=lots,
        items=items,
        names={code: name.removeprefix(PART) for code, name in names.items()},
        passages=passages_of(opportunity),
        certificates=tuple(asked),
        window_why=why,
    )


def _row(package: Proposed, currency: str) -> dict[str, Any]:
    entry = {
        "id": package.code,
        "title": package.title,
        "competency": package.competency,
        "quantity": json_value(package.quantity),
        "unit": package.unit,
        "value": package.value,
        "window": json_value(package.window),
        "place": package.place,
        "certificates": list(package.certificates),
    }
    told = {
        "reasons": list(package.reasons),
        "confidence": str(package.confidence),
        "sentence": package.sentence,
    }
    return {**package_row(entry, currency), **told}
