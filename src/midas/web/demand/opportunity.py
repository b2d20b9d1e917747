"""One demand: its page, its moves, its source."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from midas.actions.access.permissions import may
from midas.actions.demand.drafts import OPEN
from midas.actions.demand.move_opportunity import move_opportunity
from midas.actions.demand.propose_requirement import propose_requirement
from midas.actions.demand.write_opportunity import BY_HAND
from midas.core.demand.fit import fit, why
from midas.core.values.moments import day_of
from midas.core.values.problems import BadInput
from midas.store.models import BidDecision, NeedFile, Notice, Opportunity, Requirement, Role
from midas.store.queries.awards import usual_winners
from midas.store.queries.demand import labels, offered
from midas.store.queries.joining import links_of
from midas.store.queries.notices import (
    notice_awards,
    notice_documents,
    notice_items,
    notice_lots,
    notices_of,
)
from midas.web.demand import notice as told
from midas.web.demand.amendments import told_of
from midas.web.demand.conditions import shown
from midas.web.demand.covering import covering
from midas.web.demand.happenings import happenings
from midas.web.demand.listing import codes_of, urgency
from midas.web.demand.market import short
from midas.web.demand.private_words import MODES
from midas.web.shell.guards import needs
from midas.web.shell.pages import drawer_page

SHOWN = 200_000
"""How much of a source text a page shows; the download has it all."""

FIRST = 8
"""How many CPV codes a page shows before the rest is folded away."""

LISTED = 100
"""How many lots or items a page lists."""


@needs("opportunities.view")
def page(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """What do they want, can we?"""
    return _page(request, opportunity_id)


def _page(request: HttpRequest, opportunity_id: int, *, wrong: BadInput | None = None) -> HttpResponse:
    rows = Opportunity.objects.select_related("owner", "cluster", "same_as")
    opportunity = get_object_or_404(rows, pk=opportunity_id)
    context = _context(request, opportunity, timezone.now())
    status = 200
    if wrong is not None:
        status = 422
        context["move_problem"] = wrong.problems[0].message
        context["move_wanted"] = request.POST.get("after", "")
        context["move_reason"] = request.POST.get("reason", "")
    return render(request, "demand/opportunity.html", context, status=status)


def _context(request: HttpRequest, opportunity: Opportunity, at: datetime) -> dict[str, Any]:
    role: Role = request.role
    releases = told.releases(notices_of(opportunity))
    lots, items, awards = notice_lots(opportunity), notice_items(opportunity), notice_awards(opportunity)
    requirement = _requirement(role, opportunity)
    made = links_of(opportunity)
    changing = may(role, "opportunities.change") and opportunity.same_as_id is None
    return {
        "title": opportunity.title,
        "opportunity": opportunity,
        "urgency": urgency(opportunity, at),
        "place": told.place_words(opportunity),
        "region": told.region_words(opportunity),
        "lots": [(lot, told.items_of(items, lot)) for lot in lots[:LISTED]],
        "lots_more": max(0, len(lots) - LISTED),
        "items": items[:LISTED],
        "items_more": max(0, len(items) - LISTED),
        "names": labels({*codes_of(opportunity), *(code for item in items for code in item.cpv)}),
        "documents": [(one, told.is_address(one.url)) for one in notice_documents(opportunity)],
        "awards": awards,
        "wins": short(usual_winners(opportunity, role.cluster)),
        "timeline": told.timeline(opportunity, lots, awards, at=at),
        "releases": releases,
        "amended": told.amended(releases),
        "events": happenings(opportunity, requirement) if may(role, "events.view") else [],
        "requirement": requirement,
        "packages": covering(role, requirement, at) if requirement else [],
        "may_change": may(role, "opportunities.change"),
        "by_hand": opportunity.door in BY_HAND,
        "may_edit": may(role, "requirements.change"),
        "moves": told.moves(opportunity) if changing and not made.holder and not made.split else [],
        "made": made,
        "joinable": changing and opportunity.state in OPEN and made.holder is None and not made.split,
        "conditions": shown(role, opportunity, at) if may(role, "requirements.view") else [],
        "may_judge": may(role, "requirements.change") and opportunity.state in OPEN,
        "decision": _decision(role, opportunity),
        "files": NeedFile.objects.filter(need__opportunity=opportunity),
        "mode": dict(MODES).get(opportunity.mode, ""),
        "next": None
        if made.holder or made.split or opportunity.same_as_id
        else told.next_action(role, opportunity, requirement),
        **told_of(role, opportunity),
        **_fit(role, opportunity, at),
    }


def _decision(role: Role, opportunity: Opportunity) -> BidDecision | None:
    if not may(role, "decisions.view"):
        return None
    return BidDecision.objects.filter(opportunity=opportunity).select_related("by").first()


def _requirement(role: Role, opportunity: Opportunity) -> Requirement | None:
    if not may(role, "requirements.view"):
        return None
    found = Requirement.objects.filter(opportunity=opportunity).prefetch_related("work_packages")
    return found.select_related("opportunity", "cluster").first()


def _fit(role: Role, opportunity: Opportunity, at: datetime) -> dict[str, Any]:
    codes = codes_of(opportunity)
    fitted, names = fit(codes, offered(role.cluster, day_of(at, role.cluster.time_zone))), labels(codes)
    strip = [(held, names[held.code]) for held in fitted.codes]
    return {
        "fit": fitted,
        "fit_why": why(fitted, names),
        "all_codes": strip,
        "strip": strip[:FIRST],
        "strip_more": strip[FIRST:],
    }


@needs("opportunities.view")
def fit_page(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Why this fit: code by code, how many members offer it."""
    opportunity = get_object_or_404(Opportunity, pk=opportunity_id)
    context = {
        "title": _("Why this fit?"),
        "opportunity": opportunity,
        **_fit(request.role, opportunity, timezone.now()),
    }
    return drawer_page(request, "demand/fit.html", context)


