"""Explanations that open in the drawer: why this team, why this firm is in, why that firm is not."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from midas.actions.access.permissions import may
from midas.core.formation.problem import read_problem
from midas.core.formation.result import read_plan
from midas.core.formation.why_not import why_not
from midas.store.models import Formation, Membership, Proposal
from midas.store.queries import formation as stored
from midas.web.formation.plans import PlanView, Snapshot, matrix, plan_views
from midas.web.formation.studio import PRICED, Line, chosen_ranks, explained, miss_line, picked, swapped
from midas.web.shell.guards import needs
from midas.web.shell.pages import drawer_page

SUGGESTED = 8
"""How many members a search for a name offers."""


@require_GET
@needs("formations.view")
def plan(request: HttpRequest, pk: int, rank: int) -> HttpResponse:
    """Why this team: its reasons in one place."""
    proposal, snapshot, view = _plan(pk, rank)
    prices = may(request.role, "members.view_prices")
    context = {
        **_about(proposal.formation, proposal, view, snapshot),
        "title": _("Why this team?"),
        "why": explained(snapshot, proposal, prices=prices),
        "prices": prices,
    }
    return drawer_page(request, "formation/why_plan.html", context)


@require_GET
@needs("formations.view")
def why_in(request: HttpRequest, pk: int, rank: int, firm: str) -> HttpResponse:
    """Why one partner is in: what it does, how its price ranks, what the plan would cost without it."""
    proposal, snapshot, view = _plan(pk, rank)
    partner = next((one for one in view.partners if one.id == firm), None)
    if partner is None:
        raise Http404
    prices = may(request.role, "members.view_prices")
    reasons = explained(snapshot, proposal, prices=prices).partners
    told = proposal.plan.get("explanation", {}).get("partners", ())
    context = {
        **_about(proposal.formation, proposal, view, snapshot),
        "title": _("Why %s is in") % partner.name,
        "partner": partner,
        "prices": prices,
        "reason": next((one for one in reasons if one.firm == firm), None),
        "ranks": _ranks(snapshot, next((one for one in told if one["firm"] == firm), {})),
        "cells": [(snapshot.titles[key], cell) for key, cell in matrix(snapshot, proposal)[firm].items()],
    }
    return drawer_page(request, "formation/why_in.html", context)


@require_GET
@needs("formations.view")
def why_not_page(request: HttpRequest, pk: int, rank: int) -> HttpResponse:
    """Why not that firm: `?q=` looks for members by name, `?firm=` tells what kept one out."""
    proposal, snapshot, view = _plan(pk, rank)
    query, firm = request.GET.get("q", "").strip()[:100], request.GET.get("firm", "")
    context = {
        **_about(proposal.formation, proposal, view, snapshot),
        "title": _("Why not …?"),
        "query": query,
        "found": _found(snapshot, view, query) if query else [],
    }
    if firm:
        context["answer"] = _answer(
            snapshot, proposal, view, firm, prices=may(request.role, "members.view_prices")
        )
    return drawer_page(request, "formation/why_not.html", context)


@require_GET
@needs("formations.view")
def picked_plan(request: HttpRequest, pk: int, rank: int) -> HttpResponse:
    """The team of one plan, beside the chart; without scripts the page with that plan among those side by side."""
    formation = stored.run(pk)
    proposals = list(formation.proposals.all())
    ranks = chosen_ranks(request, proposals) if proposals else []
    proposal = next((one for one in proposals if one.rank == rank), None)
    if proposal is None:
        raise Http404
    if not request.htmx:
        return redirect(reverse("formation:run", args=[pk]) + swapped(ranks, rank))
    snapshot = Snapshot(formation)
    view = plan_views(snapshot, [proposal], proposals[0])[0]
    context = {"formation": formation, "currency": snapshot.currency, **picked(snapshot, view, ranks)}
    return render(request, "formation/_picked.html", context)


def _plan(pk: int, rank: int) -> tuple[Proposal, Snapshot, PlanView]:
    formation = stored.run(pk)
    proposal = get_object_or_404(Proposal, formation=formation, rank=rank)
    snapshot = Snapshot(formation)
    proposal.formation = formation
    return proposal, snapshot, plan_views(snapshot, [proposal])[0]


def _about(formation: Formation, proposal: Proposal, view: PlanView, snapshot: Snapshot) -> dict[str, Any]:
    return {
        "formation": formation,
        "opportunity": formation.requirement.opportunity,
        "proposal": proposal,
        "plan": view,
        "snapshot": snapshot,
        "currency": snapshot.currency,
    }


def _ranks(snapshot: Snapshot, reason: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "title": snapshot.titles.get(one["work_package"], one["work_package"]),
            "rank": one["rank"],
            "of": one["of"],
        }
        for one in reason.get("price_ranks", ())
    ]


def _found(snapshot: Snapshot, view: PlanView, query: str) -> list[dict[str, Any]]:
    """Members whose name holds the words, whatever their state; where they stand towards the plan."""
    members = Membership.objects.select_related("organisation").filter(organisation__name__icontains=query)
    partners = {partner.id for partner in view.partners}
    return [
        {"firm": str(member.pk), "name": member.organisation.name, "is_in": str(member.pk) in partners}
        for member in members.order_by("organisation__name")[:SUGGESTED]
    ]


def _answer(
    snapshot: Snapshot, proposal: Proposal, view: PlanView, firm: str, *, prices: bool
) -> dict[str, Any]:
    """What kept a firm out: per package where it was considered, else why it was not."""
    if firm not in snapshot.firms:
        return _not_considered(snapshot, firm)
    problem = read_problem(proposal.formation.problem)
    misses = why_not(problem, read_plan(problem, proposal.plan), firm)
    lines = [_told(snapshot, miss.rule, miss.message, miss.firm, prices=prices) for miss in misses]
    packages = [snapshot.titles[miss.work_package] for miss in misses]
    return {
        "name": snapshot.name(firm),
        "membership": snapshot.membership(firm),
        "is_in": any(partner.id == firm for partner in view.partners),
        "lines": list(zip(packages, lines, strict=True)),
    }


def _told(snapshot: Snapshot, rule: str, message: str, firm: str, *, prices: bool) -> Line:
    line = miss_line(snapshot, {"rule": rule, "message": message, "firm": firm})
    if prices or rule not in PRICED:
        return line
    return Line(line.rule, "", firm=firm, name=line.name)


def _not_considered(snapshot: Snapshot, firm: str) -> dict[str, Any]:
    member = get_object_or_404(
        Membership.objects.select_related("organisation"), pk=int(firm) if firm.isdecimal() else 0
    )
    return {
        "name": member.organisation.name,
        "membership": member.pk,
        "state": member.get_state_display(),
        "barred": stored.why_barred(snapshot.formation, firm),
        "lines": [],
    }
