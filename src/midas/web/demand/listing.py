"""The inbox: every demand with how well it fits, how urgent it is and why, as a list, a board and a picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from midas.core.demand.fit import Fit, fit, why
from midas.core.values.moments import day_of
from midas.rules import regions
from midas.store.models import Cluster, Opportunity
from midas.store.queries.demand import labels, offered
from midas.web.templatetags.midas import money

Words = str | Promise
State = Opportunity.State

OPEN = (State.NEW, State.QUALIFIED, State.FORMING, State.BIDDING)
CLOSED = (State.WON, State.LOST, State.DROPPED)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SOON, NEAR = timedelta(days=7), timedelta(days=21)
ON_BOARD = 10
"""How many cards of a state the board shows; the list has them all."""

HUES = {
    State.NEW: "var(--midas-blue)",
    State.QUALIFIED: "var(--midas-hue-4)",
    State.FORMING: "var(--midas-gold)",
    State.BIDDING: "var(--midas-purple)",
}
"""Hues of the open states in the picture; each has a mark of its own too, so that it reads in grey."""
MARKS = {State.NEW: "circle", State.QUALIFIED: "diamond", State.FORMING: "rect", State.BIDDING: "triangle"}


@dataclass(frozen=True, slots=True)
class Urgency:
    """How near a deadline is: `tone` colours it, `words` say it."""

    tone: str
    words: Words


@dataclass(frozen=True, slots=True)
class Demand:
    """One opportunity as the inbox shows it."""

    row: Opportunity
    fit: Fit
    why: str
    urgency: Urgency

    @property
    def score(self) -> int | None:
        return self.fit.score

    @property
    def is_open(self) -> bool:
        return self.row.state in OPEN

    @property
    def url(self) -> str:
        return reverse("demand:opportunity", args=[self.row.pk])

    @property
    def region(self) -> str:
        """The region by name, or the place in the notice's words."""
        return regions.name(self.row.region) if self.row.region else self.row.place


@dataclass(frozen=True, slots=True)
class Column:
    """One state on the board."""

    state: str
    label: Words
    cards: Sequence[Demand]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.cards)


def codes_of(opportunity: Opportunity) -> list[str]:
    """The CPV codes of an opportunity, the main one first."""
    return [code for code in (opportunity.cpv, *opportunity.cpv_additional) if code]


def demands(cluster: Cluster, rows: Iterable[Opportunity], *, at: datetime) -> list[Demand]:
    """The opportunities with their fit and urgency, the most urgent first, in four queries however many they are."""
    found = list(rows)
    names = labels(code for row in found for code in codes_of(row))
    held = offered(cluster, day_of(at, cluster.time_zone))
    made = [_demand(row, fit(codes_of(row), held), names, at) for row in found]
    return sorted(made, key=_soonest)


def _demand(row: Opportunity, fitted: Fit, names: dict[str, str], at: datetime) -> Demand:
    return Demand(row, fitted, why(fitted, names), urgency(row, at))


def urgency(opportunity: Opportunity, at: datetime) -> Urgency:
    """Red within a week, amber within three; a demand that is decided has no urgency any more."""
    deadline = opportunity.deadline_at
    if deadline is None:
        return Urgency("none", gettext_lazy("no deadline given"))
    if opportunity.state not in OPEN:
        return Urgency("none", "")
    left = deadline - at
    if left < timedelta(0):
        return Urgency("past", gettext_lazy("deadline passed"))
    days = left.days
    words = (
        _("today") if days == 0 else _("in 1 day") if days == 1 else _("in %(days)d days") % {"days": days}
    )
    return Urgency("soon" if left <= SOON else "near" if left <= NEAR else "far", words)


def board(found: Sequence[Demand]) -> list[Column]:
    """The open states with their demands, in the order given."""
    columns = []
    for state in OPEN:
        cards = [demand for demand in found if demand.row.state == state]
        columns.append(Column(state.value, state.label, cards[:ON_BOARD], len(cards)))
    return columns


def _soonest(demand: Demand) -> tuple[bool, timedelta, int]:
    """What can still be answered first, the soonest deadline first; then what cannot, the latest first."""
    past = demand.urgency.tone == "past" or not demand.is_open
    deadline = demand.row.deadline_at or datetime.max.replace(tzinfo=UTC)
    return past, EPOCH - deadline if past else deadline - EPOCH, demand.row.pk


def figures(found: Sequence[Demand], currency: str) -> dict[str, Any]:
    """What stands above the picture: how many are open, what they are worth, what is due, what fits."""
    live = [demand for demand in found if demand.is_open]
    values = [one.row.value for one in live if one.row.value is not None and one.row.currency == currency]
    return {
        "open": len(live),
        "value": sum(values),
        "valued": len(values),
        "soon": sum(demand.urgency.tone == "soon" for demand in live),
        "fitting": sum((demand.score or 0) >= 50 for demand in live),
    }


def picture(found: Sequence[Demand], currency: str) -> dict[str, Any] | None:
    """Fit × value of the open demands as an ECharts option and its table; `None` when there is nothing to draw."""
    drawn = [
        demand
        for demand in found
        if demand.is_open
        and demand.score is not None
        and demand.row.value
        and demand.row.currency == currency
    ]
    if not drawn:
        return None
    series = [_series(state, [one for one in drawn if one.row.state == state]) for state in OPEN]
    option = {
        "grid": {"left": 16, "right": 24, "top": 40, "bottom": 36, "containLabel": True},
        "legend": {"top": 0, "left": 0, "itemWidth": 12, "itemHeight": 12, "itemGap": 20},
        "tooltip": {"trigger": "item", "formatter": "@note"},
        "xAxis": {
            "type": "value",
            "min": 0,
            "max": 100,
            "name": _("fit"),
            "nameLocation": "middle",
            "nameGap": 26,
            "splitLine": {"show": False},
        },
        "yAxis": {
            "type": "log",
            "axisLabel": {"formatter": f"@money:{currency}"},
        },
        "series": [one for one in series if one["data"]],
    }
    head = [_("Demand"), _("State"), _("Fit"), _("Value")]
    rows = [
        [{"text": one.row.title, "url": one.url}, one.row.get_state_display(), one.score, _amount(one)]
        for one in drawn
    ]
    return {"option": option, "table": {"head": head, "rows": rows}, "left_out": _left_out(found, drawn)}


def _series(state: Opportunity.State, found: Sequence[Demand]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": str(state.label),
        "symbol": MARKS[state],
        "symbolSize": 12,
        "itemStyle": {"color": HUES[state], "opacity": 0.85},
        "data": [
            {
                "name": one.row.title,
                "note": f"{one.row.title}: {_amount(one)}. {one.why}",
                "value": [one.score, one.row.value],
                "url": one.url,
            }
            for one in found
        ],
    }


def _amount(demand: Demand) -> str:
    return money(demand.row.value, demand.row.currency)


def _left_out(found: Sequence[Demand], drawn: Sequence[Demand]) -> int:
    return sum(demand.is_open for demand in found) - len(drawn)
