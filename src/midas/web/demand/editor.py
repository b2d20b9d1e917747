"""The requirement editor: packages and policy typed into one form, covered live, kept as a draft, saved whole."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from midas.actions.access.permissions import may, require
from midas.actions.demand.drafts import OPEN, discard_draft, save_draft
from midas.actions.demand.propose_requirement import propose_again
from midas.actions.demand.refusals import DraftHeld, StaleRequirement
from midas.actions.demand.save_requirement import save_requirement
from midas.core.demand.sheet import package_row, policy_row, read_sheet
from midas.core.values.problems import BadInput, Problem
from midas.store.models import Requirement
from midas.store.queries.demand import choices, package_entry
from midas.web.demand import editing
from midas.web.demand.rows import Sheet, changed, sheet_of
from midas.web.shell.guards import needs
from midas.web.shell.pages import drawer_page

MOVING = ("add", "remove", "up", "down")


@needs("requirements.view")
def requirement(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Is it precise enough to price?"""
    found = _requirement(opportunity_id)
    if request.method == "POST":
        require(request.role, "requirements.change")
    if not may(request.role, "requirements.change") or found.opportunity.state not in OPEN:
        return render(
            request, "demand/requirement.html", editing.read_only(request.role, found, timezone.now())
        )
    if request.method == "POST":
        return _posted(request, found)
    sheet, banner = _opened(request, found)
    return _editor(request, found, sheet, banner=banner)


def _requirement(opportunity_id: int) -> Requirement:
    rows = Requirement.objects.select_related("opportunity", "cluster", "draft_by")
    return get_object_or_404(rows.prefetch_related("work_packages"), opportunity=opportunity_id)


def saved_sheet(found: Requirement) -> Sheet:
    """The requirement as it is saved, to be typed on."""
    currency = found.cluster.currency
    return {
        "version": found.version,
        "packages": [package_row(package_entry(row), currency) for row in found.work_packages.all()],
        "policy": policy_row(found.policy, currency),
    }


def _opened(request: HttpRequest, found: Requirement) -> tuple[Sheet, str]:
    """What to show first, and which banner says where it comes from."""
    if found.draft is None:
        return saved_sheet(found), ""
    mine = found.draft_by_id in (None, request.role.person_id)
    if not mine:
        return (found.draft if found.version == 0 else saved_sheet(found)), "held"
    if found.version == 0:
        return found.draft, "proposed"
    return found.draft, "behind" if found.draft.get("version") != found.version else "draft"


def _posted(request: HttpRequest, found: Requirement) -> HttpResponse:
    sheet = sheet_of(request.POST, policy_row(found.policy, found.cluster.currency)["kept"])
    do, at = request.POST.get("do", ""), timezone.now()
    if do in ("save", "overwrite"):
        return _saved(request, found, sheet, at, over=do == "overwrite")
    if do == "discard":
        discard_draft(request.role, found.pk, at=at)
        messages.success(request, _("Your unsaved changes are gone; this is what is saved."))
        return redirect("demand:requirement", found.opportunity_id)
    if do == "propose":
        sheet = propose_again(request.role, found, at=at)
    sheet = changed(sheet, do)
    banner = _keep(request, found, sheet, at, take_over=do == "take_over")
    if request.htmx:
        return _editor(request, found, sheet, banner=banner, at=at, part=True)
    return _editor(request, found, sheet, banner=banner, at=at) if banner else redirect(_there(found, do))


def _there(found: Requirement, do: str) -> str:
    """Back to the editor, to the package that was touched."""
    verb, _colon, key = do.partition(":")
    place = f"#package-{key}" if verb in ("up", "down") else "#add-package" if verb in MOVING else ""
    return reverse("demand:requirement", args=[found.opportunity_id]) + place


def _saved(
    request: HttpRequest, found: Requirement, sheet: Sheet, at: datetime, *, over: bool
) -> HttpResponse:
    version = found.version if over else sheet["version"]
    reading = read_sheet(sheet, found.cluster.currency)
    try:
        if reading.problems:
            raise BadInput(editing.all_problems(found.cluster, reading))
        saved = save_requirement(
            request.role, found.pk, reading.packages, reading.policy, version=version, at=at
        )
    except BadInput as bad:
        banner = _keep(request, found, sheet, at)
        return _editor(request, found, sheet, bad.problems, banner=banner, at=at, status=422)
    except StaleRequirement as stale:
        banner = _keep(request, found, sheet, at) or "stale"
        return _editor(request, found, sheet, banner=banner, stale=stale, at=at, status=409)
    messages.success(request, _("Saved as version %(version)d.") % {"version": saved.version})
    return redirect("demand:opportunity", found.opportunity_id)


def _keep(
    request: HttpRequest, found: Requirement, sheet: Sheet, at: datetime, *, take_over: bool = False
) -> str:
    """Keep the draft; `held` if another person's stands in its place, else nothing to say."""
    try:
        save_draft(request.role, found.pk, sheet, at=at, take_over=take_over)
    except DraftHeld:
        return "held"
    return ""


def _editor(
    request: HttpRequest,
    found: Requirement,
    sheet: Sheet,
    problems: tuple[Problem, ...] = (),
    *,
    banner: str = "",
    stale: StaleRequirement | None = None,
    at: datetime | None = None,
    status: int = 200,
    part: bool = False,
) -> HttpResponse:
    context = editing.editor(request.role, found, sheet, problems, at or timezone.now())
    template = "demand/_editor.html" if part else "demand/editor.html"
    return render(request, template, {**context, "banner": banner, "stale": stale}, status=status)


@require_POST
@needs("requirements.change")
def draft(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Keep what is typed, and say how it is covered now: parts of the page, for scripts only."""
    found, at = _requirement(opportunity_id), timezone.now()
    sheet = sheet_of(request.POST, policy_row(found.policy, found.cluster.currency)["kept"])
    banner = _keep(request, found, sheet, at)
    context = editing.live(request.role, found, sheet, at)
    state = {"banner": banner, "behind": sheet["version"] != found.version, "kept_at": at}
    return render(request, "demand/_covered.html", {**context, **state})


@needs("requirements.change")
def competencies(request: HttpRequest) -> HttpResponse:
    """The competencies that match what is typed into a picker."""
    typed = next((value for name, value in request.GET.items() if name.endswith(".competency")), "")
    words = request.GET.get("q", typed).split(" · ")[-1][:100]
    context = {"choices": choices(request.role.cluster, words, timezone.now().date()), "words": words}
    return render(request, "demand/_competencies.html", context)


@needs("requirements.view")
def package_why(request: HttpRequest, opportunity_id: int, code: str) -> HttpResponse:
    """Who could do a package, and why the others could not."""
    found = _requirement(opportunity_id)
    sheet, _banner = _opened(request, found)
    context = editing.candidates_of(request.role, found, sheet, code, timezone.now())
    return drawer_page(request, "demand/candidates.html", context)
