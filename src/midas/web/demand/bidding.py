"""Shall we bid? The six answers on one sheet, the decision with its reasons, and the decisions before it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from midas.actions.access.permissions import may, require
from midas.actions.demand.bid_sheet import bid_sheet
from midas.actions.demand.decide_bid import UNDECIDED, Decided, decide_bid
from midas.actions.demand.move_opportunity import held_words
from midas.core.demand import bid
from midas.core.values.problems import BadInput
from midas.store.models import BidDecision, Opportunity
from midas.store.queries.awards import Usual
from midas.web.demand.market import short
from midas.web.shell.exports import TYPES, spreadsheet
from midas.web.shell.guards import needs

NAMES: dict[str, str | Promise] = {
    "fit": gettext_lazy("Fit"),
    "coverage": gettext_lazy("Coverage"),
    "deadline": gettext_lazy("Deadline"),
    "competition": gettext_lazy("Competition"),
    "margin": gettext_lazy("Margin"),
    "strategic": gettext_lazy("Strategic value"),
}
ASKS: dict[str, str | Promise] = {
    "fit": gettext_lazy("Is it the kind of work members do?"),
    "coverage": gettext_lazy("Can every package be done?"),
    "deadline": gettext_lazy("Is there time to answer well?"),
    "competition": gettext_lazy("Who usually wins here?"),
    "margin": gettext_lazy("What is left at members' list prices?"),
    "strategic": gettext_lazy("What would it mean beyond its money?"),
}
LIGHTS: dict[str, str | Promise] = {
    "green": gettext_lazy("speaks for it"),
    "amber": gettext_lazy("with care"),
    "red": gettext_lazy("speaks against it"),
    "": gettext_lazy("not known"),
}
STRATEGIC = tuple(range(1, 6))


@require_http_methods(["GET", "POST"])
@needs("decisions.view")
def sheet(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Shall we bid, and why?"""
    opportunity = get_object_or_404(Opportunity.objects.select_related("owner"), pk=opportunity_id)
    at = timezone.now()
    lines, usual = bid_sheet(request.role, opportunity, at)
    if request.method == "POST":
        require(request.role, "opportunities.change")
        return _decided(request, opportunity, lines, usual, at)
    kind = request.GET.get("_export", "")
    if kind in TYPES:
        head = [_("Question"), _("Light"), _("Figure"), _("Why")]
        rows = [[str(NAMES[line.name]), line.light or "", line.figure, line.why] for line in lines]
        return spreadsheet(f"bid-sheet-{opportunity.pk}", head, rows, kind)
    return _page(request, opportunity, lines, usual)


def _decided(
    request: HttpRequest, opportunity: Opportunity, lines: list[bid.Line], usual: Usual | None, at: datetime
) -> HttpResponse:
    posted = request.POST
    strategic = posted.get("strategic", "")
    decided = Decided(
        choice=posted.get("choice", ""),
        reason=posted.get("reason", ""),
        strategic=int(strategic) if strategic.isdecimal() and len(strategic) < 3 else None,
        answer=posted.get("answer", ""),
    )
    try:
        made = decide_bid(request.role, opportunity.pk, decided, lines, at=at)
    except BadInput as bad:
        faults = {problem.where: problem.message for problem in bad.problems}
        return _page(request, opportunity, lines, usual, faults=faults, typed=decided, status=422)
    messages.success(request, _("Decided: %(choice)s.") % {"choice": made.get_choice_display()})
    return redirect("demand:opportunity", opportunity.pk)


def _page(
    request: HttpRequest,
    opportunity: Opportunity,
    lines: list[bid.Line],
    usual: Usual | None,
    *,
    faults: dict[str, str] | None = None,
    typed: Decided | None = None,
    status: int = 200,
) -> HttpResponse:
    decisions = list(BidDecision.objects.filter(opportunity=opportunity).select_related("by"))
    deciding = may(request.role, "opportunities.change") and opportunity.state in UNDECIDED
    held = held_words(opportunity)
    context: dict[str, Any] = {
        "title": _("Bid or no bid"),
        "opportunity": opportunity,
        "lines": [(line, NAMES[line.name], ASKS[line.name], LIGHTS[line.light or ""]) for line in lines],
        "against": bid.against(lines),
        "open_questions": [line for line in lines if line.light is None],
        "wins": short(usual, 8),
        "decisions": [(one, _kept(one)) for one in decisions],
        "deciding": deciding and not held,
        "held": held,
        "described": hasattr(opportunity, "need"),
        "strategic": STRATEGIC,
        "faults": faults or {},
        "typed": typed,
    }
    return render(request, "demand/bid.html", context, status=status)


def _kept(decision: BidDecision) -> list[tuple[str, str, str]]:
    """The sheet as it stood: name, light and figure of each line."""
    return [
        (str(NAMES.get(line["name"], line["name"])), line["light"], line["figure"]) for line in decision.sheet
    ]
