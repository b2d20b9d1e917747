"""The teams of the cluster: the list, one team, giving one up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from django_tables2 import RequestConfig

from midas.actions.access.permissions import may, require
from midas.actions.formation.move_enterprise import move_enterprise
from midas.actions.formation.sight import known_terms, sight, visible_enterprises
from midas.actions.formation.step_in import CLOSED
from midas.core.formation.enterprise import ENTERPRISE
from midas.core.values.amounts import major
from midas.core.values.problems import BadInput
from midas.store.models import Enterprise, Role
from midas.store.queries import formation as stored
from midas.web.formation.filters import EnterpriseFilter
from midas.web.formation.forms import AbandonForm, refuse
from midas.web.formation.places import tile_map
from midas.web.formation.tables import EnterpriseTable
from midas.web.formation.teams import LIFE, MEANINGS, may_abandon, money_bar, steps, team, told
from midas.web.shell.exports import TYPES, exported, spreadsheet
from midas.web.shell.guards import needs
from midas.web.shell.pages import drawer_page

S = Enterprise.State
VIEWS = ("board", "table")


@require_GET
@needs("enterprises.view")
def enterprise_list(request: HttpRequest) -> HttpResponse:
    """Where do our teams stand?"""
    visible = visible_enterprises(request.role, stored.enterprises())
    chosen = EnterpriseFilter(request.GET, queryset=visible, known=known_terms(request.role))
    knows = _knows(request.role)
    listed = EnterpriseTable(chosen.qs, knows=knows)
    table = RequestConfig(request, paginate={"per_page": 25}).configure(listed)
    download = exported(request, table, "enterprises")
    if download is not None:
        return download
    view = request.GET.get("view")
    found = list(chosen.qs)
    context = {
        "title": _("Enterprises"),
        "form": chosen.form,
        "table": table,
        "view": view if view in VIEWS else VIEWS[0],
        "columns": _board(found),
        "known": {one.pk for one in found if knows(one)},
        "count": len(found),
        "any": bool(found) or visible_enterprises(request.role, Enterprise.objects.all()).exists(),
        "figures": _figures(found, request.role.cluster.currency, knows),
        "currency": request.role.cluster.currency,
    }
    return render(request, "formation/enterprises.html", context)


def _board(found: list[Enterprise]) -> list[dict[str, Any]]:
    """The teams by state; a state that nobody is in is left out, but for the first few everyone passes."""
    by_state: dict[str, list[Enterprise]] = {state: [] for state in (*LIFE, S.ABANDONED)}
    for enterprise in found:
        by_state[enterprise.state].append(enterprise)
    return [
        {"state": state, "label": S(state).label, "meaning": MEANINGS[state], "teams": teams}
        for state, teams in by_state.items()
        if teams
    ]


def _knows(role: Role) -> Callable[[Enterprise], bool]:
    """Of which teams, with their partners, the role may see customer, demand and value."""
    seen = sight(role, role.enterprise_id)
    return lambda one: seen.terms_of(one, [partner.membership_id for partner in one.team])


def _figures(found: list[Enterprise], currency: str, knows: Callable[[Enterprise], bool]) -> dict[str, Any]:
    alive = [one for one in found if one.state not in (S.DISSOLVED, S.ABANDONED)]
    firms = {partner.membership_id for one in alive for partner in one.team}
    return {
        "alive": len(alive),
        "operating": sum(one.state == S.OPERATING for one in alive),
        "value": sum(one.value for one in alive if one.currency == currency and knows(one)),
        "firms": len(firms),
        "finished": sum(one.state == S.DISSOLVED for one in found),
    }


@require_GET
@needs("enterprises.view")
def enterprise_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Where does this team stand, who is in it, what is it worth?"""
    require(request.role, "enterprises.view", enterprise=pk)
    enterprise = stored.enterprise(pk)
    events = list(stored.history("enterprise", pk))
    seen = sight(request.role, pk)
    members = team(enterprise, enterprise.team, seen)
    has_plan = enterprise.proposal is not None
    context = {
        "title": enterprise.name,
        "enterprise": enterprise,
        "meaning": MEANINGS[enterprise.state],
        "steps": steps(enterprise, events),
        "members": members,
        "seen": seen,
        "knows": _knows(request.role)(enterprise),
        "own": next((one for one in members if one.partner.membership_id == seen.own), None),
        "money": money_bar(enterprise) if seen.costs else [],
        "has_plan": has_plan,
        "map": tile_map((one.name, one.partner.membership.organisation.region) for one in members),
        "events": told(events) if may(request.role, "events.view", enterprise=pk) else [],
        "may_open_demand": may(request.role, "opportunities.view"),
        "may_abandon": may_abandon(request.role, enterprise),
        "may_repair": may(request.role, "formations.run") and has_plan and enterprise.state not in CLOSED,
        "may_see_plan": may(request.role, "formations.view") and has_plan,
    }
    return render(request, "formation/enterprise.html", context)


@require_GET
@needs("enterprises.view")
def partners(request: HttpRequest, pk: int) -> HttpResponse:
    """The partners and what each does, one line per package, with the money the role may see."""
    kind = request.GET.get("_export", "csv")
    if kind not in TYPES:
        raise Http404
    require(request.role, "enterprises.view", enterprise=pk)
    enterprise = stored.enterprise(pk)
    seen = sight(request.role, pk)
    head = [_("Firm"), _("Region"), _("Leads"), _("Does"), _("Quantity"), _("Unit")]
    head += [_("Share"), _("Value, %s") % enterprise.currency, _("Cost, %s") % enterprise.currency]
    rows: list[list[Any]] = []
    for one in team(enterprise, enterprise.team, seen):
        costs = seen.costs_of(one.partner)
        money = [
            None if one.share is None else round(one.share, 6),
            None if one.value is None else major(one.value, enterprise.currency),
        ]
        start = [one.name, one.region, _("yes") if one.leads else ""]
        lines = list(one.partner.work.all())
        if not lines:
            rows.append([*start, one.role, None, None, *money, None])
        for place, work in enumerate(lines):
            cost = major(work.cost, enterprise.currency) if costs else None
            part = money if place == 0 else [None, None]
            rows.append([*start, work.package, work.quantity, work.unit, *part, cost])
    return spreadsheet(f"{enterprise.name} partners", head, rows, kind)


@require_http_methods(["GET", "POST"])
@needs("enterprises.view")
def abandon(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a team up, with the reason."""
    require(request.role, "enterprises.change", enterprise=pk)
    enterprise = stored.enterprise(pk)
    form = AbandonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            move_enterprise(
                request.role, pk, S.ABANDONED, reason=form.cleaned_data["reason"], at=timezone.now()
            )
        except BadInput as bad:
            refuse(form, bad.problems)
        else:
            messages.success(
                request, _("%s is given up. Its demand can be formed for again.") % enterprise.name
            )
            return redirect("formation:enterprise", pk)
    if request.method == "GET":
        ENTERPRISE.check(enterprise.state, S.ABANDONED)
    title = _("Abandon %s") % enterprise.name
    context = {"title": title, "enterprise": enterprise, "form": form}
    response = drawer_page(request, "formation/abandon.html", context)
    response.status_code = 422 if form.is_bound else 200
    return response
