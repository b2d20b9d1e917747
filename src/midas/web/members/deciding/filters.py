"""How the list of motions is narrowed down."""

from __future__ import annotations

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from midas.store.models import Motion
from midas.store.queries.words import having_words

Rows = QuerySet[Motion]
ANY = _("any")


class MotionFilter(django_filters.FilterSet):
    """Search, state, kind, and who decides."""

    q = django_filters.CharFilter(
        label=_("Search"),
        method="search",
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("title, text, firm")}),
    )
    state = django_filters.ChoiceFilter(label=_("State"), choices=Motion.State.choices, empty_label=ANY)
    kind = django_filters.ChoiceFilter(label=_("What"), choices=Motion.Kind.choices, empty_label=ANY)
    electorate = django_filters.ChoiceFilter(
        label=_("Who decides"), choices=Motion.Electorate.choices, empty_label=ANY
    )

    class Meta:
        model = Motion
        fields: list[str] = []

    def search(self, rows: Rows, name: str, value: str) -> Rows:
        return having_words(rows, value, "title", "text", "membership__organisation__name")
