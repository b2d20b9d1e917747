"""Why a figure on a firm's page is what it is: in the drawer, or on a page of its own."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from midas.actions.members.visible import visible_members
from midas.core.values.periods import common, months, quarter
from midas.store.queries import members as queries
from midas.web.members.profile import offers_of, trust
from midas.web.shell.guards import needs
from midas.web.shell.pages import drawer_page


@needs("members.view")
def reliability(request: HttpRequest, pk: int) -> HttpResponse:
    """What the share of promises kept rests on."""
    member = visible_members(request.role).get(pk=pk)
    context = {
        "title": _("Why this share of promises kept?"),
        "member": member,
        "trust": trust(member),
        "rows": queries.partnerships(member),
    }
    return drawer_page(request, "members/why_reliability.html", context)


@needs("members.view")
def capacity(request: HttpRequest, pk: int, offering: int) -> HttpResponse:
    """How the capacity left this quarter is worked out, with every piece of work that takes from it."""
    member = visible_members(request.role).get(pk=pk)
    today = timezone.localdate()
    period = quarter(today)
    offer = next((one for one in offers_of(member, period, today) if one.row.pk == offering), None)
    if offer is None:
        raise Http404
    context = {
        "title": _("How is the capacity left worked out?"),
        "member": member,
        "offer": offer,
        "quarter": period,
        "works": [work for _row, work in queries.works(member) if common(work.window, period)],
        "months": months([period]),
    }
    return drawer_page(request, "members/why_capacity.html", context)
