"""What a notice changed: in words for a message, and taken apart for a page with its own way to write amounts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from midas.core.demand.notice import Change

LISTED = 12
"""How many changes of one demand a message lists."""

LONGEST = 160

_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}) UTC\Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_MONEY = re.compile(r"([A-Z]{3}) (-?[0-9][0-9,]*(?:\.[0-9]+)?)\Z")


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in whole units of a currency, as it stood in a change."""

    currency: str
    major: Decimal


Meant = datetime | date | Amount | str


def meant(text: str) -> Meant:
    """What a side of a change says: a moment in UTC, a day, an amount, or just the text."""
    try:
        if match := _MOMENT.match(text):
            return datetime.strptime(match[1], "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
        if _DAY.match(text):
            return date.fromisoformat(text)
    except ValueError:
        return text
    if match := _MONEY.match(text):
        return Amount(match[1], Decimal(match[2].replace(",", "")))
    return text


@dataclass(frozen=True, slots=True)
class Told:
    """One change of one demand, for a message: `address` is where the demand is in Midas, empty if nobody knows."""

    title: str
    changes: Sequence[Change]
    address: str = ""


def message(cluster: str, told: Sequence[Told]) -> tuple[str, str]:
    """Subject and text of one message on everything that changed for one person."""
    titles = list(dict.fromkeys(one.title for one in told))
    head = titles[0] if len(titles) == 1 else f"{len(titles)} demands you work on"
    subject = f"[Midas] Changed: {_cut(' '.join(head.split()), 120)}"
    parts = [f"A public notice changed what you work on in {cluster}.\n"]
    for one in told:
        lines = [" ".join(one.title.split()), *filter(None, [one.address]), *_lines(one.changes)]
        parts.append("\n".join(lines) + "\n")
    parts.append(
        "What to do: open the demand in Midas, look at the differences, and say there that you have seen them."
    )
    return subject, "\n".join(parts) + "\n"


def _lines(changes: Sequence[Change]) -> list[str]:
    lines = [
        f"- {field_in_words(one.field)}: {_side(one.before)} → {_side(one.after)}" for one in changes[:LISTED]
    ]
    more = len(changes) - LISTED
    return [*lines, f"- and {more} more"] if more > 0 else lines


def field_in_words(field: str) -> str:
    """`lots/2/deadline_at` for a sentence: `lots 2 deadline at`."""
    return field.replace("/", " ").replace("_", " ")


def _side(text: str) -> str:
    said = meant(text)
    if isinstance(said, datetime):
        return f"{said.day} {said:%B %Y, %H:%M} UTC"
    if isinstance(said, date):
        return f"{said.day} {said:%B %Y}"
    flat = " ".join(text.split())
    return _cut(flat, LONGEST) if flat else "nothing"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
