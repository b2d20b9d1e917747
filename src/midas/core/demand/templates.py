"""What work of a kind usually needs, learned from the requirements a cluster has finished before.

A package counts as usual where at least half of the finished requirements of a CPV group have one of its class; with
fewer than two of them nothing is learned. Every line says from how many requirements it comes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from statistics import median

from midas.core.demand.written import Titled
from midas.core.values.taxonomy import CPV_PREFIX
from midas.core.values.words import count, percent

FEWEST = 2
"""From fewer requirements nothing is learned."""

CLASS = len(CPV_PREFIX) + 4
"""How much of a CPV identifier names its class: packages of one class are taken for the same kind of work."""

MOST = 12
"""Lines a template has at most, the most usual first."""


@dataclass(frozen=True, slots=True)
class Usual:
    """A package that such work usually has. `share` is its middle part of the value, `None` where no value is known."""

    title: str
    competency: str
    seen: int
    of: int
    unit: str
    quantity: Decimal
    share: Fraction | None
    certificates: tuple[str, ...]
    min_quality: Decimal

    @property
    def told(self) -> str:
        """Where it comes from, in a line."""
        part = f", about {percent(round(self.share, 2))} of the value" if self.share else ""
        return f"In {self.seen} of {count(self.of, 'finished requirement')} of this kind of work{part}."


@dataclass(frozen=True, slots=True)
class Template:
    """What a CPV group (three digits) usually needs, from `requirements` finished ones."""

    group: str
    requirements: int
    lines: tuple[Usual, ...]


def learn(group: str, finished: Sequence[Sequence[Titled]]) -> Template | None:
    """The template of a group from its finished requirements; `None` where too few are there to learn from."""
    if len(finished) < FEWEST:
        return None
    found: dict[str, list[tuple[int, Titled, Fraction | None]]] = {}
    for number, packages in enumerate(finished):
        total = sum(one.package.value or 0 for one in packages)
        for one in packages:
            share = Fraction(one.package.value, total) if one.package.value and total else None
            found.setdefault(one.package.competency[:CLASS], []).append((number, one, share))
    lines = [_usual(seen, len(finished)) for seen in found.values()]
    usual = [line for line in lines if 2 * line.seen >= line.of and line.seen >= FEWEST]
    usual.sort(key=lambda line: (-line.seen, -(line.share or 0), line.competency))
    return Template(group, len(finished), tuple(usual[:MOST]))


def _usual(seen: Sequence[tuple[int, Titled, Fraction | None]], of: int) -> Usual:
    packages = [one.package for _number, one, _share in seen]
    unit = _most(package.unit or "" for package in packages)
    amounts = [package.quantity for package in packages if (package.unit or "") == unit]
    shares = [share for _number, _one, share in seen if share is not None]
    held = Counter(name for package in packages for name in package.certificates)
    return Usual(
        title=_most(one.title for _number, one, _share in seen),
        competency=_most(package.competency for package in packages),
        seen=len({number for number, _one, _share in seen}),
        of=of,
        unit=unit,
        quantity=Decimal(median(amounts)),
        share=median(shares) if shares else None,
        certificates=tuple(sorted(name for name, times in held.items() if 2 * times >= len(packages))),
        min_quality=Decimal(median(package.min_quality for package in packages)),
    )


def _most(words: Iterable[str]) -> str:
    """What stands most often; of several the first in the order of the alphabet."""
    counted = Counter(words)
    return min(counted, key=lambda word: (-counted[word], word))
