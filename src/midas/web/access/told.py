"""The trail in words: who did what when and why, and from what to what, as much as the reader may see."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from midas.actions.access.trail_sight import TrailSight, differences
from midas.store.models import Change, Event
from midas.web.templatetags.midas import NOTHING

HIDDEN = "•••"
MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(\.\d{1,6})?[+-]\d\d:\d\d$")
"""A moment as the database writes it into the trail."""
LONGEST = 120
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


def entries(events: Sequence[Event], changes: Iterable[Change], sight: TrailSight) -> list[Entry]:
    """Events and changes, the newest first: what was told of one moment of one transaction is one entry.

    Changes stand with the newest event of their transaction; events older than transactions were numbered stand alone.
    """
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
        newest[change.transaction].lines += lines(change, sight)
    told = [entry for entry in made.values() if entry.what or entry.lines]
    return sorted(told, key=lambda entry: entry.at, reverse=True)


def lines(change: Change, sight: TrailSight) -> list[Line]:
    """What one change says, field by field."""
    thing = thing_name(change.thing)
    return [
        Line(
            thing,
            field_name(change.thing, name),
            *((HIDDEN, HIDDEN) if sight.hides(change.thing, name) else (text(before), text(after))),
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
