"""A demand as work packages are cut from it, and a package as it is proposed, with the reasons why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from midas.core.demand.market import Going
from midas.core.demand.notice import Item, Lot
from midas.core.demand.passages import Passage
from midas.core.values.periods import Period


@dataclass(frozen=True, slots=True)
class Asked:
    """A certificate the words of a demand ask for, where, and for which lot (empty: for all)."""

    name: str
    place: str
    lot: str = ""


@dataclass(frozen=True, slots=True)
class Demand:
    """What a notice says, as far as packages are cut from it. Amounts in minor units of `currency`.

    `cpv` are eight-digit codes, the main one first; `names` are their labels; `passages` is what it says in words, and
    `certificates` what those ask for plainly. `window_why` says where the window was read, if not in a field.
    """

    title: str
    currency: str
    value: int | None = None
    cpv: tuple[str, ...] = ()
    window: Period | None = None
    place: str | None = None
    lots: tuple[Lot, ...] = ()
    items: tuple[Item, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    passages: tuple[Passage, ...] = ()
    certificates: tuple[Asked, ...] = ()
    window_why: str = ""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A work package as proposed. `competency` is empty where the notice gives no usable code.

    `confidence`, 0 to 100, says how plainly the notice itself makes it a part; `sentence` is where its words say so.
    """

    code: str
    title: str
    competency: str
    quantity: Decimal | None = None
    unit: str | None = None
    value: int | None = None
    window: Period | None = None
    place: str | None = None
    reasons: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()
    confidence: int = 0
    sentence: str = ""
    lot: str = ""


Rate = Callable[[str], Going | None]
"""What members ask for a competency, if any offers it."""
