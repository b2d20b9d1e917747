"""What a firm's own data says of finance and capability, and an assessor who makes it the judgement.

The figures are worked out again when they are recorded; if they are no longer those the assessor saw, nothing is kept.

UnableToMove
└── Changed    what the judgement rests on changed since the assessor opened the page
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from midas.actions.access.own_firm import refuse_own_firm
from midas.actions.access.permissions import NotAllowed, require
from midas.actions.members.accounts import accounts_of
from midas.actions.members.assess import record_assessment
from midas.core.members.assessment import Dimension, Judgement, Threshold, in_force
from midas.core.members.capability import judge_capability
from midas.core.members.finance import judge_finance
from midas.core.values.moments import day_of
from midas.core.values.states import UnableToMove
from midas.core.values.writing import json_value
from midas.rules import capability as capability_rules
from midas.rules import finance as finance_rules
from midas.store.models import Assessment, EvidenceFile, Membership, Role
from midas.store.queries.standing import capabilities

COMPUTED = (Dimension.FINANCE, Dimension.CAPABILITY)
"""What is worked out from data; ethics and collaboration are from questionnaires."""

VALID_FOR = {Dimension.FINANCE: timedelta(days=365), Dimension.CAPABILITY: timedelta(days=730)}
"""How long a judgement holds unless the assessor says otherwise: this program's proposal."""

STALE = timedelta(days=550)
"""Accounts whose year ended longer ago than 18 months say little of today: this program's proposal."""


class Changed(UnableToMove):
    """The figures are other ones than those that were looked at."""

    def __init__(self) -> None:
        super().__init__(
            "What this judgement rests on changed since you opened the page, so nothing was recorded. What you see "
            "now is up to date: look at it, then record it."
        )


@dataclass(frozen=True, slots=True)
class Computed:
    """A judgement from data, what it rests on, how it was made, and a digest that tells it from others."""

    judgement: Judgement
    inputs: dict[str, Any]
    method: str

    @property
    def digest(self) -> str:
        """The same for the same judgement of the same inputs."""
        text = json.dumps([self.inputs, str(self.judgement.score), self.method], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def require_assessor(role: Role, member: Membership, dimension: Dimension) -> None:
    """Raise NotAllowed (OwnFirm for one's own) unless the role may record what the data says of that side."""
    require(role, "assessments.record")
    refuse_own_firm(role, member.pk, member.organisation.name)
    if dimension not in COMPUTED:
        raise NotAllowed("This is judged by what the firm answers. Open its answers and judge them there.")


def may_assess(role: Role, member: Membership, dimension: Dimension) -> bool:
    """Whether the role may record what the data says of that side of the firm."""
    try:
        require_assessor(role, member, dimension)
    except NotAllowed:
        return False
    return True


def compute(member: Membership, dimension: Dimension, on: date) -> Computed:
    """What the data says today of one of `COMPUTED`."""
    return _finance(member, on) if dimension is Dimension.FINANCE else _capability(member, on)


def _finance(member: Membership, on: date) -> Computed:
    years = [accounts_of(year) for year in member.financial_years.all()]
    method = f"Altman and ratios, limits of {rules_date(finance_rules.LIMITS, on).isoformat()}"
    if not years:
        asked = ("the accounts of the last closed year, and of the year before",)
        return Computed(Judgement(Dimension.FINANCE, None, "", (), asked), {"years": []}, method)
    found = judge_finance(years, finance_rules.LIMITS, on)
    latest = max(year.year_end for year in years)
    if on - latest > STALE:
        old = f"The accounts are old: their year ended on {latest.isoformat()}."
        found = replace(found, notes=(*found.notes, old), missing=(*found.missing, "newer accounts"))
    return Computed(found, {"years": [json_value(year) for year in years]}, method)


def _capability(member: Membership, on: date) -> Computed:
    found = capabilities([member], on)[member.pk]
    method = f"Proof of claims, limits of {rules_date(capability_rules.LIMITS, on).isoformat()}"
    judgement = judge_capability(found, capability_rules.LIMITS, on)
    return Computed(judgement, json_value(found), method)


def rules_date(limits: Collection[Threshold], on: date) -> date:
    """The day since which the limits are as they are."""
    return max(limit.valid_from for limit in in_force(limits, on).values())


@transaction.atomic
def assess(
    role: Role,
    membership_id: int,
    dimension: Dimension,
    *,
    statement: str = "",
    evidence: Collection[int] = (),
    valid_until: date,
    seen: str,
    after: int,
    at: datetime,
) -> Assessment:
    """Record what the data says, with what the assessor adds; `seen` is the digest of what was looked at.

    `after` is the judgement that was the newest then, 0 for none. Raises NotAllowed, OwnFirm, Changed,
    JudgedMeanwhile or BadInput.
    """
    member = Membership.objects.select_for_update(of=("self",)).get(pk=membership_id)
    require_assessor(role, member, dimension)
    found = compute(member, dimension, day_of(at, role.cluster.time_zone))
    if found.digest != seen:
        raise Changed
    return record_assessment(
        role,
        member,
        found.judgement,
        method=found.method,
        inputs=found.inputs,
        statement=statement,
        evidence=EvidenceFile.objects.filter(pk__in=evidence),
        after=after,
        at=at,
        valid_until=valid_until,
    )
