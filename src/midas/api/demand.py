"""Demand over the API: opportunities, their notices, and requirements made precise."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, FilterSchema, Query, Router, Schema
from ninja.pagination import paginate

from midas.actions.access.permissions import may, require
from midas.actions.demand.move_opportunity import move_opportunity
from midas.actions.demand.propose_requirement import propose_requirement
from midas.actions.demand.request_import import request_import, too_large
from midas.actions.demand.save_requirement import save_requirement
from midas.actions.demand.write_opportunity import Facts, write_opportunity
from midas.api.access import role_of
from midas.api.application import Move, Page, Text, Whole
from midas.core.demand.coverage import Coverage
from midas.core.values.problems import BadInput, Problem
from midas.store.models import Notice, NoticeImport, Opportunity, Requirement
from midas.store.queries.coverage import cover_requirement
from midas.store.queries.demand import opportunities as all_opportunities
from midas.store.queries.demand import package_entry
from midas.store.uploads import is_hopeless, limited

router = Router(tags=["demand"])

# Said here and read by hand: django-ninja would take the whole file in before the role is asked for.
ONE_FILE = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "properties": {"file": {"type": "string", "format": "binary"}},
                "required": ["file"],
            }
        }
    },
}


class OpportunityOut(Schema):
    id: int
    title: str
    state: str
    door: str
    ocid: str
    buyer_name: str
    value: int | None
    currency: str
    cpv: str
    cpv_additional: list[str]
    region: str
    sme_suitable: bool | None
    published_at: datetime | None
    deadline_at: datetime | None
    starts_on: date | None
    ends_on: date | None


class OpportunityDetail(OpportunityOut):
    description: str
    buyer_identifier: str
    place: str
    procedure: str
    category: str
    source_status: str
    lots: list[dict[str, Any]]
    items: list[dict[str, Any]]
    documents: list[dict[str, Any]]
    awards: list[dict[str, Any]]
    requirement_id: int | None

    @staticmethod
    def resolve_requirement_id(opportunity: Opportunity) -> int | None:
        return Requirement.objects.filter(opportunity=opportunity).values_list("pk", flat=True).first()


class OpportunityIn(Schema):
    """A demand that came by another door than a public notice; `value` in minor units of the cluster's currency."""

    door: Literal["customer", "cluster"]
    title: Text
    description: Text = ""
    buyer_name: Text = ""
    value: int | None = Field(None, ge=0, le=10**15)
    cpv: list[Text] = Field(default_factory=list, max_length=50)
    region: Text = ""
    place: Text = ""
    deadline_at: datetime | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    sme_suitable: bool | None = None


class OpportunityFilter(FilterSchema):
    state: Text | None = None
    search: Text | None = None
    region: Text | None = Field(None, description="region code or the beginning of one")
    cpv: Text | None = Field(None, description="the beginning of the main CPV code")

    def filter_state(self, value: str | None) -> Q:
        return Q(state=value) if value else Q()

    def filter_search(self, value: str | None) -> Q:
        words = Q(title__icontains=value) | Q(description__icontains=value) | Q(buyer_name__icontains=value)
        return words if value else Q()

    def filter_region(self, value: str | None) -> Q:
        return Q(region__startswith=value) if value else Q()

    def filter_cpv(self, value: str | None) -> Q:
        return Q(cpv__startswith=value) if value else Q()


class NoticeOut(Schema):
    id: int
    ocid: str
    release_id: str
    released_at: datetime | None
    sha256: str
    source: str
    imported_at: datetime
    problems: list[dict[str, Any]]
    changes: list[dict[str, Any]]


class NoticeDetail(NoticeOut):
    text: str


class RequirementOut(Schema):
    """`work_packages` and `policy` are those of midas/formation-problem/1, a package with a title besides."""

    id: int
    opportunity_id: int
    version: int
    updated_at: datetime
    work_packages: list[dict[str, Any]]
    policy: dict[str, Any]

    @staticmethod
    def resolve_work_packages(requirement: Requirement) -> list[dict[str, Any]]:
        return [package_entry(row) for row in requirement.work_packages.all()]


class CoverageOut(Schema):
    """How the cluster covers one package. Unit prices in minor units; null: nobody qualifies, or not yours to see."""

    work_package: str
    status: str = Field(description="red, amber or green")
    message: str
    firms: int = Field(description="members that qualify")
    offering: int = Field(description="members that hold the competency at all")
    capacity: str | None = Field(description="null: unlimited")
    low: str | None
    middle: str | None
    high: str | None


class RequirementIn(Schema):
    """`version` is the one the change was made from; if another was saved in between the answer is 409."""

    version: int = Field(ge=0, le=2**31 - 1)
    work_packages: list[dict[str, Any]]
    policy: dict[str, Any] = Field(default_factory=dict)


class ImportOut(Schema):
    """`state`: waiting, running, done, refused (not OCDS at all) or failed."""

    id: int
    file_name: str
    size: int
    state: str
    releases: int
    valid: int
    imported: int
    updated: int
    unchanged: int
    problems: list[dict[str, Any]]
    started_at: datetime
    finished_at: datetime | None


@router.get(
    "/opportunities",
    response=list[OpportunityOut],
    operation_id="opportunities",
    summary="Demands, soonest first",
)
@paginate(Page)
def opportunities(request: HttpRequest, filters: Query[OpportunityFilter]) -> QuerySet[Opportunity]:
    role = require(role_of(request), "opportunities.view")
    return filters.filter(all_opportunities(role.cluster)).order_by("deadline_at", "pk")


