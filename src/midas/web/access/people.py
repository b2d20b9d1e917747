"""The administrators' desk: who has which role where, and the end of a role."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from django_tables2 import RequestConfig

from midas.actions.access.permissions import may
from midas.actions.access.role_ending import end_role, refuse_last_administrator
from midas.core.values.problems import BadInput
from midas.store.models import Role
from midas.store.queries import people as queries
from midas.web.access.filters import RoleFilter
from midas.web.access.forms import EndRole, refuse
from midas.web.access.tables import RoleTable
from midas.web.shell.exports import exported
from midas.web.shell.guards import needs
from midas.web.shell.pages import drawer_page


@require_GET
@needs("members.invite")
def administration(request: HttpRequest) -> HttpResponse:
    """What can be administered here, as far as the role may."""
    rooms = [
        ("people.manage", "access:people", "users", _("People"), _("Who has which role where; end a role.")),
        (
            "members.invite",
            "access:invitations",
            "mail",
            _("Invitations"),
            _("Invite people, see who has come."),
        ),
        (
            "trail.view",
            "access:roles",
            "table",
            _("Roles"),
            _("What each role may do, and who may not decide what."),
        ),
        (
            "people.manage",
            "access:second_factor",
            "device-mobile",
            _("Second factor"),
            _("Which roles need more than a password."),
        ),
        (
            "sources.view",
            "demand:sources",
            "world-download",
            _("Sources"),
            _("Where notices are fetched from by the clock, and how that went."),
        ),
        (
            "trail.view",
            "access:audit",
            "shield-check",
            _("Audit"),
            _("Everything that happened, and that nobody changed it."),
        ),
        (
            "coverage.publish",
            "demand:publishing",
            "affiliate",
            _("What other clusters see"),
            _("How many members do what, in which region; nothing unless you say so."),
        ),
    ]
    open_to = [room for room in rooms if may(request.role, room[0])]
    context = {"title": _("Administration"), "desks": open_to}
    return render(request, "access/administration.html", context)


@require_GET
@needs("people.manage")
def people(request: HttpRequest) -> HttpResponse:
    """Who has which role where, since when, and how safely do they sign in?"""
    chosen = RoleFilter(request.GET, queryset=queries.roles(request.role.cluster_id))
    found = list(chosen.qs)
    factors = queries.with_second_factor({role.person_id for role in found})
    table = RequestConfig(request, paginate={"per_page": 50}).configure(RoleTable(found, factors=factors))
    download = exported(request, table, "people-and-roles")
    if download is not None:
        return download
    kinds = request.role.cluster.two_factor_kinds
    context: dict[str, Any] = {
        "title": _("People"),
        "form": chosen.form,
        "table": table,
        "count": len(found),
        "persons": len({role.person_id for role in found}),
        "lacking": sum(role.kind in kinds and role.person_id not in factors for role in found),
    }
    return render(request, "access/people.html", context)


@require_http_methods(["GET", "POST"])
@needs("people.manage")
def end(request: HttpRequest, role: int) -> HttpResponse:
    """End a role, with the reason."""
    ended: Role = queries.roles(request.role.cluster_id).get(pk=role)
    form = EndRole(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            end_role(request.role, role, reason=form.cleaned_data["reason"], at=timezone.now())
        except BadInput as bad:
            refuse(form, bad.problems)
        else:
            told = {"name": ended.person.name, "role": ended.get_kind_display()}
            messages.success(request, _("%(name)s is no longer %(role)s here.") % told)
            return redirect("access:people" if ended.pk != request.role.pk else "home")
    refuse_last_administrator(ended)
    title = _("End the role of %s") % ended.person.name
    response = drawer_page(request, "access/end_role.html", {"title": title, "ended": ended, "form": form})
    response.status_code = 422 if form.is_bound else 200
    return response
