"""A team on the tile map of the United Kingdom: how many firms in each region, and who is elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from midas.core.values.places import within
from midas.rules import regions


@dataclass(frozen=True, slots=True)
class Tile:
    """One region of level 1, at a column and row from 1, and who is in it; `heat` is 1 to 4 for 1 to 4 or more."""

    region: regions.Region
    column: int
    row: int
    members: tuple[str, ...]
    is_local: bool

    @property
    def heat(self) -> int:
        return min(4, len(self.members))


@dataclass(frozen=True, slots=True)
class TileMap:
    """The tiles, how many columns they take, and whoever is abroad: place and name."""

    tiles: tuple[Tile, ...]
    columns: int
    abroad: tuple[tuple[str, str], ...]

    @property
    def local(self) -> bool:
        return any(tile.is_local for tile in self.tiles)


def tile_map(firms: Iterable[tuple[str, str]], local: Sequence[str] = ()) -> TileMap:
    """The map of firms given as name and region code; the regions in `local`, or holding one, are marked."""
    at_home: dict[str, list[str]] = {}
    abroad: list[tuple[str, str]] = []
    for name, code in firms:
        found = regions.level1(code) if code else None
        if found is not None and found.tile is not None:
            at_home.setdefault(found.code, []).append(name)
        else:
            abroad.append((found.name if found else "", name))
    tiles = tuple(
        Tile(
            region,
            region.tile[0] + 1,
            region.tile[1] + 1,
            tuple(at_home.get(region.code, ())),
            within(region.code, local) or any(code.startswith(region.code) for code in local),
        )
        for region in regions.uk_level1()
        if region.tile
    )
    return TileMap(tiles, max(tile.column for tile in tiles), tuple(abroad))
