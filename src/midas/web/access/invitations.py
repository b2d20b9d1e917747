"""Inviting people: the list with its states, a new one, sending again, taking back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_tables2 import RequestConfig

from midas.actions.access import inviting
from midas.core.values.problems import BadInput
from midas.store.models import Invitation
from midas.store.queries import people as queries
from midas.web.access.filters import InvitationFilter
from midas.web.access.forms import InviteForm, refuse
from midas.web.access.links import link_with
from midas.web.access.mails import send_invitation
from midas.web.access.tables import InvitationTable
from midas.web.shell.exports import exported
from midas.web.shell.guards import needs
from midas.web.shell.pages import drawer_page


@require_GET
@needs("members.invite")
def listed(request: HttpRequest) -> HttpResponse:
    """Who is invited to what, and who has come?"""
    kinds = inviting.invitable(request.role)
    rows = queries.invitations(timezone.now()).filter(kind__in=kinds)
    chosen = InvitationFilter(request.GET, queryset=rows)
    table = RequestConfig(request, paginate={"per_page": 50}).configure(InvitationTable(chosen.qs))
    download = exported(request, table, "invitations")
    if download is not None:
        return download
    context = {
        "title": _("Invitations"),
        "form": chosen.form,
        "table": table,
        "count": chosen.qs.count(),
        "any": rows.exists(),
    }
    return render(request, "access/invitations.html", context)


@require_http_methods(["GET", "POST"])
@needs("members.invite")
def invite(request: HttpRequest) -> HttpResponse:
    """Invite an address to a role, and send the link."""
    given = request.POST if request.method == "POST" else None
    start = {"membership": request.GET.get("firm", "")}
    form = InviteForm(given, kinds=inviting.invitable(request.role), initial=start)
    if given is not None and form.is_valid():
        try:
            made, secret = inviting.invite(
                request.role, form.cleaned_data["email"], form.offer(), at=timezone.now()
            )
        except BadInput as bad:
            refuse(form, bad.problems)
        else:
            _send(request, made, secret)
            return redirect("access:invitations")
    response = drawer_page(request, "access/invite.html", {"title": _("Invite somebody"), "form": form})
    response.status_code = 422 if form.is_bound else 200
    return response


@require_POST
@needs("members.invite")
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a new link; the one before stops working."""
    invitation, secret = inviting.resend(request.role, pk, at=timezone.now())
    _send(request, invitation, secret)
    return redirect("access:invitations")


@require_POST
@needs("members.invite")
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    invitation = inviting.revoke(request.role, pk, at=timezone.now())
    messages.success(
        request, _("The invitation of %s is taken back; its link opens nothing now.") % invitation.email
    )
    return redirect("access:invitations")


def _send(request: HttpRequest, invitation: Invitation, secret: str) -> None:
    """Once the invitation is saved; a mail server that does not answer is told, and the invitation stays."""
    if send_invitation(invitation, link_with(request, secret), by=request.user.name):
        messages.success(request, _("A link is on its way to %s. It is good for 14 days.") % invitation.email)
        return
    text = _(
        "%s is invited, but the mail could not be sent: the mail server did not take it. Send it again later, or tell "
        "whoever runs this installation."
    )
    messages.error(request, text % invitation.email)
