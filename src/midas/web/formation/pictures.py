"""Charts of formation as ECharts options, with the figures they show: plain data, drawn by the shared script.

Floats are for drawing only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from midas.core.values.amounts import minor_digits
from midas.web.formation.plans import Cell, PlanView, Snapshot
from midas.web.templatetags.midas import money, percent

Option = dict[str, Any]
Table = dict[str, Any]
Cells = Mapping[str, Mapping[str, Cell]]

# One hue from light to dark (dark to light at night), so that it reads in grey too.
SCALE = ["var(--midas-heat-1)", "var(--midas-heat-2)", "var(--midas-heat-3)", "var(--midas-heat-4)"]
HUES = [f"var(--midas-hue-{number})" for number in range(1, 7)]
TEXT, GREY = "var(--midas-text)", "var(--midas-grey)"
NUMBER = {"show": True, "position": "top", "formatter": "@name", "color": TEXT, "fontWeight": 700}


def hue(place: int) -> str:
    """The colour of a partner by its place in the team; whoever comes after the sixth is told by its name."""
    return HUES[place % len(HUES)]


PICKED = "#picked"
"""Where on the page the team of a picked plan is shown."""


@dataclass(frozen=True, slots=True)
class Ways:
    """How one gets from a plan in a picture to more of it: a page's address, and that of the part beside the chart."""

    link: Callable[[int], str]
    pick: Callable[[int], str]


def frontier(
    plans: Sequence[PlanView], chosen: Sequence[int], picked: int, currency: str, ways: Ways
) -> Option:
    """Every plan by cost and risk, shaded by its local share; those in `chosen` are numbered, `picked` is ringed."""
    # A scale from one share to the same share would say nothing; the table has the figure.
    with_place = len({_local(plan) for plan in plans}) > 1
    option: Option = {
        "grid": {"left": 76, "right": 28, "top": 34, "bottom": 100 if with_place else 56},
        "tooltip": {"trigger": "item", "formatter": "@note"},
        "xAxis": _amount_axis(_("Cost, %s thousand") % currency, 30),
        "yAxis": _amount_axis(_("Expected loss, %s thousand") % currency, 48),
        "series": [
            {
                "type": "scatter",
                "itemStyle": {"color": SCALE[1]},
                "selectedMode": "single",
                "select": {"itemStyle": {"borderColor": TEXT, "borderWidth": 5}, "label": NUMBER},
                "data": [
                    {**_point(plan, plan.rank in chosen, currency, ways), "selected": plan.rank == picked}
                    for plan in plans
                ],
            }
        ],
    }
    if with_place:
        option["visualMap"] = _local_scale(plans)
    return option


def frontier_table(plans: Sequence[PlanView], currency: str, ways: Ways) -> Table:
    """The same plans as figures; each number picks its plan as its point does."""
    head = [_("Plan"), _("What it is"), _("Cost"), _("Expected loss"), _("Local share"), _("Partners")]
    rows = [
        [
            {"text": f"{plan.rank}", **_way(plan.rank, ways)},
            ", ".join(map(str, plan.headings)),
            money(plan.cost, currency),
            money(plan.risk, currency),
            percent(plan.local_share, 1),
            len(plan.partners),
        ]
        for plan in plans
    ]
    return {"head": head, "rows": rows}


