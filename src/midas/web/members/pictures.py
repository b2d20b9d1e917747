"""Members in pictures: the tile map, the heat map, the history, the firms one works with.

Tile map and heat map are lists and tables of links, shaded; they need no script. The others are ECharts options.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, cos, pi, sin
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from midas.core.members.overlap import Claim, Row, heat
from midas.core.values.taxonomy import CPV_PREFIX
from midas.rules import cpv, regions
from midas.store.models import Enterprise, Membership, Partner
from midas.store.queries.members import Companion
from midas.store.queries.taxonomy import competency_labels, division_of, group_of
from midas.web.templatetags.midas import percent

SHADES = 4
Address = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Tile:
    """A region on the tile map: where it stands (1 is the first column and row), its figure and its shade."""

    code: str
    name: str
    count: int
    shade: int
    column: int
    row: int
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class TileMap:
    """The United Kingdom's regions in their places, and the countries abroad that have members."""

    home: tuple[Tile, ...]
    abroad: tuple[Tile, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """How many firms of a region do a kind of work."""

    count: int
    shade: int
    url: str
    region: str


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A kind of work: its holders by region; `finer` leads to the groups inside a division."""

    code: str
    label: str
    cells: tuple[Cell, ...]
    firms: int
    spare: int
    finer: str


def tile_map(counts: Mapping[str, int], address: Address, current: str = "") -> TileMap:
    """The map for figures by region; `address` gives the page for a region's code."""
    most = max(counts.values(), default=0)

    def tile(code: str, name: str, column: int, row: int) -> Tile:
        count = counts.get(code, 0)
        chosen = bool(current) and current.startswith(code)
        return Tile(code, name, count, shade(count, most), column, row, address(code), chosen)

    home = [
        tile(one.code, one.name, one.tile[0] + 1, one.tile[1] + 1) for one in regions.uk_level1() if one.tile
    ]
    abroad = sorted(code for code in counts if len(code) == 2)
    return TileMap(
        tuple(sorted(home, key=lambda one: (one.row, one.column))),
        tuple(tile(code, regions.name(code), 0, 0) for code in abroad),
    )


def shade(count: int, most: int) -> int:
    """0 for none, else 1 to 4 by the part of the most there is."""
    return ceil(SHADES * count / most) if count and most else 0


def heat_rows(
    claims: Iterable[Claim], columns: Sequence[str], within: str, address: Callable[..., str]
) -> tuple[HeatRow, ...]:
    """The kinds of work offered, by region: divisions, or the groups of the division `within`."""
    found = tuple(claims)
    rows = heat(found, _kinds(found, within), columns)
    labels = competency_labels(row.competency for row in rows)
    return tuple(_heat_row(row, labels[row.competency], columns, within, address) for row in rows)


def _kinds(claims: Sequence[Claim], within: str) -> list[str]:
    codes = {claim.competency for claim in claims}
    if within:
        groups = {group_of(code) for code in codes if division_of(code) == within}
        return sorted(group for group in groups if group)
    return sorted({division_of(code) or code.split("/")[0] for code in codes})


def _heat_row(
    row: Row, label: str, columns: Sequence[str], within: str, address: Callable[..., str]
) -> HeatRow:
    cells = tuple(
        Cell(count, _depth(count), address(competency=row.competency, region=region), regions.name(region))
        for count, region in zip(row.holders, columns, strict=True)
    )
    division = row.competency.startswith(CPV_PREFIX) and not within
    finer = address(view="overlap", within=row.competency, region="") if division else ""
    return HeatRow(row.competency, label, cells, row.firms, row.redundancy, finer)


def _depth(count: int) -> int:
    """None, one (no choice), two or three, up to nine, and more."""
    return 0 if count == 0 else 1 if count == 1 else 2 if count <= 3 else 3 if count <= 9 else 4


def label_of(code: str) -> str:
    """What a kind of work is called."""
    return competency_labels([code])[code]


def missing_divisions(claims: Iterable[Claim]) -> list[str]:
    """The names of the CPV divisions that nobody offers anything in."""
    held = {division_of(claim.competency) for claim in claims}
    return [name for code, name in cpv.divisions().items() if CPV_PREFIX + code not in held]


def history(rows: Sequence[Partner], today: date) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """The enterprises of a firm on a line of years, newest on top: an option, and the figures in a table."""
    if not rows:
        return None
    spans = [(row, *_years(row.enterprise, today)) for row in rows]
    first = int(min(start for _row, start, _end in spans))
    names = [row.enterprise.name for row, _start, _end in spans]
    bars = [
        {
            "value": round(end - start, 3),
            "url": reverse("formation:enterprise", args=[row.enterprise_id]),
            "note": _note(row),
            "itemStyle": {"color": _hue(row.enterprise)},
        }
        for row, start, end in spans
    ]
    option = {
        "grid": {"left": 16, "right": 24, "top": 8, "bottom": 24, "containLabel": True},
        "tooltip": {"formatter": "@note"},
        "xAxis": {"type": "value", "min": first, "minInterval": 1, "axisLabel": {"formatter": "@year"}},
        "yAxis": {
            "type": "category",
            "data": names,
            "inverse": True,
            "axisLabel": {"width": 140, "overflow": "truncate"},
        },
        "series": [
            {
                "type": "bar",
                "stack": "time",
                "data": [round(start, 3) for _row, start, _end in spans],
                "itemStyle": {"color": "transparent"},
                "emphasis": {"disabled": True},
                "tooltip": {"show": False},
                "silent": True,
            },
            {"type": "bar", "stack": "time", "barMaxWidth": 18, "data": bars},
        ],
    }
    return option, _history_table(rows)


def _history_table(rows: Sequence[Partner]) -> dict[str, Any]:
    head = [_("Enterprise"), _("State"), _("Part in it"), _("Share"), _("Formed"), _("Ended")]
    listed = [
        [
            {"text": row.enterprise.name, "url": reverse("formation:enterprise", args=[row.enterprise_id])},
            row.enterprise.get_state_display(),
            row.role,
            share_of(row),
            row.enterprise.formed_on,
            row.enterprise.dissolved_on or "–",
        ]
        for row in rows
    ]
    return {"head": head, "rows": listed}


def share_of(row: Partner) -> str:
    """The partner's part of the enterprise's value, in per cent."""
    return percent(row.value / row.enterprise.value) if row.enterprise.value else "–"


def _note(row: Partner) -> str:
    return f"{row.enterprise.name}: {row.enterprise.get_state_display()}, {share_of(row)}"


def _hue(enterprise: Enterprise) -> str:
    over = enterprise.state in (Enterprise.State.DISSOLVED, Enterprise.State.DECOMMISSIONING)
    return "var(--midas-hue-6)" if over else "var(--midas-hue-1)"


def _years(enterprise: Enterprise, today: date) -> tuple[float, float]:
    start = _year(enterprise.formed_on)
    end = _year(enterprise.dissolved_on or max(today, enterprise.formed_on))
    return start, max(end, start + 0.04)


def _year(day: date) -> float:
    return day.year + (day.timetuple().tm_yday - 1) / 366


LABEL = {
    "show": True,
    "position": "bottom",
    "fontSize": 11,
    "width": 104,
    "overflow": "break",
    "lineHeight": 13,
    "color": "var(--midas-text)",
    "textBorderWidth": 0,
}
"""How the nodes of a graph are named."""


def circle(
    member: Membership, met: Sequence[Companion], most: int = 16
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The firms a member worked with, around it; nearer in size the more often. An option and a table."""
    shown = met[:most]
    nodes = [_node(member.organisation.name, 0, 0, 34, "", "var(--midas-hue-1)")]
    for number, one in enumerate(shown):
        angle = 2 * pi * number / max(1, len(shown)) - pi / 2
        size = 14 + 5 * min(4, len(one.enterprises))
        url = reverse("members:member", args=[one.membership.pk])
        nodes.append(
            _node(one.membership.organisation.name, cos(angle), sin(angle), size, url, "var(--midas-hue-2)")
        )
    links = [
        {"source": 0, "target": number, "lineStyle": {"width": 1 + len(one.enterprises)}}
        for number, one in enumerate(shown, 1)
    ]
    series = {
        "type": "graph",
        "layout": "none",
        "data": nodes,
        "links": links,
        "roam": False,
        "preserveAspect": "contain",
        "label": LABEL,
        "lineStyle": {"color": "var(--midas-line)"},
        "left": 56,
        "right": 56,
        "top": 28,
        "bottom": 40,
    }
    head = [_("Firm"), _("Enterprises together"), _("Which")]
    rows = [
        [
            {
                "text": one.membership.organisation.name,
                "url": reverse("members:member", args=[one.membership.pk]),
            },
            len(one.enterprises),
            ", ".join(shared.name for shared in one.enterprises),
        ]
        for one in met
    ]
    return {"tooltip": {"formatter": "@name"}, "series": [series]}, {"head": head, "rows": rows}


def _node(name: str, x: float, y: float, size: int, url: str, colour: str) -> dict[str, Any]:
    node = {
        "name": name,
        "x": round(100 * x, 2),
        "y": round(100 * y, 2),
        "symbolSize": size,
        "itemStyle": {"color": colour},
    }
    return {**node, "url": url} if url else node
