"""The studio: ask for a team, watch the search, look at what it found, choose."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from midas.actions.access.permissions import may
from midas.actions.formation.choose_proposal import choose_proposal, leads_of
from midas.actions.formation.found_enterprise import Chosen
from midas.actions.formation.refusals import AlreadyForming
from midas.actions.formation.request_formation import (
    JOB,
    LIVE,
    OPEN,
    request_again,
    request_formation,
)
from midas.actions.formation.stop_formation import fail_orphans, keep_best, stop_formation
from midas.core.formation.choices import COMPARED
from midas.core.formation.problem import read_problem
from midas.core.formation.result import read_plan
from midas.core.formation.score import score
from midas.core.values.problems import BadInput
from midas.store.models import Formation, Membership, Opportunity, Proposal, Requirement, Role
from midas.store.queries import formation as stored
from midas.store.queries.jobs import dead_jobs, somebody_works
from midas.web.formation.comparing import comparison_of
from midas.web.formation.diagnosis import diagnosis, in_words
from midas.web.formation.forms import SEARCH_TIMES, ChooseForm, RunForm, refuse
from midas.web.formation.live import so_far
from midas.web.formation.plans import Snapshot, plan_views
from midas.web.formation.repeats import run_again
from midas.web.formation.studio import gap_left, studio
from midas.web.formation.words import STATUSES, plainly
from midas.web.shell.guards import needs

State = Formation.State
NAME = 60
"""A demand's title makes a name for the team up to this length."""


@require_http_methods(["GET", "POST"])
@needs("formations.view")
def studio_door(request: HttpRequest, opportunity: int) -> HttpResponse:
    """Ask for a team (POST), or go to the newest run; where there is none yet, the page to ask from."""
    asked = Opportunity.objects.get(pk=opportunity)
    if not Requirement.objects.filter(opportunity=asked).exists():
        messages.info(request, _("Say first what is needed; a team is formed from the requirement."))
        return redirect("demand:requirement", asked.pk)
    requirement = stored.requirement_of(opportunity)
    if request.method == "POST":
        return _ask(request, requirement)
    newest = stored.runs(requirement).first()
    if newest is not None:
        return redirect("formation:run", newest.pk)
    return render(request, "formation/start.html", _start(requirement))


def _ask(request: HttpRequest, requirement: Requirement) -> HttpResponse:
    form, now = RunForm(request.POST), timezone.now()
    limit = form.cleaned_data["time_limit"] if form.is_valid() else 60
    _clear_dead(requirement)
    try:
        formation = request_formation(request.role, requirement.pk, at=now, time_limit=float(limit))
    except AlreadyForming as there:
        messages.info(request, str(there))
        return redirect("formation:run", there.formation_id)
    except BadInput as bad:
        told = [in_words(problem, requirement) for problem in bad.problems]
        context = {**_start(requirement), "problems": told}
        return render(request, "formation/start.html", context, status=422)
    return redirect("formation:run", formation.pk)


def _start(requirement: Requirement) -> dict[str, Any]:
    admitted = Membership.objects.filter(state=Membership.State.ADMITTED)
    return {**_frame(requirement), "title": _("Form a team"), "members_count": admitted.count()}


def _clear_dead(requirement: Requirement) -> None:
    """A run whose worker died must not keep its requirement from being solved again."""
    for live in Formation.objects.filter(requirement=requirement, state__in=LIVE).only("pk"):
        fail_orphans(at=timezone.now(), formation_id=live.pk)


@require_GET
@needs("formations.view")
def run_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One run in whatever state it is: searching, failed, without a plan, or the studio."""
    formation = stored.run(pk)
    context = {**_frame(formation.requirement), **_about(formation), "title": _("The team for this demand")}
    if formation.state in LIVE:
        return render(request, "formation/running.html", {**context, **_liveness(formation)})
    if formation.state in (State.FAILED, State.STOPPED):
        return render(request, "formation/failed.html", context)
    proposals = list(formation.proposals.all())
    if not proposals:
        return render(request, "formation/none.html", {**context, "diagnosis": diagnosis(formation)})
    context.update(studio(request, formation, proposals, request.role))
    context["may_choose"] = _may_choose(request.role, context)
    return render(request, "formation/studio.html", context)


def _may_choose(role: Role, context: dict[str, Any]) -> bool:
    """True if choosing a plan of this run has a chance; whether it still holds is seen when it is chosen."""
    return (
        may(role, "enterprises.change")
        and context["is_open"]
        and context["enterprise"] is None
        and not context["is_stale"]
    )


@require_GET
@needs("formations.view")
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the search is, polled by the page; once it is over the page is loaded anew."""
    formation = stored.run(pk, light=True)
    if formation.state not in LIVE:
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
        return response
    context = {
        "formation": formation,
        "currency": formation.requirement.cluster.currency,
        **_liveness(formation),
    }
    return render(request, "formation/_progress.html", context)


