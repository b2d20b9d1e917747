"""What a demand's text asks for, and whether to bid, over the API."""

from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from midas.actions.access.permissions import require
from midas.actions.demand.bid_sheet import bid_sheet
from midas.actions.demand.decide_bid import Decided, decide_bid
from midas.actions.demand.judge_condition import judge_condition
from midas.api.access import role_of
from midas.api.application import Whole
from midas.core.demand.clauses import Finding
from midas.core.demand.winners import Winner
from midas.core.values.moments import day_of
from midas.store.models import BidDecision, Opportunity
from midas.store.queries.conditions import Judged, conditions

router = Router(tags=["demand"])


class ConditionOut(Schema):
    key: str
    kind: str
    name: str
    confidence: int
    sentence: str
    place: str
    lot: str
    amount: int | None
    currency: str
    multiple: str | None
    on: date | None
    months: int | None
    alternative: bool
    holds: bool | None


class JudgementIn(Schema):
    key: str
    holds: bool


class LineOut(Schema):
    name: str
    light: str | None
    figure: str
    why: str


class WinnerOut(Schema):
    name: str
    awards: int
    joint: int
    value: int | None


class SheetOut(Schema):
    lines: list[LineOut]
    awards: int
    cpv: str
    buyer: str
    winners: list[WinnerOut]


class DecisionOut(Schema):
    id: int
    choice: str
    reason: str
    strategic: int | None
    answer: str
    sheet: list[LineOut]
    at: datetime


class DecisionIn(Schema):
    choice: str
    reason: str
    strategic: int | None = None
    answer: str = ""


@router.get(
    "/opportunities/{opportunity_id}/conditions",
    response=list[ConditionOut],
    operation_id="conditions",
    summary="What its text asks for, each with its sentence",
)
def read(request: HttpRequest, opportunity_id: Whole) -> list[ConditionOut]:
    role = require(role_of(request), "requirements.view")
    opportunity = Opportunity.objects.get(pk=opportunity_id)
    on = day_of(timezone.now(), role.cluster.time_zone)
    return [_condition(one) for one in conditions(opportunity, role.cluster.currency, on)]


@router.post(
    "/opportunities/{opportunity_id}/conditions",
    response=list[ConditionOut],
    operation_id="judge_condition",
    summary="Say whether one of them holds",
)
def judge(request: HttpRequest, opportunity_id: Whole, new: JudgementIn) -> list[ConditionOut]:
    role = require(role_of(request), "requirements.change")
    judge_condition(role, opportunity_id, new.key, new.holds, at=timezone.now())
    return read(request, opportunity_id)


@router.get(
    "/opportunities/{opportunity_id}/bid",
    response=SheetOut,
    operation_id="bid_sheet",
    summary="What speaks for and against bidding",
)
def sheet(request: HttpRequest, opportunity_id: Whole) -> SheetOut:
    role = require(role_of(request), "decisions.view")
    lines, usual = bid_sheet(role, Opportunity.objects.get(pk=opportunity_id), timezone.now())
    return SheetOut(
        lines=[LineOut(name=one.name, light=one.light, figure=one.figure, why=one.why) for one in lines],
        awards=usual.market.awards if usual else 0,
        cpv=usual.code if usual else "",
        buyer=usual.buyer if usual else "",
        winners=[_winner(one) for one in (usual.market.winners if usual else ())],
    )


def _winner(one: Winner) -> WinnerOut:
    return WinnerOut(name=one.name, awards=one.awards, joint=one.joint, value=one.worth or None)


@router.get(
    "/opportunities/{opportunity_id}/decisions",
    response=list[DecisionOut],
    operation_id="bid_decisions",
    summary="What was decided, newest first, with the sheet as it stood",
)
def decisions(request: HttpRequest, opportunity_id: Whole) -> list[BidDecision]:
    require(role_of(request), "decisions.view")
    return list(Opportunity.objects.get(pk=opportunity_id).bid_decisions.all())


@router.post(
    "/opportunities/{opportunity_id}/decisions",
    response={201: DecisionOut},
    operation_id="decide_bid",
    summary="Decide whether to bid: bid, no_bid or later, with the reason",
)
def decide(request: HttpRequest, opportunity_id: Whole, new: DecisionIn) -> tuple[int, BidDecision]:
    role = require(role_of(request), "opportunities.change")
    at = timezone.now()
    lines, _usual = bid_sheet(role, Opportunity.objects.get(pk=opportunity_id), at)
    return 201, decide_bid(role, opportunity_id, Decided(**new.dict()), lines, at=at)


def _condition(one: Judged) -> ConditionOut:
    found: Finding = one.finding
    return ConditionOut(
        key=found.key,
        kind=found.kind,
        name=found.name,
        confidence=found.confidence,
        sentence=found.sentence,
        place=found.place,
        lot=found.lot,
        amount=found.amount,
        currency=found.currency,
        multiple=None if found.multiple is None else str(found.multiple),
        on=found.on,
        months=found.months,
        alternative=found.alternative,
        holds=None if one.verdict is None else one.verdict.holds,
    )
