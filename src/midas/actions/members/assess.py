"""An assessor records a judgement of a firm; it then counts for its dimension until a newer one is recorded.

UnableToAssess
└── OwnFirm    the assessor belongs to the firm: nobody judges their own
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from midas.actions.access.events import record
from midas.actions.access.permissions import NotAllowed, require
from midas.core.members.assessment import Judgement, written
from midas.core.values.moments import day_of
from midas.core.values.problems import BadInput, Problem
from midas.store.models import Assessment, AssessmentEvidence, EvidenceFile, Membership, Role

LONGEST_VALIDITY = timedelta(days=3 * 366)
LONGEST_STATEMENT = 10_000
NOT_ASSESSABLE = "not assessable"


class UnableToAssess(NotAllowed):
    """The judgement may not be recorded by this person; the message says why and who may."""


class OwnFirm(UnableToAssess):
    """The assessor belongs to the firm."""

    def __init__(self, firm: str) -> None:
        super().__init__(
            f"You belong to {firm}, and nobody assesses their own firm. Ask another assessor to do it."
        )


@transaction.atomic
def record_assessment(
    role: Role,
    membership: Membership,
    judgement: Judgement,
    *,
    method: str,
    inputs: Mapping[str, Any],
    statement: str = "",
    evidence: Iterable[EvidenceFile] = (),
    at: datetime,
    valid_until: date,
) -> Assessment:
    """Keep a judgement with all it rests on, as the firm's newest of its dimension.

    `inputs` is what was judged, as JSON; `method` says how, with the date of the rules; `statement` is what the
    assessor adds. Raises NotAllowed, OwnFirm, or BadInput with everything that is wrong.
    """
    require(role, "assessments.record")
    refuse_own_firm(role, membership)
    files = list(evidence)
    on = day_of(at, role.cluster.time_zone)
    problems = tuple(_problems(membership, statement, files, on, valid_until))
    if problems:
        raise BadInput(problems)
    before = membership.assessments.filter(dimension=judgement.dimension.value).first()
    made = Assessment.objects.create(
        cluster_id=role.cluster_id,
        membership=membership,
        **fields_of(judgement),
        method=method,
        inputs=dict(inputs),
        statement=statement.strip(),
        assessor=role.person,
        assessed_on=on,
        valid_until=valid_until,
    )
    AssessmentEvidence.objects.bulk_create(
        AssessmentEvidence(cluster_id=role.cluster_id, assessment=made, evidencefile=file) for file in files
    )
    record(
        membership,
        verb(made.dimension),
        by=role.person,
        at=at,
        reason=made.statement,
        details={**details(made), "grade_before": _word(before.grade) if before else ""},
    )
    return made


def verb(dimension: str) -> str:
    """What the event of a judgement is called; the state of the membership stays what it is."""
    return f"membership.{dimension}_assessed"


def details(made: Assessment) -> dict[str, Any]:
    """What the event of a judgement says of it."""
    return {
        "dimension": str(made.dimension),
        "assessment": made.pk,
        "grade": _word(made.grade),
        "valid_until": made.valid_until.isoformat(),
    }


def refuse_own_firm(role: Role, membership: Membership) -> None:
    """Separation of duties: raises OwnFirm for whoever holds any role at the firm, whichever they act in now."""
    if membership.pk == role.membership_id or (
        Role.objects.filter(person_id=role.person_id, membership=membership).exists()
    ):
        raise OwnFirm(membership.organisation.name)


def fields_of(judgement: Judgement) -> dict[str, Any]:
    """A judgement as the columns of an assessment."""
    return {
        "dimension": judgement.dimension.value,
        "score": judgement.score,
        "grade": judgement.grade,
        "measures": [written(measure) for measure in judgement.measures],
        "missing": list(judgement.missing),
        "failed": list(judgement.failed),
        "notes": list(judgement.notes),
    }


def _problems(
    membership: Membership, statement: str, evidence: Iterable[EvidenceFile], on: date, valid_until: date
) -> Iterator[Problem]:
    if valid_until < on:
        yield Problem("valid_until", "It would have lapsed already: choose a day from today on.")
    elif valid_until > on + LONGEST_VALIDITY:
        yield Problem("valid_until", "A judgement holds for three years at most: choose an earlier day.")
    if len(statement) > LONGEST_STATEMENT:
        yield Problem("statement", f"Must have at most {LONGEST_STATEMENT:,} characters.")
    for file in evidence:
        if file.membership_id != membership.pk:
            yield Problem("evidence", f"{file.title!r} is not a file of this firm.")


def _word(grade: str) -> str:
    return grade or NOT_ASSESSABLE
