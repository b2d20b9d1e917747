"""The cluster as it sees itself, over the API: sector groups, who worked with whom, and firms compared."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema
from ninja.pagination import paginate

from midas.actions.access.permissions import require
from midas.actions.members.compare import compare as compared
from midas.actions.members.compare import criteria_for, held_by_several, offers_of
from midas.actions.members.lead_group import lead_group
from midas.actions.members.visible import visible_members
from midas.api.access import role_of
from midas.api.application import Page, Text, Whole
from midas.core.members.comparing import CRITERIA, HEAVIEST, METHODS, MOST, Criterion, Placed, by_figures
from midas.core.members.ranking import UnableToCompare
from midas.core.values.moments import day_of
from midas.core.values.problems import BadInput, Problem
from midas.store.models import SectorGroup
from midas.store.queries import seeing

router = Router(tags=["members"])
Slug = Annotated[str, Field(max_length=50, pattern=r"^[\w-]+$")]
Weight = Annotated[int, Field(ge=0, le=HEAVIEST)]
TOO_FEW = "Two firms at least are needed whose figures are known: choose more firms or fewer criteria."
DEFAULTS = {one.name: one.weight for one in CRITERIA}


class GroupOut(Schema):
    slug: str
    name: str
    purpose: str
    lead_id: int | None = Field(description="the membership that leads it")
    lead: str | None
    members: int = Field(alias="size", description="how many are admitted")

    @staticmethod
    def resolve_lead(group: SectorGroup) -> str | None:
        return group.lead.organisation.name if group.lead else None


class LeadIn(Schema):
    """Both are replaced."""

    lead_id: Whole | None = None
    purpose: Text = ""


class NodeOut(Schema):
    membership_id: int
    firm: str
    sector: str
    partners: int = Field(description="how many others it worked with")


class TeamOut(Schema):
    id: int
    name: str


class LinkOut(Schema):
    """Two firms that were in enterprises together that did not come to nothing."""

    first: int
    second: int
    enterprises: list[TeamOut] = Field(description="newest first")


class NetworkOut(Schema):
    nodes: list[NodeOut]
    links: list[LinkOut]


class WorkOut(Schema):
    competency: str
    firms: int


class CriterionOut(Schema):
    name: str
    more_is_better: bool
    share: float = Field(description="its weight as a part of 1")


class RowOut(Schema):
    """A firm with its figures (price in minor units) and, by method, its place and how often it leads."""

    membership_id: int
    firm: str
    figures: dict[str, float]
    places: dict[str, int]
    leads: dict[str, float] = Field(
        description="part of 500 draws of slightly other weights in which it leads"
    )


class LeftOutOut(Schema):
    membership_id: int
    firm: str
    unknown: list[str] = Field(description="criteria that count and of which its figure is not known")


class ComparisonOut(Schema):
    competency: str
    criteria: list[CriterionOut]
    rows: list[RowOut]
    left_out: list[LeftOutOut]


class WeighIn(Schema):
    """Which work, which firms (at most 12; none named: the first 12 by name), and how heavy each criterion is."""

    competency: Text
    firm: list[Whole] = Field(default_factory=list, max_length=MOST)
    price: Weight = DEFAULTS["price"]
    lead: Weight = DEFAULTS["lead"]
    quality: Weight = DEFAULTS["quality"]
    kept: Weight = DEFAULTS["kept"]
    reputation: Weight = DEFAULTS["reputation"]


@router.get(
    "/sector-groups",
    response=list[GroupOut],
    operation_id="sector_groups",
    summary="The groups members gather in",
)
@paginate(Page)
def groups(request: HttpRequest) -> QuerySet[SectorGroup]:
    role = require(role_of(request), "members.view")
    return seeing.groups(day_of(timezone.now(), role.cluster.time_zone))


@router.get(
    "/sector-groups/{slug}", response=GroupOut, operation_id="sector_group", summary="One sector group"
)
def group(request: HttpRequest, slug: Slug) -> SectorGroup:
    role = require(role_of(request), "members.view")
    return seeing.groups(day_of(timezone.now(), role.cluster.time_zone)).get(slug=slug)


@router.put(
    "/sector-groups/{slug}",
    response=GroupOut,
    operation_id="lead_sector_group",
    summary="Say who leads a sector group, and what it is for",
)
def lead(request: HttpRequest, slug: Slug, body: LeadIn) -> SectorGroup:
    lead_group(role_of(request), slug, lead=body.lead_id, purpose=body.purpose, at=timezone.now())
    return group(request, slug)


@router.get("/network", response=NetworkOut, operation_id="network", summary="Who has worked with whom")
def network(request: HttpRequest) -> dict[str, Any]:
    role = require(require(role_of(request), "members.view"), "enterprises.view")
    found = seeing.pairs(visible_members(role))
    firms = {firm.pk: firm for pair in found for firm in (pair.first, pair.second)}
    met = [pk for pair in found for pk in (pair.first.pk, pair.second.pk)]
    nodes = [
        {
            "membership_id": pk,
            "firm": str(firm),
            "sector": firm.sector_group.slug,
            "partners": met.count(pk),
        }
        for pk, firm in sorted(firms.items(), key=lambda one: str(one[1]))
    ]
    links = [
        {"first": one.first.pk, "second": one.second.pk, "enterprises": list(one.enterprises)}
        for one in found
    ]
    return {"nodes": nodes, "links": links}


@router.get(
    "/comparisons/works",
    response=list[WorkOut],
    operation_id="comparable_works",
    summary="The kinds of work firms can be compared for",
)
@paginate(Page)
def works(request: HttpRequest) -> list[dict[str, Any]]:
    role = require(role_of(request), "members.view")
    held = held_by_several(role, day_of(timezone.now(), role.cluster.time_zone))
    return [{"competency": code, "firms": count} for code, count in sorted(held.items())]


@router.post(
    "/comparisons",
    response=ComparisonOut,
    operation_id="compare",
    summary="Compare firms for one kind of work; nothing is saved",
)
def compare(request: HttpRequest, body: WeighIn) -> dict[str, Any]:
    """Price is no criterion for who may not see prices."""
    role = require(role_of(request), "members.view")
    among = criteria_for(role)
    weights = by_figures(among, {one.name: getattr(body, one.name) for one in among})
    offered = offers_of(role, body.competency, day_of(timezone.now(), role.cluster.time_zone))
    chosen = {pk: rows for pk, rows in offered.items() if not body.firm or pk in body.firm}
    try:
        found = compared(chosen, among, weights)
    except UnableToCompare as error:
        raise BadInput([Problem("$.firm", str(error))]) from error
    if found.ranking is None:
        raise BadInput([Problem("$.firm", TOO_FEW)])
    return {
        "competency": body.competency,
        "criteria": [
            {"name": one.name, "more_is_better": one.rising, "share": share}
            for one, share in zip(found.ranking.counted, found.ranking.shares, strict=True)
        ],
        "rows": [_row(one, found.names, found.ranking.counted) for one in found.ranking.rows],
        "left_out": [
            {"membership_id": pk, "firm": found.names[pk], "unknown": unknown}
            for pk, unknown in found.left_out.items()
        ],
    }


def _row(row: Placed, names: Mapping[int, str], counted: Sequence[Criterion]) -> dict[str, Any]:
    labels = [label for label, _method in METHODS]
    return {
        "membership_id": row.candidate.key,
        "firm": names[row.candidate.key],
        "figures": {one.name: row.candidate.figures[one.name] for one in counted},
        "places": dict(zip(labels, row.places, strict=True)),
        "leads": dict(zip(labels, row.leads, strict=True)),
    }
