"""What waits for those who judge, over the API: the desk's list, and names like listed ones."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema
from ninja.pagination import paginate

from midas.actions.access.permissions import require
from midas.actions.members.screen import Finding, conflicts, findings, judge_hit
from midas.api.access import role_of
from midas.api.application import Page, Text, Whole
from midas.core.values.moments import day_of
from midas.store.models import Membership
from midas.store.queries.desk import Desk, Line, Waiting, Wanted

router = Router(tags=["members"])


class DueOut(Schema):
    """A judgement that is due, the most urgent first."""

    membership_id: int
    firm: str
    sector: str
    state: str = Field(description="of the membership")
    dimension: str
    due: str = Field(description="applicant, lapsed, lapsing (within 60 days), not_assessable, or missing")
    bars: bool = Field(description="whether it keeps the firm out of teams")
    grade: str
    lapses: date | None
    missing: list[str] = Field(description="what to ask the firm for")

    @staticmethod
    def resolve_membership_id(one: Waiting) -> int:
        return one.member.pk

    @staticmethod
    def resolve_sector(one: Waiting) -> str:
        return one.member.sector_group.slug

    @staticmethod
    def resolve_state(one: Waiting) -> str:
        return one.member.state

    @staticmethod
    def resolve_due(one: Waiting) -> str:
        return one.kind.value

    @staticmethod
    def resolve_grade(one: Waiting) -> str:
        return one.row.grade if one.row else ""

    @staticmethod
    def resolve_missing(one: Waiting) -> list[str]:
        return one.row.missing if one.row else []


class FindingOut(Schema):
    """A name of ours that is like a listed one; without a verdict somebody still has to look."""

    membership_id: int
    firm: str
    name: str = Field(description="the firm's, or its officer's")
    is_person: bool
    listed: str
    list: str
    reference: str
    likeness: float = Field(description="0 to 1")
    reasons: list[str]
    key: str = Field(description="what a verdict on it is given under")
    verdict: str = Field(description="empty, cleared or upheld")
    reason: str
    by: str
    at: datetime | None


class SharedOut(Schema):
    """Somebody who is an officer of two firms or more."""

    name: str
    firms: list[str]


class VerdictIn(Schema):
    membership_id: Whole
    key: Text
    upheld: bool = Field(description="true: it is indeed the firm; false: it is another (cleared)")
    reason: Text = Field(description="how you know, so that nobody has to ask again")


@router.get(
    "/desk", response=list[DueOut], operation_id="desk", summary="What has to be judged, and what first"
)
@paginate(Page)
def desk(request: HttpRequest, dimension: Text = "", due: Text = "") -> Line:
    role = require(role_of(request), "assessments.view")
    on = day_of(timezone.now(), role.cluster.time_zone)
    return Desk(on).narrowed(Wanted(dimension=dimension, due=due))


@router.get(
    "/screening",
    response=list[FindingOut],
    operation_id="screening",
    summary="Firms and officers whose names are like listed ones",
)
@paginate(Page)
def screening(request: HttpRequest) -> list[dict[str, Any]]:
    require(role_of(request), "screening.load")
    return [_finding(one) for one in findings()]


@router.post(
    "/screening/verdicts",
    response=FindingOut,
    operation_id="screening_verdict",
    summary="Clear or uphold something screening found",
)
def verdict(request: HttpRequest, body: VerdictIn) -> dict[str, Any]:
    role = require(role_of(request), "screening.load")
    judge_hit(role, body.membership_id, body.key, upheld=body.upheld, reason=body.reason, at=timezone.now())
    member = Membership.objects.select_related("organisation").get(pk=body.membership_id)
    return _finding(next(one for one in findings(member) if one.hit.key == body.key))


@router.get(
    "/screening/shared-officers",
    response=list[SharedOut],
    operation_id="shared_officers",
    summary="Officers that several firms of the cluster share",
)
@paginate(Page)
def shared(request: HttpRequest) -> list[dict[str, Any]]:
    require(role_of(request), "screening.load")
    return [{"name": one.name, "firms": list(one.firms)} for one in conflicts()]


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "membership_id": one.member.pk,
        "firm": one.member.organisation.name,
        "name": one.hit.subject.name,
        "is_person": one.hit.subject.is_person,
        "listed": one.hit.listed.name,
        "list": one.hit.listed.list_name,
        "reference": one.hit.listed.reference,
        "likeness": one.hit.likeness,
        "reasons": list(one.hit.reasons),
        "key": one.hit.key,
        "verdict": one.verdict,
        "reason": one.reason,
        "by": one.by,
        "at": one.at,
    }
