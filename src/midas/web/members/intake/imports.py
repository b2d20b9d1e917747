"""Handing in a list of firms, seeing what the check found, confirming it, and following it on its way."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_tables2 import RequestConfig

from midas.actions.members import request_firm_import as actions
from midas.core.values.problems import BadInput, Problem
from midas.formats.firm_columns import COLUMNS, TEMPLATE
from midas.rules import regions
from midas.store.models import FirmImport, SectorGroup
from midas.store.queries.intake import undecided
from midas.store.uploads import megabytes
from midas.web.members.intake.tables import FirmImportTable
from midas.web.shell.exports import TYPES, exported, spreadsheet
from midas.web.shell.guards import needs
from midas.web.shell.refusals import refusal
from midas.web.shell.uploads import followed, following, most_bytes, takes_files

S = FirmImport.State
LIVE = (S.WAITING, S.CHECKING, S.CONFIRMED, S.SAVING)
SHOWN = 1000
"""How many problems the page lists; the download has them all."""


@needs("members.import")
def _hopeless(request: HttpRequest) -> HttpResponse:
    return _listing(request, actions.too_large(_("What you sent"), most_bytes()).problems, 413)


@takes_files(most_bytes, _hopeless)
@needs("members.import")
def imports(request: HttpRequest) -> HttpResponse:
    """The lists handed in so far, and the form for one more."""
    return _taken(request) if request.method == "POST" else _listing(request)


def _taken(request: HttpRequest) -> HttpResponse:
    file = request.FILES.get("file")
    if request.quota.refused:
        return _listing(request, actions.too_large(request.quota.refused[0], most_bytes()).problems, 413)
    if file is None:
        return _listing(request, (Problem("file", _("Choose a file.")),), 422)
    try:
        made = actions.request_firm_import(
            request.role,
            file.name,
            file.chunks(),
            folder=settings.MIDAS_UPLOADS,
            most=most_bytes(),
            at=timezone.now(),
            **_options(request),
        )
    except BadInput as bad:
        return _listing(request, bad.problems, 422)
    return redirect("intake:import", made.pk)


def _options(request: HttpRequest) -> dict[str, str]:
    given = {name: request.POST.get(name, "") for name in ("region", "sector")}
    return {**given, "known": request.POST.get("known") or FirmImport.Known.SKIP}


def _listing(request: HttpRequest, problems: tuple[Problem, ...] = (), status: int = 200) -> HttpResponse:
    rows = FirmImport.objects.select_related("by").defer("problems", "preview")
    table = RequestConfig(request, paginate={"per_page": 25}).configure(FirmImportTable(rows))
    download = exported(request, table, "firm-imports")
    if download is not None:
        return download
    context = {
        "title": _("Import firms"),
        "table": table,
        "any": rows.exists(),
        "problems": problems,
        "most": most_bytes(),
        "most_words": megabytes(most_bytes()),
        "chosen": _options(request),
        **choices(),
    }
    return render(request, "members/intake/imports.html", context, status=status)


def choices() -> dict[str, Any]:
    """What the form's lists offer: regions of the UK, countries, sector groups, what to do with known firms."""
    uk = [*regions.uk_level1(), *regions.uk_level2()]
    return {
        "uk": sorted(uk, key=lambda one: one.code),
        "countries": regions.countries(),
        "sectors": list(SectorGroup.objects.values_list("slug", "name")),
        "knowns": FirmImport.Known.choices,
    }


@needs("members.import")
def template(request: HttpRequest) -> HttpResponse:
    """A table with every column and one row that is taken as it stands."""
    kind = request.GET.get("kind", "csv")
    row = [TEMPLATE.get(name, "") for name in COLUMNS]
    return spreadsheet("firms-template", list(COLUMNS), [row], kind if kind in TYPES else "csv")


@needs("members.import")
def one_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """What the check found, how far saving is, or what became of it."""
    found = _get(import_id)
    kind = request.GET.get("_export", "")
    if kind in TYPES:
        rows = [(one["row"], one["column"], one["message"]) for one in found.problems]
        return spreadsheet(f"problems {found.file_name}", (_("Row"), _("Column"), _("Problem")), rows, kind)
    context = {
        "title": found.file_name,
        "import": found,
        "problems": found.problems[:SHOWN],
        "shown": SHOWN,
        "chosen": {
            "region": found.region,
            "sector": found.sector.slug if found.sector else "",
            "known": found.known,
        },
        "undecided": undecided().count() if found.state == S.DONE else 0,
        **choices(),
        **_following(found),
    }
    return render(request, "members/intake/import.html", context)


@needs("members.import")
def progress(request: HttpRequest, import_id: int) -> HttpResponse:
    """The part of the page that moves; once the step is over, the whole page is asked for."""
    found = _get(import_id)
    response = render(request, "members/intake/_progress.html", {"import": found, **_following(found)})
    return followed(request, response, live=found.state in LIVE)


@require_POST
@needs("members.import")
def confirm(request: HttpRequest, import_id: int) -> HttpResponse:
    """Save what the check showed."""
    try:
        actions.confirm(request.role, import_id, at=timezone.now())
    except actions.NotNow as wrong:
        return refusal(request, 409, str(wrong))
    return redirect("intake:import", import_id)


@require_POST
@needs("members.import")
def again(request: HttpRequest, import_id: int) -> HttpResponse:
    """Check once more with other choices."""
    try:
        actions.check_again(request.role, import_id, at=timezone.now(), **_options(request))
    except actions.NotNow as wrong:
        return refusal(request, 409, str(wrong))
    return redirect("intake:import", import_id)


@require_POST
@needs("members.import")
def drop(request: HttpRequest, import_id: int) -> HttpResponse:
    """Forget the file."""
    try:
        actions.drop(request.role, import_id, folder=settings.MIDAS_UPLOADS, at=timezone.now())
    except actions.NotNow as wrong:
        return refusal(request, 409, str(wrong))
    messages.success(request, _("The file is dropped; nothing of it was saved."))
    return redirect("intake:imports")


def _get(import_id: int) -> FirmImport:
    return FirmImport.objects.select_related("by", "sector").get(pk=import_id)


def _following(found: FirmImport) -> dict[str, Any]:
    waiting = found.state in (S.WAITING, S.CONFIRMED)
    return following(live=found.state in LIVE, waiting=waiting, done=found.done, all_of_it=found.rows)
