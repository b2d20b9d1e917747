"""Applications as a table: what is shown, sorted, narrowed down and downloaded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import Q, QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from midas.core.members.application import STEPS
from midas.store.models import Application, Membership
from midas.store.queries.words import having_words
from midas.web.templatetags.midas import state_badge

Rows = QuerySet[Application]
S, M = Application.State, Membership.State

STATES = [
    ("open", gettext_lazy("all that are open")),
    ("draft", S.DRAFT.label),
    ("applied", gettext_lazy("sent, to be looked at")),
    ("in_assessment", M.IN_ASSESSMENT.label),
    ("admitted", M.ADMITTED.label),
    ("declined", M.DECLINED.label),
    ("withdrawn", S.WITHDRAWN.label),
]


class ApplicationFilter(django_filters.FilterSet):
    """Search, and state: that of the application while it is written, then that of the membership."""

    q = django_filters.CharFilter(
        label=gettext_lazy("Search"),
        method="search",
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": gettext_lazy("name, number, e-mail")}),
    )
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=STATES, method="by_state", empty_label=gettext_lazy("any")
    )

    class Meta:
        model = Application
        fields: list[str] = []

    def search(self, rows: Rows, name: str, value: str) -> Rows:
        return having_words(rows, value, "email", "answers__identity__name", "answers__identity__number")

    def by_state(self, rows: Rows, name: str, value: str) -> Rows:
        if value == "open":
            return rows.filter(Q(state=S.DRAFT) | Q(membership__state__in=(M.APPLIED, M.IN_ASSESSMENT)))
        if value in (S.DRAFT, S.WITHDRAWN):
            return rows.filter(state=value)
        return rows.filter(membership__state=value)


class ApplicationTable(tables.Table):
    """One row per application; `far` says of those on a page how many groups are complete."""

    firm = tables.Column(
        gettext_lazy("Firm"),
        accessor="pk",
        orderable=False,
        linkify=("joining:application", {"pk": tables.A("pk")}),
    )
    number = tables.Column(gettext_lazy("Number"), accessor="pk", orderable=False)
    email = tables.Column(gettext_lazy("E-mail"))
    state = tables.Column(gettext_lazy("State"))
    far = tables.Column(gettext_lazy("Complete"), accessor="pk", orderable=False)
    created_at = tables.DateTimeColumn(verbose_name=gettext_lazy("Begun"), format="j M Y")
    saved_at = tables.DateTimeColumn(verbose_name=gettext_lazy("Last saved"), format="j M Y")
    sent_at = tables.DateTimeColumn(verbose_name=gettext_lazy("Sent"), format="j M Y")

    class Meta:
        order_by = "-saved_at"
        empty_text = gettext_lazy("No application matches these filters.")

    def __init__(self, *args: Any, far: Callable[[list[Application]], dict[int, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._ask = far
        self._far: dict[int, int] | None = None

    def how_far(self, record: Application) -> int:
        """Asked once for all rows that are shown, or for all there are when they are downloaded."""
        if self._far is None:
            shown = self.page.object_list if getattr(self, "page", None) else self.rows
            self._far = self._ask([row.record for row in shown])
        if record.pk not in self._far:
            self._far = self._ask([row.record for row in self.rows])
        return self._far[record.pk]

    def render_firm(self, record: Application) -> str:
        return str(record)

    def render_number(self, record: Application) -> str:
        identity = record.answers.get("identity", {})
        return f"{identity.get('scheme', '')} {identity.get('number', '')}".strip() or "–"

    def render_state(self, record: Application) -> SafeString:
        state = record.membership.state if record.membership else record.state
        return state_badge(state, self.value_state(record))

    def value_state(self, record: Application) -> str:
        if record.membership:
            return str(record.membership.get_state_display())
        return str(record.get_state_display())

    def render_far(self, record: Application) -> str:
        return _("%(done)d of %(of)d") % {"done": self.how_far(record), "of": len(STEPS)}

    def value_far(self, record: Application) -> int:
        return self.how_far(record)
