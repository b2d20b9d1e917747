"""Deadlines as an iCalendar file that any calendar can subscribe to. Source: RFC 5545; refreshing: RFC 7986."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

WIDEST = 75
"""Octets of a line, without its end (RFC 5545, 3.1)."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment by which something is due. `key` stays the same when the moment moves, so that calendars move it too."""

    key: str
    at: datetime
    title: str
    text: str = ""
    url: str = ""


def write_deadlines(name: str, deadlines: Iterable[Deadline], *, at: datetime) -> str:
    """The calendar's text, its lines ended by CR LF; `at` is when it was made. Moments must be aware."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Midas//Deadlines//EN",
        f"NAME:{_text(name)}",
        f"X-WR-CALNAME:{_text(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        *(line for one in deadlines for line in _event(one, at)),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _event(one: Deadline, at: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(one.key)}"
    yield f"DTSTAMP:{_moment(at)}"
    yield f"DTSTART:{_moment(one.at)}"
    yield f"SUMMARY:{_text(one.title)}"
    if one.text:
        yield f"DESCRIPTION:{_text(one.text)}"
    if one.url:
        yield f"URL:{one.url}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    tidy = escaped.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return "".join(letter for letter in tidy if letter >= " ")


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of at most `WIDEST` octets, none of which cuts a letter in two."""
    piece, size = "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > WIDEST:
            yield piece
            piece, size = " ", 1
        piece, size = piece + letter, size + width
    yield piece
