"""Decisions over the API: what is put to the vote, how it stands, and casting a vote."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, FilterSchema, Query, Router, Schema
from ninja.pagination import paginate

from midas.actions.access.permissions import require
from midas.actions.members import decide
from midas.actions.members.give_proxy import give_proxy, own_proxies
from midas.actions.members.motion_count import standing
from midas.actions.members.motion_sight import sees_discussion, visible_motions
from midas.actions.members.poll import awaiting
from midas.api.access import role_of
from midas.api.application import Page, Text, Whole
from midas.core.members.motions import DAYS, LONGEST_DAYS, MAJORITY, QUORUM, Wording
from midas.store.models import Motion, Proxy, Remark, Role

router = Router(tags=["members"])


class MotionOut(Schema):
    """`outcome` is what is kept of the count; of a secret ballot, who voted what is in no answer."""

    id: int
    kind: str
    title: str
    text: str
    membership_id: int | None
    rules_id: int | None
    conditions: str
    probation_until: date | None
    electorate: str
    quorum: Decimal = Field(description="part of all votes that has to be cast")
    majority: Decimal = Field(description="part of yes and no that has to be exceeded")
    is_secret: bool
    state: str
    opened_at: datetime
    closes_at: datetime
    closed_at: datetime | None
    outcome: dict[str, Any]


class CastOut(Schema):
    voter: str
    choice: str = Field(description="yes, no, abstain or recused")
    by: str = Field(description="who holds the voter's proxy, where they voted for them")
    reason: str


class FiguresOut(Schema):
    yes: int
    no: int
    abstain: int
    base: int = Field(description="all votes there are")


class AsideOut(Schema):
    voter: str
    why: str


class MotionDetail(MotionOut):
    """How it stands now. While a secret ballot is open there are no `figures`; nor is it ever told who voted what."""

    figures: FiguresOut | None
    cast: list[CastOut]
    waiting: list[str] = Field(description="who may still vote, or did not")
    aside: list[AsideOut]
    may_vote: bool
    has_voted: bool


class RemarkOut(Schema):
    id: int
    words: str
    written_at: datetime
    written_by: str | None

    @staticmethod
    def resolve_written_by(remark: Remark) -> str | None:
        return remark.written_by.name if remark.written_by else None


class WordsIn(Schema):
    words: Text


class ReasonIn(Schema):
    reason: Text


class WordingIn(Schema):
    """A motion; `membership_id` for those about a firm (admit, decline, suspend, reinstate), `rules_id` for rules."""

    kind: Text
    title: Text
    text: Text = ""
    membership_id: Whole | None = None
    rules_id: Whole | None = None
    conditions: Text = ""
    probation_until: date | None = None
    electorate: Text = "committee"
    quorum: Decimal = Field(QUORUM, ge=0, le=1, max_digits=5, decimal_places=4)
    majority: Decimal = Field(MAJORITY, ge=0, le=1, max_digits=5, decimal_places=4)
    days: int = Field(DAYS, ge=1, le=LONGEST_DAYS)
    is_secret: bool = False


class ProxyOut(Schema):
    id: int
    giver: str
    holder: str
    starts_at: datetime
    ends_at: datetime

    @staticmethod
    def resolve_giver(proxy: Proxy) -> str:
        return str(proxy.giver_firm or proxy.giver_person)

    @staticmethod
    def resolve_holder(proxy: Proxy) -> str:
        return str(proxy.holder_firm or proxy.holder_person)


class ProxyIn(Schema):
    """`holder` is a person for committee members, a membership for firms."""

    holder: Whole
    starts_at: datetime
    ends_at: datetime


class MotionFilterIn(FilterSchema):
    state: Text | None = None
    kind: Text | None = None


class VoteIn(Schema):
    """`choice` is yes, no, abstain or recused; a reason is kept on open ballots only."""

    choice: Text
    reason: Text = ""


@router.get("/motions", response=list[MotionOut], operation_id="motions", summary="What is decided by vote")
@paginate(Page)
def motions(request: HttpRequest, filters: Query[MotionFilterIn]) -> QuerySet[Motion]:
    return filters.filter(visible_motions(role_of(request))).order_by("-opened_at", "-pk")


@router.get(
    "/motions/awaiting",
    response=list[MotionOut],
    operation_id="motions_awaiting",
    summary="What waits for one's own vote",
)
@paginate(Page)
def motions_awaiting(request: HttpRequest) -> list[Motion]:
    return awaiting(require(role_of(request), "motions.view"), at=timezone.now())


@router.post(
    "/motions", response={201: MotionDetail}, operation_id="open_motion", summary="Put something to the vote"
)
def open_motion(request: HttpRequest, body: WordingIn) -> tuple[int, dict[str, Any]]:
    role, given = role_of(request), body.dict()
    wording = Wording(membership=given.pop("membership_id"), rules=given.pop("rules_id"), **given)
    return 201, _detail(role, decide.open_motion(role, wording, at=timezone.now()))


@router.get("/motions/{motion_id}", response=MotionDetail, operation_id="motion", summary="One motion")
def motion(request: HttpRequest, motion_id: Whole) -> dict[str, Any]:
    role = role_of(request)
    return _detail(role, visible_motions(role).get(pk=motion_id))


@router.post(
    "/motions/{motion_id}/votes", response=MotionDetail, operation_id="vote", summary="Cast one's vote"
)
def cast_vote(request: HttpRequest, motion_id: Whole, body: VoteIn) -> dict[str, Any]:
    """The vote is the person's own, or that of their firm. A later one counts instead of an earlier one."""
    role = role_of(request)
    return _detail(role, decide.vote(role, motion_id, body.choice, reason=body.reason, at=timezone.now()))


