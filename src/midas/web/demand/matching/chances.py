"""Who gets a chance: how demand was spread over the members, who was never shown any, and what would help."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import django_tables2 as tables
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET
from django_tables2 import RequestConfig

from midas.actions.members.visible import visible_members
from midas.core.demand.chances import BANDS, Cause, Chance, by_band
from midas.core.members.fairness import gini
from midas.store.models import Membership
from midas.store.queries import matches as queries
from midas.web.shell.exports import exported
from midas.web.shell.guards import needs

NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}
YEAR = timedelta(days=365)
WHY: dict[Cause, str | Promise] = {
    Cause.SILENT: gettext_lazy("Offers nothing at present: have it say what it does."),
    Cause.FAR: gettext_lazy(
        "No open demand is near what it offers: widen its offer, or find demand of its kind."
    ),
    Cause.BEHIND: gettext_lazy(
        "Others came first, at best it was at place %(place)s: evidence and past work would lift it."
    ),
}


class ChanceTable(tables.Table):
    """One row per member."""

    firm = tables.Column(
        gettext_lazy("Firm"),
        accessor="organisation__name",
        linkify=("members:member", {"pk": tables.A("pk")}),
    )
    sector = tables.Column(gettext_lazy("Sector"), accessor="sector_group__name")
    offers = tables.Column(gettext_lazy("Offerings"), attrs=NUMBER)
    shown = tables.Column(gettext_lazy("Times shown demand"), attrs=NUMBER)
    best_place = tables.Column(gettext_lazy("Best place now"), attrs=NUMBER)
    why = tables.Column(gettext_lazy("Why never, and what would help"), orderable=False, empty_values=())

    class Meta:
        order_by = ("shown", "firm")
        empty_text = gettext_lazy("There are no members yet.")
        attrs = {"class": "table stacking"}

    def render_why(self, record: Any) -> str:
        cause = Chance(record.pk, record.shown, record.offers, record.best_place).cause
        return str(WHY[cause]) % {"place": record.best_place} if cause else ""


@require_GET
@needs("matches.view")
def chances(request: HttpRequest) -> HttpResponse:
    """Who never gets a chance, and why?"""
    at = timezone.now()
    rows = visible_members(request.role).filter(state=Membership.State.ADMITTED)
    table = ChanceTable(queries.with_chances(rows, at - YEAR, timezone.localdate(at)))
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    download = exported(request, table, "chances")
    if download is not None:
        return download
    counted = queries.times_shown(at - YEAR)
    each = [counted[key] for key in rows.order_by().values_list("pk", flat=True)]
    context = {
        "title": _("Who gets a chance"),
        "table": table,
        "members": len(each),
        "never": each.count(0),
        "gini": float(round(gini(each), 2)),
        "picture": _picture(by_band(each)) if each else None,
    }
    return render(request, "demand/matching/chances.html", context)


def _picture(counted: Any) -> dict[str, Any]:
    names = [_band(low, high) for low, high in BANDS]
    option = {
        "grid": {"left": 8, "right": 16, "top": 24, "bottom": 24, "containLabel": True},
        "xAxis": {
            "type": "category",
            "data": names,
            "name": _("times shown"),
            "nameLocation": "middle",
            "nameGap": 28,
        },
        "yAxis": {"type": "value", "name": _("members"), "minInterval": 1},
        "series": [
            {
                "type": "bar",
                "barMaxWidth": 48,
                "data": list(counted),
                "itemStyle": {"color": "var(--midas-gold)"},
                "label": {"show": True, "position": "top"},
            }
        ],
    }
    head = [_("Times shown"), _("Members")]
    return {
        "option": option,
        "table": {"head": head, "rows": [list(row) for row in zip(names, counted, strict=True)]},
    }


def _band(low: int, high: int | None) -> str:
    if high is None:
        return _("%(low)s or more") % {"low": low}
    return str(low) if low == high else f"{low}–{high}"
