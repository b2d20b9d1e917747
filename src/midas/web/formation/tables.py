"""Enterprises and their partners as tables: what is shown, sorted and downloaded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from midas.core.values.amounts import major
from midas.store.models import Enterprise
from midas.web.templatetags.midas import NOTHING, money, state_badge

NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}


class EnterpriseTable(tables.Table):
    """One row per enterprise."""

    name = tables.Column(_("Team"), linkify=("formation:enterprise", {"pk": tables.A("pk")}))
    state = tables.Column(_("State"))
    customer = tables.Column(_("Customer"), accessor="opportunity__buyer_name")
    lead = tables.Column(_("Lead"), accessor="lead__organisation__name")
    size = tables.Column(_("Partners"), attrs=NUMBER)
    value = tables.Column(_("Value"), attrs=NUMBER)
    currency = tables.Column(_("Currency"), visible=False)
    mode = tables.Column(_("How it works together"))
    formed_on = tables.DateColumn(verbose_name=_("Formed"), format="j M Y")
    operating_from = tables.DateColumn(verbose_name=_("Operating from"), visible=False)
    dissolved_on = tables.DateColumn(verbose_name=_("Dissolved"), visible=False)
    demand = tables.Column(_("Demand"), accessor="opportunity__title", visible=False)

    class Meta:
        order_by = "-formed_on"
        empty_text = _("No team matches these filters.")

    def __init__(self, *args: Any, knows: Callable[[Enterprise], bool], **more: Any) -> None:
        """`knows` says of which teams the reader may see customer, demand and value."""
        super().__init__(*args, **more)
        self.knows = knows

    def render_state(self, record: Enterprise) -> str:
        return state_badge(record.state, record.get_state_display())

    def value_state(self, record: Enterprise) -> str:
        return str(record.get_state_display())

    def render_customer(self, value: str, record: Enterprise) -> str:
        return value if self.knows(record) else NOTHING

    def value_customer(self, value: str, record: Enterprise) -> str:
        return value if self.knows(record) else ""

    def value_demand(self, value: str, record: Enterprise) -> str:
        return value if self.knows(record) else ""

    def render_value(self, record: Enterprise) -> str:
        return money(record.value, record.currency) if self.knows(record) else NOTHING

    def value_value(self, record: Enterprise) -> Any:
        return major(record.value, record.currency) if self.knows(record) else None
