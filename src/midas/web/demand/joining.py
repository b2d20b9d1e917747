"""Several demands made one, one split into several, and either taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from midas.actions.demand.join_demands import join_demands, split_demand, undo_links
from midas.core.demand.joining import FEWEST, MOST, Part, even, percents
from midas.core.demand.sheet import read_number
from midas.core.values.problems import BadInput, Problem
from midas.core.values.words import plain
from midas.store.models import Opportunity
from midas.store.queries.demand import opportunities
from midas.store.queries.notices import notice_lots
from midas.web.shell.guards import needs

OFFERED = 60
"""Other open demands the page offers; those nearest in kind come first."""
OPEN = (Opportunity.State.NEW, Opportunity.State.QUALIFIED)


@require_http_methods(["GET", "POST"])
@needs("opportunities.change")
def join(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Choose what this demand is joined with."""
    first = get_object_or_404(Opportunity, pk=opportunity_id)
    chosen = {int(key) for key in request.POST.getlist("with") if key.isdecimal() and len(key) < 18}
    title, faults, status = request.POST.get("title", ""), {}, 200
    if request.method == "POST":
        try:
            made = join_demands(request.role, [first.pk, *sorted(chosen)], title, at=timezone.now())
        except BadInput as bad:
            faults, status = _by_place(bad.problems), 422
        else:
            messages.success(request, _("Joined. Each of them is a lot of this demand now."))
            return redirect("demand:opportunity", made.pk)
    context = {
        "title": _("Join with others"),
        "opportunity": first,
        "others": _others(request, first),
        "chosen": chosen,
        "typed": title or _("%(title)s and others") % {"title": first.title[:400]},
        "faults": faults,
    }
    return render(request, "demand/join.html", context, status=status)


def _others(request: HttpRequest, first: Opportunity) -> list[Opportunity]:
    """Other open demands, those of the same CPV division and region first, then by value, the smallest first."""
    rows = list(opportunities(request.role.cluster).filter(state__in=OPEN).exclude(pk=first.pk)[:500])
    rows.sort(
        key=lambda one: (
            one.cpv[:2] != first.cpv[:2],
            one.region[:3] != first.region[:3],
            one.value is None,
            one.value or 0,
        )
    )
    return rows[:OFFERED]


@require_http_methods(["GET", "POST"])
@needs("opportunities.change")
def split(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Say into which parts this demand is split, and in which shares."""
    whole = get_object_or_404(Opportunity, pk=opportunity_id)
    lots = notice_lots(whole)
    parts, faults, status = _first_parts(request, whole), {}, 200
    if request.method == "POST":
        parts = _typed(request)
        try:
            split_demand(request.role, whole.pk, parts, at=timezone.now())
        except BadInput as bad:
            faults, status = _by_place(bad.problems), 422
        else:
            messages.success(request, _("Split into %(n)d demands.") % {"n": len(parts)})
            return redirect("demand:opportunity", whole.pk)
    rows = [
        {"number": index + 1, "part": part, "title_fault": faults.get(f"parts[{index}].title"),
         "percent_fault": faults.get(f"parts[{index}].percent"),
         "percent": "" if part.percent is None else plain(part.percent)}
        for index, part in enumerate(parts)
    ]  # fmt: skip
    context = {
        "title": _("Split into parts"),
        "opportunity": whole,
        "rows": rows,
        "lots": lots,
        "fault": faults.get("parts"),
        "may_add": len(rows) < MOST,
        "more": len(rows) + 1,
    }
    return render(request, "demand/split.html", context, status=status)


def _first_parts(request: HttpRequest, whole: Opportunity) -> list[Part]:
    """One part per lot by value, where there are lots; else as many equal ones as asked for."""
    lots = notice_lots(whole)
    asked = request.GET.get("parts", "")
    if FEWEST <= len(lots) <= MOST and not asked:
        return [
            Part(
                _("%(whole)s: %(lot)s") % {"whole": whole.title[:250], "lot": lot.title[:200]},
                share,
                (lot.id,),
            )
            for lot, share in zip(lots, percents(lots), strict=True)
        ]
    number = min(max(int(asked), FEWEST), MOST) if asked.isdecimal() and len(asked) < 4 else FEWEST
    return [
        Part(_("%(whole)s, part %(n)d") % {"whole": whole.title[:400], "n": place}, share)
        for place, share in enumerate(even(number), 1)
    ]


def _typed(request: HttpRequest) -> list[Part]:
    numbers = [key for key in request.POST.getlist("part") if key.isdecimal() and len(key) < 4][: MOST + 1]
    return [
        Part(
            request.POST.get(f"title-{key}", "").strip(),
            read_number(request.POST.get(f"percent-{key}", "")),
            tuple(dict.fromkeys(request.POST.getlist(f"lots-{key}"))),
        )
        for key in numbers
    ]


@require_POST
@needs("opportunities.change")
def undo(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Take back a joining or a split."""
    get_object_or_404(Opportunity, pk=opportunity_id)
    number = undo_links(request.role, opportunity_id, at=timezone.now())
    messages.success(request, _("Taken back: %(n)d demands stand by themselves again.") % {"n": number})
    return redirect("demand:opportunity", opportunity_id)


def _by_place(problems: tuple[Problem, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for problem in problems:
        found.setdefault(problem.where, problem.message)
    return found
