"""Applications over the API: who wants to join, how far each is, and everything one of them says."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, FilterSchema, Query, Router, Schema

from midas.actions.access.permissions import may, require
from midas.actions.members.known import complete_groups, known_in
from midas.actions.members.move_membership import move_membership
from midas.api.access import role_of
from midas.api.application import Page, Text, Whole
from midas.core.members.application import STEPS, progress_of, without_prices
from midas.core.members.read_firm import read_firm
from midas.store.models import Application, Membership, Role

router = Router(tags=["members"])


class ApplicationOut(Schema):
    """`membership_id` is there once it was sent; from then on that membership's state tells."""

    id: int
    firm: str
    email: str
    state: str = Field(description="draft, sent or withdrawn")
    membership_id: int | None
    membership_state: str | None
    complete: int = Field(description="groups of questions that are complete")
    groups: int = Field(description="groups there are")
    created_at: datetime
    saved_at: datetime
    sent_at: datetime | None


class ApplicationsOut(Schema):
    items: list[ApplicationOut]
    count: int


class FaultOut(Schema):
    where: str
    message: str


class GroupOut(Schema):
    """One group of questions: as it was typed, and while it is a draft what is wrong with it."""

    slug: str
    progress: str = Field(description="not_started, needs_attention or complete")
    answers: dict[str, Any]
    faults: list[FaultOut]


class EvidenceOut(Schema):
    id: int
    kind: str
    title: str
    file_name: str
    size: int
    sha256: str
    uploaded_at: datetime


class ApplicationDetail(ApplicationOut):
    said: list[GroupOut]
    evidence: list[EvidenceOut]


class ApplicationFilterIn(FilterSchema):
    state: Text | None = None


class ReasonIn(Schema):
    reason: Text = Field(description="it stays on record, and the firm will ask")


@router.get(
    "/applications", response=ApplicationsOut, operation_id="applications", summary="Who wants to join"
)
def applications(
    request: HttpRequest, filters: Query[ApplicationFilterIn], page: Query[Page.Input]
) -> dict[str, Any]:
    role = require(role_of(request), "members.view_applicants")
    rows = filters.filter(_rows()).order_by("-saved_at", "-pk")
    shown = list(rows[page.offset : page.offset + page.limit])
    far = complete_groups(role.cluster, shown, at=timezone.now())
    return {"items": [_told(one, far[one.pk]) for one in shown], "count": rows.count()}


@router.get(
    "/applications/{application_id}",
    response=ApplicationDetail,
    operation_id="application",
    summary="Everything a firm says of itself that wants to join",
)
def application(request: HttpRequest, application_id: Whole) -> dict[str, Any]:
    role = require(role_of(request), "members.view_applicants")
    return _detail(role, _rows().get(pk=application_id))


@router.post(
    "/applications/{application_id}/assessment",
    response=ApplicationDetail,
    operation_id="begin_assessment",
    summary="Begin the assessment of a firm whose application is sent",
)
def begin_assessment(request: HttpRequest, application_id: Whole, body: ReasonIn) -> dict[str, Any]:
    role = require(role_of(request), "assessments.record")
    row = _rows().get(pk=application_id)
    if row.membership is None:
        raise Membership.DoesNotExist
    state = Membership.State.IN_ASSESSMENT
    move_membership(role, row.membership, state, at=timezone.now(), reason=body.reason, by=role.person)
    return _detail(role, row)


def _rows() -> Any:
    return Application.objects.select_related("cluster", "membership")


def _told(row: Application, complete: int) -> dict[str, Any]:
    names = ("id", "email", "state", "membership_id", "created_at", "saved_at", "sent_at")
    return {
        **{name: getattr(row, name) for name in names},
        "firm": str(row),
        "membership_state": row.membership.state if row.membership else None,
        "complete": complete,
        "groups": len(STEPS),
    }


def _detail(role: Role, row: Application) -> dict[str, Any]:
    draft = row.state == Application.State.DRAFT
    known = known_in(role.cluster, [row.answers], at=timezone.now()) if draft else None
    faults = read_firm(row.answers, known)[1] if known else {}
    answers = row.answers if may(role, "members.view_prices") else without_prices(row.answers)
    said = [
        {
            "slug": step.slug,
            "progress": progress_of(row.answers, step.slug, faults.get(step.slug, ())),
            "answers": answers.get(step.slug, {}),
            "faults": [{"where": one.where, "message": one.message} for one in faults.get(step.slug, ())],
        }
        for step in STEPS
    ]
    far = complete_groups(role.cluster, [row], at=timezone.now())
    return {**_told(row, far[row.pk]), "said": said, "evidence": list(row.evidence.all())}
