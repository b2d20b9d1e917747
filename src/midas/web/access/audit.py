"""The trail of the whole cluster: that nobody changed it, and what happened last."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django_tables2 import RequestConfig

from midas.actions.access.audit import verify_cluster
from midas.actions.access.trail_sight import TrailSight, trail_sight
from midas.store.models import Event
from midas.store.queries import history as stored
from midas.web.access.filters import EventFilter
from midas.web.access.tables import EventTable
from midas.web.access.told import by_transaction, lines
from midas.web.shell.exports import TYPES, exported
from midas.web.shell.guards import needs

EXPORTED = 50_000
"""The newest events that one file holds."""


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
    table.changed = _changed(rows, sight)
    download = exported(request, table, "audit")
    if download is not None:
        return download
    last = stored.last_link()
    context = {
        "title": _("Audit"),
        "form": chosen.form,
        "table": table,
        "chain": verify_cluster(request.role.cluster_id),
        "last": last,
        "count": chosen.qs.count(),
    }
    return render(request, "access/audit.html", context)


def _changed(events: list[Event], sight: TrailSight) -> dict[int, str]:
    """What each event's transaction changed, in one line."""
    found = by_transaction(stored.changes_in({event.transaction for event in events if event.transaction}))
    return {key: "; ".join(_line(changes, sight)) for key, changes in found.items()}


def _line(changes: list[stored.Change], sight: TrailSight) -> list[str]:
    told = [line for change in changes[:SHOWN] for line in lines(change, sight)]
    more = [_("and more")] if len(told) > SHOWN or len(changes) > SHOWN else []
    return [f"{one.thing} {one.field}: {one.before} → {one.after}" for one in told[:SHOWN]] + more


SHOWN = 6
"""How many changed fields one row names."""
