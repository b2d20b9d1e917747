"""How well a notice's CPV codes fit what members offer: a first look, before there is a requirement.

The score is the mean over the codes: 1 for a code that several members offer (itself or a part of it), ¾ where
one does, ¼ for one that only has its neighbours offered (something else in its CPV group), 0 for one far from
everything. Midas's own rule, made to be explained in a line; it says nothing of capacity, price or certificates.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from midas.core.demand.coverage import Light
from midas.core.values.identifiers import competency_fault
from midas.core.values.taxonomy import CPV_PREFIX, stem
from midas.core.values.words import count, listing

GROUP = len(CPV_PREFIX) + 3
"""How much of a CPV identifier names its group."""

NAMED = 3
"""How many codes of a kind are named when a fit is explained in a line."""

CHOICE = 2
"""From this many firms on there is a choice."""


class Reach(StrEnum):
    """How near members come to a code."""

    HELD = "held"
    NEAR = "near"
    NONE = "none"


Holdings = Mapping[str, frozenset[str]]
"""Who offers something at or below a stem of a competency, for every stem that anybody is below."""


@dataclass(frozen=True, slots=True)
class Held:
    """One code: how many firms offer it (`NEAR`: how many offer something else in its group)."""

    code: str
    reach: Reach
    firms: int

    @property
    def points(self) -> Fraction:
        """What the code adds to the score."""
        if self.reach is Reach.HELD:
            return Fraction(1) if self.firms >= CHOICE else Fraction(3, 4)
        return Fraction(1, 4) if self.reach is Reach.NEAR else Fraction(0)

    @property
    def light(self) -> Light:
        """Green: there is a choice of firms. Amber: one, or only neighbours. Red: nobody."""
        if self.reach is Reach.NONE:
            return Light.RED
        return Light.GREEN if self.reach is Reach.HELD and self.firms >= CHOICE else Light.AMBER


@dataclass(frozen=True, slots=True)
class Fit:
    """The score, 0 to 100 (`None`: the notice names no CPV code, so nothing can be said), and why."""

    score: int | None
    codes: tuple[Held, ...]


def holdings(claims: Iterable[tuple[str, str]]) -> Holdings:
    """Who offers what, from pairs of a competency and a firm."""
    found: dict[str, set[str]] = {}
    for competency, firm in claims:
        for name in _above(competency):
            found.setdefault(name, set()).add(firm)
    return {name: frozenset(firms) for name, firms in found.items()}


def firms_offering(competency: str, offered: Holdings) -> int:
    """How many firms offer a competency or a part of it."""
    return len(offered.get(stem(competency), ()))


def fit(codes: Iterable[str], offered: Holdings) -> Fit:
    """How the eight-digit codes of a notice, in its order, fit what is offered; what is no code is left out."""
    held = tuple(
        _held(code, offered) for code in dict.fromkeys(codes) if competency_fault(CPV_PREFIX + code) is None
    )
    if not held:
        return Fit(None, ())
    mean = sum((one.points for one in held), Fraction(0)) / len(held)
    return Fit(round(mean * 100), held)


def why(fitted: Fit, names: Mapping[str, str]) -> str:
    """The fit in a line; `names` are labels by eight-digit code. Of many codes only the first few are named."""
    if fitted.score is None:
        return "The notice names no CPV code, so its fit cannot be assessed."
    groups = {reach: [one for one in fitted.codes if one.reach is reach] for reach in Reach}
    parts = []
    if groups[Reach.HELD]:
        parts.append("offered: " + _listed(_counted(one, names) for one in groups[Reach.HELD]))
    if groups[Reach.NEAR]:
        parts.append(
            "only neighbours offered: " + _listed(_counted(one, names) for one in groups[Reach.NEAR])
        )
    if groups[Reach.NONE]:
        parts.append("nobody offers " + _listed(names.get(one.code, one.code) for one in groups[Reach.NONE]))
    line = "; ".join(parts)
    return f"{line[0].upper()}{line[1:]}."


def _listed(words: Iterable[str]) -> str:
    """The words, each once; those beyond the first few are only counted."""
    found = list(dict.fromkeys(words))
    more = [f"{len(found) - NAMED} more"] if len(found) > NAMED else []
    return listing([*found[:NAMED], *more])


def _held(code: str, offered: Holdings) -> Held:
    name = stem(CPV_PREFIX + code)
    firms = offered.get(name, frozenset())
    if firms:
        return Held(code, Reach.HELD, len(firms))
    near = offered.get(name[:GROUP], frozenset()) if len(name) > GROUP else frozenset()
    return Held(code, Reach.NEAR if near else Reach.NONE, len(near))


def _above(competency: str) -> Iterator[str]:
    """The stem of a competency and of everything it is a part of."""
    name = stem(competency)
    if name.startswith(CPV_PREFIX):
        yield from (name[:size] for size in range(len(CPV_PREFIX) + 2, len(name) + 1))
    else:
        steps = name.split("/")
        yield from ("/".join(steps[:size]) for size in range(1, len(steps) + 1))


def _counted(one: Held, names: Mapping[str, str]) -> str:
    return f"{names.get(one.code, one.code)} ({count(one.firms, 'firm')})"
