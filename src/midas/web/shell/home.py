"""The home page: what needs me today, what is in the pipeline, and the cluster at a glance; per role.

Tasks are facts from `store.queries.home` in words, each with the day it is due and the page where it is done. A
role sees the tasks it can do something about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from midas.actions.access.permissions import may
from midas.rules import regions
from midas.store.models import Enterprise, Formation, Opportunity, Role
from midas.store.queries import home as queries
from midas.web.shell.addresses import address
from midas.web.templatetags.midas import money_short

K, D = Role.Kind, Opportunity.State

STAGES = (D.NEW, D.QUALIFIED, D.FORMING, D.BIDDING, D.WON)
"""The pipeline as the picture shows it, from the door to the win."""

SHOWN = 12
"""Tasks the page shows; the lists behind them have them all."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits: what to do, about what, until when, and where."""

    icon: str
    what: str
    about: str
    url: str
    due: date | None = None
    more: str = ""

    def tone(self, today: date) -> str:
        """How near the day is: `past`, `soon` (a week), `near` (three weeks), `far`, or `none`."""
        if self.due is None:
            return "none"
        days = (self.due - today).days
        return "past" if days < 0 else "soon" if days <= 7 else "near" if days <= 21 else "far"


def home(role: Role, *, at: datetime) -> dict[str, Any]:
    """Everything the page shows to that role."""
    today = timezone.localdate(at)
    tasks = sorted(_tasks(role, at, today), key=lambda task: (task.due is None, task.due or today, task.what))
    shown = [(task, task.tone(today)) for task in tasks[:SHOWN]]
    context: dict[str, Any] = {"tasks": shown, "more_tasks": len(tasks) - len(shown), "today": today}
    if may(role, "opportunities.view"):
        context |= _pipeline(role)
    if may(role, "members.view"):
        context |= _glance(role)
    if may(role, "enterprises.view"):
        own = [role.membership_id] if role.kind == K.MEMBER else None
        context["teams"] = queries.under_way(own)
        context["teams_own"] = own is not None
    return context


def _tasks(role: Role, at: datetime, today: date) -> Iterator[Task]:
    if role.kind == K.MEMBER:
        yield from _own_papers(role, today)
    if may(role, "opportunities.change"):
        yield from _demands(at)
        yield from _gaps(today)
    if role.kind in (K.COMMITTEE, K.ADMINISTRATOR):
        yield from _applications()
    if role.kind in (K.BROKER, K.COACH, K.COMMITTEE):
        yield from _papers(today)


def _demands(at: datetime) -> Iterator[Task]:
    """One task for each demand: its deadline if that has passed, else the next step towards a team."""
    soon, standing = queries.due_soon(at), queries.standings()
    late = {row.pk for row in soon if row.deadline_at < at}
    under_hand = {one.opportunity.pk for one in standing}
    for row in soon:
        if row.pk in late or row.pk not in under_hand:
            yield _deadline(row, late=row.pk in late)
    for one in standing:
        if one.opportunity.pk not in late:
            yield from _next_step(one)


def _deadline(row: Opportunity, *, late: bool) -> Task:
    new = row.state == D.NEW
    what = _("Deadline passed") if late else _("Qualify or drop") if new else _("Say what must be delivered")
    icon = "clock-x" if late else "inbox" if new else "list-details"
    page = "demand:opportunity" if late or new else "demand:requirement"
    return Task(icon, what, row.title, address(page, row.pk), timezone.localdate(row.deadline_at))


def _next_step(one: queries.Standing) -> Iterator[Task]:
    demand, run = one.opportunity, address("formation:run", one.formation) if one.formation else ""
    due = timezone.localdate(demand.deadline_at) if demand.deadline_at else None
    if one.packages == 0:
        url = address("demand:requirement", demand.pk)
        yield Task("list-details", _("Say what must be delivered"), demand.title, url, due)
    elif one.formation is None:
        yield Task("users-plus", _("Form a team"), demand.title, address("formation:studio", demand.pk), due)
    elif one.solved:
        yield Task("checks", _("Choose a team"), demand.title, run, due)
    elif one.state in (Formation.State.DONE, Formation.State.FAILED):
        what = _("No team found: see why") if one.current else _("Form the team again")
        yield Task("alert-triangle", what, demand.title, run, due)


def _gaps(today: date) -> Iterator[Task]:
    by_demand: dict[int, list[Any]] = {}
    for row in queries.gaps(today):
        by_demand.setdefault(row.requirement.opportunity_id, []).append(row)
    for key, rows in by_demand.items():
        demand = rows[0].requirement.opportunity
        due = timezone.localdate(demand.deadline_at) if demand.deadline_at else None
        what = ngettext("No member offers %(n)d package", "No member offers %(n)d packages", len(rows))
        names = ", ".join(row.title for row in rows)
        yield Task(
            "puzzle-off",
            what % {"n": len(rows)},
            demand.title,
            address("demand:requirement", key),
            due,
            names,
        )


def _applications() -> Iterator[Task]:
    for state, count in sorted(queries.applications().items()):
        what = (
            ngettext("%(n)d firm has applied", "%(n)d firms have applied", count)
            if state == "applied"
            else ngettext("%(n)d firm is in assessment", "%(n)d firms are in assessment", count)
        )
        yield Task("user-question", what % {"n": count}, _("Applications"), _members(state=state))


