"""How the inbox is narrowed down."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from midas.core.values.amounts import minor_digits
from midas.rules import cpv, regions
from midas.store.models import Opportunity
from midas.store.queries.words import having_words

Rows = QuerySet[Opportunity]

DEADLINES = [
    ("week", _("within a week")),
    ("month", _("within 30 days")),
    ("later", _("later")),
    ("past", _("passed")),
    ("none", _("not given")),
]
VALUES = [
    ("0-100000", _("up to 100,000")),
    ("100000-1000000", _("100,000 to 1 million")),
    ("1000000-10000000", _("1 to 10 million")),
    ("10000000-", _("over 10 million")),
    ("none", _("not given")),
]
STATES = [("open", _("all open")), *Opportunity.State.choices]


class DemandFilter(django_filters.FilterSet):
    """Search, state, place, kind of work, size, time and door."""

    q = django_filters.CharFilter(
        label=_("Search"),
        method="search",
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("title, buyer, ocid")}),
    )
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=STATES, method="by_state", empty_label=_("any")
    )
    region = django_filters.ChoiceFilter(label=_("Region"), method="by_region", empty_label=_("any"))
    division = django_filters.ChoiceFilter(
        label=_("Kind of work"), method="by_division", empty_label=_("any")
    )
    value = django_filters.ChoiceFilter(
        label=_("Value"), choices=VALUES, method="by_value", empty_label=_("any")
    )
    deadline = django_filters.ChoiceFilter(
        label=_("Deadline"), choices=DEADLINES, method="by_deadline", empty_label=_("any")
    )
    door = django_filters.ChoiceFilter(
        label=_("Door"), choices=Opportunity.Door.choices, field_name="door", empty_label=_("any")
    )
    sme = django_filters.ChoiceFilter(
        label=_("Suits small firms"),
        choices=[("yes", _("yes")), ("no", _("no")), ("unsaid", _("not said"))],
        method="by_sme",
        empty_label=_("any"),
    )

    class Meta:
        model = Opportunity
        fields: list[str] = []

    def __init__(self, *args: Any, currency: str, at: datetime | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        self.at = at or timezone.now()
        present = list(self.queryset.order_by().values_list("region", "cpv").distinct())
        self.filters["region"].extra["choices"] = _regions(region for region, _code in present)
        self.filters["division"].extra["choices"] = _divisions(code for _region, code in present)

    def search(self, rows: Rows, name: str, value: str) -> Rows:
        return having_words(rows, value, "title", "buyer_name", "description", "ocid")

    def by_state(self, rows: Rows, name: str, value: str) -> Rows:
        if value == "open":
            closed = (Opportunity.State.WON, Opportunity.State.LOST, Opportunity.State.DROPPED)
            return rows.exclude(state__in=closed)
        return rows.filter(state=value)

    def by_region(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(region__startswith=value)

    def by_division(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(cpv__startswith=value)

    def by_value(self, rows: Rows, name: str, value: str) -> Rows:
        if value == "none":
            return rows.filter(value=None)
        low, high = value.split("-")
        scale = 10 ** minor_digits(self.currency)
        rows = rows.filter(currency=self.currency, value__gte=int(low) * scale)
        return rows.filter(value__lt=int(high) * scale) if high else rows

    def by_deadline(self, rows: Rows, name: str, value: str) -> Rows:
        week, month = self.at + timedelta(days=7), self.at + timedelta(days=30)
        wanted = {
            "week": Q(deadline_at__gte=self.at, deadline_at__lte=week),
            "month": Q(deadline_at__gte=self.at, deadline_at__lte=month),
            "later": Q(deadline_at__gt=month),
            "past": Q(deadline_at__lt=self.at),
            "none": Q(deadline_at=None),
        }
        return rows.filter(wanted[value])

    def by_sme(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(sme_suitable={"yes": True, "no": False, "unsaid": None}[value])


def _regions(codes: Iterable[str]) -> list[tuple[str, str]]:
    """The level-1 regions and countries that occur, by name."""
    found = {region.code: region.name for code in set(codes) if code and (region := regions.level1(code))}
    return sorted(found.items(), key=lambda one: one[1])


def _divisions(codes: Iterable[str]) -> list[tuple[str, str]]:
    """The CPV divisions that occur, by number."""
    found = {code[:2] for code in codes if code}
    return sorted((start, f"{start} {cpv.label(start.ljust(8, '0')) or ''}".strip()) for start in found)
