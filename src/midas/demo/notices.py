"""A wish as its buyer would publish it: OCDS releases, the newest last.

A tender; where the wish says so an amended tender, with a later deadline and a little more money; and where the
contract was given to somebody, an award.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from midas.demo.calendar import day, moment, month_name, months_later
from midas.demo.wishes import BUYERS, Wish
from midas.rules import regions

PREFIX = "ocds-demo99"
"""An OCDS prefix nobody has registered."""
REGISTER = "GB-DEMO"
AWARD_AFTER = 32
"""Days from the deadline to the award."""
FIRST_DEADLINE, FIRST_VALUE = 7, 96
"""Before an amendment the deadline was so many days earlier, and the value so many hundredths."""

Release = dict[str, Any]


def releases(wish: Wish, number: int, today: date) -> tuple[Release, ...]:
    """Everything published on the wish up to `today`, oldest first."""
    return tuple(_releases(wish, number, today))


RIVALS = (
    "Castlemere Contracting Ltd",
    "Fenwright Systems plc",
    "Ravensholme Group Ltd",
    "Thornagate Facilities Ltd",
    "Oxmere Vehicles plc",
)
"""Firms outside the cluster that win what it loses; invented."""


def ocid(number: int) -> str:
    """The id of the whole process."""
    return f"{PREFIX}-{number:06d}"


def starts_on(wish: Wish, today: date) -> date:
    """When the work starts."""
    return day(today, wish.starts)


def text(wish: Wish, words: str, today: date) -> str:
    """The words with the month in which the work starts."""
    return words.replace("{month}", month_name(starts_on(wish, today)))


def _releases(wish: Wish, number: int, today: date) -> Iterator[Release]:
    came = moment(day(today, -wish.came), 9, 15)
    tender = _tender(wish, number, today)
    if wish.amended is None:
        yield _release(wish, number, 1, came, "tender", tender)
    else:
        yield _release(wish, number, 1, came, "tender", _before_amendment(wish, tender, today))
        amended = moment(day(today, -wish.amended), 14, 40)
        yield _release(wish, number, 2, amended, "tenderUpdate", tender)
    if wish.state in {"won", "lost"}:
        awarded = moment(day(today, wish.due + AWARD_AFTER), 11, 5)
        given = _release(wish, number, 3, awarded, "award", {**tender, "status": "complete"})
        yield {**given, "awards": [_award(wish, number, awarded)]}


def _release(
    wish: Wish, number: int, version: int, published: datetime, tag: str, tender: dict[str, Any]
) -> Release:
    buyer = BUYERS[wish.buyer]
    identifier = f"{REGISTER}-{buyer.number}"
    return {
        "ocid": ocid(number),
        "id": f"{ocid(number)}-{version}",
        "date": published.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "tag": [tag],
        "initiationType": "tender",
        "language": "en",
        "parties": [
            {
                "id": identifier,
                "name": buyer.name,
                "identifier": {"scheme": REGISTER, "id": str(buyer.number), "legalName": buyer.name},
                "address": {"locality": buyer.town, **_place(buyer.region)},
                "roles": ["buyer"],
            }
        ],
        "buyer": {"id": identifier, "name": buyer.name},
        "tender": tender,
    }


def _tender(wish: Wish, number: int, today: date) -> dict[str, Any]:
    begins = starts_on(wish, today)
    main, *others = wish.cpv
    return {
        "id": f"{ocid(number)}-tender",
        "title": text(wish, wish.title, today),
        "description": text(wish, wish.text, today),
        "status": "active",
        "value": {"amount": wish.value, "currency": "GBP"},
        "classification": {"scheme": "CPV", "id": main},
        "additionalClassifications": [{"scheme": "CPV", "id": code} for code in others],
        "mainProcurementCategory": wish.category,
        "procurementMethod": "open",
        "procurementMethodDetails": wish.procedure,
        "tenderPeriod": {"endDate": _at(day(today, wish.due), 12)},
        "contractPeriod": {
            "startDate": _at(begins, 0),
            "endDate": _at(months_later(begins, wish.months), 23),
        },
        "suitability": {"sme": True, "vcse": False},
        "items": list(_items(wish)),
        **({"lots": list(_lots(wish, today))} if wish.lots else {}),
    }


def _items(wish: Wish) -> Iterator[dict[str, Any]]:
    """What the notice lists; where it lists nothing, one item that says where."""
    where = {"deliveryAddresses": [_place(wish.region)]}
    if not wish.items:
        yield {"id": "1", **where}
    for index, item in enumerate(wish.items, 1):
        yield {
            "id": str(index),
            "description": item.description,
            "classification": {"scheme": "CPV", "id": item.cpv},
            "quantity": item.quantity,
            "unit": {"scheme": "UNCEFACT", "id": item.unit},
            **where,
        }


def _lots(wish: Wish, today: date) -> Iterator[dict[str, Any]]:
    begins = starts_on(wish, today)
    for index, (title, share) in enumerate(wish.lots, 1):
        yield {
            "id": str(index),
            "title": title,
            "value": {"amount": wish.value * share // 100, "currency": "GBP"},
            "status": "active",
            "contractPeriod": {
                "startDate": _at(begins, 0),
                "endDate": _at(months_later(begins, wish.months), 23),
            },
        }


def _before_amendment(wish: Wish, tender: dict[str, Any], today: date) -> dict[str, Any]:
    return {
        **tender,
        "value": {"amount": wish.value * FIRST_VALUE // 100, "currency": "GBP"},
        "tenderPeriod": {"endDate": _at(day(today, wish.due - FIRST_DEADLINE), 12)},
    }


def _award(wish: Wish, number: int, awarded: datetime) -> dict[str, Any]:
    won = wish.state == "won" and wish.team is not None
    winner = wish.team.name if wish.team and won else RIVALS[number % len(RIVALS)]
    return {
        "id": f"{ocid(number)}-award",
        "title": "Contract",
        "status": "active",
        "date": awarded.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "value": {"amount": wish.value, "currency": "GBP"},
        "suppliers": [{"id": f"{REGISTER}-{'9001' if won else '9002'}-{number}", "name": winner}],
    }


def _place(region: str) -> dict[str, str]:
    """An address in the words of a notice."""
    found = regions.region(region)
    if found is None or found.level == 0:
        return {"countryName": regions.name(region)}
    return {"region": found.name, "countryName": "United Kingdom"}


def _at(on: date, hour: int) -> str:
    return moment(on, hour).strftime("%Y-%m-%dT%H:%M:%SZ")