def _papers(today: date) -> Iterator[Task]:
    held = queries.certificates_running_out(today)
    if held.papers:
        what = ngettext("%(n)d certificate runs out soon", "%(n)d certificates run out soon", held.papers)
        yield Task(
            "certificate",
            what % {"n": held.papers},
            _firms(held.firms),
            _members(attention="certificate"),
            held.first,
        )
    offered = queries.offerings_running_out(today)
    if offered.papers:
        what = ngettext("%(n)d offering runs out soon", "%(n)d offerings run out soon", offered.papers)
        yield Task(
            "calendar-x",
            what % {"n": offered.papers},
            _firms(offered.firms),
            _members(attention="offering"),
            offered.first,
        )


def _own_papers(role: Role, today: date) -> Iterator[Task]:
    assert role.membership_id is not None  # the database says so of every member's role
    url = reverse("members:member", args=[role.membership_id])
    name = role.membership.organisation.name
    over = queries.certificates_run_out(today, role.membership_id)
    if over.papers:
        what = ngettext("%(n)d certificate has run out", "%(n)d certificates have run out", over.papers)
        yield Task("certificate-off", what % {"n": over.papers}, name, url + "#proofs", over.first)
    held = queries.certificates_running_out(today, role.membership_id)
    if held.papers:
        what = ngettext("Renew %(n)d certificate", "Renew %(n)d certificates", held.papers)
        yield Task("certificate", what % {"n": held.papers}, name, url + "#proofs", held.first)
    offered = queries.offerings_running_out(today, role.membership_id)
    if offered.papers:
        what = ngettext("Renew %(n)d offering", "Renew %(n)d offerings", offered.papers)
        yield Task("calendar-x", what % {"n": offered.papers}, name, url + "#offers", offered.first)


def _firms(count: int) -> str:
    return ngettext("of %(n)d firm", "of %(n)d firms", count) % {"n": count}


def _members(**query: str) -> str:
    return address("members:list", **query)


def _pipeline(role: Role) -> dict[str, Any]:
    found = queries.pipeline(role.cluster)
    currency = role.cluster.currency
    rows = [found.get(state, queries.Stage(state, 0, 0, 0)) for state in STAGES]
    urls = {row.state: address("demand:list", view="table", state=row.state) for row in rows}
    names = {row.state: str(D(row.state).label).capitalize() for row in rows}
    notes = {
        row.state: f"{names[row.state]}: {row.count} · {money_short(row.value, currency)}" for row in rows
    }
    data = [
        # A funnel's width is the count; an empty state keeps a sliver, so that it can be seen and labelled.
        {"name": names[row.state], "value": row.count, "note": notes[row.state], "url": urls[row.state]}
        for row in rows
    ]
    series = {
        "type": "funnel",
        "sort": "none",
        "left": "8%",
        "right": "8%",
        "top": 4,
        "bottom": 4,
        "minSize": "18%",
        "gap": 3,
        "label": {"position": "inside", "formatter": "@note", "color": "#ffffff", "fontWeight": 600},
        "itemStyle": {"borderWidth": 0},
        "data": data,
    }
    head = [
        _("State"),
        _("Demands"),
        _("Value"),
        _("Without a value in %(currency)s") % {"currency": currency},
    ]
    table = {
        "head": head,
        "rows": [
            [
                {"text": names[row.state], "url": urls[row.state]},
                row.count,
                money_short(row.value, currency),
                row.unpriced,
            ]
            for row in rows
        ],
    }
    lost = [found[state] for state in (D.LOST, D.DROPPED) if state in found]
    return {
        "funnel": {"color": list(FUNNEL), "tooltip": {"formatter": "@note"}, "series": [series]},
        "funnel_table": table,
        "any_demand": bool(found),
        "over": [
            (row.state, D(row.state).label, row.count, address("demand:list", view="table", state=row.state))
            for row in lost
        ],
        "open_value": sum(row.value for row in rows if row.state != D.WON),
        "open_count": sum(row.count for row in rows if row.state != D.WON),
    }


# From the door inwards: one hue growing darker, white words readable on each.
FUNNEL = ("#6b7280", "#8a6a3a", "#8a5a12", "#6e4609", "#2f7d46")


def _glance(role: Role) -> dict[str, Any]:
    found = queries.glance(role.cluster)
    sectors = {
        "grid": {"left": 8, "right": 40, "top": 4, "bottom": 4, "containLabel": True},
        "tooltip": {"formatter": "@note"},
        "xAxis": {"type": "value", "show": False},
        "yAxis": {"type": "category", "inverse": True, "data": [name for _slug, name, _n in found.sectors]},
        "series": [
            {
                "type": "bar",
                "barMaxWidth": 20,
                "label": {"show": True, "position": "right"},
                "data": [
                    {"value": count, "url": _members(sector=slug), "note": f"{name}: {count}"}
                    for slug, name, count in found.sectors
                ],
            }
        ],
    }
    table = {
        "head": [_("Sector"), _("Members")],
        "rows": [
            [{"text": name, "url": _members(sector=slug)}, count] for slug, name, count in found.sectors
        ],
    }
    order = list(Enterprise.State.values)
    states = sorted(found.enterprises, key=lambda one: order.index(one[0]))
    return {
        "glance": found,
        "sectors": sectors,
        "sectors_table": table,
        "sectors_height": 32 + 30 * len(found.sectors),
        "places": _places(found.regions.items()),
        "states": [
            (state, Enterprise.State(state).label, count, address("formation:enterprises", state=state))
            for state, count in states
        ],
    }


def _places(counts: Iterable[tuple[str, int]]) -> list[tuple[str, int, str]]:
    """The regions with most members first, ties by name, each with the list of its members."""
    named = [(regions.name(code), count, _members(region=code)) for code, count in counts]
    return sorted(named, key=lambda one: (-one[1], one[0]))