def flow(snapshot: Snapshot, plan: PlanView, cells: Cells) -> Option:
    """Who does what: from each package to the firms that do it, as wide as the value they carry."""
    names = {partner.id: partner.name for partner in plan.partners}
    carried = _carried(plan, cells)
    packages = dict.fromkeys(package for _firm, package, _value in carried)
    firms = dict.fromkeys(firm for firm, _package, _value in carried)
    nodes: list[Option] = [
        {
            "name": _node(snapshot, package, names),
            "note": snapshot.titles[package],
            "itemStyle": {"color": GREY},
        }
        for package in packages
    ]
    places = {partner.id: place for place, partner in enumerate(plan.partners)}
    nodes += [
        {"name": names[firm], "note": names[firm], "itemStyle": {"color": hue(places[firm])}}
        for firm in firms
    ]
    links = [
        {
            "source": _node(snapshot, package, names),
            "target": names[firm],
            "value": value,
            "note": f"{snapshot.titles[package]} → {names[firm]}: {money(value, snapshot.currency)}",
        }
        for firm, package, value in carried
    ]
    series = {
        "type": "sankey",
        "left": 4,
        "right": 4,
        "top": 8,
        "bottom": 8,
        "nodeWidth": 14,
        "nodeGap": 18,
        "draggable": False,
        "layoutIterations": 64,
        "label": {"show": True, "color": TEXT, "width": 220, "overflow": "truncate"},
        "levels": [
            {"depth": 0, "label": {"position": "right"}},
            {"depth": 1, "label": {"position": "left"}},
        ],
        "emphasis": {"focus": "adjacency"},
        "lineStyle": {"color": "target", "opacity": 0.4},
        "data": nodes,
        "links": links,
    }
    return {"tooltip": {"formatter": "@note"}, "series": [series]}


def flow_table(snapshot: Snapshot, plan: PlanView, cells: Cells) -> Table:
    """The same as figures: the value each firm carries of each package."""
    names = {partner.id: partner.name for partner in plan.partners}
    rows = [
        [snapshot.titles[package], names[firm], money(value, snapshot.currency)]
        for firm, package, value in _carried(plan, cells)
    ]
    return {"head": [_("Package"), _("Firm"), _("Value carried")], "rows": rows}


def _carried(plan: PlanView, cells: Cells) -> list[tuple[str, str, int]]:
    """What each firm carries of each package's value; nothing where nothing is carried."""
    carried = [
        (firm, package, round(plan.package_values.get(package, 0) * cell.part))
        for firm, row in cells.items()
        for package, cell in row.items()
    ]
    return [one for one in carried if one[2] > 0]


def _node(snapshot: Snapshot, package: str, firms: Mapping[str, str]) -> str:
    """A package's node: its title, and its id too where another package or a firm is called the same."""
    title = snapshot.titles[package]
    alone = list(snapshot.titles.values()).count(title) == 1 and title not in firms.values()
    return title if alone else f"{title} ({package})"


def _way(rank: int, ways: Ways) -> Option:
    return {"url": ways.link(rank), "get": ways.pick(rank), "target": PICKED, "item": str(rank)}


def _point(plan: PlanView, is_chosen: bool, currency: str, ways: Ways) -> Option:
    said = [
        f"{plan.rank}. {', '.join(map(str, plan.headings))}",
        f"{_('cost')} {money(plan.cost, currency)}",
        f"{_('expected loss')} {money(plan.risk, currency)}",
        *([f"{_('local')} {percent(plan.local_share)}"] if plan.local_share is not None else []),
    ]
    return {
        "name": str(plan.rank),
        "note": " · ".join(said),
        "value": [_thousands(plan.cost, currency), _thousands(plan.risk, currency), _local(plan)],
        **_way(plan.rank, ways),
        "symbolSize": 26 if is_chosen else 14,
        "itemStyle": {"borderColor": TEXT, "borderWidth": 2 if is_chosen else 1},
        "label": {**NUMBER, "show": is_chosen},
    }


def _local(plan: PlanView) -> float:
    """The local share in per cent."""
    return round((plan.local_share or 0) * 100, 1)


def _local_scale(plans: Sequence[PlanView]) -> Option:
    shares = [_local(plan) for plan in plans]
    low, high = min(shares), max(shares)
    return {
        "dimension": 2,
        "min": low,
        "max": high,
        "orient": "horizontal",
        "left": "center",
        "bottom": 0,
        "calculable": False,
        "itemHeight": 120,
        "itemWidth": 12,
        "text": [f"{high:.0f} % {_('local')}", f"{low:.0f} %"],
        "inRange": {"color": SCALE},
    }


def _thousands(minor: int, currency: str) -> float:
    return round(minor / (1000 * 10 ** minor_digits(currency)), 3)


def _amount_axis(name: str, gap: int) -> Option:
    return {
        "type": "value",
        "scale": True,
        "name": name,
        "nameLocation": "middle",
        "nameGap": gap,
        "splitNumber": 4,
        "axisLabel": {"formatter": "@number", "hideOverlap": True},
    }