@require_POST
@needs("opportunities.change")
def move(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Qualify it, drop it, say how it ended."""
    after, reason = request.POST.get("after", ""), request.POST.get("reason", "")
    get_object_or_404(Opportunity, pk=opportunity_id)
    try:
        moved = move_opportunity(request.role, opportunity_id, after, reason=reason, at=timezone.now())
    except BadInput as bad:
        return _page(request, opportunity_id, wrong=bad)
    messages.success(request, _("This demand is now %(state)s.") % {"state": moved.get_state_display()})
    return redirect("demand:opportunity", opportunity_id)


@require_POST
@needs("requirements.change")
def propose(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Make it a requirement."""
    get_object_or_404(Opportunity, pk=opportunity_id)
    propose_requirement(request.role, opportunity_id, at=timezone.now())
    return redirect("demand:requirement", opportunity_id)


@needs("opportunities.view")
def source(request: HttpRequest, opportunity_id: int, notice_id: int) -> HttpResponse:
    """A release exactly as it came, as text."""
    notice = get_object_or_404(_notices(opportunity_id), pk=notice_id)
    context = {
        "title": _("Source"),
        "opportunity": notice.opportunity,
        "notice": notice,
        "text": notice.text[:SHOWN],
        "cut": len(notice.text) > SHOWN,
    }
    return render(request, "demand/source.html", context)


@needs("opportunities.view")
def download(request: HttpRequest, opportunity_id: int, notice_id: int) -> HttpResponse:
    """The same text, to the byte, as a file that no browser runs."""
    notice = get_object_or_404(_notices(opportunity_id), pk=notice_id)
    ending = "xml" if notice.text.lstrip("\ufeff \n\r\t").startswith("<") else "json"
    name = f"notice-{notice.pk}-{notice.sha256[:12]}.{ending}"
    return HttpResponse(
        notice.text.encode(),
        content_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _notices(opportunity_id: int) -> QuerySet[Notice]:
    return Notice.objects.filter(opportunity=opportunity_id).select_related("opportunity")
