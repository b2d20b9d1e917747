"""Days on which a resource gives another capacity, as people keep them: iCalendar files and small tables.

Of an iCalendar file (RFC 5545) the events are read: DTSTART, DTEND or DURATION, SUMMARY; whole days and times, whose
days are those they touch in their own time zone. An event means no capacity on its days, unless its summary holds a
percentage: `Half shift 50 %` leaves half. Cancelled and transparent events mean nothing. An event that repeats is told
and left out, since guessing its days would be worse.
A table has the columns from, to (else the same day), capacity (a month; or a percentage) and note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from midas.core.values.periods import Period, ReversedPeriod
from midas.core.values.problems import Problem
from midas.formats.spreadsheets import columns_by_field, read_table

MOST_BYTES = 1_000_000
MOST_PERIODS = 500
LONGEST_NOTE = 160
_PERCENT = re.compile(r"(?<!\d)(\d{1,3}(?:\.\d+)?)\s*%")
_DURATION = re.compile(
    r"P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?\Z"
)
COLUMNS = {
    "from": ("start", "starts on", "first day", "date", "day"),
    "to": ("end", "ends on", "last day", "until"),
    "capacity": ("capacity a month", "monthly capacity", "left"),
    "note": ("summary", "reason", "what", "description"),
}


@dataclass(frozen=True, slots=True)
class Spell:
    """Days with another capacity: `capacity` a month, or the `share` of the usual one (exactly one is given)."""

    days: Period
    note: str
    capacity: Decimal | None = None
    share: Decimal | None = None

    def monthly(self, usual: Decimal) -> Decimal:
        """The capacity a month on these days, where `usual` is what it is else."""
        return self.capacity if self.capacity is not None else usual * (self.share or Decimal(0))


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a file says, and everything of it that could not be taken."""

    spells: tuple[Spell, ...]
    problems: tuple[Problem, ...]


def read_calendar(data: bytes) -> Calendar:
    """The days in an iCalendar file or a table. Raises `BadInput` for a file that is no table either."""
    if len(data) > MOST_BYTES:
        return Calendar((), (Problem("file", f"is larger than {MOST_BYTES / 1e6:g} MB; export fewer years"),))
    problems: list[Problem] = []
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:15].upper() == b"BEGIN:VCALENDAR":
        spells = list(_events(data.decode("utf-8-sig", errors="replace"), problems))
    else:
        spells = list(_rows(data, problems))
    if len(spells) > MOST_PERIODS:
        problems.append(Problem("file", f"holds {len(spells)} periods; the first {MOST_PERIODS} are taken"))
    if not spells and not problems:
        problems.append(Problem("file", "holds no event or period; there is nothing to take"))
    return Calendar(tuple(spells[:MOST_PERIODS]), tuple(problems))


def _events(text: str, problems: list[Problem]) -> Iterator[Spell]:
    """Lines are unfolded first; of nested parts (alarms) nothing is taken."""
    event: dict[str, tuple[str, str]] | None = None
    depth, number = 0, 0
    for line in re.sub(r"\r?\n[ \t]", "", text).splitlines():
        name, parameters, value = _property(line)
        if name == "BEGIN" and value.upper() == "VEVENT":
            event, depth, number = {}, 0, number + 1
        elif event is None:
            continue
        elif name == "BEGIN":
            depth += 1
        elif name == "END" and value.upper() == "VEVENT":
            if (spell := _event(event, f"event {number}", problems)) is not None:
                yield spell
            event = None
        elif name == "END":
            depth -= 1
        elif depth == 0:
            event.setdefault(name, (parameters, value))
    if event is not None:
        problems.append(Problem(f"event {number}", "does not end; the file is cut off"))


def _property(line: str) -> tuple[str, str, str]:
    head, _, value = line.partition(":")
    name, _, parameters = head.partition(";")
    return name.strip().upper(), parameters.upper(), value.strip()


