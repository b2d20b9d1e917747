"""Where notices come from: the list, one source with its runs, adding one with a try, running and pausing it."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_tables2 import RequestConfig

from midas.actions.access.permissions import may
from midas.actions.demand import sources as actions
from midas.actions.demand.check_source import Probe, check_source
from midas.actions.demand.source_run import Tools, agent
from midas.core.values.problems import BadInput
from midas.formats.web_reader import read_page
from midas.store.models import NoticeSource, SourceRun
from midas.store.queries import sources as queries
from midas.store.queries.jobs import somebody_works
from midas.store.uploads import megabytes
from midas.web.demand.source_forms import SourceForm
from midas.web.demand.source_tables import RunTable, SourceTable, state_of, what_it_is
from midas.web.shell.exports import TYPES, exported, spreadsheet
from midas.web.shell.guards import needs
from midas.web.shell.refusals import refusal


def tools() -> Tools:
    """What a source is tried with."""
    return Tools(
        fetch=read_page,
        wait=time.sleep,
        clock=timezone.now,
        agent=agent(),
        folder=settings.MIDAS_SOURCE_FOLDER,
        loopback=settings.MIDAS_SOURCE_LOOPBACK,
    )


@needs("sources.view")
def listing(request: HttpRequest) -> HttpResponse:
    """Where do our notices come from, and does it work?"""
    rows = queries.sources()
    table = RequestConfig(request, paginate={"per_page": 25}).configure(SourceTable(rows))
    download = exported(request, table, "sources")
    if download is not None:
        return download
    context = {
        "title": _("Sources"),
        "table": table,
        "any": NoticeSource.objects.exists(),
        "may_manage": may(request.role, "sources.manage"),
    }
    return render(request, "demand/sources.html", context)


@needs("sources.manage")
def add(request: HttpRequest) -> HttpResponse:
    """Register a source, tried first if wanted."""
    return _form(request, None)


@needs("sources.manage")
def edit(request: HttpRequest, source_id: int) -> HttpResponse:
    """Change a source."""
    return _form(request, get_object_or_404(NoticeSource, pk=source_id))


def _form(request: HttpRequest, source: NoticeSource | None) -> HttpResponse:
    form, probe = SourceForm(request.POST or None, source=source), None
    if request.method == "POST" and form.is_valid():
        try:
            if "check" in request.POST:
                probe = _probe(request, form)
            else:
                return _saved(request, form, source)
        except BadInput as bad:
            form.take(bad)
    context = {
        "title": _("Change %(name)s") % {"name": source.name} if source else _("Add a source"),
        "form": form,
        "source": source,
        "probe": probe,
        "folder": settings.MIDAS_SOURCE_FOLDER is not None,
    }
    return render(request, "demand/source_form.html", context, status=422 if form.errors else 200)


def _probe(request: HttpRequest, form: SourceForm) -> Probe:
    return check_source(request.role, form.wanted(), tools())


def _saved(request: HttpRequest, form: SourceForm, source: NoticeSource | None) -> HttpResponse:
    more = {"folder": settings.MIDAS_SOURCE_FOLDER, "at": timezone.now()}
    if source is None:
        source = actions.add_source(request.role, form.wanted(), **more)
        messages.success(request, _("Saved. It is read for the first time within a minute."))
    else:
        actions.change_source(request.role, source.pk, form.wanted(), **more)
        messages.success(request, _("Saved."))
    return redirect("demand:source-page", source.pk)


@needs("sources.view")
def page(request: HttpRequest, source_id: int) -> HttpResponse:
    """One source: how it stands, and every time it was read."""
    source = get_object_or_404(queries.sources().select_related("added_by"), pk=source_id)
    table = RequestConfig(request, paginate={"per_page": 25}).configure(RunTable(queries.runs(source)))
    download = exported(request, table, f"runs {source.name}")
    if download is not None:
        return download
    context = {
        "title": source.name,
        "source": source,
        "what": what_it_is(source),
        "size": megabytes(source.max_bytes),
        "state": state_of(source),
        "table": table,
        "any": source.runs.exists(),
        "live": _live(source),
        "may_manage": may(request.role, "sources.manage"),
        "may_run": may(request.role, "opportunities.change"),
    }
    return render(request, "demand/source_page.html", context)


def _live(source: NoticeSource) -> dict[str, Any] | None:
    run = queries.runs(source).filter(state__in=queries.LIVE).first()
    return None if run is None else _following(run)


def _following(run: SourceRun) -> dict[str, Any]:
    waiting = run.state == SourceRun.State.WAITING
    live = run.state in queries.LIVE
    return {"run": run, "live_now": live, "stuck": waiting and not somebody_works(at=timezone.now())}


@needs("sources.view")
def progress(request: HttpRequest, source_id: int, run_id: int) -> HttpResponse:
    """The part of the page that moves; once the run is over, the whole page is asked for."""
    run = get_object_or_404(SourceRun.objects.defer("requests", "problems"), pk=run_id, source=source_id)
    response = render(request, "demand/_source_progress.html", _following(run))
    if run.state not in queries.LIVE and request.htmx:
        response["HX-Refresh"] = "true"
    return response


@needs("sources.view")
def one_run(request: HttpRequest, source_id: int, run_id: int) -> HttpResponse:
    """What was asked for in one run, what came, and what was wrong."""
    run = get_object_or_404(SourceRun.objects.select_related("source", "by"), pk=run_id, source=source_id)
    kind = request.GET.get("_export", "")
    if kind in TYPES:
        rows = [(problem["path"], problem["message"]) for problem in run.problems]
        name = f"problems {run.source.name} {timezone.localtime(run.started_at):%Y-%m-%d %H-%M}"
        return spreadsheet(name, (_("Where"), _("Problem")), rows, kind)
    asked = [{**one, "at": parse_datetime(one["at"])} for one in run.requests]
    context = {"title": _("Run"), "asked": asked, **_following(run)}
    return render(request, "demand/source_run.html", context)


@require_POST
@needs("opportunities.change")
def run(request: HttpRequest, source_id: int) -> HttpResponse:
    """Read it now."""
    get_object_or_404(NoticeSource, pk=source_id)
    actions.request_run(request.role, source_id, at=timezone.now())
    return redirect("demand:source-page", source_id)


@require_POST
@needs("sources.manage")
def pause(request: HttpRequest, source_id: int) -> HttpResponse:
    """Stop reading it until further notice, or take it up again."""
    get_object_or_404(NoticeSource, pk=source_id)
    paused = request.POST.get("paused") == "yes"
    actions.pause_source(request.role, source_id, paused=paused, at=timezone.now())
    messages.success(request, _("It is paused.") if paused else _("It is read again when it is due."))
    return redirect("demand:source-page", source_id)


@require_POST
@needs("sources.manage")
def remove(request: HttpRequest, source_id: int) -> HttpResponse:
    """Take it out; what it brought stays."""
    source = get_object_or_404(NoticeSource, pk=source_id)
    try:
        actions.remove_source(request.role, source_id, at=timezone.now())
    except actions.SourceBusy as busy:
        return refusal(request, 409, str(busy))
    messages.success(request, _("%(name)s is removed. The notices it brought stay.") % {"name": source.name})
    return redirect("demand:sources")
