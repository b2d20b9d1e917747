"""Handing in files of notices, following them on their way, and seeing what became of each."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from midas.actions.demand.request_import import request_import, too_large
from midas.core.values.problems import BadInput, Problem
from midas.store.models import NoticeImport
from midas.store.uploads import megabytes
from midas.web.demand.tables import ImportTable
from midas.web.shell.exports import TYPES, exported, spreadsheet
from midas.web.shell.guards import needs
from midas.web.shell.uploads import followed, following, most_bytes, takes_files

LIVE = (NoticeImport.State.WAITING, NoticeImport.State.RUNNING)


@needs("opportunities.change")
def _hopeless(request: HttpRequest) -> HttpResponse:
    return _listing(request, too_large(_("What you sent"), most_bytes()).problems, 413)


@takes_files(most_bytes, _hopeless)
@needs("opportunities.change")
def imports(request: HttpRequest) -> HttpResponse:
    """The files handed in so far, and the form for more."""
    return _taken(request) if request.method == "POST" else _listing(request)


def _taken(request: HttpRequest) -> HttpResponse:
    files = request.FILES.getlist("files")
    problems = [
        problem for name in request.quota.refused for problem in too_large(name, most_bytes()).problems
    ]
    if not files and not problems:
        problems = [Problem("files", _("Choose at least one file."))]
    taken = []
    for file in files:
        try:
            taken.append(
                request_import(
                    request.role,
                    file.name,
                    file.chunks(),
                    folder=settings.MIDAS_UPLOADS,
                    most=most_bytes(),
                    at=timezone.now(),
                )
            )
        except BadInput as bad:
            problems += bad.problems
    if problems:
        return _listing(request, tuple(problems), 413 if request.quota.refused else 422)
    return redirect("demand:import", taken[0].pk) if len(taken) == 1 else redirect("demand:imports")


def _listing(request: HttpRequest, problems: tuple[Problem, ...] = (), status: int = 200) -> HttpResponse:
    rows = _rows()
    table = RequestConfig(request, paginate={"per_page": 25}).configure(ImportTable(rows))
    download = exported(request, table, "imports")
    if download is not None:
        return download
    context = {
        "title": _("Import notices"),
        "table": table,
        "any": rows.exists(),
        "problems": problems,
        "most": most_bytes(),
        "most_words": megabytes(most_bytes()),
        "live": _following(list(rows.filter(state__in=LIVE)[:20])),
    }
    return render(request, "demand/imports.html", context, status=status)


def _rows() -> QuerySet[NoticeImport]:
    return NoticeImport.objects.select_related("by").defer("problems")


@needs("opportunities.change")
def one_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """How far a file is, or what became of it."""
    found = get_object_or_404(NoticeImport.objects.select_related("by"), pk=import_id)
    kind = request.GET.get("_export", "")
    if kind in TYPES:
        rows = [(problem["path"], problem["message"]) for problem in found.problems]
        return spreadsheet(f"problems {found.file_name}", (_("Path"), _("Problem")), rows, kind)
    context = {"title": found.file_name, "import": found, **_following_one(found)}
    return render(request, "demand/import.html", context)


@needs("opportunities.change")
def progress(request: HttpRequest, import_id: int) -> HttpResponse:
    """The part of the page that moves; once the file is read, the whole page is asked for."""
    found = get_object_or_404(NoticeImport.objects.select_related("by"), pk=import_id)
    response = render(request, "demand/_progress.html", {"import": found, **_following_one(found)})
    return followed(request, response, live=found.state in LIVE)


def _following(found: list[NoticeImport]) -> list[dict[str, Any]]:
    return [{"import": one, **_following_one(one)} for one in found]


def _following_one(found: NoticeImport) -> dict[str, Any]:
    waiting = found.state == NoticeImport.State.WAITING
    return following(live=found.state in LIVE, waiting=waiting, done=found.bytes_read, all_of_it=found.size)