@router.post(
    "/motions/{motion_id}/withdrawal",
    response=MotionDetail,
    operation_id="withdraw_motion",
    summary="Take an open motion back",
)
def withdraw(request: HttpRequest, motion_id: Whole, body: ReasonIn) -> dict[str, Any]:
    role = role_of(request)
    return _detail(role, decide.withdraw(role, motion_id, body.reason, at=timezone.now()))


@router.get(
    "/motions/{motion_id}/remarks",
    response=list[RemarkOut],
    operation_id="remarks",
    summary="What is said about a motion, the oldest first",
)
@paginate(Page)
def remarks(request: HttpRequest, motion_id: Whole) -> QuerySet[Remark]:
    """None for who takes no part in the discussion, as on the page of the motion."""
    role = role_of(request)
    found = visible_motions(role).get(pk=motion_id)
    rows = found.remarks.select_related("written_by").order_by("written_at", "pk")
    return rows if sees_discussion(role, found) else rows.none()


@router.post(
    "/motions/{motion_id}/remarks",
    response={201: RemarkOut},
    operation_id="remark",
    summary="Say something about an open motion",
)
def remark(request: HttpRequest, motion_id: Whole, body: WordsIn) -> tuple[int, Remark]:
    return 201, decide.remark(role_of(request), motion_id, body.words, at=timezone.now())


@router.get(
    "/proxies", response=list[ProxyOut], operation_id="proxies", summary="The proxies one gave or holds"
)
@paginate(Page)
def proxies(request: HttpRequest) -> QuerySet[Proxy]:
    return own_proxies(require(role_of(request), "motions.view"))


@router.post(
    "/proxies", response={201: ProxyOut}, operation_id="give_proxy", summary="Let somebody vote for oneself"
)
def proxy(request: HttpRequest, body: ProxyIn) -> tuple[int, Proxy]:
    role = role_of(request)
    made = give_proxy(role, body.holder, starts_at=body.starts_at, ends_at=body.ends_at, at=timezone.now())
    return 201, made


def _detail(role: Role, motion: Motion) -> dict[str, Any]:
    now = standing(motion, role, at=timezone.now())
    return {
        **{name: getattr(motion, name) for name in MotionOut.model_fields},
        "figures": now.figures,
        "cast": now.lines,
        "waiting": now.waiting,
        "aside": [{"voter": voter, "why": why} for voter, why in now.aside],
        "may_vote": now.may_vote,
        "has_voted": now.has_voted,
    }