def _event(event: dict[str, tuple[str, str]], where: str, problems: list[Problem]) -> Spell | None:
    summary = _unescaped(event.get("SUMMARY", ("", ""))[1])
    where = f"{where} ({summary[:60]})" if summary else where
    said = {name: event[name][1].upper() for name in ("STATUS", "TRANSP") if name in event}
    if said.get("STATUS") == "CANCELLED" or said.get("TRANSP") == "TRANSPARENT":
        return None
    if {"RRULE", "RDATE"} & event.keys():
        problems.append(Problem(where, "repeats; repeating events are not taken. Enter its days one by one"))
        return None
    if "DTSTART" not in event:
        problems.append(Problem(where, "has no start (DTSTART)"))
        return None
    try:
        days = _event_days(event)
    except (ValueError, OverflowError):
        problems.append(Problem(where, "has a start or end that cannot be read, or ends before it starts"))
        return None
    return Spell(days, summary[:LONGEST_NOTE], share=_share(summary))


def _event_days(event: dict[str, tuple[str, str]]) -> Period:
    """The days an event touches: DTEND is not part of it, so one that ends at midnight ends the day before."""
    start, timed = _moment(event["DTSTART"][1])
    if "DTEND" in event:
        end, _ = _moment(event["DTEND"][1])
    elif "DURATION" in event:
        end = start + _duration(event["DURATION"][1])
    else:
        end = start + (timedelta(0) if timed else timedelta(days=1))
    if end < start:
        raise ReversedPeriod("ends before it starts")
    last = end if end == start else end - timedelta(microseconds=1)
    return Period(start.date(), last.date())


def _moment(value: str) -> tuple[datetime, bool]:
    """A date or a time as written, in its own zone; whether it is a time."""
    timed = "T" in value.upper()
    text = value.upper().removesuffix("Z")
    return datetime.strptime(text, "%Y%m%dT%H%M%S" if timed else "%Y%m%d"), timed  # noqa: DTZ007 - its own days


def _duration(value: str) -> timedelta:
    found = _DURATION.match(value.upper())
    if found is None:
        raise ValueError(value)
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


def _unescaped(text: str) -> str:
    plain = re.sub(r"\\([nN,;\\])", lambda found: " " if found[1] in "nN" else found[1], text)
    return " ".join("".join(letter for letter in plain if letter.isprintable()).split())


def _share(text: str) -> Decimal:
    """The percentage a text holds, as a share; 0 where it holds none, at most 2."""
    found = _PERCENT.search(text)
    return min(Decimal(2), Decimal(found[1]) / 100) if found else Decimal(0)


def _rows(data: bytes, problems: list[Problem]) -> Iterator[Spell]:
    table = read_table(data)
    columns, _unused = columns_by_field(table.head, COLUMNS)
    if "from" not in columns:
        problems.append(Problem("row 1", "names no column `from`; needed are from, to, capacity, note"))
        return
    for number, cells in table.rows:
        got = {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}
        if (spell := _row(got, f"row {number}", problems)) is not None:
            yield spell


def _row(got: dict[str, str], where: str, problems: list[Problem]) -> Spell | None:
    known = len(problems)
    start = _day(got.get("from", ""), f"{where}, from", problems)
    end = _day(got["to"], f"{where}, to", problems) if got.get("to") else start
    text = got.get("capacity", "")
    share = _share(text) if "%" in text or not text else None
    capacity = _amount(text, f"{where}, capacity", problems) if share is None else None
    if start and end and end < start:
        problems.append(Problem(f"{where}, to", f"{end} comes before {start}; swap the two"))
    if start is None or end is None or len(problems) > known:
        return None
    return Spell(Period(start, end), _unescaped(got.get("note", ""))[:LONGEST_NOTE], capacity, share)


def _day(text: str, where: str, problems: list[Problem]) -> date | None:
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"):
        try:
            return datetime.strptime(text[:10], form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    problems.append(Problem(where, f"{text!r} is not a day; write 2027-05-17 or 17/05/2027"))
    return None


def _amount(text: str, where: str, problems: list[Problem]) -> Decimal | None:
    try:
        number = Decimal(text.replace(",", ""))
        if number.is_finite() and 0 <= number < Decimal("1e14"):
            return number
    except InvalidOperation:
        pass
    problems.append(Problem(where, f"{text!r} is not a number of units a month, nor a percentage"))
    return None
