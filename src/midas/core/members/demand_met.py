"""What was asked for and who could have done it: gaps to recruit for, crowds to merge or specialise in.

Two holders of a kind of work are wanted at least (`overlap.WANTED`): with one, that firm is a monopoly inside the
cluster; with none there is a gap. Many holders are a crowd only where little is asked of them. A demand is asked by
the codes it names; a holder serves a region if it sits there or says so, and everywhere if it names none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from midas.core.members.overlap import WANTED
from midas.core.values.taxonomy import covers

CROWD = 5
"""Holders from which on a kind of work may be crowded."""

YEARS_A_JOB = 3
"""A crowd has so few demands that each holder would get one in more than so many years: our proposal."""


@dataclass(frozen=True, slots=True)
class Holding:
    """A firm's live claim: its competency, where the firm sits, where it serves, how much a month (None: no limit)."""

    firm: str
    competency: str
    region: str
    unit: str
    capacity: Decimal | None
    serves: tuple[str, ...] = ()

    def reaches(self, region: str) -> bool:
        """Whether the firm sits in the region or serves it; an unknown region is reached by all."""
        if not region or not self.serves:
            return True
        return any(_overlap(region, one) for one in (self.region, *self.serves))


@dataclass(frozen=True, slots=True)
class Asked:
    """A demand of the time looked at: what it asks for, where, and what it is worth in the cluster's currency."""

    id: str
    competencies: tuple[str, ...]
    region: str
    value: int | None


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of work: who holds it, how much of it there is a month by unit, which demands asked for it."""

    competency: str
    firms: tuple[str, ...]
    capacity: Mapping[str, Decimal]
    unlimited: bool
    demands: tuple[str, ...]
    value: int

    @property
    def standing(self) -> str:
        """`gap` (nobody), `monopoly` (one firm only), `crowd` (many, and little asked of them) or `enough`."""
        count = len(self.firms)
        if count < WANTED:
            return "monopoly" if count else "gap"
        return "crowd" if count >= CROWD and count > YEARS_A_JOB * len(self.demands) else "enough"


@dataclass(frozen=True, slots=True)
class Opening:
    """A kind of work that too few can do where it was asked for, and the demands that show it."""

    competency: str
    region: str
    firms: tuple[str, ...]
    demands: tuple[str, ...]
    value: int


def kinds(competencies: Sequence[str], held: Iterable[Holding], asked: Iterable[Asked]) -> tuple[Kind, ...]:
    """Each of the competencies with its holders and the demands for it or a part of it, in their order."""
    holdings, demands = tuple(held), tuple(asked)
    return tuple(_kind(one, holdings, demands) for one in competencies)


def _kind(competency: str, held: Sequence[Holding], asked: Sequence[Asked]) -> Kind:
    mine = [one for one in held if covers(competency, one.competency)]
    wanted = [one for one in asked if any(covers(competency, code) for code in one.competencies)]
    capacity: dict[str, Decimal] = defaultdict(Decimal)
    for one in mine:
        capacity[one.unit] += one.capacity or 0
    return Kind(
        competency,
        tuple(sorted({one.firm for one in mine})),
        {unit: amount for unit, amount in sorted(capacity.items()) if amount},
        any(one.capacity is None for one in mine),
        tuple(one.id for one in wanted),
        sum(one.value or 0 for one in wanted),
    )


def unmet(held: Iterable[Holding], asked: Iterable[Asked]) -> tuple[str, ...]:
    """The demands that name something nobody who reaches their region offers, in their order."""
    demands = tuple(asked)
    by_code = _by_code(held, demands)
    return tuple(
        one.id for one in demands if any(not _able(by_code[code], one.region) for code in one.competencies)
    )


def recruit(held: Iterable[Holding], asked: Iterable[Asked]) -> tuple[Opening, ...]:
    """What to recruit for, by code and region: nobody first, then what most demands show, ties by worth and code."""
    demands = tuple(asked)
    by_code = _by_code(held, demands)
    wanted: dict[tuple[str, str], list[Asked]] = defaultdict(list)
    for one in demands:
        for code in dict.fromkeys(one.competencies):
            wanted[code, one.region].append(one)
    found = [
        Opening(code, region, _able(by_code[code], region), tuple(one.id for one in rows), _worth(rows))
        for (code, region), rows in wanted.items()
    ]
    short = [one for one in found if len(one.firms) < WANTED]
    return tuple(
        sorted(
            short, key=lambda one: (len(one.firms), -len(one.demands), -one.value, one.competency, one.region)
        )
    )


def _by_code(held: Iterable[Holding], asked: Iterable[Asked]) -> dict[str, list[Holding]]:
    """For each code that is asked for, who holds it or a part of it: worked out once a code."""
    holdings = tuple(held)
    codes = {code for one in asked for code in one.competencies}
    return {code: [one for one in holdings if covers(code, one.competency)] for code in codes}


def _able(held: Iterable[Holding], region: str) -> tuple[str, ...]:
    return tuple(sorted({one.firm for one in held if one.reaches(region)}))


def _worth(rows: Iterable[Asked]) -> int:
    return sum(one.value or 0 for one in rows)


def _overlap(one: str, other: str) -> bool:
    return bool(other) and (one.startswith(other) or other.startswith(one))
