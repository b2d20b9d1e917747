"""Pairs that may be one firm, side by side with the reasons; what was decided; what was merged, and undoing it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_tables2 import RequestConfig

from midas.actions.members import duplicates as actions
from midas.core.values.problems import BadInput, Problem
from midas.rules import regions
from midas.store.models import DuplicateVerdict, Likeness, Merge, Organisation
from midas.store.queries.intake import undecided
from midas.store.queries.jobs import live_jobs
from midas.web.members.intake.tables import LikenessTable, MergeTable, VerdictTable
from midas.web.shell.exports import exported
from midas.web.shell.guards import needs
from midas.web.shell.refusals import refusal

CHOICES = ("different", "same", "into-first", "into-second")
VIEWS = ("open", "decided", "merged")


@needs("members.merge")
def page(request: HttpRequest) -> HttpResponse:
    """Which firms are in twice?"""
    view = request.GET.get("view")
    view = view if view in VIEWS else VIEWS[0]
    per_page = 10 if view == "open" else 25
    table = RequestConfig(request, paginate={"per_page": per_page}).configure(_table(view))
    download = exported(request, table, f"duplicates-{view}")
    if download is not None:
        return download
    context: dict[str, Any] = {
        "title": _("Duplicates"),
        "view": view,
        "table": table,
        "count": table.paginator.count if hasattr(table, "paginator") else len(table.rows),
        "searching": bool(live_jobs(actions.SEARCH, cluster_id=request.role.cluster_id)),
    }
    if view == "open":
        context["pairs"] = [_pair(row.record) for row in table.paginated_rows]
    return render(request, "members/intake/duplicates.html", context)


def _table(view: str) -> Any:
    if view == "open":
        return LikenessTable(undecided())
    if view == "decided":
        rows = DuplicateVerdict.objects.select_related(
            "first__membership", "second__membership", "decided_by"
        )
        return VerdictTable(rows)
    return MergeTable(Merge.objects.select_related("kept__membership", "gone", "merged_by"))


def _pair(row: Likeness) -> dict[str, Any]:
    """The two as facts in lines, each marked where they differ."""
    facts = list(zip(_facts(row.first), _facts(row.second), strict=True))
    lines = [
        {"label": one[0], "first": one[1], "second": other[1], "differs": one[1] != other[1]}
        for one, other in facts
    ]
    return {"row": row, "lines": lines}


def _facts(one: Organisation) -> list[tuple[str, Any]]:
    return [
        (_("Number"), f"{one.scheme}-{one.identifier}"),
        (_("Place"), one.locality or "–"),
        (_("Region"), regions.name(one.region)),
        (_("Website"), one.website or "–"),
        (_("Founded"), one.founded_on.isoformat() if one.founded_on else "–"),
        (_("State"), str(one.membership.get_state_display())),
    ]


@require_POST
@needs("members.merge")
def search(request: HttpRequest) -> HttpResponse:
    """Have all firms looked through, in the background."""
    new = actions.request_search(request.role)
    told = _("All firms are being looked through. Reload this page in a moment.")
    messages.success(request, told if new else _("A search is under way already."))
    return redirect("intake:duplicates")


@require_POST
@needs("members.merge")
def judge(request: HttpRequest) -> HttpResponse:
    """Not the same; the same and stay apart; or taken one into the other."""
    first, second = (_key(request, name) for name in ("first", "second"))
    what, reason = request.POST.get("what", ""), request.POST.get("reason", "")[:2000]
    at = timezone.now()
    if what not in CHOICES:
        told = _("Say what they are: %(choices)s. Nothing was decided.") % {"choices": ", ".join(CHOICES)}
        raise BadInput([Problem("what", told)])
    try:
        if what in ("into-first", "into-second"):
            kept, gone = (first, second) if what == "into-first" else (second, first)
            made = actions.merge(request.role, kept, gone, at=at, reason=reason)
            messages.success(request, _("%(gone)s is taken into %(kept)s.") % _names(made))
            return redirect("intake:merge", made.pk)
        actions.judge(request.role, first, second, same=what == "same", at=at, reason=reason)
    except actions.CannotMerge as wrong:
        return refusal(request, 409, str(wrong))
    messages.success(request, _("Noted. You will not be asked again."))
    return redirect("intake:duplicates")


@needs("members.merge")
def one_merge(request: HttpRequest, merge_id: int) -> HttpResponse:
    """What a merge moved, and the way back."""
    problems: tuple[Any, ...] = ()
    if request.method == "POST":
        try:
            made = actions.undo(
                request.role, merge_id, at=timezone.now(), reason=request.POST.get("reason", "")
            )
        except actions.CannotMerge as wrong:
            return refusal(request, 409, str(wrong))
        except BadInput as bad:
            problems = bad.problems
        else:
            messages.success(request, _("%(gone)s stands for itself again.") % _names(made))
            return redirect("intake:merge", merge_id)
    row = Merge.objects.select_related("kept__membership", "gone__membership", "merged_by").get(pk=merge_id)
    context = {
        "title": _("%(gone)s taken into %(kept)s") % _names(row),
        "merge": row,
        "problems": problems,
        "moved": [(part["model"], len(part["ids"])) for part in row.moved["rows"]],
        "stayed": [(part["model"], part["count"]) for part in row.moved["stayed"]],
    }
    return render(request, "members/intake/merge.html", context, status=422 if problems else 200)


def _names(row: Merge) -> dict[str, str]:
    return {"gone": row.gone.name, "kept": row.kept.name}


def _key(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
