"""Members over the API: who can do what, where."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from ninja.pagination import paginate

from midas.actions.access.permissions import require
from midas.actions.access.shown import Shown, sees
from midas.actions.members.find import Asked, find_members
from midas.actions.members.visible import visible_members
from midas.api.access import role_of
from midas.api.application import Page, Text, Whole
from midas.store.models import Competency, Membership, Offering

router = Router(tags=["members"])


class MemberOut(Schema):
    id: int
    name: str = Field(alias="organisation.name")
    identifier: str
    state: str
    sector: str = Field(alias="sector_group.slug")
    region: str = Field(alias="organisation.region")
    locality: str = Field(alias="organisation.locality")
    size: str = Field(alias="organisation.size")
    joined_on: date | None
    can_lead: bool
    reliability: Decimal
    reliability_evidence: int
    tags: list[str]

    @staticmethod
    def resolve_identifier(member: Membership) -> str:
        return f"{member.organisation.scheme}-{member.organisation.identifier}"


class OfferingOut(Schema):
    """`unit_price` and `set_up` in minor units; null where the reader may not see this firm's prices."""

    id: int
    title: str
    competency: str
    unit: str
    unit_price: Decimal | None
    set_up: int | None
    capacity: Decimal | None = Field(description="per month")
    min_order: Decimal
    quality: Decimal
    lead_time_days: int
    regions_served: list[str]
    is_core: bool
    valid_until: date | None


class CertificateOut(Schema):
    name: str
    issuer: str
    scope: str
    issued_on: date | None
    expires_on: date | None


class ResourceOut(Schema):
    code: str
    name: str
    unit: str
    capacity: Decimal = Field(description="per month")


class MemberDetail(MemberOut):
    summary: str
    sic_codes: list[str] = Field(alias="organisation.sic_codes")
    staff: int | None = Field(alias="organisation.staff")
    latitude: float = Field(alias="organisation.latitude")
    longitude: float = Field(alias="organisation.longitude")
    time_zone: str = Field(alias="organisation.time_zone")
    offerings: list[OfferingOut]
    certificates: list[CertificateOut]
    resources: list[ResourceOut]

    @staticmethod
    def resolve_offerings(member: Membership, context: dict[str, Any]) -> list[dict[str, Any]]:
        seen = sees(role_of(context["request"]), member, Shown.PRICES)
        return [_offering(offering, seen) for offering in member.offerings.all()]


class MemberFilter(Schema):
    """`competency` finds all who hold it or anything below it; `search` what the site's own search finds."""

    state: Text = "admitted"
    search: Text | None = Field(None, description="beginnings of words: name, number, place, work")
    sector: Text | None = None
    region: str | None = Field(
        None, description="region code or the beginning of one, e.g. UKE", max_length=8
    )
    competency: Text | None = Field(None, description="e.g. cpv:42600000")


class CompetencyOut(Schema):
    code: str
    label: str
    parent_code: str


@router.get("/members", response=list[MemberOut], operation_id="members", summary="Firms of the cluster")
@paginate(Page)
def members(request: HttpRequest, filters: Query[MemberFilter]) -> QuerySet[Membership]:
    role = require(role_of(request), "members.view")
    asked = Asked(filters.search, filters.state, filters.sector, filters.region, filters.competency)
    return find_members(role, asked, on=timezone.localdate())


@router.get("/members/{member_id}", response=MemberDetail, operation_id="member", summary="One firm in full")
def member(request: HttpRequest, member_id: Whole) -> Membership:
    role = require(role_of(request), "members.view")
    found = visible_members(role)
    return found.prefetch_related("offerings", "certificates", "resources").get(pk=member_id)


@router.get(
    "/competencies",
    response=list[CompetencyOut],
    operation_id="competencies",
    summary="The cluster's taxonomy",
)
@paginate(Page)
def competencies(request: HttpRequest, search: Text = "") -> QuerySet[Competency]:
    require(role_of(request), "members.view")
    return Competency.objects.filter(Q(label__icontains=search) | Q(code__icontains=search)).order_by(
        "code", "pk"
    )


def _offering(offering: Offering, seen: bool) -> dict[str, Any]:
    shown = {name: getattr(offering, name) for name in OfferingOut.model_fields}
    return shown if seen else {**shown, "unit_price": None, "set_up": None}
