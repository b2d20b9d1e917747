"""How near two CPV codes are: by how far down the tree they share their way.

    nearness(a, b) = 2 * depth(where they part) / (depth(a) + depth(b))

A division has depth 1, a group 2, a class 3, and so on down to 7; codes of two divisions part at the root, depth 0.
Source: Z. Wu and M. Palmer, "Verb semantics and lexical selection", ACL 1994, section 3.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from midas.core.values.taxonomy import CPV_PREFIX, stem

DIVISION = 2
"""Digits of a division; every further digit is one step down."""

LEVELS = ("division", "group", "class", "category")
"""What the depths from 1 on are called; below, all are subcategories."""


@dataclass(frozen=True, slots=True)
class Near:
    """The nearest pair of a code asked for and one held: eight digits each, 0 to 1, and how many steps they share."""

    wanted: str
    held: str
    nearness: float
    shared: int

    @property
    def level(self) -> str:
        """What the two have in common: the code itself, or its division, group, class, category or subcategory."""
        if self.wanted == self.held:
            return "code"
        return LEVELS[self.shared - 1] if self.shared <= len(LEVELS) else "subcategory"


def path(code: str) -> str:
    """The telling digits of a code, with or without `cpv:` and check digit: `45233140-2` is `4523314`."""
    return stem(CPV_PREFIX + code.strip().removeprefix(CPV_PREFIX))[len(CPV_PREFIX) :]


def depth(code: str) -> int:
    """How many steps a code lies below the root, 1 to 7."""
    return len(path(code)) - 1


def shared_depth(first: str, second: str) -> int:
    """The depth at which two codes part; 0 where their divisions differ."""
    one, other = path(first), path(second)
    same = next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    return max(0, same - 1)


def nearness(first: str, second: str) -> float:
    """Wu and Palmer's similarity of two CPV codes: 1 for the same code, 0 for two of different divisions."""
    return 2 * shared_depth(first, second) / (depth(first) + depth(second))


def nearest(wanted: Iterable[str], held: Iterable[str]) -> Near | None:
    """The nearest pair of one code asked for and one held; `None` if none share a division.

    Among equals the pair further down counts, then the first in the order given.
    """
    own = list(dict.fromkeys(held))
    pairs = [
        Near(_digits(one), _digits(other), nearness(one, other), shared)
        for one in dict.fromkeys(wanted)
        for other in own
        if (shared := shared_depth(one, other))
    ]
    return max(pairs, key=lambda pair: (pair.nearness, pair.shared), default=None)


def _digits(code: str) -> str:
    return path(code).ljust(8, "0")
