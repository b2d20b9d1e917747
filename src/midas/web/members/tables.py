"""Members as a table: what is shown, sorted and downloaded."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django_tables2.data import TableQuerysetData

from midas.rules import regions
from midas.store.models import Membership
from midas.web.templatetags.midas import percent, state_badge

NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}

AT_ONCE = 1000
"""Rows read whole at a time for a download."""

IN_A_CELL = 2
"""How many offerings and certificates a cell names; the rest are counted."""


class Listed(TableQuerysetData):
    """Members of which a page is chosen by its keys first and read whole afterwards; the count may be known."""

    def __init__(
        self, rows: Any, count: int | None, whole: Callable[[list[int]], Iterable[Membership]]
    ) -> None:
        super().__init__(rows)
        self._length, self.whole = count, whole

    def __getitem__(self, key: Any) -> Any:
        if not isinstance(key, slice):
            return super().__getitem__(key)
        return self._read(list(self._keys()[key]))

    def __iter__(self) -> Any:
        keys = list(self._keys())
        for start in range(0, len(keys), AT_ONCE):
            yield from self._read(keys[start : start + AT_ONCE])

    def _keys(self) -> Any:
        return self.data.select_related(None).values_list("pk", flat=True)

    def _read(self, keys: list[int]) -> list[Membership]:
        found = {row.pk: row for row in self.whole(keys)}
        return [found[one] for one in keys]


class MemberTable(tables.Table):
    """One row per firm; the rows come with `offers` and certificates (`queries.members.with_parts`)."""

    name = tables.Column(
        _("Firm"),
        accessor="organisation__name",
        order_by=("listed_name", "pk"),
        linkify=("members:member", {"pk": tables.A("pk")}),
    )
    scheme = tables.Column(_("Register"), accessor="organisation__scheme", visible=False)
    identifier = tables.Column(_("Number"), accessor="organisation__identifier", visible=False)
    locality = tables.Column(_("Place"), accessor="organisation__locality")
    region = tables.Column(_("Region"), accessor="organisation__region", order_by=("listed_region", "pk"))
    sector = tables.Column(_("Sector"), accessor="sector_group__name")
    size = tables.Column(_("Size"), accessor="organisation__size")
    work = tables.Column(_("What it does"), accessor="pk", orderable=False)
    certificates = tables.Column(_("Certificates"), accessor="pk", orderable=False)
    reliability = tables.Column(_("Promises kept"), order_by=("reliability", "pk"), attrs=NUMBER)
    evidence = tables.Column(_("Deliveries"), accessor="reliability_evidence", attrs=NUMBER)
    state = tables.Column(_("State"))
    joined_on = tables.DateColumn(verbose_name=_("Member since"), visible=False)

    class Meta:
        order_by = "name"
        empty_text = _("No firm matches these filters.")

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on

    def render_region(self, value: str) -> str:
        return regions.name(value)

    def render_size(self, record: Membership) -> str:
        return record.organisation.get_size_display()

    def render_work(self, record: Membership) -> str:
        titles = list(dict.fromkeys(offer.title for offer in record.offers))
        more = _(" and %(n)d more") % {"n": len(titles) - IN_A_CELL} if len(titles) > IN_A_CELL else ""
        return ", ".join(titles[:IN_A_CELL]) + str(more)

    def value_work(self, record: Membership) -> str:
        return "; ".join(dict.fromkeys(offer.title for offer in record.offers))

    def render_certificates(self, record: Membership) -> str:
        held = [
            (one.name, "" if valid(one.expires_on, self.on) else _(" (run out)"))
            for one in record.certificates.all()
        ]
        more = _(" and %(n)d more") % {"n": len(held) - IN_A_CELL} if len(held) > IN_A_CELL else ""
        return format_html("{}{}", format_html_join(", ", "{}{}", held[:IN_A_CELL]), more) if held else "–"

    def value_certificates(self, record: Membership) -> str:
        return "; ".join(
            f"{one.name} ({one.expires_on or _('no expiry')})" for one in record.certificates.all()
        )

    def render_reliability(self, record: Membership) -> str:
        return percent(record.reliability) if record.reliability_evidence else format_html("{}", _("new"))

    def value_reliability(self, record: Membership) -> Any:
        return record.reliability

    def render_state(self, record: Membership) -> str:
        return state_badge(record.state, record.get_state_display())

    def value_state(self, record: Membership) -> str:
        return str(record.get_state_display())


def valid(expires_on: date | None, on: date) -> bool:
    """Whether a certificate that expires then is held on that day."""
    return expires_on is None or expires_on >= on
