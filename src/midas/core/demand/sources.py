"""How a portal's pages are turned: which address comes next, and when everything asked for has been read.

A pull covers a window of time that ends at the moment it began. How far it is stands in a `Cursor`, which changes only
when a page is safely in; so a pull that breaks off goes on at the page it had not finished, and the next one begins
where this one's window ended, an hour earlier, since portals publish some notices late. Nothing is fetched here.

Three shapes are known: portals that say themselves where the next page is (`links.next`, from the OCDS extension
Pagination, or a cursor to send back), and portals that take a month and a kind of notice at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from midas.core.demand.addresses import Unsafe, checked, same_place

OVERLAP = timedelta(hours=1)
"""Windows overlap this far: what was published late is not missed, and what is read twice changes nothing."""

FIRST = timedelta(days=30)
"""How far the first pull goes back where nobody says from which day on."""


class Turning(StrEnum):
    """How one gets from page to page."""

    LINKS = "links"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Portal:
    """A kind of portal: its usual address, and what is asked of it.

    `begin`, `end` and `resume` name the parameters for the window and for a cursor; `fixed` are sent along as they
    are. By months, `kinds` are asked for one after another under the name `kind`.
    """

    key: str
    name: str
    address: str
    turning: Turning = Turning.LINKS
    begin: str = ""
    end: str = ""
    resume: str = "cursor"
    fixed: tuple[tuple[str, str], ...] = ()
    kind: str = ""
    kinds: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a source is read. `since` is the first moment wanted; all before `read_until` is in.

    `until` ends the window of the pull under way (None: there is none), `page` is its next page where a page told
    it, `part` counts months and kinds.
    """

    since: datetime | None = None
    read_until: datetime | None = None
    until: datetime | None = None
    page: str = ""
    part: int = 0

    @property
    def open(self) -> bool:
        """Whether a pull is under way."""
        return self.until is not None


class Astray(ValueError):
    """A page names a next page that is not to be followed; the message says why."""


def begun(cursor: Cursor, *, at: datetime, since: date | None = None) -> Cursor:
    """The cursor of the pull under way, or of a new one that ends at `at`; `since` is the first day wanted."""
    if cursor.open:
        return cursor
    first = datetime.combine(since, time(), UTC) if since else at - FIRST
    return Cursor(since=cursor.since or first, read_until=cursor.read_until, until=at)


def window(cursor: Cursor) -> tuple[datetime, datetime]:
    """From when to when the pull under way asks."""
    assert cursor.since is not None
    assert cursor.until is not None
    begin = cursor.since if cursor.read_until is None else max(cursor.since, cursor.read_until - OVERLAP)
    return min(begin, cursor.until), cursor.until


def page_address(portal: Portal, base: str, cursor: Cursor) -> str:
    """The address of the page a pull under way has to read next."""
    if cursor.page:
        return cursor.page
    begin, end = window(cursor)
    if portal.turning is Turning.MONTHS:
        month, kind = divmod(cursor.part, len(portal.kinds))
        asked = {portal.begin: _months(begin, end)[month].strftime("%m-%Y"), portal.kind: portal.kinds[kind]}
    else:
        asked = {name: _moment(when) for name, when in ((portal.begin, begin), (portal.end, end)) if name}
    return _with(base, {**asked, **dict(portal.fixed)})


def after_page(portal: Portal, cursor: Cursor, next_page: str = "") -> Cursor:
    """The cursor once a page is in; `next_page` is what it named, empty for the last one of its part."""
    if next_page:
        return replace(cursor, page=next_page)
    part = cursor.part + 1
    if part < parts(portal, cursor):
        return replace(cursor, page="", part=part)
    return Cursor(since=cursor.since, read_until=cursor.until)


def parts(portal: Portal, cursor: Cursor) -> int:
    """How many parts the pull under way has: one, or months times kinds."""
    if portal.turning is not Turning.MONTHS:
        return 1
    return len(_months(*window(cursor))) * len(portal.kinds)


def rewound(cursor: Cursor) -> Cursor:
    """Back to the beginning of the part, for a page address that is known no more."""
    return replace(cursor, page="")


def next_page(portal: Portal, package: Mapping[str, Any], here: str) -> str:
    """The address of the page after the one read from `here`; empty if that was the last.

    Raises `Astray` for an address that is not of the same place, or is the page itself.
    """
    links = package.get("links")
    named = links.get("next") if isinstance(links, Mapping) else None
    if not named and portal.turning is Turning.LINKS:
        given = package.get("nextCursor") or package.get("next_cursor")
        named = _with(here, {portal.resume: str(given)}) if given else None
    if not named:
        return ""
    if not isinstance(named, str):
        raise Astray("the page names a next page that is no address.")
    address = urljoin(here, named)
    try:
        checked(address)
    except Unsafe as unsafe:
        raise Astray(f"the page names a next page that cannot be followed: {unsafe}") from None
    if not same_place(here, address):
        raise Astray(f"the page names a next page on another host, {urlsplit(address).hostname}.")
    if address == here:
        raise Astray("the page names itself as the next page.")
    return address


def _months(begin: datetime, end: datetime) -> list[date]:
    first, last = begin.year * 12 + begin.month - 1, end.year * 12 + end.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(first, last + 1)]


def _moment(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _with(address: str, more: Mapping[str, str]) -> str:
    """The address with those parameters, in place of what it gave them."""
    split = urlsplit(address)
    asked = {**dict(parse_qsl(split.query, keep_blank_values=True)), **more}
    return urlunsplit(split._replace(query=urlencode(asked)))


def cursor_json(cursor: Cursor) -> dict[str, Any]:
    """The cursor as it is kept."""
    moments = {name: getattr(cursor, name) for name in ("since", "read_until", "until")}
    kept: dict[str, Any] = {name: when.isoformat() for name, when in moments.items() if when is not None}
    return {**kept, **({"page": cursor.page} if cursor.page else {}), "part": cursor.part}


def cursor_of(kept: Mapping[str, Any]) -> Cursor:
    """The cursor that was kept; the beginning where nothing was."""
    moments = {
        name: datetime.fromisoformat(kept[name])
        for name in ("since", "read_until", "until")
        if kept.get(name)
    }
    return Cursor(**moments, page=kept.get("page", ""), part=int(kept.get("part", 0)))
