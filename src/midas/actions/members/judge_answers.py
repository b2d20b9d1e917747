"""An assessor judges what a firm answered: gate by gate, item by item, as answered or otherwise, and says why.

What is recorded is what was looked at. If the firm saved in the meantime, a proof ran out or a screening was decided,
nothing is recorded and the assessor is told; what they typed stays with them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from midas.actions.access.own_firm import refuse_own_firm
from midas.actions.access.permissions import require
from midas.actions.members.assess import problems_of, record_assessment
from midas.actions.members.judge import Changed
from midas.actions.members.questionnaire import NAMES, answers_of, contract_of, saved_by
from midas.actions.members.screen import notes_of, upheld_for
from midas.core.members.assessment import Dimension, Judgement, grade_of, written
from midas.core.members.collaboration import judge_collaboration
from midas.core.members.ethics import judge_ethics
from midas.core.members.given import StaleAnswers, faults, gate_answers, levels, unreasoned
from midas.core.values.amounts import major
from midas.core.values.moments import day_of
from midas.core.values.problems import BadInput, Problem
from midas.core.values.words import plain
from midas.rules.gates import GATES
from midas.rules.readiness import ITEMS, METHOD
from midas.store.models import Answers, Assessment, Membership, Role

Given = Mapping[str, Mapping[str, Any]]


def judgement_of(member: Membership, dimension: Dimension, given: Given, on: date) -> Judgement:
    """What some answers of a firm are worth on a day; upheld findings of screening fail it as a gate does."""
    if dimension is Dimension.COLLABORATION:
        return judge_collaboration(ITEMS, levels(given))
    contract = contract_of(member)
    found = judge_ethics(
        GATES,
        gate_answers(given),
        on,
        turnover=member.organisation.turnover,
        contract=contract,
        notes=(*notes_of(member), *_contract_note(member, contract, on)),
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


def _contract_note(member: Membership, contract: int | None, on: date) -> list[str]:
    """That a contract is so large that gates count which others are not asked."""
    if not any(
        gate.contract_from and gate.applies(on, member.organisation.turnover, contract) for gate in GATES
    ):
        return []
    currency = member.cluster.currency
    worth = f"{currency} {plain(major(contract or 0, currency), 2)}"
    return [f"The largest contract it is in is worth {worth} a year, so what such contracts ask for counts."]


def seen_of(member: Membership, dimension: Dimension, on: date) -> str:
    """What tells one state of a firm's answers and what they are worth from another: their version and a digest."""
    kept = answers_of(member, dimension)
    found = judgement_of(member, dimension, kept.given if kept else {}, on)
    text = json.dumps([[written(one) for one in found.measures], found.failed, found.notes], sort_keys=True)
    return f"{kept.version if kept else 0}.{hashlib.sha256(text.encode()).hexdigest()[:16]}"


@transaction.atomic
def judge_answers(
    role: Role,
    membership_id: int,
    dimension: Dimension,
    changed: Given,
    *,
    statement: str,
    valid_until: date,
    seen: str,
    after: int,
    at: datetime,
) -> Assessment:
    """Record the judgement of a firm's answers, with those in `changed` instead of what the firm said.

    Each change gives its `reason`. `seen` is what `seen_of` said when the assessor looked, `after` the judgement that
    was the newest then. Raises NotAllowed, OwnFirm, StaleAnswers where the firm saved since, Changed where what the
    answers are worth did, JudgedMeanwhile, or BadInput with everything that is wrong.
    """
    require(role, "assessments.record")
    rows = Membership.objects.select_for_update(of=("self",)).select_related("organisation", "cluster")
    member, on = rows.get(pk=membership_id), day_of(at, role.cluster.time_zone)
    refuse_own_firm(role, member.pk, member.organisation.name)
    kept = _as_seen(member, dimension, seen, on)
    wrong = _wrong(member, dimension, changed, statement, valid_until, on)
    if wrong:
        raise BadInput(wrong)
    given, reasons = _with(kept.given if kept else {}, changed)
    return record_assessment(
        role,
        member,
        _reasoned(judgement_of(member, dimension, given, on), reasons),
        method=METHOD if dimension is Dimension.COLLABORATION else "Gates of ethics, November 2026",
        inputs={
            "given": given,
            "changed_by_assessor": sorted(changed),
            "reasons": reasons,
            "version": kept.version if kept else 0,
        },
        statement=statement,
        after=after,
        at=at,
        valid_until=valid_until,
    )


def _as_seen(member: Membership, dimension: Dimension, seen: str, on: date) -> Answers | None:
    """The firm's answers, locked, if they are those that were looked at. Raises StaleAnswers or Changed."""
    kept = Answers.objects.select_for_update().filter(membership=member, dimension=dimension.value).first()
    now = seen_of(member, dimension, on)
    if seen == now:
        return kept
    if kept is not None and seen.partition(".")[0] != str(kept.version):
        raise StaleAnswers(kept.given, kept.version, saved_by(kept))
    raise Changed


def _wrong(
    member: Membership, dimension: Dimension, changed: Given, statement: str, valid_until: date, on: date
) -> tuple[Problem, ...]:
    missing = Problem("statement", "Say in a few words why you judge so; the firm reads it.")
    return (
        *faults(changed, NAMES[dimension]),
        *unreasoned(changed),
        *(() if statement.strip() else (missing,)),
        *problems_of(member, statement, (), on, valid_until),
    )


def _with(said: Given, changed: Given) -> tuple[dict[str, Any], dict[str, str]]:
    """The answers as they count, and by question why the assessor changed one."""
    answers = {
        name: {key: value for key, value in answer.items() if key != "reason"}
        for name, answer in changed.items()
    }
    given = {**said, **{name: {**said.get(name, {}), **answer} for name, answer in answers.items()}}
    return given, {name: str(answer["reason"]).strip() for name, answer in changed.items()}


def _reasoned(judgement: Judgement, reasons: Mapping[str, str]) -> Judgement:
    """The judgement in which each measure that the assessor changed says so, and why."""
    measures = tuple(
        replace(one, why=f"{one.why} The assessor found otherwise than the firm said: {reasons[one.name]}")
        if one.name in reasons
        else one
        for one in judgement.measures
    )
    return replace(judgement, measures=measures)
