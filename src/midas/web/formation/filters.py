"""How the list of enterprises is narrowed down."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from midas.rules import regions
from midas.store.models import Enterprise, Partner

Rows = QuerySet[Enterprise]
CLOSED = (Enterprise.State.DISSOLVED, Enterprise.State.ABANDONED)


class EnterpriseFilter(django_filters.FilterSet):
    """Search, state, mode, and where the lead is."""

    q = django_filters.CharFilter(
        label=_("Search"),
        method="search",
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("team, customer, partner")}),
    )
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[("live", _("all alive")), *Enterprise.State.choices],
        method="by_state",
        empty_label=_("any"),
    )
    mode = django_filters.ChoiceFilter(
        label=_("How it works together"), choices=Enterprise.Mode.choices, empty_label=_("any")
    )
    region = django_filters.ChoiceFilter(
        label=_("Partner in"),
        choices=lambda: [(one.code, one.name) for one in regions.uk_level1()],
        method="by_region",
        empty_label=_("any region"),
    )

    class Meta:
        model = Enterprise
        fields: list[str] = []

    def __init__(self, *args: Any, known: Q, **kwargs: Any) -> None:
        """`known` are the teams that may be found by their customer and demand."""
        super().__init__(*args, **kwargs)
        self.known = known
        for name, field in self.form.fields.items():
            field.widget.attrs["class"] = "form-control" if name == "q" else "form-select"

    def search(self, rows: Rows, name: str, value: str) -> Rows:
        for word in value.split():
            partner = Partner.objects.filter(
                enterprise=OuterRef("pk"), membership__organisation__name__icontains=word
            )
            rows = rows.filter(
                Q(name__icontains=word)
                | (Q(opportunity__title__icontains=word) & self.known)
                | (Q(opportunity__buyer_name__icontains=word) & self.known)
                | Exists(partner)
            )
        return rows

    def by_state(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.exclude(state__in=CLOSED) if value == "live" else rows.filter(state=value)

    def by_region(self, rows: Rows, name: str, value: str) -> Rows:
        there = Partner.objects.filter(
            enterprise=OuterRef("pk"), membership__organisation__region__startswith=value
        )
        return rows.filter(Exists(there))
