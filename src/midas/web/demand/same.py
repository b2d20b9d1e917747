"""Demands that may be one, side by side with the reasons; what was decided; what was merged, and undoing it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_tables2 import RequestConfig

from midas.actions.demand import same_demand as actions
from midas.core.values.problems import BadInput
from midas.rules import regions
from midas.store.models import DemandLikeness, DemandMerge, DemandVerdict, Opportunity
from midas.store.queries.jobs import live_jobs
from midas.store.queries.same_demand import undecided
from midas.web.demand.source_tables import DecisionTable, DemandMergeTable, PairTable
from midas.web.shell.exports import exported
from midas.web.shell.guards import needs
from midas.web.shell.refusals import refusal
from midas.web.templatetags.midas import NOTHING, money

VIEWS = ("open", "decided", "merged")
ANSWERS = ("same", "different", "into-first", "into-second")


@needs("opportunities.change")
def page(request: HttpRequest) -> HttpResponse:
    """Which demands are in twice?"""
    view = request.GET.get("view")
    view = view if view in VIEWS else VIEWS[0]
    per_page = 10 if view == "open" else 25
    table = RequestConfig(request, paginate={"per_page": per_page}).configure(_table(view))
    download = exported(request, table, f"same-demand-{view}")
    if download is not None:
        return download
    context: dict[str, Any] = {
        "title": _("Published twice"),
        "view": view,
        "table": table,
        "count": table.paginator.count if hasattr(table, "paginator") else len(table.rows),
        "searching": bool(live_jobs(actions.SEARCH, cluster_id=request.role.cluster_id)),
    }
    if view == "open":
        context["pairs"] = [_pair(row.record) for row in table.paginated_rows]
    return render(request, "demand/same.html", context)


def _table(view: str) -> Any:
    if view == "open":
        return PairTable(undecided())
    if view == "decided":
        return DecisionTable(DemandVerdict.objects.select_related("first", "second", "decided_by"))
    return DemandMergeTable(DemandMerge.objects.select_related("kept", "gone", "merged_by"))


def _pair(row: DemandLikeness) -> dict[str, Any]:
    """The two as facts in lines, each marked where they differ."""
    facts = list(zip(_facts(row.first), _facts(row.second), strict=True))
    lines = [
        {"label": one[0], "first": one[1], "second": other[1], "differs": one[1] != other[1]}
        for one, other in facts
    ]
    return {"row": row, "lines": lines}


def _facts(one: Opportunity) -> list[tuple[str, Any]]:
    return [
        (_("Number"), one.ocid or NOTHING),
        (_("Buyer"), one.buyer_name or NOTHING),
        (_("Value"), money(one.value, one.currency) if one.value is not None else NOTHING),
        (_("Deadline"), _when(one.deadline_at)),
        (_("Published"), _when(one.published_at)),
        (_("Main CPV"), one.cpv or NOTHING),
        (_("Where"), regions.name(one.region) if one.region else one.place or NOTHING),
        (_("State"), str(one.get_state_display())),
    ]


def _when(moment: Any) -> str:
    return date_format(timezone.localtime(moment), "j M Y, H:i") if moment else NOTHING


@require_POST
@needs("opportunities.change")
def search(request: HttpRequest) -> HttpResponse:
    """Have all demands compared, in the background."""
    new = actions.request_search(request.role)
    told = _("All demands are being compared. Reload this page in a moment.")
    messages.success(request, told if new else _("A search is under way already."))
    return redirect("demand:same")


@require_POST
@needs("opportunities.change")
def judge(request: HttpRequest) -> HttpResponse:
    """Not the same; the same and stay apart; or one shown as part of the other."""
    first, second = (_key(request, name) for name in ("first", "second"))
    what, reason = request.POST.get("what", ""), request.POST.get("reason", "")[:2000]
    for key in (first, second):
        get_object_or_404(Opportunity, pk=key)
    if what not in ANSWERS:
        return refusal(request, 400, _("Say whether the two are one demand; nothing was noted."))
    at = timezone.now()
    try:
        if what in ("into-first", "into-second"):
            kept, gone = (first, second) if what == "into-first" else (second, first)
            made = actions.merge_demands(request.role, kept, gone, at=at, reason=reason)
            messages.success(request, _("The two are shown as one from now on."))
            return redirect("demand:same-merge", made.pk)
        actions.judge_demands(request.role, first, second, same=what == "same", at=at, reason=reason)
    except actions.CannotMerge as wrong:
        return refusal(request, 409, str(wrong))
    messages.success(request, _("Noted. You will not be asked again."))
    return redirect("demand:same")


@needs("opportunities.change")
def one_merge(request: HttpRequest, merge_id: int) -> HttpResponse:
    """What a merge moved, and the way back."""
    found = DemandMerge.objects.select_related("kept", "gone", "merged_by")
    row, problems = get_object_or_404(found, pk=merge_id), ()
    if request.method == "POST":
        try:
            reason = request.POST.get("reason", "")[:2000]
            actions.undo_merge(request.role, merge_id, at=timezone.now(), reason=reason)
        except actions.CannotMerge as wrong:
            return refusal(request, 409, str(wrong))
        except BadInput as bad:
            problems = bad.problems
        else:
            messages.success(request, _("%(title)s stands for itself again.") % {"title": row.gone.title})
            return redirect("demand:same-merge", merge_id)
    context = {
        "title": row.gone.title,
        "merge": row,
        "problems": problems,
        "moved": [(part["model"], len(part["ids"])) for part in row.moved.get("rows", [])],
    }
    return render(request, "demand/same_merge.html", context, status=422 if problems else 200)


def _key(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
