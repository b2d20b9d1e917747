"""The inbox and the imports as tables: what is shown, sorted and downloaded."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from midas.core.values.amounts import major
from midas.store.models import NoticeImport
from midas.web.demand.listing import Demand
from midas.web.templatetags.midas import NOTHING, money, state_badge


class DemandTable(tables.Table):
    """One row per demand."""

    title = tables.Column(_("Demand"), accessor="row__title", linkify=lambda record: record.url)
    buyer = tables.Column(_("Buyer"), accessor="row__buyer_name")
    state = tables.Column(_("State"), accessor="row__state")
    score = tables.Column(
        _("Fit"), accessor="score", attrs={"td": {"class": "number"}, "th": {"class": "number"}}
    )
    value = tables.Column(
        _("Value"), accessor="row__value", attrs={"td": {"class": "number"}, "th": {"class": "number"}}
    )
    currency = tables.Column(_("Currency"), accessor="row__currency", visible=False)
    deadline = tables.DateTimeColumn(
        accessor="row__deadline_at", verbose_name=_("Deadline"), format="j M Y, H:i"
    )
    region = tables.Column(_("Region"), accessor="region")
    why = tables.Column(_("Why"), accessor="why", orderable=False)
    cpv = tables.Column(_("CPV"), accessor="row__cpv", visible=False)
    door = tables.Column(_("Door"), accessor="row__get_door_display", visible=False)
    ocid = tables.Column("ocid", accessor="row__ocid", visible=False)

    class Meta:
        empty_text = _("No demand matches these filters.")

    def render_title(self, record: Demand) -> str:
        return record.row.title

    def render_state(self, record: Demand) -> str:
        return state_badge(record.row.state, record.row.get_state_display())

    def value_state(self, record: Demand) -> str:
        return str(record.row.get_state_display())

    def render_score(self, record: Demand) -> str:
        return NOTHING if record.score is None else format_html('<span class="fit">{}</span>', record.score)

    def value_score(self, record: Demand) -> int | None:
        return record.score

    def render_value(self, record: Demand) -> str:
        return money(record.row.value, record.row.currency)

    def value_value(self, record: Demand) -> Any:
        return None if record.row.value is None else major(record.row.value, record.row.currency)

    def render_deadline(self, record: Demand) -> str:
        deadline = record.row.deadline_at
        if deadline is None:
            return NOTHING
        day, urgency = date_format(timezone.localtime(deadline), "j M Y"), record.urgency
        words = '{} <br><span class="deadline deadline-{}">{}</span>'
        return format_html(words, day, urgency.tone, urgency.words)

    def value_deadline(self, record: Demand) -> Any:
        return record.row.deadline_at


class ImportTable(tables.Table):
    """One row per file that was handed in."""

    file_name = tables.Column(_("File"), linkify=("demand:import", {"import_id": tables.A("pk")}))
    started_at = tables.DateTimeColumn(verbose_name=_("Handed in"), format="j M Y, H:i")
    by = tables.Column(_("By"), accessor="by__name")
    state = tables.Column(_("State"))
    size = tables.Column(_("Size"), attrs={"td": {"class": "number"}, "th": {"class": "number"}})
    releases = tables.Column(_("Releases"), attrs={"td": {"class": "number"}, "th": {"class": "number"}})
    valid = tables.Column(_("Valid"), attrs={"td": {"class": "number"}, "th": {"class": "number"}})
    imported = tables.Column(_("New"), attrs={"td": {"class": "number"}, "th": {"class": "number"}})
    updated = tables.Column(_("Updated"), attrs={"td": {"class": "number"}, "th": {"class": "number"}})
    unchanged = tables.Column(_("Unchanged"), attrs={"td": {"class": "number"}, "th": {"class": "number"}})

    class Meta:
        order_by = "-started_at"

    def render_size(self, value: int) -> str:
        return filesizeformat(value)

    def value_size(self, value: int) -> int:
        return value

    def render_state(self, record: NoticeImport) -> str:
        return state_badge(record.state, record.get_state_display())

    def value_state(self, record: NoticeImport) -> str:
        return str(record.get_state_display())
