"""Sources, their runs, and demands published twice as tables: what is shown, sorted and downloaded."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from midas.rules.portals import PORTALS
from midas.store.models import DemandLikeness, DemandMerge, DemandVerdict, NoticeSource, SourceRun
from midas.web.templatetags.midas import NOTHING, state_badge

NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}


def what_it_is(source: NoticeSource) -> str:
    """What kind of source it is, in words."""
    return PORTALS[source.portal].name if source.portal in PORTALS else str(source.get_kind_display())


def state_of(source: NoticeSource) -> tuple[str, Any]:
    """How a source stands, as a state and in words; being read, paused, or how its last run ended."""
    if getattr(source, "live", None):
        return "running", _("being read")
    if source.paused:
        return "suspended", _("paused")
    return source.last_result or "new", source.get_last_result_display()


class SourceTable(tables.Table):
    """One row per source."""

    name = tables.Column(_("Source"), linkify=("demand:source-page", {"source_id": tables.A("pk")}))
    kind = tables.Column(_("What it is"))
    state = tables.Column(_("State"), empty_values=(), orderable=False)
    last_at = tables.DateTimeColumn(verbose_name=_("Last read"), format="j M Y, H:i", default="–")
    next_at = tables.Column(_("Next"))
    brought = tables.Column(_("Notices brought"), attrs=NUMBER, default="0")
    address = tables.Column(_("Address"), visible=False)

    class Meta:
        order_by = "name"

    def render_kind(self, record: NoticeSource) -> str:
        return what_it_is(record)

    def render_state(self, record: NoticeSource) -> str:
        return state_badge(*map(str, state_of(record)))

    def value_state(self, record: NoticeSource) -> str:
        return str(state_of(record)[1])

    def render_next_at(self, record: NoticeSource) -> str:
        moment = date_format(timezone.localtime(record.next_at), "j M Y, H:i")
        return NOTHING if record.paused else str(moment)

    def value_next_at(self, record: NoticeSource) -> Any:
        return None if record.paused else record.next_at


class RunTable(tables.Table):
    """One row per time a source was read."""

    started_at = tables.DateTimeColumn(
        verbose_name=_("When"),
        format="j M Y, H:i",
        linkify=lambda record: reverse("demand:source-run", args=[record.source_id, record.pk]),
    )
    by = tables.Column(_("By"), accessor="by__name", default=_("the clock"))
    state = tables.Column(_("State"))
    pages = tables.Column(_("Pages or files"), attrs=NUMBER)
    releases = tables.Column(_("Notices"), attrs=NUMBER)
    imported = tables.Column(_("New"), attrs=NUMBER)
    updated = tables.Column(_("Changed a demand"), attrs=NUMBER)
    unchanged = tables.Column(_("Here already"), attrs=NUMBER)
    word = tables.Column(_("Why it ended so"), orderable=False, default="")

    class Meta:
        order_by = "-started_at"

    def render_state(self, record: SourceRun) -> str:
        return state_badge(record.state, str(record.get_state_display()))

    def value_state(self, record: SourceRun) -> str:
        return str(record.get_state_display())


class PairTable(tables.Table):
    """One row per pair nobody decided about."""

    score = tables.Column(_("Likeness, of 100"), attrs=NUMBER)
    first = tables.Column(_("Demand"), accessor="first__title")
    first_number = tables.Column(_("Its number"), accessor="first__ocid")
    second = tables.Column(_("Other demand"), accessor="second__title")
    second_number = tables.Column(_("The other's number"), accessor="second__ocid")
    reasons = tables.Column(_("Why"), orderable=False)

    def value_reasons(self, record: DemandLikeness) -> str:
        return "; ".join(record.reasons)


class DecisionTable(tables.Table):
    """One row per pair somebody decided about."""

    first = tables.Column(
        _("Demand"), accessor="first__title", linkify=lambda record: _demand(record.first_id)
    )
    second = tables.Column(
        _("Other demand"), accessor="second__title", linkify=lambda record: _demand(record.second_id)
    )
    same = tables.Column(_("Decision"))
    decided_by = tables.Column(_("By"), accessor="decided_by__name", default="Midas")
    decided_at = tables.DateTimeColumn(verbose_name=_("When"), format="j M Y, H:i")
    reason = tables.Column(_("Reason"), orderable=False)

    class Meta:
        empty_text = _("Nobody decided about a pair yet.")
        order_by = "-decided_at"

    def render_same(self, record: DemandVerdict) -> Any:
        return _("one demand") if record.same else _("different demands")


class DemandMergeTable(tables.Table):
    """One row per merge."""

    gone = tables.Column(
        _("Shown as part"),
        accessor="gone__title",
        linkify=("demand:same-merge", {"merge_id": tables.A("pk")}),
    )
    kept = tables.Column(_("Of"), accessor="kept__title", linkify=lambda record: _demand(record.kept_id))
    merged_by = tables.Column(_("By"), accessor="merged_by__name", default="Midas")
    merged_at = tables.DateTimeColumn(verbose_name=_("When"), format="j M Y, H:i")
    undone_at = tables.DateTimeColumn(verbose_name=_("Undone"), format="j M Y, H:i")

    class Meta:
        empty_text = _("No demand was taken into another yet.")
        order_by = "-merged_at"

    def value_gone(self, record: DemandMerge) -> str:
        return record.gone.title


def _demand(key: int) -> str:
    return reverse("demand:opportunity", args=[key])
