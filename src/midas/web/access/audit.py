"""The trail of the whole cluster: that nobody changed it, and what happened last."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django_tables2 import RequestConfig

from midas.actions.access.audit import verify_cluster
from midas.actions.access.trail_sight import TrailSight, trail_sight
from midas.store.models import Event
from midas.store.queries import history as stored
from midas.web.access.filters import EventFilter
from midas.web.access.tables import EventTable
from midas.web.access.told import Line, known_of, lines
from midas.web.shell.exports import TYPES, exported
from midas.web.shell.guards import needs

EXPORTED = 50_000
"""The newest events that one file holds."""

AT_ONCE = 20_000
"""Up to so many links the page follows the trail by itself, once it is shown; above, when asked."""

LINKS_A_SECOND = 6_000
"""How many links were followed in a second when that was measured, on two cores."""

SHOWN = 4
"""How many changed fields one row names."""


@require_GET
@needs("trail.view")
def audit(request: HttpRequest) -> HttpResponse:
    """What happened here, and is it told as it was written?"""
    sight = trail_sight(request.role)
    chosen = EventFilter(request.GET, queryset=stored.events())
    whole = request.GET.get("_export") in TYPES
    table = EventTable(list(chosen.qs[:EXPORTED]) if whole else chosen.qs, changed={})
    RequestConfig(request, paginate=False if whole else {"per_page": 50}).configure(table)
    rows = list(table.data.data) if whole else [row.record for row in table.page.object_list]
    table.changed = _changed(rows, sight, request.role.cluster.currency)
    download = exported(request, table, "audit")
    if download is not None:
        return download
    last = stored.last_link()
    links = last.number if last else 0
    context = {
        "title": _("Audit"),
        "form": chosen.form,
        "table": table,
        "last": last,
        "at_once": links <= AT_ONCE,
        "seconds": links // LINKS_A_SECOND + 1,
        "count": chosen.qs.count(),
    }
    return render(request, "access/audit.html", context)


@require_GET
@needs("trail.view")
def chain(request: HttpRequest) -> HttpResponse:
    """Follow every link from the first to the last: part of the page, since it takes a while where there are many."""
    part = bool(request.htmx) and not request.htmx.boosted
    context = {"title": _("Is the trail whole?"), "chain": verify_cluster(request.role.cluster_id)}
    response = render(request, "access/_chain.html" if part else "access/chain.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _changed(events: list[Event], sight: TrailSight, currency: str) -> dict[int, str]:
    """What each event changed on its thing, in one line, by the event's id."""
    found = stored.changes_told_by(events)
    known = known_of([change for changes in found.values() for change in changes], currency)
    told = {}
    for event in events:
        changes = found.get((event.transaction, event.subject_kind, event.subject_id), [])
        told[event.pk] = _line([line for change in changes for line in lines(change, sight, known)])
    return told


def _line(told: list[Line]) -> str:
    parts = [f"{one.field}: {one.before} → {one.after}" for one in told[:SHOWN]]
    if len(told) > SHOWN:
        parts.append(_("and %(n)d more") % {"n": len(told) - SHOWN})
    return "; ".join(parts)
