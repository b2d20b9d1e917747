"""Which demand is worth whose time, over the API: from the demand's side and from the member's."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema
from ninja.pagination import paginate

from midas.actions.access.permissions import require
from midas.actions.demand.answer_match import answer_match
from midas.actions.demand.request_matching import request_matching
from midas.api.access import role_of
from midas.api.application import Page, Text, Whole
from midas.store.models import Match, MatchAnswer, MatchRun, Opportunity
from midas.store.queries import matches as queries

router = Router(tags=["demand"])


class ReasonOut(Schema):
    kind: str
    words: str


class MatchOut(Schema):
    """A demand and a member; `score` is 0 to 100, `parts` what each known signal gave, 0 to 1."""

    opportunity_id: int
    title: str = Field(alias="opportunity.title")
    membership_id: int
    score: int
    place: int | None = Field(description="among the demand's members; 1 is first")
    parts: dict[str, float]
    reasons: list[ReasonOut]
    matched_at: datetime


class AnswerIn(Schema):
    """`membership_id`: your own firm's, or for brokers any member's."""

    membership_id: Whole
    wanted: bool
    reason: Text = ""


class AnswerOut(Schema):
    opportunity_id: int
    membership_id: int
    side: str = Field(description="firm or broker")
    wanted: bool
    reason: str
    at: datetime


class RunOut(Schema):
    """`state`: waiting, running, done or failed. `learned` says what the weights rest on."""

    id: int
    state: str
    is_full: bool
    requested_at: datetime
    finished_at: datetime | None
    opportunities: int
    done: int
    members: int
    answers: int
    learned: dict[str, Any]
    problem: str


@router.get(
    "/opportunities/{opportunity_id}/matches",
    response=list[MatchOut],
    operation_id="matches",
    summary="The members who could take a part, the best first, and why",
)
@paginate(Page)
def matches(request: HttpRequest, opportunity_id: Whole) -> QuerySet[Match]:
    require(role_of(request), "matches.view")
    found = Opportunity.objects.only("pk").get(pk=opportunity_id)
    return queries.matches_of_demand(found.pk).select_related("opportunity")


@router.get(
    "/worthwhile",
    response=list[MatchOut],
    operation_id="worthwhile",
    summary="Open demand worth your own firm's time, the best first, and why",
)
@paginate(Page)
def worthwhile(request: HttpRequest) -> QuerySet[Match]:
    role = require(role_of(request), "matches.own")
    return queries.matches_of_member(role.membership_id or 0, timezone.now())


@router.post(
    "/opportunities/{opportunity_id}/matches/answers",
    response={201: AnswerOut},
    operation_id="answer_match",
    summary="Say whether a demand is worth a member's time",
)
def answer(request: HttpRequest, opportunity_id: Whole, said: AnswerIn) -> tuple[int, MatchAnswer]:
    return 201, answer_match(
        role_of(request),
        opportunity_id,
        said.membership_id,
        wanted=said.wanted,
        reason=said.reason,
        at=timezone.now(),
    )


@router.get(
    "/matching", response=list[RunOut], operation_id="matching_runs", summary="Matching runs, newest first"
)
@paginate(Page)
def runs(request: HttpRequest) -> QuerySet[MatchRun]:
    require(role_of(request), "matches.run")
    return MatchRun.objects.all()


@router.post(
    "/matching",
    response={202: RunOut},
    operation_id="request_matching",
    summary="Match all open demand; the run under way if there is one",
)
def request_run(request: HttpRequest) -> tuple[int, MatchRun]:
    return 202, request_matching(role_of(request), at=timezone.now())
