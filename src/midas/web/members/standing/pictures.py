"""A firm's standing in pictures, as ECharts options: four dimensions as a radar, Altman's scores before their zones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, floor
from typing import Any

from django.utils.translation import gettext as _

from midas.core.members.finance import Accounts, Model, altman
from midas.web.members.standing.words import Standing, figure

Picture = tuple[dict[str, Any], dict[str, Any]]
HUES = {"distress": "var(--midas-red)", "grey": "var(--midas-orange)", "safe": "var(--midas-green)"}


def radar(shown: Sequence[Standing]) -> Picture | None:
    """Four axes from 0 to 100; an axis without a score says so in its name. Nothing where nothing is scored."""
    if not any(one.score is not None for one in shown):
        return None
    axes = [{"name": _axis(one), "max": 100, "min": 0} for one in shown]
    data = {"value": [one.score for one in shown], "name": _("Score"), "areaStyle": {"opacity": 0.15}}
    option = {
        "radar": {
            "indicator": axes,
            "radius": "64%",
            "splitNumber": 5,
            "axisName": {"fontSize": 12, "lineHeight": 17},
        },
        "series": [{"type": "radar", "data": [data], "symbolSize": 6, "lineStyle": {"width": 2}}],
    }
    head = [_("Dimension"), _("Score"), _("Grade"), _("Validity")]
    rows = [[one.name, "–" if one.score is None else one.score, one.grade, one.until or "–"] for one in shown]
    return option, {"head": head, "rows": rows}


def _axis(one: Standing) -> str:
    if one.score is None:
        return f"{one.name}\n{one.grade}"
    lapsed = f", {_('lapsed')}" if one.state == "expired" else ""
    return f"{one.name}\n{one.score:g} ({one.grade}{lapsed})"


def scores(model: Model, years: Sequence[Accounts]) -> Picture | None:
    """Altman's score of each year as a bar before the model's three zones; nothing where no year has one."""
    found = [(str(year.year_end.year), altman(model, year).value) for year in years]
    known = [float(value) for _year, value in found if value is not None]
    if not known:
        return None
    low, high = min(0, floor(min(known))), max(4, ceil(max(known)) + 1)
    bands = (
        ("distress", low, float(model.distress)),
        ("grey", float(model.distress), float(model.safe)),
        ("safe", float(model.safe), high),
    )
    areas = [
        [
            {"xAxis": start, "name": _zone(name), "itemStyle": {"color": HUES[name], "opacity": 0.14}},
            {"xAxis": end},
        ]
        for name, start, end in bands
    ]
    bars = [None if value is None else round(float(value), 2) for _year, value in found]
    label = {"show": True, "position": "insideLeft", "color": "#fff", "fontWeight": 600}
    series = {
        "type": "bar",
        "data": bars,
        "barMaxWidth": 18,
        "itemStyle": {"color": "var(--midas-hue-2)"},
        "label": label,
        "markArea": {
            "silent": True,
            "data": areas,
            "label": {"position": "top", "color": "var(--midas-text)", "fontSize": 11},
        },
    }
    option = {
        "grid": {"left": 8, "right": 16, "top": 30, "bottom": 20, "containLabel": True},
        "xAxis": {"type": "value", "min": low, "max": high, "splitLine": {"show": False}},
        "yAxis": {"type": "category", "inverse": True, "data": [year for year, _value in found]},
        "series": [series],
    }
    rows = [
        [year, figure("z2", value), "–" if value is None else _zone(model.zone(value))]
        for year, value in found
    ]
    return option, {"head": [_("Year"), model.name, _("Zone")], "rows": rows}


def _zone(name: str) -> str:
    return {"distress": _("distress"), "grey": _("grey"), "safe": _("safe")}[name]


def turnover(years: Sequence[Accounts], currency: str, written: Mapping[str, str]) -> Picture | None:
    """Turnover and profit of each year, oldest first."""
    known = [year for year in reversed(years) if year.turnover is not None]
    if len(known) < 2:
        return None
    format_money = f"@money:{currency}"
    option = {
        "grid": {"left": 8, "right": 16, "top": 32, "bottom": 20, "containLabel": True},
        "legend": {"top": 0},
        "tooltip": {"trigger": "axis", "valueFormatter": format_money},
        "xAxis": {"type": "category", "data": [str(year.year_end.year) for year in known]},
        "yAxis": {"type": "value", "axisLabel": {"formatter": format_money}},
        "series": [
            {
                "type": "bar",
                "name": written["turnover"],
                "barMaxWidth": 40,
                "data": [y.turnover for y in known],
            },
            {"type": "bar", "name": written["ebit"], "barMaxWidth": 40, "data": [y.ebit for y in known]},
        ],
    }
    return option, {}