@require_GET
@needs("formations.view")
def compare(request: HttpRequest, opportunity: int) -> HttpResponse:
    """The best plans of two or three searches side by side: `?run=1&run=2`."""
    requirement = stored.requirement_of(opportunity)
    asked = [int(one) for one in request.GET.getlist("run") if one.isdecimal() and len(one) < 18]
    context = {**_frame(requirement), "title": _("Compare searches")}
    context.update(
        comparison_of(list(stored.best_of(requirement, asked[:COMPARED]))), marked=asked[:COMPARED]
    )
    return render(request, "formation/compare.html", context)


@require_POST
@needs("formations.view")
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a search and discard it."""
    stop_formation(request.role, pk, at=timezone.now())
    return redirect("formation:run", pk)


@require_POST
@needs("formations.view")
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """End a search with the best team it has so far."""
    keep_best(request.role, pk, at=timezone.now())
    return redirect("formation:run", pk)


@require_POST
@needs("formations.view")
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Run a search once more from its stored input."""
    try:
        made = request_again(request.role, pk, at=timezone.now())
    except AlreadyForming as there:
        messages.info(request, str(there))
        return redirect("formation:run", there.formation_id)
    return redirect("formation:run", made.pk)


@require_http_methods(["GET", "POST"])
@needs("enterprises.change")
def choose(request: HttpRequest, pk: int, rank: int) -> HttpResponse:
    """Give the chosen team its name and its lead, and found the enterprise."""
    formation = stored.run(pk)
    proposal = get_object_or_404(Proposal, formation=formation, rank=rank)
    form = _choose_form(request, formation, proposal)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        chosen = Chosen(data["name"], data["mode"], data["lead"], data.get("reason", ""))
        try:
            enterprise = choose_proposal(request.role, proposal.pk, chosen, at=timezone.now())
        except BadInput as bad:
            refuse(form, bad.problems)
        else:
            messages.success(request, _("%s is formed. Its partners can be invited next.") % enterprise.name)
            return redirect("formation:enterprise", enterprise.pk)
    context = {
        **_frame(formation.requirement),
        **_about(formation),
        "title": _("Choose this team"),
        "form": form,
        "plan": plan_views(Snapshot(formation), [proposal])[0],
    }
    return render(request, "formation/choose.html", context, status=422 if form.is_bound else 200)


def _choose_form(request: HttpRequest, formation: Formation, proposal: Proposal) -> ChooseForm:
    problem = read_problem(formation.problem)
    plan = read_plan(problem, proposal.plan)
    shares = score(problem, plan).value_shares
    able = sorted(leads_of(problem, plan), key=lambda firm: -shares[firm])
    leads = [(formation.names[firm], problem.firm[firm].label) for firm in able]
    name = formation.requirement.opportunity.title.partition(":")[0].strip()
    return ChooseForm(
        request.POST if request.method == "POST" else None,
        leads=leads,
        needs_reason=proposal.rank != 1,
        initial={"name": name if len(name) <= NAME else ""},
    )


def _frame(requirement: Requirement) -> dict[str, Any]:
    """What every page about forming a team for a requirement shows around itself."""
    opportunity = requirement.opportunity
    found = list(stored.runs(requirement))
    for one in found:
        one.verdict = STATUSES.get(one.status, one.status)
    return {
        "requirement": requirement,
        "opportunity": opportunity,
        "runs": found,
        "comparable": sum(bool(one.best) for one in found),
        "packages_count": requirement.work_packages.count(),
        "enterprise": stored.live_enterprise(opportunity.pk),
        "run_form": RunForm(),
        "is_open": Opportunity.State(opportunity.state) in OPEN,
    }


def _about(formation: Formation) -> dict[str, Any]:
    return {
        "formation": formation,
        "is_stale": formation.requirement.version != formation.requirement_version,
        "gap_left": gap_left(formation),
        "verdict": STATUSES.get(formation.status, ""),
        "firms_count": len(formation.problem["firms"]),
        "longer": next(
            (time for time, _words in SEARCH_TIMES if time > formation.time_limit), SEARCH_TIMES[-1][0]
        ),
        "currency": formation.problem["currency"],
        "repeat": run_again(formation) if formation.state == State.DONE else None,
    }


def _liveness(formation: Formation) -> dict[str, Any]:
    """What it has so far, and whether anybody works on it: a search nobody works on says so."""
    now = timezone.now()
    return {
        "nobody_works": formation.state == State.WAITING and not somebody_works(at=now),
        "is_dead": bool(dead_jobs(JOB, at=now, formation_id=formation.pk)),
        "best": so_far(formation),
        "doing": plainly(formation.message, formation.requirement.cluster.currency),
    }
