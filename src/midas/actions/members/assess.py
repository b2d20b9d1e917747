"""An assessor records a judgement of a firm; it then counts for its dimension until a newer one is recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from midas.actions.access.events import record
from midas.actions.access.permissions import NotAllowed, require
from midas.core.members.assessment import Judgement, Measure
from midas.core.values.moments import day_of
from midas.core.values.problems import BadInput, Problem
from midas.store.models import Assessment, AssessmentEvidence, EvidenceFile, Membership, Role


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
    """Keep a judgement with all it rests on. Raises NotAllowed, or BadInput where it would have lapsed already."""
    require(role, "assessments.record")
    if Role.objects.filter(person_id=role.person_id, membership=membership).exists():
        raise NotAllowed("You belong to this firm, and nobody assesses their own firm. Ask another assessor.")
    on = day_of(at, role.cluster.time_zone)
    if valid_until < on:
        raise BadInput([Problem("valid_until", "It would have lapsed already: choose a day from today on.")])
    made = Assessment.objects.create(
        cluster_id=role.cluster_id,
        membership=membership,
        dimension=judgement.dimension.value,
        score=judgement.score,
        grade=judgement.grade,
        measures=[_written(one) for one in judgement.measures],
        missing=list(judgement.missing),
        failed=list(judgement.failed),
        notes=list(judgement.notes),
        method=method,
        inputs=dict(inputs),
        statement=statement.strip(),
        assessor=role.person,
        assessed_on=on,
        valid_until=valid_until,
    )
    AssessmentEvidence.objects.bulk_create(
        AssessmentEvidence(cluster_id=role.cluster_id, assessment=made, evidencefile=file)
        for file in evidence
    )
    record(
        membership,
        f"membership.{made.dimension}_assessed",
        by=role.person,
        at=at,
        reason=made.statement,
        details={"assessment": made.pk, "grade": made.grade},
    )
    return made


def _written(measure: Measure) -> dict[str, Any]:
    return {
        "name": measure.name,
        "value": None if measure.value is None else str(float(measure.value)),
        "points": None if measure.points is None else str(float(measure.points)),
        "weight": measure.weight,
        "why": measure.why,
        "missing": list(measure.missing),
    }
