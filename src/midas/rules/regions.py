"""Regions by code: what they are called, where they are, where a tile map puts them, what time it is there.

Known are the United Kingdom's levels 1 and 2 and countries as a whole. A code is taken as written by NUTS or
by ITL (`TLE32`), a country's also by ISO (`GB`, `GR`); one that is finer than what is known here stands for
the region it lies in: `UKE32` is in `UKE3`, `DE134` in `DE`.
Tables with sources and dates: `midas.rules.uk_regions`, `midas.rules.countries`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from midas.core.values.places import Position
from midas.rules import countries as country_table
from midas.rules import uk_regions

UK = "UK"
ITL = "TL"
_SHAPE = re.compile(r"[A-Z]{2}[A-Z0-9]{0,3}\Z")


@dataclass(frozen=True, slots=True)
class Region:
    """A country (`level` 0) or a UK region of level 1 or 2. `point` is latitude and longitude in degrees.

    `tile` is the column and row of a level-1 UK region on a tile map. `time_zone` is an IANA name.
    """

    code: str
    name: str
    level: int
    point: Position
    time_zone: str
    tile: tuple[int, int] | None = None

    @property
    def country(self) -> str:
        """The code of the country it lies in, as NUTS writes it."""
        return self.code[:2]

    @property
    def parent(self) -> str | None:
        """The code of the region one level up; `None` for a country."""
        return {0: None, 1: self.country, 2: self.code[:3]}[self.level]

    @property
    def itl(self) -> str | None:
        """What ITL calls it; `None` abroad, and for the country itself."""
        return ITL + self.code[2:] if self.country == UK and self.level else None


def region(code: str) -> Region | None:
    """The smallest known region that is, or holds, the one with that code; `None` if there is none."""
    wanted = canonical(code)
    if not _SHAPE.match(wanted):
        return None
    return next((_regions()[wanted[:size]] for size in (4, 3, 2) if wanted[:size] in _regions()), None)


def level1(code: str) -> Region | None:
    """The UK region of level 1 that holds it; abroad, and for the United Kingdom as a whole, the country."""
    found = region(code)
    return _regions()[found.parent] if found and found.level == 2 and found.parent else found


def name(code: str) -> str:
    """What to call the region with that code; the code itself where it is not known."""
    found = region(code)
    return found.name if found else code


def point(code: str) -> Position | None:
    """A point in the region with that code; `None` where it is not known."""
    found = region(code)
    return found.point if found else None


def canonical(code: str) -> str:
    """The code in NUTS writing: `tle32` is `UKE32`, `GB` is `UK`, `GR` is `EL`."""
    upper = code.strip().upper()
    if upper.startswith(ITL) and (len(upper) == 2 or upper[2] in "CDEFGHIJKLMN"):
        upper = UK + upper[2:]
    return country_table.ISO.get(upper, upper)


def called(words: str) -> Region | None:
    """The region or country with that name in English, in any case; `None` if none has it.

    Of regions with one name the wider is meant: `West Midlands` is level 1.
    """
    return _by_name().get(_plain(words))


def uk_level1() -> tuple[Region, ...]:
    """The twelve UK regions of level 1, in the order of their codes."""
    return tuple(one for one in _regions().values() if one.level == 1)


def uk_level2(parent: str = UK) -> tuple[Region, ...]:
    """The UK regions of level 2 that lie in `parent`, in the order of their codes."""
    within = canonical(parent)
    return tuple(one for one in _regions().values() if one.level == 2 and one.code.startswith(within))


def countries() -> tuple[Region, ...]:
    """Every country known, in the order of their names."""
    found = (one for one in _regions().values() if one.level == 0)
    return tuple(sorted(found, key=lambda one: one.name))


@cache
def _regions() -> Mapping[str, Region]:
    return {one.code: one for one in (*_read_countries(), *_read_uk())}


@cache
def _by_name() -> Mapping[str, Region]:
    known = sorted(_regions().values(), key=lambda one: (-one.level, one.code))
    return {_plain(one.name): one for one in known}


def _plain(words: str) -> str:
    return " ".join(words.casefold().split()).removesuffix(" (england)")


def _read_countries() -> Iterator[Region]:
    for line in country_table.TABLE.strip().splitlines():
        code, north, east, zone, title = line.split(maxsplit=4)
        yield Region(code, title, 0, (float(north), float(east)), zone)


def _read_uk() -> Iterator[Region]:
    for line in uk_regions.TABLE.strip().splitlines():
        code, north, east, title = line.split(maxsplit=3)
        at = (float(north), float(east))
        yield Region(code, title, len(code) - 2, at, "Europe/London", uk_regions.TILES.get(code))
