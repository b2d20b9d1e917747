"""Who has worked with whom: a picture of the cluster's teams, and every pair in a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import django_tables2 as tables
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET
from django_tables2 import RequestConfig

from midas.actions.access.permissions import may, require
from midas.actions.members.visible import visible_members
from midas.store.models import Membership
from midas.store.queries.seeing import Pair, pairs
from midas.web.shell.exports import exported
from midas.web.shell.guards import needs

LABEL = {
    "show": True,
    "position": "right",
    "fontSize": 11,
    "width": 110,
    "overflow": "truncate",
    "color": "var(--midas-text)",
}
MOST = 40
"""Firms in the picture: those who worked with most others; the table has all."""


class PairTable(tables.Table):
    """One row per two firms that worked together."""

    first = tables.Column(
        gettext_lazy("Firm"), linkify=("members:member", {"pk": tables.A("first__pk")}), orderable=False
    )
    second = tables.Column(
        gettext_lazy("With"), linkify=("members:member", {"pk": tables.A("second__pk")}), orderable=False
    )
    count = tables.Column(gettext_lazy("Teams together"), accessor="enterprises", orderable=False)
    enterprises = tables.Column(gettext_lazy("Which"), orderable=False)

    class Meta:
        empty_text = gettext_lazy("No two firms have worked together yet.")

    def render_count(self, value: Sequence[Any]) -> int:
        return len(value)

    def value_count(self, value: Sequence[Any]) -> int:
        return len(value)

    def render_enterprises(self, value: Sequence[Any]) -> str:
        named = [(reverse("formation:enterprise", args=[one.pk]), one.name) for one in value]
        return format_html_join(", ", '<a href="{}">{}</a>', named)

    def value_enterprises(self, value: Sequence[Any]) -> str:
        return "; ".join(one.name for one in value)


@require_GET
@needs("members.view")
def network(request: HttpRequest) -> HttpResponse:
    """Who has worked with whom?"""
    role = require(request.role, "enterprises.view")
    found = pairs(visible_members(role))
    table = RequestConfig(request, paginate={"per_page": 25}).configure(PairTable(found))
    if "_export" in request.GET:
        require(role, "members.export")
    download = exported(request, table, "network")
    if download is not None:
        return download
    met = _met(found)
    context = {
        "title": _("Who works with whom"),
        "table": table,
        "count": len(found),
        "firms": len(met),
        "most": MOST,
        "picture": _picture(found, met) if found else None,
        "may_export": may(role, "members.export"),
    }
    return render(request, "members/seeing/network.html", context)


def _met(found: Sequence[Pair]) -> Counter[Membership]:
    """How many others each firm worked with."""
    return Counter(firm for pair in found for firm in (pair.first, pair.second))


def _picture(found: Sequence[Pair], met: Counter[Membership]) -> dict[str, Any]:
    """Firms on a circle, those of one sector side by side; bigger for more others, a thicker line for more teams."""
    shown = [firm for firm, _count in sorted(met.items(), key=lambda one: (-one[1], str(one[0])))[:MOST]]
    shown.sort(key=lambda firm: (firm.sector_group.name, str(firm)))
    place = {firm: number for number, firm in enumerate(shown)}
    names = list(dict.fromkeys(firm.sector_group.name for firm in shown))
    nodes = [
        {
            "name": str(firm),
            "symbolSize": 8 + 2 * min(12, met[firm]),
            "category": names.index(firm.sector_group.name),
            "url": reverse("members:member", args=[firm.pk]),
        }
        for firm in shown
    ]
    links = [
        {
            "source": place[pair.first],
            "target": place[pair.second],
            "lineStyle": {"width": len(pair.enterprises)},
        }
        for pair in found
        if pair.first in place and pair.second in place
    ]
    hues = [
        {"name": name, "itemStyle": {"color": f"var(--midas-hue-{n % 6 + 1})"}}
        for n, name in enumerate(names)
    ]
    series = {
        "type": "graph",
        "layout": "circular",
        "circular": {"rotateLabel": True},
        "data": nodes,
        "links": links,
        "categories": hues,
        "label": LABEL,
        "lineStyle": {"color": "source", "curveness": 0.2, "opacity": 0.6},
        "left": "28%",
        "right": "28%",
        "top": 150,
        "bottom": 110,
    }
    return {"legend": {"data": names, "top": 0}, "tooltip": {"formatter": "@name"}, "series": [series]}
