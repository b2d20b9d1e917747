"""A member's own list: demand worth its time, why, and how it hears of it: here, by mail, in a reader or calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from midas.actions.access import tokens
from midas.actions.demand.answer_match import answer_match
from midas.actions.demand.send_digest import choose_digest
from midas.store.models import ApiToken, Match, MatchAnswer, Membership, Opportunity
from midas.store.queries import matches as queries
from midas.web.demand.listing import Urgency, urgency
from midas.web.demand.matching.answering import yes
from midas.web.demand.matching.feeds import KINDS
from midas.web.shell.exports import TYPES, spreadsheet
from midas.web.shell.guards import needs

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Card:
    """One demand as the list shows it."""

    row: Match
    urgency: Urgency
    answer: MatchAnswer | None


@require_GET
@needs("matches.own")
def worthwhile(request: HttpRequest) -> HttpResponse:
    """What is worth our time, and why?"""
    at, firm = timezone.now(), _firm(request)
    rows = queries.matches_of_member(firm.pk, at)
    if request.GET.get("_export", "") in TYPES:
        return _export(request, rows)
    page = Paginator(rows, SHOWN).get_page(request.GET.get("page"))
    answers = queries.answers_by_pair([row.opportunity_id for row in page])
    own = MatchAnswer.objects.filter(membership=firm, side=MatchAnswer.Side.FIRM, wanted=False)
    context = {
        "title": _("Worth your time"),
        "firm": firm,
        "page": page,
        "cards": [Card(row, urgency(row.opportunity, at), _own(answers, row)) for row in page],
        "dismissed": own.select_related("opportunity").order_by("-at")[:10],
        "keys": _keys(request, at),
        "run": queries.last_run(),
    }
    return render(request, "demand/matching/worthwhile.html", context)


def _firm(request: HttpRequest) -> Membership:
    return Membership.objects.select_related("organisation", "cluster").get(pk=request.role.membership_id)


def _own(answers: Any, row: Match) -> MatchAnswer | None:
    found: MatchAnswer | None = answers.get((row.opportunity_id, row.membership_id), {}).get(
        MatchAnswer.Side.FIRM
    )
    return found


def _keys(request: HttpRequest, at: datetime) -> list[ApiToken]:
    mine = ApiToken.objects.filter(role=request.role, scope=ApiToken.Scope.FEED, revoked_at=None)
    return list(mine.order_by("-created_at"))


def _export(request: HttpRequest, rows: Any) -> HttpResponse:
    head = [_("Demand"), _("Match"), _("Value"), _("Currency"), _("Deadline"), _("Buyer"), _("Why")]
    listed = [
        [
            row.opportunity.title,
            row.score,
            row.opportunity.value,
            row.opportunity.currency,
            row.opportunity.deadline_at,
            row.opportunity.buyer_name,
            "; ".join(one["words"] for one in row.reasons),
        ]
        for row in rows
    ]
    return spreadsheet("worth-your-time", head, listed, request.GET["_export"])


@require_POST
@needs("matches.own")
def answer(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Interested, or not for us."""
    get_object_or_404(Opportunity.objects.only("pk"), pk=opportunity_id)
    wanted, reason = yes(request), request.POST.get("reason", "")
    firm = request.role.membership_id
    answer_match(request.role, opportunity_id, firm, wanted=wanted, reason=reason, at=timezone.now())
    told = (
        _("Your broker sees that you are interested.") if wanted else _("It will not be shown to you again.")
    )
    messages.success(request, told)
    return redirect("matching:worthwhile")


@require_POST
@needs("matches.own")
def digest(request: HttpRequest) -> HttpResponse:
    """Have the week's list sent, or not."""
    wanted = yes(request)
    choose_digest(request.role, wanted=wanted, at=timezone.now())
    messages.success(
        request,
        _("Your firm's owners get the list every Monday.") if wanted else _("No list will be sent any more."),
    )
    return redirect("matching:worthwhile")


@require_POST
@needs("tokens.own")
@never_cache
@sensitive_post_parameters()
def new_address(request: HttpRequest) -> HttpResponse:
    """A private address for a feed reader and a calendar; shown this once."""
    token, secret = tokens.issue(
        request.role, _("Feed and calendar"), at=timezone.now(), scope=ApiToken.Scope.FEED
    )
    addresses = {
        kind: request.build_absolute_uri(reverse("matching:feed", args=[secret, kind])) for kind in KINDS
    }
    context = {"title": _("Your private addresses"), "token": token, "addresses": addresses}
    return render(request, "demand/matching/address.html", context)
