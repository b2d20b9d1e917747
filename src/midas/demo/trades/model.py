"""What a trade is: the work its firms sell, how their hours make it, what they hold and what they are called.

Prices are in pounds per unit, `hours` is what one unit takes of the firm's people, `machine` of its machines.
A trade is a pattern to draw firms from; nothing in it is about a single firm.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Work:
    """One thing a trade sells: CPV code, title, unit (Rec 20), lowest and highest price, hours per unit.

    `own` is a competency of the cluster's own that the CPV code is too coarse for. `lead` is the least and most
    days to wait, `set_up` the usual cost of starting a package, in pounds.
    """

    cpv: str
    title: str
    unit: str
    low: float
    high: float
    hours: float
    lead: tuple[int, int] = (7, 28)
    set_up: int = 0
    machine: float = 0
    own: str = ""

    @property
    def competency(self) -> str:
        """What an offering of it claims: the cluster's own competency where it has one, else the CPV code."""
        return self.own or f"cpv:{self.cpv}"


@dataclass(frozen=True, slots=True)
class Trade:
    """A line of business. `sizes` weighs micro, small and medium firms; `per_head` is turnover in GBP 1,000.

    `certificates` are what its firms hold, with the share of firms that do.
    """

    key: str
    group: str
    firms: int
    words: tuple[str, ...]
    sic: tuple[str, ...]
    does: str
    people: str
    per_head: tuple[int, int]
    certificates: tuple[tuple[str, float], ...]
    works: tuple[Work, ...]
    sizes: tuple[int, int, int] = (5, 5, 1)
    machines: str = ""
