"""How people, invitations and the trail are narrowed down."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from midas.store.models import Event, Invitation, Role
from midas.store.queries.words import having_words
from midas.web.access.tables import STATE_WORDS

ANY = _("any")


def _search(placeholder: Any) -> django_filters.CharFilter:
    return django_filters.CharFilter(
        label=_("Search"),
        method="search",
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": placeholder}),
    )


class RoleFilter(django_filters.FilterSet):
    """Words, and the kind of role."""

    q = _search(_("name, e-mail, firm"))
    kind = django_filters.ChoiceFilter(label=_("Role"), choices=Role.Kind.choices, empty_label=ANY)

    class Meta:
        model = Role
        fields: list[str] = []

    def search(self, rows: QuerySet[Role], _name: str, words: str) -> QuerySet[Role]:
        return having_words(
            rows, words, "person__name", "person__email", "membership__organisation__name", "enterprise__name"
        )


class InvitationFilter(django_filters.FilterSet):
    """Words, and how far it has got."""

    q = _search(_("e-mail, firm"))
    state = django_filters.ChoiceFilter(label=_("State"), choices=list(STATE_WORDS.items()), empty_label=ANY)

    class Meta:
        model = Invitation
        fields: list[str] = []

    def search(self, rows: QuerySet[Invitation], _name: str, words: str) -> QuerySet[Invitation]:
        return having_words(rows, words, "email", "membership__organisation__name")


class EventFilter(django_filters.FilterSet):
    """Words, who, what kind of thing, and when."""

    q = _search(_("who, what, why"))
    thing = django_filters.ChoiceFilter(label=_("Thing"), field_name="subject_kind", empty_label=ANY)
    after = django_filters.DateFilter(
        label=_("From"),
        field_name="at",
        lookup_expr="date__gte",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    before = django_filters.DateFilter(
        label=_("To"),
        field_name="at",
        lookup_expr="date__lte",
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    class Meta:
        model = Event
        fields: list[str] = []

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        kinds = self.queryset.order_by("subject_kind").values_list("subject_kind", flat=True).distinct()
        self.filters["thing"].extra["choices"] = [(kind, kind) for kind in kinds]

    def search(self, rows: QuerySet[Event], _name: str, words: str) -> QuerySet[Event]:
        return having_words(rows, words, "actor", "verb", "reason")
