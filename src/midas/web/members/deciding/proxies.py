"""My proxies: who votes for me, and for whom I vote."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_tables2 import RequestConfig

from midas.actions.access.permissions import may, require
from midas.actions.members.give_proxy import give_proxy, may_hold, own_proxies, revoke_proxy
from midas.core.values.problems import BadInput
from midas.web.members.deciding.forms import ProxyForm
from midas.web.members.deciding.tables import ProxyTable
from midas.web.shell.exports import exported
from midas.web.shell.guards import needs


@needs("motions.view")
def proxies(request: HttpRequest) -> HttpResponse:
    """Who votes for whom; and, for who has a vote, giving it to somebody for a while."""
    role, at = request.role, timezone.now()
    form = ProxyForm(request.POST if request.method == "POST" else None, holders=may_hold(role), at=at)
    if request.method == "POST":
        require(role, "motions.vote")
        if form.is_valid() and _given(request, form):
            return redirect("deciding:proxies")
    table = ProxyTable(own_proxies(role), at=at)
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    download = exported(request, table, "proxies")
    if download is not None:
        return download
    context = {
        "title": _("Proxies"),
        "form": form,
        "table": table,
        "may_give": may(role, "motions.vote"),
        "holders": bool(may_hold(role)),
        "own": role.membership_id or role.person_id,
        "manages": may(role, "people.manage"),
        "at": at,
    }
    return render(request, "members/deciding/proxies.html", context, status=422 if form.errors else 200)


def _given(request: HttpRequest, form: ProxyForm) -> bool:
    start, end = form.days()
    holder = form.cleaned_data["holder"]
    try:
        give_proxy(request.role, holder, starts_at=start, ends_at=end, at=form.at)
    except BadInput as bad:
        form.take(bad)
        return False
    messages.success(
        request, _("The proxy is given. You may still vote yourself; then your own vote counts.")
    )
    return True


@require_POST
@needs("motions.view")
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End a proxy."""
    revoke_proxy(request.role, pk, at=timezone.now())
    messages.success(request, _("The proxy is revoked."))
    return redirect("deciding:proxies")
