"""The page of one demand: what is wanted, can we, by when, what changed, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from midas.actions.access.permissions import may
from midas.core.demand.amendment_words import Amount, meant
from midas.core.demand.notice import Award, Item, Lot
from midas.core.demand.opportunity import OPPORTUNITY
from midas.core.values.amounts import minor_digits, whole
from midas.rules import regions
from midas.store.models import Enterprise, Notice, Opportunity, Requirement, Role
from midas.web.templatetags.midas import money

Words = str | Promise
State = Opportunity.State

MOVES: dict[str, tuple[Words, str]] = {
    State.QUALIFIED: (gettext_lazy("Qualify"), "circle-check"),
    State.FORMING: (gettext_lazy("We are forming a team"), "users-plus"),
    State.BIDDING: (gettext_lazy("We are bidding"), "send"),
    State.WON: (gettext_lazy("We won it"), "trophy"),
    State.LOST: (gettext_lazy("We lost it"), "mood-sad"),
    State.DROPPED: (gettext_lazy("Drop it"), "trash"),
    State.NEW: (gettext_lazy("Take it up again"), "arrow-back-up"),
}
"""What a move is called from where most people make it, and its icon."""

BACK = {(State.FORMING, State.QUALIFIED): gettext_lazy("Back to qualified")}

FIELDS: dict[str, Words] = {
    "title": gettext_lazy("Title"),
    "description": gettext_lazy("Description"),
    "status": gettext_lazy("Status"),
    "buyer": gettext_lazy("Buyer"),
    "value": gettext_lazy("Value"),
    "min_value": gettext_lazy("Least value"),
    "cpv": gettext_lazy("Main CPV code"),
    "cpv_additional": gettext_lazy("Other CPV codes"),
    "category": gettext_lazy("Category"),
    "method": gettext_lazy("Method"),
    "procedure": gettext_lazy("Procedure"),
    "region": gettext_lazy("Region"),
    "place": gettext_lazy("Place"),
    "enquiries_until": gettext_lazy("Questions until"),
    "deadline_at": gettext_lazy("Deadline"),
    "span": gettext_lazy("Contract period"),
    "sme_suitable": gettext_lazy("Suits small firms"),
    "vcse_suitable": gettext_lazy("Suits charities"),
    "lots": gettext_lazy("Lot"),
    "items": gettext_lazy("Item"),
    "documents": gettext_lazy("Document"),
    "awards": gettext_lazy("Award"),
    "language": gettext_lazy("Language"),
    "starts_on": gettext_lazy("start"),
    "ends_on": gettext_lazy("end"),
    "name": gettext_lazy("name"),
    "identifier": gettext_lazy("identifier"),
    "quantity": gettext_lazy("quantity"),
    "unit": gettext_lazy("unit"),
    "url": gettext_lazy("address"),
    "suppliers": gettext_lazy("suppliers"),
    "awarded_on": gettext_lazy("awarded on"),
    "contracted": gettext_lazy("worth of its contracts"),
}
"""What the fields of a notice are called where they are listed as changed."""

PARTS = ("lots", "items", "documents", "awards")


@dataclass(frozen=True, slots=True)
class Action:
    """The one obvious next thing. Posted when `post`, else a link."""

    label: Words
    url: str
    post: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """A state the demand can go to."""

    after: str
    label: Words
    icon: str


@dataclass(frozen=True, slots=True)
class Change:
    """A field that a release changed, as people call it."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Release:
    """One release of a notice, and what it changed against those before it."""

    notice: Notice
    changes: Sequence[Change]


def next_action(role: Role, opportunity: Opportunity, requirement: Requirement | None) -> Action | None:
    """What is to be done with the demand as it stands, by whom may do it."""
    team = _team(opportunity)
    if team is not None:
        return Action(_("Open the team"), reverse("formation:enterprise", args=[team.pk]))
    if opportunity.state not in (State.NEW, State.QUALIFIED, State.FORMING):
        return None
    if not may(role, "requirements.change"):
        return None
    if requirement is None:
        return Action(_("Make it a requirement"), reverse("demand:propose", args=[opportunity.pk]), post=True)
    if requirement.version == 0:
        return Action(_("Finish the requirement"), reverse("demand:requirement", args=[opportunity.pk]))
    return Action(_("Form a team"), reverse("formation:studio", args=[opportunity.pk]))


def _team(opportunity: Opportunity) -> Enterprise | None:
    return opportunity.enterprises.exclude(state=Enterprise.State.ABANDONED).first()


def moves(opportunity: Opportunity) -> list[Move]:
    """Where the demand can go from its state, in the order of its life cycle."""
    state = State(opportunity.state)
    return [
        Move(after, BACK.get((state, State(after)), MOVES[State(after)][0]), MOVES[State(after)][1])
        for after in OPPORTUNITY.next(state)
    ]


def releases(found: Sequence[Notice]) -> list[Release]:
    """The releases, newest first, with what each changed in words."""
    return [Release(notice, [_change(entry) for entry in notice.changes]) for notice in found]


def amended(found: Sequence[Release]) -> dict[str, Change]:
    """The fields of the demand that some release has changed since the first, each with its latest change."""
    latest: dict[str, Change] = {}
    for release in found:
        for entry, change in zip(release.notice.changes, release.changes, strict=True):
            latest.setdefault(entry["field"].split("/")[0], change)
    return latest


def _change(entry: dict[str, str]) -> Change:
    return Change(field_words(entry["field"]), side_words(entry["before"]), side_words(entry["after"]))


