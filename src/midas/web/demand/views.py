"""The inbox, and demands that come by other doors than a public notice."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from midas.actions.access.permissions import may
from midas.actions.demand.write_opportunity import write_opportunity
from midas.core.values.problems import BadInput
from midas.store.models import Opportunity
from midas.store.queries.demand import opportunities
from midas.web.demand.filters import DemandFilter
from midas.web.demand.forms import DemandForm
from midas.web.demand.listing import board, demands, figures, picture
from midas.web.demand.tables import DemandTable
from midas.web.shell.exports import exported
from midas.web.shell.guards import needs

VIEWS = ("board", "table")


@needs("opportunities.view")
def inbox(request: HttpRequest) -> HttpResponse:
    """What is worth our time?"""
    role, at = request.role, timezone.now()
    chosen = DemandFilter(
        request.GET, queryset=opportunities(role.cluster), currency=role.cluster.currency, at=at
    )
    found = demands(role.cluster, chosen.qs, at=at)
    table = RequestConfig(request, paginate={"per_page": 25}).configure(DemandTable(found))
    download = exported(request, table, "demand")
    if download is not None:
        return download
    view = request.GET.get("view")
    context = {
        "title": _("Demand"),
        "form": chosen.form,
        "table": table,
        "view": view if view in VIEWS else VIEWS[0],
        "board": board(found),
        "count": len(found),
        "any": bool(found) or opportunities(role.cluster).exists(),
        "figures": figures(found, role.cluster.currency),
        "picture": picture(found, role.cluster.currency),
        "may_change": may(role, "opportunities.change"),
        "may_see_sources": may(role, "sources.view"),
    }
    return render(request, "demand/inbox.html", context)


@needs("opportunities.change")
def add(request: HttpRequest) -> HttpResponse:
    """A customer asked, or we had an idea."""
    return _by_hand(request, None)


@needs("opportunities.change")
def edit(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Correct what was entered by hand."""
    return _by_hand(request, Opportunity.objects.get(pk=opportunity_id))


def _by_hand(request: HttpRequest, opportunity: Opportunity | None) -> HttpResponse:
    currency = request.role.cluster.currency
    form = DemandForm(request.POST or None, currency=currency, opportunity=opportunity)
    if request.method == "POST" and form.is_valid():
        key = opportunity.pk if opportunity else None
        try:
            saved = write_opportunity(request.role, form.facts(), at=timezone.now(), opportunity_id=key)
        except BadInput as bad:
            form.take(bad)
        else:
            messages.success(request, _("Saved."))
            return redirect("demand:opportunity", saved.pk)
    context: dict[str, Any] = {
        "title": _("Correct this demand") if opportunity else _("Add a demand"),
        "form": form,
        "opportunity": opportunity,
    }
    return render(request, "demand/by_hand.html", context, status=422 if form.errors else 200)
