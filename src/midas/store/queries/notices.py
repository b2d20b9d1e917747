"""The parts of a notice as they are kept with an opportunity, read back as core's values.

What is kept was read from a release once and is tidy; what was entered by other means may lack anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q

from midas.core.demand.notice import Award, Document, Item, Lot, Span, Supplier
from midas.core.values.amounts import Money
from midas.core.values.fields import exact
from midas.store.models import Notice, Opportunity

Entry = Mapping[str, Any]


def notice_lots(opportunity: Opportunity) -> tuple[Lot, ...]:
    """The lots of an opportunity, in order."""
    return tuple(
        Lot(
            id=_text(entry, "id"),
            title=_text(entry, "title"),
            description=_text(entry, "description"),
            value=_money(entry),
            span=_span(entry.get("span") or {}),
            status=_text(entry, "status"),
            region=_text(entry, "region"),
            sme_suitable=entry.get("sme_suitable"),
        )
        for entry in opportunity.lots
    )


def notice_items(opportunity: Opportunity) -> tuple[Item, ...]:
    """The items of an opportunity, in order."""
    return tuple(
        Item(
            id=_text(entry, "id"),
            description=_text(entry, "description"),
            cpv=tuple(entry.get("cpv") or ()),
            quantity=exact(entry.get("quantity")),
            unit=_text(entry, "unit"),
            lot=_text(entry, "lot"),
            region=_text(entry, "region"),
        )
        for entry in opportunity.items
    )


def notice_documents(opportunity: Opportunity) -> tuple[Document, ...]:
    """The documents of an opportunity, in order."""
    return tuple(
        Document(**{name: _text(entry, name) for name in ("id", "title", "kind", "url", "format")})
        for entry in opportunity.documents
    )


def notice_awards(opportunity: Opportunity) -> tuple[Award, ...]:
    """The awards of an opportunity, in order."""
    return tuple(
        Award(
            id=_text(entry, "id"),
            title=_text(entry, "title"),
            status=_text(entry, "status"),
            awarded_on=_day(entry.get("awarded_on")),
            value=_money(entry),
            suppliers=tuple(
                Supplier(
                    sme=one.get("sme"),
                    **{name: _text(one, name) for name in ("name", "identifier", "size", "role", "group")},
                )
                for one in entry.get("suppliers") or ()
            ),
            contracted=_amount(entry.get("contracted")),
            lots=tuple(entry.get("lots") or ()),
            span=_span(entry.get("span") or {}),
        )
        for entry in opportunity.awards
    )


def notices_of(opportunity: Opportunity) -> list[Notice]:
    """The notices of a demand and of those shown as part of it, without their texts, the newest first."""
    rows = Notice.objects.filter(Q(opportunity=opportunity) | Q(opportunity__same_as=opportunity))
    return list(rows.defer("text").select_related("imported_by"))


def _text(entry: Entry, name: str) -> str:
    value = entry.get(name)
    return "" if value is None else str(value)


def _money(entry: Entry) -> Money | None:
    return _amount(entry.get("value"))


def _amount(value: Entry | None) -> Money | None:
    return Money(value["minor"], value["currency"]) if value else None


def _span(entry: Entry) -> Span:
    return Span(_day(entry.get("starts_on")), _day(entry.get("ends_on")), entry.get("days"))


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