def side_words(text: str) -> str:
    """A side of a change as this reader writes amounts and moments; anything else as it is."""
    said = meant(text)
    if isinstance(said, datetime):
        return str(date_format(timezone.localtime(said), "j M Y, H:i"))
    if isinstance(said, date):
        return _day(said)
    if isinstance(said, Amount):
        return money(whole(said.major.scaleb(minor_digits(said.currency))), said.currency)
    return said


def field_words(field: str) -> str:
    """A field of a notice as people call it: `lots/2/value` is "Lot 2, value"."""
    first, *rest = field.split("/")
    label = str(FIELDS.get(first, first.replace("_", " ")))
    if first in PARTS and rest:
        label, rest = f"{label} {rest[0]}", rest[1:]
    tail = [str(FIELDS.get(name, name.replace("_", " "))) for name in rest]
    return ", ".join([label, *(name[:1].lower() + name[1:] for name in tail)])


def is_address(url: str) -> bool:
    """True for what may be made a link: a web address, nothing that runs."""
    return url.lower().startswith(("https://", "http://"))


def place_words(opportunity: Opportunity) -> str:
    """Where the work is: the notice's own words, and the region by name if they do not say it."""
    name, place = regions.name(opportunity.region) if opportunity.region else "", opportunity.place
    return place if name and name in place else ", ".join(part for part in (place, name) if part)


def region_words(opportunity: Opportunity) -> str:
    """Where the work is, in a word or two."""
    return regions.name(opportunity.region) if opportunity.region else opportunity.place


def items_of(items: Sequence[Item], lot: Lot) -> list[Item]:
    """The items of a lot."""
    return [item for item in items if item.lot == lot.id]


def timeline(
    opportunity: Opportunity, lots: Sequence[Lot], awards: Sequence[Award], *, at: datetime
) -> dict[str, Any] | None:
    """The dates of a demand as an ECharts option with its table; `None` when fewer than two are known."""
    points = _points(opportunity, awards)
    spans = _spans(opportunity, lots)
    if len(points) + 2 * len(spans) < 2:
        return None
    names = list(dict.fromkeys([*(name for name, _day in points), *(name for name, *_days in spans)]))[::-1]
    series: list[dict[str, Any]] = [_span_series(name, start, end) for name, start, end in spans]
    series.append(
        {
            "type": "scatter",
            "symbolSize": 12,
            "itemStyle": {"color": "var(--midas-gold)"},
            "data": [
                {"value": [day.isoformat(), name], "name": name, "note": f"{name}: {_day(day)}"}
                for name, day in points
            ],
            "markLine": _now(at),
        }
    )
    option = {
        "grid": {"left": 8, "right": 24, "top": 30, "bottom": 8, "containLabel": True},
        "tooltip": {"trigger": "item", "formatter": "@note"},
        "xAxis": {"type": "time", "splitLine": {"show": True}},
        "yAxis": {"type": "category", "data": names, "axisLabel": {"width": 150, "overflow": "truncate"}},
        "series": series,
    }
    rows = [[name, _day(day), ""] for name, day in points]
    rows += [[name, _day(start), _day(end)] for name, start, end in spans]
    height = 90 + 30 * len(names)
    head = [_("What"), _("When, or from"), _("Until")]
    return {"option": option, "table": {"head": head, "rows": rows}, "height": height}


def _points(opportunity: Opportunity, awards: Sequence[Award]) -> list[tuple[str, date]]:
    moments = [(_("Published"), opportunity.published_at), (_("Deadline"), opportunity.deadline_at)]
    points = [(name, timezone.localtime(moment).date()) for name, moment in moments if moment is not None]
    days = sorted({award.awarded_on for award in awards if award.awarded_on})
    return points + [(_("Awarded"), day) for day in days[:1]]


def _spans(opportunity: Opportunity, lots: Sequence[Lot]) -> list[tuple[str, date, date]]:
    found = []
    if opportunity.starts_on and opportunity.ends_on and opportunity.starts_on <= opportunity.ends_on:
        found.append((_("Contract"), opportunity.starts_on, opportunity.ends_on))
    for lot in lots[:12]:
        span = lot.span
        if span.starts_on and span.ends_on and span.starts_on <= span.ends_on:
            name = _("Lot %(id)s") % {"id": lot.id}
            if (span.starts_on, span.ends_on) != (opportunity.starts_on, opportunity.ends_on):
                found.append((name, span.starts_on, span.ends_on))
    return found


def _span_series(name: str, start: date, end: date) -> dict[str, Any]:
    note = f"{name}: {_day(start)} – {_day(end)}"
    ends = [{"value": [day.isoformat(), name], "name": name, "note": note} for day in (start, end)]
    return {
        "type": "line",
        "data": ends,
        "symbol": "circle",
        "symbolSize": 12,
        "lineStyle": {"width": 12, "cap": "round", "color": "var(--midas-hue-2)"},
        "itemStyle": {"color": "var(--midas-hue-2)"},
    }


def _now(at: datetime) -> dict[str, Any]:
    return {
        "silent": True,
        "symbol": "none",
        "data": [{"xAxis": timezone.localtime(at).date().isoformat()}],
        "lineStyle": {"color": "var(--midas-red)", "type": "dashed"},
        "label": {"formatter": _("today"), "color": "var(--midas-red)", "position": "end"},
    }


def _day(day: date) -> str:
    return str(date_format(day, "j M Y"))
