"""Where demand comes from over the API, read only: sources and their runs, pairs to decide, and changes to look at."""

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Router, Schema
from ninja.pagination import paginate

from midas.actions.access.permissions import require
from midas.api.access import role_of
from midas.api.application import Page, Whole
from midas.store.models import AmendmentNote, DemandLikeness, NoticeSource, SourceRun
from midas.store.queries.same_demand import undecided
from midas.store.queries.sources import runs, sources

router = Router(tags=["demand"])


class SourceOut(Schema):
    """A source; `last_result` is empty before its first run, else done, later or failed."""

    id: int
    name: str
    kind: str
    portal: str
    address: str
    since: date | None
    every_minutes: int
    pause_seconds: int
    max_bytes: int
    max_pages: int
    paused: bool
    next_at: datetime
    failures: int
    last_result: str
    last_at: datetime | None
    brought: int | None


class SourceRunOut(Schema):
    id: int
    state: str
    started_at: datetime
    finished_at: datetime | None
    pages: int
    bytes: int
    releases: int
    valid: int
    imported: int
    updated: int
    unchanged: int
    word: str


class PairOut(Schema):
    """Two demands that may be one; `score` from 0 to 100."""

    first_id: int
    second_id: int
    score: int
    reasons: list[str]
    found_at: datetime


class AmendmentOut(Schema):
    """A change of a demand you work on that you have not looked at; `changes` as those of a notice."""

    opportunity_id: int
    notice_id: int
    title: str
    made_at: datetime
    changes: list[dict[str, Any]]

    @staticmethod
    def resolve_title(note: AmendmentNote) -> str:
        return note.opportunity.title

    @staticmethod
    def resolve_changes(note: AmendmentNote) -> list[dict[str, Any]]:
        return list(note.notice.changes)


@router.get(
    "/sources",
    response=list[SourceOut],
    operation_id="sources",
    summary="Where notices are fetched from, by name",
)
@paginate(Page)
def all_sources(request: HttpRequest) -> QuerySet[NoticeSource]:
    require(role_of(request), "sources.view")
    return sources().order_by("name", "pk")


@router.get("/sources/{source_id}", response=SourceOut, operation_id="source", summary="One source")
def one_source(request: HttpRequest, source_id: Whole) -> NoticeSource:
    require(role_of(request), "sources.view")
    return sources().get(pk=source_id)


@router.get(
    "/sources/{source_id}/runs",
    response=list[SourceRunOut],
    operation_id="source_runs",
    summary="Every time a source was read, newest first",
)
@paginate(Page)
def source_runs(request: HttpRequest, source_id: Whole) -> QuerySet[SourceRun]:
    require(role_of(request), "sources.view")
    return runs(NoticeSource.objects.get(pk=source_id))


@router.get(
    "/same-demand",
    response=list[PairOut],
    operation_id="same_demand",
    summary="Demands that may be one, nobody having decided yet; the most alike first",
)
@paginate(Page)
def same_demand(request: HttpRequest) -> QuerySet[DemandLikeness]:
    require(role_of(request), "opportunities.change")
    return undecided()


@router.get(
    "/amendments",
    response=list[AmendmentOut],
    operation_id="amendments",
    summary="Changes of demands you work on that you have not looked at, newest first",
)
@paginate(Page)
def amendments(request: HttpRequest) -> QuerySet[AmendmentNote]:
    role = require(role_of(request), "opportunities.view")
    rows = AmendmentNote.objects.filter(person=role.person, seen_at=None)
    return rows.select_related("opportunity", "notice").defer("notice__text")
