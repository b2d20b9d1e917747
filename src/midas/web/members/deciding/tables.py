"""Motions and proxies as tables: what is shown, sorted and downloaded."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from midas.store.models import Motion, Proxy
from midas.web.templatetags.midas import NOTHING, state_badge


class MotionTable(tables.Table):
    """One row per motion; those in `awaited` wait for the reader's vote."""

    title = tables.Column(_("Motion"), linkify=("deciding:motion", {"pk": tables.A("pk")}))
    kind = tables.Column(_("What"), accessor="get_kind_display", order_by=("kind", "pk"))
    about = tables.Column(_("About"), accessor="membership__organisation__name")
    electorate = tables.Column(
        _("Who decides"), accessor="get_electorate_display", order_by=("electorate", "pk")
    )
    opened_at = tables.DateTimeColumn(verbose_name=_("Opened"), format="j M Y")
    closes_at = tables.DateTimeColumn(verbose_name=_("Vote by"), format="j M Y, H:i")
    closed_at = tables.DateTimeColumn(verbose_name=_("Closed"), format="j M Y", visible=False)
    state = tables.Column(_("Result"))
    count = tables.Column(_("Count"), accessor="outcome", orderable=False)
    is_secret = tables.BooleanColumn(verbose_name=_("Secret ballot"), visible=False)

    class Meta:
        empty_text = _("No motion matches these filters.")

    def __init__(self, *args: Any, awaited: Collection[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.awaited = awaited

    def render_state(self, record: Motion) -> str:
        badge = state_badge(record.state, record.get_state_display())
        if record.pk not in self.awaited:
            return badge
        return format_html("{} <strong>{}</strong>", badge, _("needs your vote"))

    def value_state(self, record: Motion) -> str:
        return str(record.get_state_display())

    def render_count(self, value: dict[str, Any]) -> str:
        return NOTHING if "yes" not in value else f"{value['yes']} : {value['no']}"

    def value_count(self, value: dict[str, Any]) -> str:
        return str(value.get("words", ""))


class ProxyTable(tables.Table):
    """One row per proxy one gave or holds."""

    giver = tables.Column(_("Whose vote"), accessor="pk", orderable=False)
    holder = tables.Column(_("Cast by"), accessor="pk", orderable=False)
    starts_at = tables.DateTimeColumn(verbose_name=_("From"), format="j M Y, H:i")
    ends_at = tables.DateTimeColumn(verbose_name=_("Until"), format="j M Y, H:i")
    standing = tables.Column(_("State"), accessor="pk", orderable=False)
    action = tables.TemplateColumn(
        template_name="members/deciding/_revoke.html",
        verbose_name=_("End it"),
        exclude_from_export=True,
        orderable=False,
    )

    class Meta:
        empty_text = _("You have given no proxy and hold none.")

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at

    def render_giver(self, record: Proxy) -> str:
        return str(record.giver_firm or record.giver_person)

    def render_holder(self, record: Proxy) -> str:
        return str(record.holder_firm or record.holder_person)

    def render_standing(self, record: Proxy) -> str:
        return state_badge(*standing(record, self.at))

    def value_standing(self, record: Proxy) -> str:
        return standing(record, self.at)[1]


def standing(proxy: Proxy, at: datetime) -> tuple[str, str]:
    """The state of a proxy at that moment: its colour's name, and its word."""
    if proxy.revoked_at is not None and proxy.revoked_at <= at:
        return "over", str(_("revoked"))
    if proxy.ends_at <= at:
        return "over", str(_("over"))
    return ("waiting", str(_("to come"))) if proxy.starts_at > at else ("valid", str(_("in force")))
