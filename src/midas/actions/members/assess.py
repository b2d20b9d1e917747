"""An assessor records a judgement of a firm; it then counts for its dimension until a newer one is recorded.

Nobody judges their own firm. Two who judge at once, or a page that is sent twice, are noticed: a judgement names the
one it follows.

UnableToMove
└── JudgedMeanwhile    another judgement was recorded since the assessor looked
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from midas.actions.access.events import record
from midas.actions.access.own_firm import refuse_own_firm
from midas.actions.access.permissions import require
from midas.core.members.assessment import Judgement, written
from midas.core.values.moments import day_of
from midas.core.values.problems import BadInput, Problem
from midas.core.values.states import UnableToMove
from midas.store.models import Assessment, AssessmentEvidence, EvidenceFile, Membership, Role
from midas.store.queries.standing import newest

LONGEST_VALIDITY = timedelta(days=3 * 366)
LONGEST_STATEMENT = 10_000
NOT_ASSESSABLE = "not assessable"


class JudgedMeanwhile(UnableToMove):
    """A judgement of this dimension was recorded after the reader had opened the page; nothing was recorded twice."""

    def __init__(self) -> None:
        super().__init__(
            "A judgement of this was recorded since you opened the page, by you or somebody else, so nothing was "
            "recorded now. Look at that one; record again only if you still judge otherwise."
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
    after: int,
    at: datetime,
    valid_until: date,
) -> Assessment:
    """Keep a judgement with all it rests on, as the firm's newest of its dimension.

    `inputs` is what was judged, as JSON; `method` says how, with the date of the rules; `statement` is what the
    assessor adds; `after` is the judgement that was the newest when the assessor looked, 0 for none. Raises
    NotAllowed, OwnFirm, JudgedMeanwhile, or BadInput with everything that is wrong.
    """
    require(role, "assessments.record")
    refuse_own_firm(role, membership.pk, membership.organisation.name)
    Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    before = newest_of(membership, judgement.dimension.value)
    if after != (before.pk if before else 0):
        raise JudgedMeanwhile
    files = list(evidence)
    on = day_of(at, role.cluster.time_zone)
    problems = tuple(problems_of(membership, statement, files, on, valid_until))
    if problems:
        raise BadInput(problems)
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


def newest_of(membership: Membership, dimension: str) -> Assessment | None:
    """The judgement of a dimension that counts, if there is one."""
    return newest([membership.pk]).get(membership.pk, {}).get(dimension)


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


def problems_of(
    membership: Membership, statement: str, evidence: Iterable[EvidenceFile], on: date, valid_until: date
) -> Iterator[Problem]:
    """What is wrong with what an assessor adds to a judgement of the firm."""
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
