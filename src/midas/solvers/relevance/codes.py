"""Who holds CPV codes near those asked for, among any number of firms.

A firm counts as its nearest code to any code asked for (`midas.core.demand.relevance.nearness`). There are at most
9,454 codes, so nearness is reckoned per code and then looked up per firm.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from midas.core.demand.relevance.nearness import Near, nearest
from midas.solvers.relevance.postings import Ints, Longs


@dataclass(frozen=True, eq=False)
class Codes:
    """The codes that firms hold: those of the firm at a place are numbered `numbers[starts[place]:starts[place + 1]]`.

    `by_code` lists places code by code, cut at `cuts`. Made by `build`.
    """

    ids: Longs
    names: tuple[str, ...]
    starts: Longs
    numbers: Ints
    by_code: Ints
    cuts: Longs

    @classmethod
    def build(cls, held: Iterable[tuple[int, Iterable[str]]]) -> Codes:
        """From firms' numbers and their CPV codes (eight digits, `cpv:` and check digit allowed); of two entries
        with one number the later counts."""
        names: dict[str, int] = {}
        latest = {
            key: [names.setdefault(code, len(names)) for code in dict.fromkeys(codes)] for key, codes in held
        }
        ids, ends, flat = array("q", sorted(latest)), array("q", [0]), array("i")
        for key in ids:
            flat.extend(latest[key])
            ends.append(len(flat))
        starts, numbers = np.array(ends, np.int64), np.array(flat, np.int32)
        order = np.argsort(numbers, kind="stable")
        places = np.repeat(np.arange(len(ids), dtype=np.int32), np.diff(starts))[order]
        cuts = np.concatenate(([0], np.cumsum(np.bincount(numbers, minlength=len(names))))).astype(np.int64)
        return cls(np.array(ids, np.int64), tuple(names), starts, numbers, places, cuts)

    def levels(self, wanted: Sequence[str]) -> list[tuple[float, Longs]]:
        """Firms by how near they come to the codes wanted, the nearest first; those of other divisions are left out.
        Within a level by number."""
        values = np.zeros(len(self.ids), np.float32)
        near = [(pair.nearness, n) for n, code in enumerate(self.names) if (pair := nearest(wanted, [code]))]
        for nearness, number in sorted(near):
            values[self.by_code[self.cuts[number] : self.cuts[number + 1]]] = nearness
        reached = np.flatnonzero(values)
        found = values[reached]
        return [
            (nearness, self.ids[reached[found == np.float32(nearness)]])
            for nearness in sorted({one for one, _ in near}, reverse=True)
            if np.any(found == np.float32(nearness))
        ]

    def near(self, wanted: Sequence[str], ids: Iterable[int]) -> dict[int, Near | None]:
        """The nearest pair of codes of each of some firms: `None` where they hold codes, but none near. Firms that
        hold no code, of which nothing is known, are left out."""
        return {
            key: nearest(wanted, codes)
            for key in ids
            if (codes := [self.names[number] for number in self._of(key)])
        }

    def _of(self, key: int) -> NDArray[np.int32]:
        place = int(np.searchsorted(self.ids, key))
        if place == len(self.ids) or self.ids[place] != key:
            return self.numbers[:0]
        return self.numbers[self.starts[place] : self.starts[place + 1]]
