"""The trail in words: who did what when and why, and from what to what, as much as the reader may see."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import ForeignKey, Model
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from midas.actions.access.trail_sight import TrailSight, differences
from midas.store.models import Change, Event, Membership, Partner, Requirement, Role
from midas.web.templatetags.midas import NOTHING, unit_price

HIDDEN = "•••"
MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(\.\d{1,6})?[+-]\d\d:\d\d$")
"""A moment as the database writes it into the trail."""
LONGEST = 120
MONEY = "minor units"
"""What the models say of every field that holds money."""
Names = Mapping[tuple[type[Model], int], str]


@dataclass(frozen=True, slots=True)
class Known:
    """What changed things point to, by kind and key; the currencies of rows that have one; and the cluster's."""

    names: Names
    currencies: Mapping[tuple[str, int], str]
    currency: str


RELATED: dict[type[Model], tuple[str, ...]] = {
    Membership: ("organisation",),
    Partner: ("membership__organisation",),
    Requirement: ("opportunity",),
    Role: ("person",),
}
"""What the names of those things are made of besides their own rows."""
UNSAID = ("id", "cluster_id", "updated_at")
"""Fields that say nothing to a reader."""


@dataclass(frozen=True, slots=True)
class Line:
    """One field of one thing: what it was and became, as text."""

    thing: str
    field: str
    before: str
    after: str
    gone: bool = False


@dataclass(slots=True)
class Entry:
    """What was done at once: by whom, what it was called, why, and what it changed."""

    at: datetime
    actor: str
    what: list[Event] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    @property
    def reasons(self) -> list[str]:
        return [event.reason for event in self.what if event.reason]


def entries(
    events: Sequence[Event], changes: Sequence[Change], sight: TrailSight, currency: str
) -> list[Entry]:
    """Events and changes, the newest first: what was told of one moment of one transaction is one entry.

    Changes stand with the newest event of their transaction; events older than transactions were numbered stand alone.
    """
    known = known_of(changes, currency)
    made: dict[object, Entry] = {}
    newest: dict[int, Entry] = {}
    for event in events:
        key = (event.transaction or f"event {event.pk}", event.at)
        entry = made.setdefault(key, Entry(event.at, event.actor))
        entry.what.append(event)
        if event.transaction:
            newest.setdefault(event.transaction, entry)
    for change in changes:
        if change.transaction not in newest:
            newest[change.transaction] = made[change.pk] = Entry(change.at, _("Midas, without a note"))
        newest[change.transaction].lines += lines(change, sight, known)
    told = [entry for entry in made.values() if entry.what or entry.lines]
    return sorted(told, key=lambda entry: entry.at, reverse=True)


def known_of(changes: Collection[Change], currency: str) -> Known:
    """What is needed to tell those changes: a query for each kind of thing they point to or that has a currency."""
    wanted: dict[type[Model], set[int]] = {}
    priced: dict[str, set[int]] = {}
    for change in changes:
        if _field(change.thing, "currency") is not None:
            priced.setdefault(change.thing, set()).add(change.thing_id)
        for name, *values in differences(change):
            other = _pointed_to(change.thing, name)
            if other is not None:
                wanted.setdefault(other, set()).update(key for key in values if isinstance(key, int))
    names = {
        (other, row.pk): str(row)
        for other, keys in wanted.items()
        for row in other._default_manager.filter(pk__in=keys).select_related(*RELATED.get(other, ()))
    }
    currencies = {
        (kind, key): code
        for kind, keys in priced.items()
        for key, code in _model(kind)._default_manager.filter(pk__in=keys).values_list("pk", "currency")
    }
    return Known(names, currencies, currency)


def lines(change: Change, sight: TrailSight, known: Known) -> list[Line]:
    """What one change says, field by field: things by their names, money in the currency of the row or the cluster."""
    thing = thing_name(change.thing)
    money = known.currencies.get((change.thing, change.thing_id), known.currency)

    def said(name: str, value: Any) -> str:
        hidden = sight.hides(change.thing, name)
        return HIDDEN if hidden else shown(change.thing, name, value, known.names, money)

    return [
        Line(
            thing,
            field_name(change.thing, name),
            said(name, before),
            said(name, after),
            gone=change.after is None,
        )
        for name, before, after in differences(change)
        if name not in UNSAID and (change.after is not None or before not in (None, "", [], {}))
    ]


def thing_name(kind: str) -> str:
    """What a kind of thing is called."""
    try:
        return str(apps.get_model("store", kind)._meta.verbose_name).capitalize()
    except LookupError:
        return kind.capitalize()


def field_name(kind: str, column: str) -> str:
    """What a column is called; one that is not there any more by its own name."""
    try:
        return str(apps.get_model("store", kind)._meta.get_field(column.removesuffix("_id")).verbose_name)
    except (LookupError, FieldDoesNotExist, AttributeError):
        return column.replace("_", " ")


def shown(kind: str, column: str, value: Any, names: Names, currency: str) -> str:
    """The value of a column as words."""
    other = _pointed_to(kind, column)
    if other is not None and isinstance(value, int):
        return names.get((other, value)) or _("number %(key)d, which is gone") % {"key": value}
    found = _field(kind, column)
    if found is not None and MONEY in str(found.help_text):
        return unit_price(value, currency)
    return text(value)


def _pointed_to(kind: str, column: str) -> type[Model] | None:
    """The kind of thing whose key the column holds."""
    found = _field(kind, column) if column.endswith("_id") else None
    other = found.related_model if isinstance(found, ForeignKey) else None
    return other if isinstance(other, type) else None


def _model(kind: str) -> Any:
    return apps.get_model("store", kind)


def _field(kind: str, column: str) -> Any:
    try:
        return _model(kind)._meta.get_field(column.removesuffix("_id"))
    except (LookupError, FieldDoesNotExist):
        return None


def text(value: Any) -> str:
    """A value as words."""
    if value is None or value == "" or value == [] or value == {}:
        return NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str) and MOMENT.match(value):
        return date_format(timezone.localtime(datetime.fromisoformat(value)), "j M Y, H:i")
    told = _told(value)
    return told if len(told) <= LONGEST else told[:LONGEST] + " …"


def _told(value: Any) -> str:
    """Lists and answers by question as words, without the marks a file would have."""
    if isinstance(value, list):
        return ", ".join(_told(one) for one in value)
    if isinstance(value, dict):
        return "; ".join(
            f"{key.replace('_', ' ')}: {_told(one)}" for key, one in value.items() if one not in ("", None)
        )
    return str(value)
