"""An assessor judges what a firm answered: gate by gate, item by item, as answered or otherwise, and says why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from midas.actions.access.permissions import require
from midas.actions.members.assess import record_assessment
from midas.actions.members.questionnaire import NAMES, answers_of
from midas.actions.members.screen import notes_of, upheld_for
from midas.core.members.assessment import Dimension, Judgement, grade_of
from midas.core.members.collaboration import judge_collaboration
from midas.core.members.ethics import judge_ethics
from midas.core.members.given import faults, gate_answers, levels
from midas.core.values.moments import day_of
from midas.core.values.problems import BadInput
from midas.rules.gates import GATES
from midas.rules.readiness import ITEMS, METHOD
from midas.store.models import Assessment, Membership, Role

Given = Mapping[str, Mapping[str, Any]]


def judgement_of(member: Membership, dimension: Dimension, given: Given, on: date) -> Judgement:
    """What some answers of a firm are worth on a day; upheld findings of screening fail it as a gate does."""
    if dimension is Dimension.COLLABORATION:
        return judge_collaboration(ITEMS, levels(given))
    found = judge_ethics(
        GATES, gate_answers(given), on, turnover=member.organisation.turnover, notes=notes_of(member)
    )
    upheld = upheld_for(member)
    if not upheld:
        return found
    lowest = Decimal("0.0")
    return Judgement(
        found.dimension,
        lowest,
        grade_of(lowest),
        found.measures,
        found.missing,
        (*found.failed, *upheld),
        found.notes,
    )


def judge_answers(
    role: Role,
    membership_id: int,
    dimension: Dimension,
    changed: Given,
    *,
    statement: str,
    valid_until: date,
    at: datetime,
) -> Assessment:
    """Record the judgement of a firm's answers, with those in `changed` instead of what the firm said.

    Raises NotAllowed, or BadInput with everything that is wrong.
    """
    require(role, "assessments.record")
    member = Membership.objects.select_related("organisation", "cluster").get(pk=membership_id)
    wrong = tuple(faults(changed, NAMES[dimension]))
    if wrong:
        raise BadInput(wrong)
    kept = answers_of(member, dimension)
    said = kept.given if kept else {}
    given = {**said, **{name: {**said.get(name, {}), **answer} for name, answer in changed.items()}}
    return record_assessment(
        role,
        member,
        judgement_of(member, dimension, given, day_of(at, role.cluster.time_zone)),
        method=METHOD if dimension is Dimension.COLLABORATION else "Gates of ethics, November 2026",
        inputs={
            "given": given,
            "changed_by_assessor": sorted(changed),
            "version": kept.version if kept else 0,
        },
        statement=statement,
        evidence=(),
        at=at,
        valid_until=valid_until,
    )
