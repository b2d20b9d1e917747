"""Formation as files: the problem and the outcome as JSON for a researcher, a plan's allocations as a spreadsheet."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from midas.actions.access.permissions import may, require
from midas.core.values.amounts import major, whole
from midas.core.values.units import unit_words
from midas.store.models import Proposal
from midas.store.queries import formation as stored
from midas.web.formation.plans import Snapshot, matrix, plan_views
from midas.web.shell.exports import TYPES, spreadsheet
from midas.web.shell.guards import needs


@require_GET
@needs("formations.view")
def problem(request: HttpRequest, pk: int) -> HttpResponse:
    """What was solved, as `midas form` reads it. It holds every firm's prices."""
    require(request.role, "members.view_prices")
    return _json(stored.run(pk).problem, f"formation-{pk}-problem.json")


@require_GET
@needs("formations.view")
def outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of it, as `midas form --json` prints it."""
    require(request.role, "members.view_prices")
    formation = stored.run(pk)
    if not formation.outcome:
        raise Http404
    return _json(formation.outcome, f"formation-{pk}-outcome.json")


@require_GET
@needs("formations.view")
def allocations(request: HttpRequest, pk: int, rank: int) -> HttpResponse:
    """Who does how much of what, one line each; costs only for those who may see prices."""
    kind = request.GET.get("_export", "csv")
    if kind not in TYPES:
        raise Http404
    formation = stored.run(pk)
    proposal = get_object_or_404(Proposal, formation=formation, rank=rank)
    snapshot = Snapshot(formation)
    prices = may(request.role, "members.view_prices")
    partners = {partner.id: partner for partner in plan_views(snapshot, [proposal])[0].partners}
    head = [_("Firm"), _("Region"), _("Package"), _("Quantity"), _("Unit"), _("Part of the package")]
    rows: list[list[Any]] = [
        [
            partners[firm].name,
            partners[firm].region,
            snapshot.titles[package],
            cell.quantity,
            unit_words(cell.unit or None),
            round(cell.part, 6),
            *([major(whole(cell.cost), snapshot.currency)] if prices else []),
        ]
        for firm, row in matrix(snapshot, proposal).items()
        for package, cell in row.items()
    ]
    head += [_("Cost, %s") % snapshot.currency] if prices else []
    return spreadsheet(f"formation {pk} plan {rank}", head, rows, kind)


def _json(value: Any, name: str) -> HttpResponse:
    text = json.dumps(value, indent=2, ensure_ascii=False)
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="application/json", headers=disposition)
