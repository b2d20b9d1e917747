"""What a newer notice says otherwise is told field by field, as a person reads it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from midas.core.demand.notice import (
    Award,
    Buyer,
    Change,
    Document,
    Item,
    Lot,
    NoticeFacts,
    Span,
    Supplier,
    changes,
)
from midas.core.values.amounts import Money

NOTICE = NoticeFacts(
    ocid="ocds-b5fd17-1",
    release_id="r1",
    released_at=datetime(2026, 3, 1, tzinfo=UTC),
    tags=("tender",),
    title="Bicycles",
    buyer=Buyer("Testshire", "GB-LAC-1"),
    value=Money(1_250_000_00, "GBP"),
    cpv="34430000",
    deadline_at=datetime(2026, 4, 1, 11, 0, tzinfo=UTC),
    span=Span(date(2026, 6, 1), date(2027, 5, 31)),
    sme_suitable=False,
    lots=(Lot("1", "Bicycles", value=Money(100, "GBP")), Lot("2", "Service")),
    items=(Item("1", quantity=Decimal(40), unit="EA"),),
)


def test_a_notice_that_says_the_same_changes_nothing() -> None:
    again = replace(NOTICE, release_id="r2", released_at=None, tags=("tenderUpdate",))

    assert changes(NOTICE, NOTICE) == ()
    assert changes(NOTICE, again) == ()


def test_what_is_said_otherwise_is_told_in_the_order_of_the_fields() -> None:
    newer = replace(
        NOTICE,
        title="Cargo bicycles",
        buyer=Buyer("Testshire Council", "GB-LAC-1"),
        value=Money(1_500_000_00, "GBP"),
        deadline_at=datetime(2026, 4, 8, 11, 0, tzinfo=UTC),
        span=Span(date(2026, 7, 1), date(2027, 5, 31)),
        sme_suitable=True,
    )

    assert changes(NOTICE, newer) == (
        Change("title", "Bicycles", "Cargo bicycles"),
        Change("buyer/name", "Testshire", "Testshire Council"),
        Change("value", "GBP 1,250,000.00", "GBP 1,500,000.00"),
        Change("deadline_at", "2026-04-01 11:00 UTC", "2026-04-08 11:00 UTC"),
        Change("span/starts_on", "2026-06-01", "2026-07-01"),
        Change("sme_suitable", "no", "yes"),
    )


def test_parts_are_told_apart_by_their_ids_whatever_their_order() -> None:
    newer = replace(
        NOTICE,
        lots=(Lot("3", "Helmets"), replace(NOTICE.lots[0], value=Money(200, "GBP"))),
        items=(replace(NOTICE.items[0], quantity=Decimal("41.50")),),
        cpv_additional=("50000000", "35113400"),
    )

    assert changes(NOTICE, newer) == (
        Change("cpv_additional", "", "50000000, 35113400"),
        Change("lots/3", "", "3"),
        Change("lots/3/title", "", "Helmets"),
        Change("lots/1/value", "GBP 1.00", "GBP 2.00"),
        Change("items/1/quantity", "40", "41.5"),
        Change("lots/2", "2", ""),
        Change("lots/2/title", "Service", ""),
    )


def test_awards_and_documents_that_are_new_are_told_with_what_they_say() -> None:
    award = Award("a", awarded_on=date(2026, 5, 1), suppliers=(Supplier("Wheels"), Supplier("Spokes")))
    newer = replace(NOTICE, awards=(award,), documents=(Document("d", "Terms"),))

    assert changes(NOTICE, newer) == (
        Change("documents/d", "", "d"),
        Change("documents/d/title", "", "Terms"),
        Change("awards/a", "", "a"),
        Change("awards/a/awarded_on", "", "2026-05-01"),
        Change("awards/a/suppliers", "", "Wheels, Spokes"),
    )


def test_what_is_no_longer_said_is_told_as_gone() -> None:
    assert changes(NOTICE, replace(NOTICE, value=None, buyer=Buyer())) == (
        Change("buyer/name", "Testshire", ""),
        Change("buyer/identifier", "GB-LAC-1", ""),
        Change("value", "GBP 1,250,000.00", ""),
    )
