"""Decisions: what is to be decided, what needs my vote, and what came of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Case, F, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_tables2 import RequestConfig

from midas.actions.access.permissions import may
from midas.actions.members import decide
from midas.actions.members.motion_count import Standing, asked_of_each, standing
from midas.actions.members.motion_sight import sees_discussion, sees_firm, visible_motions
from midas.actions.members.poll import awaiting
from midas.actions.members.visible import visible_members
from midas.core.values.moments import day_of
from midas.core.values.problems import BadInput
from midas.store.models import Membership, Motion, RulesVersion
from midas.web.members.deciding.filters import MotionFilter
from midas.web.members.deciding.forms import MotionForm, ReasonForm, WordsForm
from midas.web.members.deciding.tables import MotionTable
from midas.web.shell.exports import TYPES, exported, spreadsheet
from midas.web.shell.guards import needs

S = Membership.State
DECIDED_ON = (S.APPLIED, S.IN_ASSESSMENT, S.ADMITTED, S.SUSPENDED)
OPEN_FIRST = Case(When(state="open", then=Value(0)), default=Value(1))


@require_GET
@needs("motions.view")
def motion_list(request: HttpRequest) -> HttpResponse:
    """What is to be decided, and what was?"""
    role, at = request.role, timezone.now()
    rows = visible_motions(role)
    chosen = MotionFilter(request.GET, queryset=rows)
    mine = awaiting(role, at=at)
    ordered = chosen.qs.order_by(OPEN_FIRST, F("closed_at").desc(nulls_first=True), "closes_at", "pk")
    table = MotionTable(ordered, awaited={one.pk for one in mine})
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    download = exported(request, table, "decisions")
    if download is not None:
        return download
    context = {
        "title": _("Decisions"),
        "form": chosen.form,
        "table": table,
        "mine": mine,
        "count": chosen.qs.count(),
        "any": rows.exists(),
        "open": rows.filter(state=Motion.State.OPEN).count(),
    }
    return render(request, "members/deciding/motions.html", context)


@require_GET
@needs("motions.view")
def motion_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What is it about, how does it stand, and what do I vote?"""
    motion = visible_motions(request.role).get(pk=pk)
    kind = request.GET.get("_export", "")
    if kind in TYPES:
        return _download(standing(motion, request.role, at=timezone.now()), kind)
    return _motion(request, motion)


def _download(now: Standing, kind: str) -> HttpResponse:
    """Who voted what as far as the reader is shown it, who stands aside and who is silent."""
    rows = [[line.voter, line.choice, line.by, line.reason] for line in now.lines]
    rows += [[name, _("stands aside"), "", why] for name, why in now.aside]
    rows += [[name, "", "", ""] for name in now.waiting]
    return spreadsheet("votes", [_("Who"), _("Vote"), _("Cast by"), _("Reason")], rows, kind)


def _motion(request: HttpRequest, motion: Motion, status: int = 200, **forms: Any) -> HttpResponse:
    role, at = request.role, timezone.now()
    talks = sees_discussion(role, motion)
    context = {
        "title": motion.title,
        "motion": motion,
        "now": standing(motion, role, at=at),
        "is_open": motion.state == Motion.State.OPEN,
        "firm_open": sees_firm(role, motion),
        "talks": talks,
        "remarks": motion.remarks.select_related("written_by") if talks else [],
        "may_withdraw": motion.state == Motion.State.OPEN
        and may(role, "motions.open")
        and (motion.opened_by_id == role.person_id or may(role, "people.manage")),
        "remark_form": WordsForm(),
        "withdraw_form": ReasonForm(prefix="withdraw"),
        **forms,
    }
    return render(request, "members/deciding/motion.html", context, status=status)


@needs("motions.open")
def open_page(request: HttpRequest) -> HttpResponse:
    """Move that something be decided."""
    role = request.role
    firms = visible_members(role).filter(state__in=DECIDED_ON).order_by("organisation__name", "pk")
    versions = RulesVersion.objects.filter(in_force_from=None)
    asked = {
        key: request.GET[key] for key in ("kind", "membership", "rules", "title") if request.GET.get(key)
    }
    today = day_of(timezone.now(), role.cluster.time_zone)
    data = request.POST if request.method == "POST" else None
    form = MotionForm(data, firms=firms, versions=versions, today=today, initial=asked)
    if request.method == "POST" and form.is_valid():
        try:
            motion = decide.open_motion(role, form.wording(), at=timezone.now())
        except BadInput as bad:
            form.take(bad)
        else:
            messages.success(request, _("The motion is open."))
            return redirect("deciding:motion", motion.pk)
    context = {"title": _("Open a motion"), "form": form, "asked": asked_of_each(today)}
    return render(request, "members/deciding/open.html", context, status=422 if form.errors else 200)


@require_POST
@needs("motions.vote")
def cast(request: HttpRequest, pk: int) -> HttpResponse:
    """Vote."""
    choice, reason = request.POST.get("choice", ""), request.POST.get("reason", "")
    decide.vote(request.role, pk, choice, reason=reason, at=timezone.now())
    messages.success(request, _("Your vote is cast. Until voting is over you may change it."))
    return redirect("deciding:motion", pk)


@require_POST
@needs("motions.view")
def say(request: HttpRequest, pk: int) -> HttpResponse:
    """Add to the discussion."""
    try:
        decide.remark(request.role, pk, request.POST.get("words", ""), at=timezone.now())
    except BadInput as bad:
        form = WordsForm(request.POST)
        form.is_valid()
        if not form.errors:
            form.take(bad)
        return _motion(request, visible_motions(request.role).get(pk=pk), 422, remark_form=form)
    return redirect("deciding:motion", pk)


@require_POST
@needs("motions.open")
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a motion."""
    try:
        decide.withdraw(request.role, pk, request.POST.get("withdraw-reason", ""), at=timezone.now())
    except BadInput as bad:
        form = ReasonForm(request.POST, prefix="withdraw")
        form.is_valid()
        if not form.errors:
            form.take(bad)
        return _motion(request, visible_motions(request.role).get(pk=pk), 422, withdraw_form=form)
    messages.success(request, _("The motion is withdrawn."))
    return redirect("deciding:motion", pk)
