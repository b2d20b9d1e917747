"""Who covers what, what was asked for in the last year, whom to recruit, and where to merge or specialise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import django_tables2 as tables
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET
from django_tables2 import RequestConfig

from midas.actions.access.permissions import may, require
from midas.actions.members.visible import visible_members
from midas.core.members.demand_met import Asked, Holding, Kind, Opening, kinds, recruit, unmet
from midas.core.values.taxonomy import covers
from midas.rules import regions
from midas.store.models import Membership, Role
from midas.store.queries import seeing as queries
from midas.store.queries.taxonomy import competency_labels, division_of, group_of
from midas.web.shell.addresses import address
from midas.web.shell.exports import exported
from midas.web.shell.guards import needs
from midas.web.templatetags.midas import NOTHING, money_short, quantity, state_badge

NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}
NAMED = 3
"""How many firms or demands a cell names; the rest are counted."""

SHOWN = 12
"""Crowded kinds of work the page names: those with most firms for each demand."""

STANDINGS = {
    "gap": ("refused", gettext_lazy("nobody")),
    "monopoly": ("expiring", gettext_lazy("one firm only")),
    "enough": ("valid", gettext_lazy("covered")),
    "crowd": ("waiting", gettext_lazy("crowded")),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What the role sees of the cluster: claims, the last year's demands, their titles, the firms by key."""

    held: list[Holding]
    asked: list[Asked]
    titles: Mapping[str, str]
    firms: Mapping[str, Membership]


def seen(role: Role) -> Seen:
    """Everything the pages here are made from: a handful of queries."""
    rows = visible_members(role).filter(state=Membership.State.ADMITTED, sponsor=None)
    at = timezone.now()
    asked, titles = queries.asked_since(at - queries.YEAR, role.cluster.currency)
    return Seen(
        queries.holdings(rows, timezone.localdate(at)),
        asked if may(role, "opportunities.view") else [],
        titles,
        queries.firms_by_key(rows),
    )


