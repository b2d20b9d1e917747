"""The desk's side: which firms apply, how far each is, and everything one of them says."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_tables2 import RequestConfig

from midas.actions.access.permissions import may, require
from midas.actions.members.applying import invite_firm
from midas.actions.members.evidence import visible_evidence
from midas.actions.members.known import complete_groups
from midas.actions.members.move_membership import move_membership
from midas.core.members.application import how_far
from midas.core.values.problems import BadInput
from midas.store.models import Application, Event, Membership
from midas.web.members.joining.door import address_of
from midas.web.members.joining.forms import AskForm, ReasonForm
from midas.web.members.joining.groups import judged, said, tasks_of
from midas.web.members.joining.tables import ApplicationFilter, ApplicationTable
from midas.web.shell.exports import exported
from midas.web.shell.guards import needs


@needs("members.view_applicants")
def applications(request: HttpRequest) -> HttpResponse:
    """Who wants to join, and how far are they?"""
    if "_export" in request.GET:
        require(request.role, "members.export")
    rows = Application.objects.select_related("membership__organisation")
    chosen = ApplicationFilter(request.GET, rows)
    table = ApplicationTable(
        chosen.qs, far=lambda shown: complete_groups(request.role.cluster, shown, at=timezone.now())
    )
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    download = exported(request, table, "applications")
    if download is not None:
        return download
    context = {
        "title": _("Applications"),
        "form": chosen.form,
        "table": table,
        "count": chosen.qs.count(),
        "any": rows.exists(),
        "public": request.build_absolute_uri(reverse("joining:front", args=[request.role.cluster.slug])),
    }
    return render(request, "members/joining/applications.html", context)


@needs("members.invite")
def invite(request: HttpRequest) -> HttpResponse:
    """Begin an application for a firm; its link is mailed, and shown here once."""
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        cluster = request.role.cluster
        try:
            application, link = invite_firm(
                request.role,
                form.cleaned_data["email"],
                address=address_of(request, cluster),
                at=timezone.now(),
            )
        except BadInput as bad:
            form.add_error("email", bad.problems[0].message)
        else:
            context = {"title": _("The application is begun"), "application": application, "link": link}
            return render(request, "members/joining/invited.html", context)
    status = 422 if form.errors else 200
    return render(
        request, "members/joining/invite.html", {"title": _("Invite a firm"), "form": form}, status=status
    )


@needs("members.view_applicants")
def application_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything a firm says, with its files."""
    return _page(request, _application(pk), ReasonForm())


@require_POST
@needs("assessments.record")
def assess(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the assessment of a firm whose application is sent."""
    application, form = _application(pk), ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, application, form, status=422)
    membership = application.membership
    if membership is None:
        raise Membership.DoesNotExist
    move_membership(
        request.role,
        membership,
        Membership.State.IN_ASSESSMENT,
        at=timezone.now(),
        reason=form.cleaned_data["reason"],
        by=request.user,
    )
    messages.success(request, _("%(firm)s is in assessment now.") % {"firm": membership.organisation.name})
    return redirect("joining:application", pk)


def _application(pk: int) -> Application:
    rows = Application.objects.select_related("cluster", "person", "membership__organisation")
    return rows.get(pk=pk)


def _page(
    request: HttpRequest, application: Application, form: ReasonForm, status: int = 200
) -> HttpResponse:
    membership = application.membership
    draft = application.state == Application.State.DRAFT
    readable = visible_evidence(request.role).filter(application=application)
    context: dict[str, Any] = {
        "title": str(application),
        "application": application,
        "membership": membership,
        "said": said(
            application.answers,
            prices=may(request.role, "members.view_prices"),
            bank=may(request.role, "bank.view"),
        ),
        "files": application.evidence.select_related("uploaded_by"),
        "readable": set(readable.values_list("pk", flat=True)),
        "events": _events(application),
        "form": form,
        "may_assess": membership is not None
        and membership.state == Membership.State.APPLIED
        and may(request.role, "assessments.record"),
        "acceptance": membership.acceptances.select_related("rules").first() if membership else None,
    }
    if draft:
        _firm, faults = judged(application, timezone.now())
        done, of = how_far(application.answers, faults)
        context |= {"tasks": tasks_of(application, faults), "done": done, "of": of}
    return render(request, "members/joining/application.html", context, status=status)


def _events(application: Application) -> list[Event]:
    """What happened to the application, then to the membership it became; newest first."""
    own = Event.objects.filter(subject_kind="application", subject_id=application.pk)
    firm = Event.objects.filter(subject_kind="membership", subject_id=application.membership_id or 0)
    return list((own | firm).order_by("-at", "-pk")[:50])
