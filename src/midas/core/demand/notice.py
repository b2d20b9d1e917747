"""What a public notice says, in Midas's words: the facts of one OCDS release, and how two of them differ.

Only what the notice says is here; nothing is guessed. Amounts are whole minor units of their currency,
moments are aware and in UTC, days are the days as written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal

from midas.core.values.amounts import Money
from midas.core.values.words import plain

HEADING = 120
"""The most letters of a description that stand in for a title."""


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who wants it. `identifier` is scheme and number (`GB-COH-01234567`) where the notice gives both."""

    name: str = ""
    identifier: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day, as far as they are given, and a length in days where that is given instead."""

    starts_on: date | None = None
    ends_on: date | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Lot:
    """A part that is awarded by itself. `region` is the code of where it is delivered."""

    id: str
    title: str = ""
    description: str = ""
    value: Money | None = None
    span: Span = Span()
    status: str = ""
    region: str = ""
    sme_suitable: bool | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """Something listed. `cpv` are eight digits each, most telling first; `unit` a Rec 20 code or a name."""

    id: str
    description: str = ""
    cpv: tuple[str, ...] = ()
    quantity: Decimal | None = None
    unit: str = ""
    lot: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A document to fetch; `url` is a web address or empty."""

    id: str
    title: str = ""
    kind: str = ""
    url: str = ""
    format: str = ""


@dataclass(frozen=True, slots=True)
class Supplier:
    """Who got an award. `sme` says whether it is a small or medium-sized firm, `size` which (micro, small, medium,
    large or sme), where the notice tells.

    `role` is lead, partner or subcontractor for one of several firms; `group` what they call themselves together.
    """

    name: str
    identifier: str = ""
    sme: bool | None = None
    size: str = ""
    role: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Award:
    """What was awarded, to whom, for how much; `contracted` is what the contracts made for it are worth together."""

    id: str
    title: str = ""
    status: str = ""
    awarded_on: date | None = None
    value: Money | None = None
    suppliers: tuple[Supplier, ...] = ()
    contracted: Money | None = None
    lots: tuple[str, ...] = ()
    span: Span = Span()


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """One notice. A text that is not given is empty, anything else `None`.

    `cpv` is the main code, eight digits; `region` a NUTS or ITL code that holds every place of delivery, or a
    country; `place` says in words where that is.
    """

    ocid: str = ""
    release_id: str = ""
    released_at: datetime | None = None
    tags: tuple[str, ...] = ()
    language: str = ""
    title: str = ""
    description: str = ""
    status: str = ""
    buyer: Buyer = Buyer()
    value: Money | None = None
    min_value: Money | None = None
    cpv: str = ""
    cpv_additional: tuple[str, ...] = ()
    category: str = ""
    method: str = ""
    procedure: str = ""
    region: str = ""
    place: str = ""
    enquiries_until: datetime | None = None
    deadline_at: datetime | None = None
    span: Span = Span()
    sme_suitable: bool | None = None
    vcse_suitable: bool | None = None
    lots: tuple[Lot, ...] = ()
    items: tuple[Item, ...] = ()
    documents: tuple[Document, ...] = ()
    awards: tuple[Award, ...] = ()


def heading(facts: NoticeFacts) -> str:
    """What to call the notice: its title, else how its description begins, else its number. Never empty."""
    begins = " ".join(facts.description.split())
    short = begins if len(begins) <= HEADING else begins[: HEADING - 1].rsplit(" ", 1)[0] + "…"
    return facts.title or short or f"Notice {facts.ocid or 'without a number'}"


@dataclass(frozen=True, slots=True)
class Change:
    """A field that differs; `before` is empty for what is new, `after` for what is gone.

    `field` is a name of `NoticeFacts`, followed for a part by its id and name: `lots/2/value`.
    """

    field: str
    before: str
    after: str


# These differ from release to release by their nature; that is no change of the demand.
_PASSING = {"release_id", "released_at", "tags"}


def changes(old: NoticeFacts, new: NoticeFacts) -> tuple[Change, ...]:
    """What the newer notice says otherwise, in the order of the fields; empty if it says the same."""
    before, after = dict(_statements(old)), dict(_statements(new))
    names = [*after, *(name for name in before if name not in after)]
    return tuple(
        Change(name, before.get(name, ""), after.get(name, ""))
        for name in names
        if before.get(name, "") != after.get(name, "")
    )


def _statements(facts: NoticeFacts) -> Iterator[tuple[str, str]]:
    """Every field that says something, as text, parts and their fields by id."""
    for field in fields(facts):
        if field.name not in _PASSING:
            yield from _said(field.name, getattr(facts, field.name))


def _said(name: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, Buyer | Span | Lot | Item | Document | Award):
        for field in fields(value):
            if field.name != "id":
                yield from _said(f"{name}/{field.name}", getattr(value, field.name))
    elif isinstance(value, tuple) and value and not isinstance(value[0], str | Supplier):
        for part in value:
            yield f"{name}/{part.id}", part.id
            yield from _said(f"{name}/{part.id}", part)
    elif value is not None and value != "" and value != ():
        yield name, _words(value)


def _words(value: object) -> str:
    """A value as a person reads it."""
    if isinstance(value, tuple):
        return ", ".join(map(_words, value))
    if isinstance(value, Supplier):
        return value.name
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M UTC")
    return str(value)