class KindTable(tables.Table):
    """One row per kind of work."""

    label = tables.Column(gettext_lazy("Kind of work"), accessor="competency")
    firms = tables.Column(gettext_lazy("Firms"), attrs=NUMBER, orderable=False)
    names = tables.Column(gettext_lazy("Who"), accessor="firms", orderable=False)
    capacity = tables.Column(gettext_lazy("Capacity a month"), orderable=False)
    demands = tables.Column(gettext_lazy("Demands, last year"), attrs=NUMBER, orderable=False)
    value = tables.Column(gettext_lazy("Worth"), attrs=NUMBER)
    standing = tables.Column(gettext_lazy("State"), orderable=False)
    within = tables.Column(gettext_lazy("Inside it"), accessor="competency", orderable=False)

    class Meta:
        empty_text = gettext_lazy("Nothing is offered here, and nothing was asked for.")

    def __init__(
        self,
        *args: Any,
        labels: Mapping[str, str],
        there: Seen,
        inside: Mapping[str, str],
        currency: str,
        finer: bool,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.labels, self.there, self.inside, self.currency, self.finer = (
            labels,
            there,
            inside,
            currency,
            finer,
        )
        if not finer:
            self.columns.hide("within")

    def render_label(self, record: Kind) -> str:
        label = self.labels[record.competency]
        if not self.finer or not record.competency.startswith("cpv:"):
            return label
        return format_html('<a href="{}">{}</a>', address("seeing:coverage", within=record.competency), label)

    def value_label(self, record: Kind) -> str:
        return f"{record.competency} {self.labels[record.competency]}"

    def render_firms(self, record: Kind) -> str:
        url = address("members:list", competency=record.competency)
        return format_html('<a href="{}">{}</a>', url, len(record.firms)) if record.firms else "0"

    def value_firms(self, record: Kind) -> int:
        return len(record.firms)

    def render_names(self, record: Kind) -> str:
        return firm_links(record.firms, self.there.firms, most=1)

    def value_names(self, record: Kind) -> str:
        return "; ".join(str(self.there.firms[key]) for key in record.firms)

    def render_capacity(self, record: Kind) -> str:
        amounts = [quantity(amount.normalize(), unit) for unit, amount in record.capacity.items()]
        if record.unlimited:
            amounts.append(_("without limit"))
        return ", ".join(amounts) or NOTHING

    def value_capacity(self, record: Kind) -> str:
        return "; ".join(f"{amount.normalize():f} {unit}" for unit, amount in record.capacity.items())

    def render_demands(self, record: Kind) -> str:
        return str(len(record.demands))

    def value_demands(self, record: Kind) -> int:
        return len(record.demands)

    def render_value(self, value: int) -> str:
        return money_short(value, self.currency) if value else NOTHING

    def value_value(self, value: int) -> int:
        return value

    def render_standing(self, value: str) -> str:
        tone, words = STANDINGS[self._told(value)]
        return state_badge(tone, str(words))

    def value_standing(self, value: str) -> str:
        return str(STANDINGS[self._told(value)][1])

    def _told(self, standing: str) -> str:
        """A division is too wide to be crowded; the kinds of work inside it may be."""
        return "enough" if self.finer and standing == "crowd" else standing

    def render_within(self, record: Kind) -> str:
        return self.inside[record.competency] or NOTHING


def firm_links(keys: Sequence[str], firms: Mapping[str, Membership], most: int = NAMED) -> str:
    """The first few firms, each a link to its page, and how many more there are."""
    named = [(reverse("members:member", args=[key]), str(firms[key])) for key in keys[:most]]
    more = _(" and %(n)d more") % {"n": len(keys) - most} if len(keys) > most else ""
    return (
        format_html("{}{}", format_html_join(", ", '<a href="{}">{}</a>', named), more) if keys else NOTHING
    )


def demand_links(keys: Sequence[str], titles: Mapping[str, str]) -> str:
    """The first few demands, each a link to its page, and how many more there are."""
    named = [(reverse("demand:opportunity", args=[key]), titles[key]) for key in keys[:NAMED]]
    more = _(" and %(n)d more") % {"n": len(keys) - NAMED} if len(keys) > NAMED else ""
    return format_html("{}{}", format_html_join(", ", '<a href="{}">{}</a>', named), more)


@require_GET
@needs("members.view")
def coverage(request: HttpRequest) -> HttpResponse:
    """Who covers what, how much, and was it asked for?"""
    there, within = seen(request.role), request.GET.get("within", "")
    region = request.GET.get("region", "")
    held = [one for one in there.held if not region or one.region == region]
    asked = [one for one in there.asked if not region or one.region == region]
    fine = kinds(_codes(held, asked, within, finest=True), held, asked)
    found = fine if within else kinds(_codes(held, asked, within), held, asked)
    ordered = sorted(found, key=lambda one: (len(one.firms), -len(one.demands), one.competency))
    table = KindTable(
        ordered,
        labels=competency_labels([*(one.competency for one in (*found, *fine)), within]),
        there=there,
        inside=_inside(found, fine),
        currency=request.role.cluster.currency,
        finer=not within,
    )
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    download = _download(request, table, "coverage")
    if download is not None:
        return download
    places = sorted({one.region for one in there.held} | {one.region for one in there.asked if one.region})
    return render(
        request,
        "members/seeing/coverage.html",
        {
            "title": _("How we cover demand"),
            "table": table,
            "figures": {name: sum(one.standing == name for one in fine) for name in STANDINGS},
            "unmet": [(key, there.titles[key]) for key in unmet(there.held, asked)],
            "asked": len(asked),
            "crowds": [
                (table.labels[one.competency], one, firm_links(one.firms, there.firms))
                for one in sorted(
                    fine, key=lambda one: (len(one.demands) / max(1, len(one.firms)), -len(one.firms))
                )
                if one.standing == "crowd"
            ][:SHOWN],
            "within": table.labels[within] if within else "",
            "region": region,
            "places": [(code, regions.name(code)) for code in places],
            "may_export": may(request.role, "members.export"),
        },
    )


def _inside(found: Sequence[Kind], fine: Sequence[Kind]) -> Mapping[str, str]:
    """What is thin inside each kind of work, in words; a division that is well covered can hide a gap."""
    told = {}
    for kind in found:
        states = [one.standing for one in fine if one is not kind and covers(kind.competency, one.competency)]
        words = [
            f"{states.count(state)} × {STANDINGS[state][1]}"
            for state in ("gap", "monopoly", "crowd")
            if state in states
        ]
        told[kind.competency] = ", ".join(words)
    return told


def _codes(
    held: Sequence[Holding], asked: Sequence[Asked], within: str, *, finest: bool = False
) -> list[str]:
    """The kinds of work there are claims to or demands for: divisions, the groups of the division `within`, or all
    groups (`finest`, without `within`)."""
    codes = {one.competency for one in held} | {code for one in asked for code in one.competencies}
    if finest and not within:
        return sorted({group_of(code) or code for code in codes})
    if within:
        return sorted({group for code in codes if division_of(code) == within and (group := group_of(code))})
    return sorted({division_of(code) or code.split("/")[0] for code in codes})


def _download(request: HttpRequest, table: tables.Table, name: str) -> HttpResponse | None:
    if "_export" in request.GET:
        require(request.role, "members.export")
    return exported(request, table, name)


class OpeningTable(tables.Table):
    """One row per kind of work and region to recruit for."""

    label = tables.Column(gettext_lazy("Kind of work"), accessor="competency", orderable=False)
    region = tables.Column(gettext_lazy("Region"), empty_values=())
    firms = tables.Column(gettext_lazy("Who can today"), orderable=False, empty_values=())
    demands = tables.Column(gettext_lazy("Demands that show it"), orderable=False)
    count = tables.Column(gettext_lazy("How many"), accessor="demands", orderable=False, attrs=NUMBER)
    value = tables.Column(gettext_lazy("Worth"), attrs=NUMBER)

    class Meta:
        empty_text = gettext_lazy(
            "Everything that was asked for in the last year is covered by two firms or more."
        )

    def __init__(
        self, *args: Any, labels: Mapping[str, str], there: Seen, currency: str, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.labels, self.there, self.currency = labels, there, currency

    def render_label(self, record: Opening) -> str:
        return self.labels[record.competency]

    def value_label(self, record: Opening) -> str:
        return f"{record.competency} {self.labels[record.competency]}"

    def render_region(self, record: Opening) -> str:
        return regions.name(record.region) if record.region else _("not said")

    def render_firms(self, record: Opening) -> str:
        return (
            firm_links(record.firms, self.there.firms)
            if record.firms
            else state_badge("refused", _("nobody"))
        )

    def value_firms(self, record: Opening) -> str:
        return "; ".join(str(self.there.firms[key]) for key in record.firms)

    def render_demands(self, record: Opening) -> str:
        return demand_links(record.demands, self.there.titles)

    def value_demands(self, record: Opening) -> str:
        return "; ".join(self.there.titles[key] for key in record.demands)

    def render_count(self, record: Opening) -> int:
        return len(record.demands)

    def value_count(self, record: Opening) -> int:
        return len(record.demands)

    def render_value(self, value: int) -> str:
        return money_short(value, self.currency) if value else NOTHING

    def value_value(self, value: int) -> int:
        return value


def _wanted(there: Seen, competency: str, region: str) -> dict[str, Any]:
    """The one kind of work somebody came for: what it is called, where it is wanted, and who offers it today."""
    known = region if regions.region(region) else ""
    firms = {one.firm for one in there.held if covers(competency, one.competency)}
    return {
        "competency": competency,
        "label": competency_labels([competency])[competency],
        "region": regions.name(known) if known else "",
        "firms": [there.firms[key] for key in sorted(firms) if key in there.firms],
    }


@require_GET
@needs("members.view")
def recruiting(request: HttpRequest) -> HttpResponse:
    """Whom should we invite, and what shows it?"""
    there = seen(request.role)
    found = recruit(there.held, there.asked)
    wanted = request.GET.get("competency", "")[:120]
    if wanted:
        found = tuple(
            one for one in found if covers(wanted, one.competency) or covers(one.competency, wanted)
        )
    table = OpeningTable(
        list(found),
        labels=competency_labels(one.competency for one in found),
        there=there,
        currency=request.role.cluster.currency,
    )
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    download = _download(request, table, "recruit")
    if download is not None:
        return download
    context = {
        "title": _("Whom to recruit"),
        "table": table,
        "count": len(found),
        "gaps": sum(not one.firms for one in found),
        "wanted": _wanted(there, wanted, request.GET.get("region", "")[:8]) if wanted else None,
        "may_export": may(request.role, "members.export"),
    }
    return render(request, "members/seeing/recruit.html", context)
