"""How reliable is a firm? Ratings with the firm's replies, how sure one can be, and firms ranked by what is certain."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as render_page
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tables2 import RequestConfig

from midas.actions.access.own_firm import may_act_as_owner
from midas.actions.access.permissions import may, require
from midas.actions.access.shown import sees_why
from midas.actions.members.answer_back import reply
from midas.actions.members.visible import visible_members
from midas.core.members.reputation import FADING, Reputation
from midas.store.models import Membership, Rating
from midas.store.queries import readiness as queries
from midas.web.shell.exports import TYPES, exported, spreadsheet
from midas.web.shell.guards import needs
from midas.web.shell.pages import drawer_page
from midas.web.templatetags.midas import percent

NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}


def sure_words(found: Reputation) -> str:
    """How sure one can be, by how much is uncertain and not by how good the firm is."""
    if not found.known:
        return _("unknown")
    uncertainty = found.opinion.uncertainty
    if uncertainty > 0.4:
        return _("little is known")
    return _("fairly sure") if uncertainty > 0.2 else _("sure")


class RankingTable(tables.Table):
    """Firms by the lower bound; those without ratings come last and have no place."""

    place = tables.Column(gettext_lazy("Place"), attrs=NUMBER, orderable=False)
    name = tables.Column(
        gettext_lazy("Firm"), linkify=("readiness:reputation", {"pk": tables.A("pk")}), orderable=False
    )
    lower = tables.Column(gettext_lazy("At least, 19 times of 20"), attrs=NUMBER, orderable=False)
    expected = tables.Column(gettext_lazy("To be expected"), attrs=NUMBER, orderable=False)
    count = tables.Column(gettext_lazy("Ratings"), attrs=NUMBER, orderable=False)
    sure = tables.Column(gettext_lazy("How sure"), orderable=False)

    class Meta:
        empty_text = gettext_lazy("There is no member yet.")

    def render_lower(self, value: float) -> str:
        return percent(value)

    def value_lower(self, value: float) -> float:
        return round(value, 4)

    def render_expected(self, value: float) -> str:
        return percent(value)

    def value_expected(self, value: float) -> float:
        return round(value, 4)


@needs("members.view")
def ranking(request: HttpRequest) -> HttpResponse:
    """Whom can one rely on, as far as is known?"""
    if "_export" in request.GET:
        require(request.role, "members.export")
    members = list(
        visible_members(request.role).filter(state=Membership.State.ADMITTED).order_by("organisation__name")
    )
    found = queries.reputations([one.pk for one in members])
    table = RankingTable(_ranked(members, found))
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    download = exported(request, table, "reputation")
    if download is not None:
        return download
    context = {
        "title": _("Reputation"),
        "table": table,
        "known": sum(one.known for one in found.values()),
        "count": len(members),
        "may_export": may(request.role, "members.export"),
    }
    return render_page(request, "members/readiness/ranking.html", context)


def _ranked(members: list[Membership], found: dict[int, Reputation]) -> list[dict[str, Any]]:
    lower = {pk: one.lower if one.known else -1.0 for pk, one in found.items()}
    listed = sorted(members, key=lambda one: -lower[one.pk])
    return [
        {
            "pk": one.pk,
            "place": place if found[one.pk].known else None,
            "name": one.organisation.name,
            "lower": lower[one.pk] if found[one.pk].known else None,
            "expected": found[one.pk].expected if found[one.pk].known else None,
            "count": found[one.pk].count,
            "sure": sure_words(found[one.pk]),
        }
        for place, one in enumerate(listed, 1)
    ]


@needs("members.view")
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """How reliable is this firm, and what does that rest on?"""
    role = request.role
    member = visible_members(role).get(pk=pk)
    if request.method == "POST":
        written = request.POST.get("rating", "")
        rating = member.ratings.get(pk=int(written) if written.isdecimal() and len(written) < 18 else 0)
        reply(role, rating.pk, request.POST.get("words", ""), at=timezone.now())
        messages.success(request, _("Your reply stands beside the rating from now on."))
        return redirect("readiness:reputation", pk)
    rows = queries.ratings(member)
    found = queries.of_ratings(reversed(rows))
    opinion = found.opinion
    reads = sees_why(role, member)
    kind = request.GET.get("_export", "")
    if reads and kind in TYPES:
        return _download(rows, kind)
    context = {
        "title": _("How reliable is it?"),
        "member": member,
        "found": found,
        "sure": sure_words(found),
        "rating": 2 * found.expected - 1,
        "opinion": [
            (_("speaks for it"), opinion.belief),
            (_("speaks against it"), opinion.disbelief),
            (_("is not known"), opinion.uncertainty),
        ],
        "page": Paginator(rows, 20).get_page(request.GET.get("page")) if reads else None,
        "may_reply": may_act_as_owner(role, member.pk),
        "fading": FADING,
    }
    return drawer_page(request, "members/readiness/reputation.html", context)


def _download(rows: list[Rating], kind: str) -> HttpResponse:
    head = [_("Rating"), _("Day"), _("Source"), _("Given by"), _("Enterprise"), _("Words"), _("Reply")]
    listed = [
        [
            row.value,
            row.given_on,
            row.source,
            row.given_by.organisation.name if row.given_by else "",
            row.enterprise.name if row.enterprise else "",
            row.words,
            row.reply.words if hasattr(row, "reply") else "",
        ]
        for row in rows
    ]
    return spreadsheet("ratings", head, listed, kind)