@router.post(
    "/opportunities",
    response={201: OpportunityDetail},
    operation_id="add_opportunity",
    summary="A customer's request, or the cluster's own idea",
)
def add(request: HttpRequest, new: OpportunityIn) -> tuple[int, Opportunity]:
    facts = Facts(**{**new.dict(), "cpv": tuple(new.cpv)})
    return 201, write_opportunity(role_of(request), facts, at=timezone.now())


@router.get(
    "/opportunities/{opportunity_id}",
    response=OpportunityDetail,
    operation_id="opportunity",
    summary="One in full",
)
def opportunity(request: HttpRequest, opportunity_id: Whole) -> Opportunity:
    require(role_of(request), "opportunities.view")
    return Opportunity.objects.get(pk=opportunity_id)


@router.post(
    "/opportunities/{opportunity_id}/state",
    response=OpportunityOut,
    operation_id="move_opportunity",
    summary="Qualify it, drop it, say how it ended",
)
def move(request: HttpRequest, opportunity_id: Whole, to: Move) -> Opportunity:
    return move_opportunity(role_of(request), opportunity_id, to.to, reason=to.reason, at=timezone.now())


@router.get(
    "/opportunities/{opportunity_id}/notices",
    response=list[NoticeOut],
    operation_id="notices",
    summary="Every release of it, newest first",
)
@paginate(Page)
def notices(request: HttpRequest, opportunity_id: Whole) -> QuerySet[Notice]:
    require(role_of(request), "opportunities.view")
    return Opportunity.objects.get(pk=opportunity_id).notices.defer("text")


@router.get(
    "/notices/{notice_id}", response=NoticeDetail, operation_id="notice", summary="A release as it came"
)
def notice(request: HttpRequest, notice_id: Whole) -> Notice:
    require(role_of(request), "opportunities.view")
    return Notice.objects.get(pk=notice_id)


@router.post(
    "/opportunities/{opportunity_id}/requirement",
    response=RequirementOut,
    operation_id="propose_requirement",
    summary="Its requirement, proposed from the notice if there is none yet",
)
def propose(request: HttpRequest, opportunity_id: Whole) -> Requirement:
    return propose_requirement(role_of(request), opportunity_id, at=timezone.now())


@router.get(
    "/requirements/{requirement_id}",
    response=RequirementOut,
    operation_id="requirement",
    summary="A requirement",
)
def requirement(request: HttpRequest, requirement_id: Whole) -> Requirement:
    require(role_of(request), "requirements.view")
    return Requirement.objects.prefetch_related("work_packages").get(pk=requirement_id)


@router.get(
    "/requirements/{requirement_id}/coverage",
    response=list[CoverageOut],
    operation_id="coverage",
    summary="How many members qualify for each package, and what nobody covers",
)
def coverage(request: HttpRequest, requirement_id: Whole) -> list[CoverageOut]:
    role = require(role_of(request), "requirements.view")
    found = Requirement.objects.select_related("cluster", "opportunity").get(pk=requirement_id)
    prices = may(role, "members.view_prices")
    covered = cover_requirement(found, timezone.now(), unit_prices=prices)
    return [_coverage(one.coverage, prices) for one in covered]


@router.put(
    "/requirements/{requirement_id}",
    response=RequirementOut,
    operation_id="save_requirement",
    summary="Save packages and policy as the next version, whole or not at all",
)
def save(request: HttpRequest, requirement_id: Whole, new: RequirementIn) -> Requirement:
    return save_requirement(
        role_of(request),
        requirement_id,
        new.work_packages,
        new.policy,
        version=new.version,
        at=timezone.now(),
    )


@router.post(
    "/imports",
    response={202: ImportOut},
    operation_id="import_notices",
    summary="Hand in a file of OCDS notices; a background job reads it",
    openapi_extra={"requestBody": ONE_FILE},
)
def hand_in(request: HttpRequest) -> tuple[int, NoticeImport]:
    role, most = role_of(request), settings.MIDAS_UPLOAD_MAX_BYTES
    require(role, "opportunities.change")
    file = _one_file(request, most)
    folder = settings.MIDAS_UPLOADS
    waiting = request_import(
        role, file.name or "file", file.chunks(), folder=folder, most=most, at=timezone.now()
    )
    return 202, waiting


def _one_file(request: HttpRequest, most: int) -> UploadedFile:
    """The file sent along, read only so far as it may be. Raises BadInput."""
    if is_hopeless(request, most):
        raise too_large("What you sent", most)
    quota = limited(request, most)
    file = request.FILES.get("file")
    if quota.refused:
        raise too_large(quota.refused[0], most)
    if file is None:
        raise BadInput([Problem("file", "Send one file, as the field `file` of a multipart form.")])
    return file


@router.get(
    "/imports", response=list[ImportOut], operation_id="imports", summary="Files handed in, newest first"
)
@paginate(Page)
def imports(request: HttpRequest) -> QuerySet[NoticeImport]:
    require(role_of(request), "opportunities.view")
    return NoticeImport.objects.all()


@router.get(
    "/imports/{import_id}", response=ImportOut, operation_id="notice_import", summary="How far a file is"
)
def one_import(request: HttpRequest, import_id: Whole) -> NoticeImport:
    require(role_of(request), "opportunities.view")
    return NoticeImport.objects.get(pk=import_id)


def _coverage(found: Coverage, prices: bool) -> CoverageOut:
    def shown(number: Fraction | None, seen: bool = True) -> str | None:
        return f"{Decimal(number.numerator) / number.denominator:f}" if seen and number is not None else None

    return CoverageOut(
        work_package=found.work_package,
        status=found.status.value,
        message=found.message,
        firms=found.firms,
        offering=found.offering,
        capacity=shown(found.capacity),
        low=shown(found.low, prices),
        middle=shown(found.middle, prices),
        high=shown(found.high, prices),
    )
