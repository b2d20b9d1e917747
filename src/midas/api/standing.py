"""How members stand, over the API: assessments, accounts, and whether a firm may be in teams."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema

from midas.actions.access.permissions import NotAllowed, may, require
from midas.actions.access.shown import Shown, sees, sees_why
from midas.actions.members.visible import visible_members
from midas.api.access import role_of
from midas.api.application import Whole
from midas.core.members.assessment import Dimension
from midas.core.values.moments import day_of
from midas.store.models import Assessment, FinancialYear, Membership, Role
from midas.store.queries import standing as queries

router = Router(tags=["members"])


class MeasureOut(Schema):
    """`value` is null where it is not known, and where the reader may not see the accounts behind it."""

    name: str
    value: Decimal | None
    points: Decimal | None = Field(description="0 to 1; null: not known")
    weight: int
    why: str


class ReasonsOut(Schema):
    """What a grade rests on."""

    method: str
    statement: str
    measures: list[MeasureOut]
    missing: list[str] = Field(description="what to ask the firm for")
    notes: list[str]


class AssessmentOut(Schema):
    """The newest judgement of a dimension. Without a score: not assessable; without `assessed_on`: not assessed."""

    dimension: str
    status: str = Field(
        description="valid, lapsing (within 60 days), lapsed, failed (a gate), or not_assessed"
    )
    score: Decimal | None
    grade: str
    failed: list[str] = Field(description="gates that no score makes good")
    assessed_on: date | None
    valid_until: date | None
    why: ReasonsOut | None = Field(description="null where the reader may see grades only")


class YearOut(Schema):
    """One year of accounts, in minor units; null is not stated."""

    year_end: date
    months: int
    turnover: int | None
    ebit: int | None
    interest: int | None
    total_assets: int | None
    current_assets: int | None
    stock: int | None
    debtors: int | None
    cash: int | None
    current_liabilities: int | None
    total_liabilities: int | None
    retained_earnings: int | None
    equity: int | None
    source: str


class BarOut(Schema):
    dimension: str | None
    why: str
    what_to_do: str


class EligibilityOut(Schema):
    """Whether a firm may be in new teams today, and everything that keeps it out."""

    eligible: bool
    bars: list[BarOut]


@router.get(
    "/members/{member_id}/assessments",
    response=list[AssessmentOut],
    operation_id="member_assessments",
    summary="How a firm stands on the four dimensions",
)
def assessments(request: HttpRequest, member_id: Whole) -> list[dict[str, Any]]:
    role = role_of(request)
    member = visible_members(role).get(pk=member_id)
    if not sees(role, member, Shown.ASSESSMENTS):
        raise NotAllowed("Grades of this firm are not shown to your role; its owner may open them.")
    judged, on = queries.newest([member.pk]).get(member.pk, {}), _today(role)
    return [_assessment(role, member, dimension, judged.get(dimension.value), on) for dimension in Dimension]


@router.get(
    "/members/{member_id}/accounts",
    response=list[YearOut],
    operation_id="member_accounts",
    summary="A firm's accounts, newest year first",
)
def accounts(request: HttpRequest, member_id: Whole) -> list[FinancialYear]:
    role = require(role_of(request), "members.view")
    member = visible_members(role).get(pk=member_id)
    if not sees(role, member, Shown.ACCOUNTS):
        raise NotAllowed(
            "Accounts are seen by the firm, the committee, coaches, and whom its owner shows them to."
        )
    return list(member.financial_years.all())


@router.get(
    "/members/{member_id}/eligibility",
    response=EligibilityOut,
    operation_id="member_eligibility",
    summary="Whether a firm may be in new teams, and why not",
)
def eligibility(request: HttpRequest, member_id: Whole) -> dict[str, Any]:
    role = require(role_of(request), "members.view")
    member = visible_members(role).get(pk=member_id)
    if member.pk != role.membership_id and not may(role, "assessments.view"):
        raise NotAllowed(
            "Whether a firm is eligible is told to the firm itself and to those who broker or judge."
        )
    judged = queries.newest([member.pk]).get(member.pk, {})
    bars = queries.blocking(member, judged, _today(role))
    told = [{"dimension": bar.dimension, "why": bar.why, "what_to_do": bar.what_to_do} for bar in bars]
    return {"eligible": not bars, "bars": told}


def _today(role: Role) -> date:
    return day_of(timezone.now(), role.cluster.time_zone)


def _assessment(
    role: Role, member: Membership, dimension: Dimension, row: Assessment | None, on: date
) -> dict[str, Any]:
    if row is None:
        nothing = dict.fromkeys(("score", "assessed_on", "valid_until", "why"))
        return {**nothing, "dimension": dimension, "status": "not_assessed", "grade": "", "failed": []}
    figures = dimension is not Dimension.FINANCE or sees(role, member, Shown.ACCOUNTS)
    return {
        "dimension": dimension,
        "status": _status(row, on),
        "score": row.score,
        "grade": row.grade,
        "failed": row.failed if sees_why(role, member) else [],
        "assessed_on": row.assessed_on,
        "valid_until": row.valid_until,
        "why": _reasons(row, figures) if sees_why(role, member) else None,
    }


def _status(row: Assessment, on: date) -> str:
    standing = queries.standing(row)
    if standing.lapsed(on):
        return "lapsed"
    return "failed" if row.failed else "lapsing" if standing.lapsing(on) else "valid"


def _reasons(row: Assessment, figures: bool) -> dict[str, Any]:
    hidden = {} if figures else {"value": None, "why": ""}
    return {
        "method": row.method,
        "statement": row.statement,
        "measures": [{**kept, **hidden} for kept in row.measures],
        "missing": row.missing,
        "notes": row.notes if figures else [],
    }
