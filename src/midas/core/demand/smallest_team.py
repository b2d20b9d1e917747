"""How many firms it takes to cover all that a notice names, before there is a requirement or a price.

Each code is to be held by somebody; who covers most of what is still open is taken next, ties going to the firm that
was put forward before and then to the lesser key. The greedy rule needs at most ln n + 1 times as many firms as the
smallest team there is. Source: Chvátal, A Greedy Heuristic for the Set-Covering Problem, Math. Oper. Res. 4 (1979).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from midas.core.demand.fit import Holdings
from midas.core.values.taxonomy import CPV_PREFIX, stem


@dataclass(frozen=True, slots=True)
class Seat:
    """A firm of the team and the codes it would bring, in the notice's order."""

    firm: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SmallTeam:
    """The firms that together hold what can be held, and the codes that nobody holds."""

    seats: tuple[Seat, ...]
    gaps: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many firms it takes for what can be held."""
        return len(self.seats)

    @property
    def covered(self) -> int:
        """How many of the codes somebody holds."""
        return sum(len(seat.codes) for seat in self.seats)


def smallest_team(codes: Iterable[str], offered: Holdings, preferred: Sequence[str] = ()) -> SmallTeam:
    """A small team for the eight-digit codes of a notice; `preferred` firms win ties, the first of them first."""
    wanted = tuple(dict.fromkeys(codes))
    holders = {code: offered.get(stem(CPV_PREFIX + code), frozenset()) for code in wanted}
    gaps = tuple(code for code in wanted if not holders[code])
    order = {firm: place for place, firm in enumerate(preferred)}
    open_codes, seats = [code for code in wanted if holders[code]], []
    while open_codes:
        firm = _next(open_codes, holders, order)
        brings = tuple(code for code in open_codes if firm in holders[code])
        seats.append(Seat(firm, brings))
        open_codes = [code for code in open_codes if firm not in holders[code]]
    return SmallTeam(tuple(seats), gaps)


def _next(codes: Sequence[str], holders: dict[str, frozenset[str]], order: dict[str, int]) -> str:
    counted: dict[str, int] = {}
    for code in codes:
        for firm in holders[code]:
            counted[firm] = counted.get(firm, 0) + 1
    return min(counted, key=lambda firm: (-counted[firm], order.get(firm, len(order)), firm))
