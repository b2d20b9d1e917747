"""The home page: what needs me today, what is in the pipeline, and the cluster at a glance; per role."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from midas.actions.access.permissions import may
from midas.rules import regions
from midas.store.models import Enterprise, Opportunity, Role
from midas.store.queries import home as queries
from midas.web.shell.addresses import address
from midas.web.shell.waiting import waiting
from midas.web.templatetags.midas import money_short

D = Opportunity.State

STAGES = (D.NEW, D.QUALIFIED, D.FORMING, D.BIDDING, D.WON)
"""The pipeline as the picture shows it, from the door to the win."""

HUES = {
    D.NEW: "var(--midas-hue-6)",
    D.QUALIFIED: "var(--midas-hue-2)",
    D.FORMING: "var(--midas-hue-1)",
    D.BIDDING: "var(--midas-hue-3)",
    D.WON: "var(--midas-hue-4)",
}

SHOWN = 12
"""Tasks the page shows; the lists behind them have them all."""


def home(role: Role, *, at: datetime) -> dict[str, Any]:
    """Everything the page shows to that role."""
    today, tasks = timezone.localdate(at), waiting(role, at=at)
    context: dict[str, Any] = {
        "tasks": [(task, task.tone(today)) for task in tasks[:SHOWN]],
        "more_tasks": max(0, len(tasks) - SHOWN),
        "today": today,
    }
    if may(role, "opportunities.view"):
        context |= _pipeline(role)
    if may(role, "members.view"):
        context |= _glance(role)
    if may(role, "enterprises.view"):
        own = [role.membership_id] if role.membership_id else None
        context |= {"teams": queries.under_way(own, role.enterprise_id), "teams_own": own is not None}
    return context


def _pipeline(role: Role) -> dict[str, Any]:
    found, currency = queries.pipeline(role.cluster), role.cluster.currency
    rows = [found.get(state, queries.Stage(state, 0, 0, 0)) for state in STAGES]
    open_rows = [row for row in rows if row.state != D.WON]
    over = [found[state] for state in (D.LOST, D.DROPPED) if state in found]
    return {
        "funnel": _funnel(rows, currency),
        "funnel_table": _funnel_table(rows, currency),
        "any_demand": bool(found),
        "over": [(D(row.state).label, row.count, _demands(row.state)) for row in over],
        "open_url": _demands("open"),
        "open_value": sum(row.value for row in open_rows),
        "open_count": sum(row.count for row in open_rows),
    }


def _funnel(rows: Sequence[queries.Stage], currency: str) -> Mapping[str, Any]:
    """A bar for each state, its count and worth written beside it."""
    figures = [f"{row.count} · {money_short(row.value, currency)}" for row in rows]
    data = [
        {
            "value": row.count,
            "note": f"{_name(row.state)}: {figure}",
            "url": _demands(row.state),
            "itemStyle": {"color": HUES[D(row.state)]},
        }
        for row, figure in zip(rows, figures, strict=True)
    ]
    names = {"type": "category", "inverse": True, "data": [_name(row.state) for row in rows]}
    beside = {"type": "category", "inverse": True, "data": figures, "axisLine": {"show": False}}
    return {
        "grid": {"left": 16, "right": 12, "top": 4, "bottom": 4, "containLabel": True},
        "tooltip": {"formatter": "@note"},
        "xAxis": {"type": "value", "show": False},
        "yAxis": [names, beside],
        "series": [{"type": "bar", "barMaxWidth": 24, "data": data}],
    }


def _funnel_table(rows: Sequence[queries.Stage], currency: str) -> Mapping[str, Any]:
    without = _("Without a value in %(currency)s") % {"currency": currency}
    listed = [
        [
            {"text": _name(row.state), "url": _demands(row.state)},
            row.count,
            money_short(row.value, currency),
            row.unpriced,
        ]
        for row in rows
    ]
    return {"head": [_("State"), _("Demands"), _("Value"), without], "rows": listed}


def _name(state: str) -> str:
    return str(D(state).label).capitalize()


def _demands(state: str) -> str:
    return address("demand:list", view="table", state=state)


def _glance(role: Role) -> dict[str, Any]:
    found = queries.glance(role.cluster)
    order = list(Enterprise.State.values)
    states = sorted(found.enterprises, key=lambda one: order.index(one[0]))
    return {
        "glance": found,
        "sectors": _sectors(found.sectors),
        "sectors_table": {
            "head": [_("Sector"), _("Members")],
            "rows": [[{"text": name, "url": _members(sector=slug)}, n] for slug, name, n in found.sectors],
        },
        "sectors_height": 32 + 30 * len(found.sectors),
        "places": _places(found.regions.items()),
        "states": [
            (Enterprise.State(state).label, count, address("formation:enterprises", state=state))
            for state, count in states
        ],
    }


def _sectors(sectors: Sequence[tuple[str, str, int]]) -> Mapping[str, Any]:
    data = [
        {"value": count, "url": _members(sector=slug), "note": f"{name}: {count}"}
        for slug, name, count in sectors
    ]
    label = {"show": True, "position": "right", "color": "var(--midas-text)"}
    return {
        "grid": {"left": 16, "right": 40, "top": 4, "bottom": 4, "containLabel": True},
        "tooltip": {"formatter": "@note"},
        "xAxis": {"type": "value", "show": False},
        "yAxis": {"type": "category", "inverse": True, "data": [name for _slug, name, _n in sectors]},
        "series": [{"type": "bar", "barMaxWidth": 20, "label": label, "data": data}],
    }


def _members(**query: str) -> str:
    return address("members:list", **query)


def _places(counts: Iterable[tuple[str, int]]) -> list[tuple[str, int, str]]:
    """The regions with most members first, ties by name, each with the list of its members."""
    named = [(regions.name(code), count, _members(region=code)) for code, count in counts]
    return sorted(named, key=lambda one: (-one[1], one[0]))
