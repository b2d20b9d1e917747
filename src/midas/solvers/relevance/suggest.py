"""Which CPV codes a text is probably about, and why: suggestions for a person to choose from, never a decision.

A code's score is the sum of what five sources say, each by BM25, each of which can be switched off:

- `LABEL`: the code's own label; `SPELLING`: the same by runs of four letters, so that kindred words count too;
- `BRANCH`: all labels of its class, of its group and of its division, the last two by half;
- `SAYING`: what buyers call things of its branch (`midas.rules.cpv_words`);
- `NOTICES`: earlier notices with known codes, the 20 nearest, for their class, group and division.

The weights are this program's own; docs/reference/methods-relevance.md has what each source is worth.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from midas.core.demand.relevance import bm25, words
from midas.core.demand.relevance.bm25 import DEFAULT, Tuning
from midas.core.demand.relevance.nearness import path
from midas.core.demand.relevance.reasons import TELLING, telling
from midas.core.demand.relevance.words import Reader
from midas.core.values.words import count, listing
from midas.rules import cpv_words
from midas.solvers.relevance.index import Index
from midas.solvers.relevance.topk import Doubles

LEVELS = (2, 3, 4)
"""Telling digits of a division, a group and a class."""

BRANCH = {2: 0.5, 3: 0.5, 4: 1.0}
NOTICE = {2: 0.12, 3: 0.09, 4: 0.09}
SAYING = {2: 1.0}
SAYING_FINER = 2.0
SPELLING = 0.3
NEIGHBOURS = 20
SAID = Tuning(b=0.25)
"""That a branch has many sayings is no reason to trust each less."""


class Source(StrEnum):
    """What a suggestion rests on."""

    LABEL = "label"
    SPELLING = "spelling"
    BRANCH = "branch"
    SAYING = "saying"
    NOTICES = "notices"


ALL = frozenset(Source)
Shares = Mapping[Source, float]


@dataclass(frozen=True, slots=True)
class Learned:
    """An earlier notice whose codes are known (eight digits), the main one first."""

    title: str
    description: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A code of eight digits, its label, its score (higher is likelier, comparable within one text only), what each
    source adds to it, the most first, and why in words."""

    code: str
    label: str
    score: float
    sources: tuple[tuple[Source, float], ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Named:
    """Texts under names instead of numbers."""

    names: tuple[str, ...]
    index: Index

    @classmethod
    def of(cls, texts: Mapping[str, str], tuning: Tuning = DEFAULT, reader: Reader = Reader.WORDS) -> Named:
        """Index texts by name."""
        return cls(tuple(texts), Index.build(enumerate(texts.values()), tuning=tuning, reader=reader))

    def said(self, asked: Mapping[str, float]) -> Doubles:
        """The score of every text, in the order of the names."""
        return self.index.all_scores(bm25.question(asked, self.index.tuning))

    def shared(self, asked: Mapping[str, float], name: str) -> list[str]:
        """The terms that a text shares, those that say most, and those first that add most."""
        number = self.names.index(name)
        told = self.index.explain(bm25.question(asked, self.index.tuning), [number])
        return telling(told.get(number, ()))


@dataclass(frozen=True)
class CpvSuggester:
    """Labels, sayings and earlier notices, indexed. Made by `build`; a value, so one serves all."""

    labels: Mapping[str, str]
    own: Named
    spelling: Named
    branches: Mapping[int, Named]
    sayings: Named
    notices: Index
    learned: Sequence[Learned]

    @classmethod
    def build(cls, labels: Mapping[str, str], learned: Iterable[Learned] = ()) -> CpvSuggester:
        """From English labels by eight-digit code (the fuller the list, the finer the suggestions) and notices with
        known codes."""
        ordered = {code: labels[code] for code in sorted(labels)}
        known = tuple(learned)
        return cls(
            ordered,
            Named.of(ordered),
            Named.of(ordered, reader=Reader.GRAMS),
            {digits: Named.of(_branches(ordered, digits)) for digits in LEVELS},
            Named.of(cpv_words.words(), SAID),
            Index.build((number, f"{one.title}\n{one.description}") for number, one in enumerate(known)),
            known,
        )

    def suggest(
        self,
        title: str,
        description: str = "",
        k: int = 5,
        *,
        digits: int | None = None,
        sources: frozenset[Source] = ALL,
    ) -> list[Suggestion]:
        """The `k` likeliest codes, best first, the lower code first among equals; fewer where fewer share anything.

        `digits`: 2 for divisions only, 3 for groups, 4 for classes; each has the score of its likeliest code.
        """
        asked = words.of_notice(title, description)
        near = self._near(asked) if Source.NOTICES in sources else []
        said = self._said(title, description, sources, near)
        total = np.sum(list(said.values()), axis=0) if said else np.zeros(len(self.labels))
        codes = self.own.names
        best: dict[str, int] = {}
        for place in np.argsort(-total, kind="stable"):
            if len(best) == k or total[place] <= 0:
                break
            best.setdefault(codes[place][:digits], int(place))
        written = words.as_written(f"{title}\n{description}")
        found = []
        for name, place in best.items():
            code = name.ljust(8, "0")
            added = {source: float(score[place]) for source, score in said.items() if score[place] > 0}
            shares = tuple(sorted(added.items(), key=lambda one: -one[1]))
            reasons = tuple(self._reasons(code, codes[place], added, asked, written, near))
            found.append(Suggestion(code, self.labels.get(code, code), float(total[place]), shares, reasons))
        return found

    def _said(
        self, title: str, description: str, sources: frozenset[Source], near: Sequence[tuple[int, float]]
    ) -> dict[Source, Doubles]:
        """What each source says of each code, by its place in the list."""
        asked = words.of_notice(title, description)
        found: dict[Source, Doubles] = {}
        if Source.LABEL in sources:
            found[Source.LABEL] = self.own.said(asked)
        if Source.SPELLING in sources:
            spelt = words.of_notice(title, description, Reader.GRAMS)
            found[Source.SPELLING] = SPELLING * self.spelling.said(spelt)
        if Source.BRANCH in sources:
            found[Source.BRANCH] = np.sum(
                [BRANCH[digits] * self._below(branch, asked) for digits, branch in self.branches.items()],
                axis=0,
            )
        if Source.SAYING in sources:
            found[Source.SAYING] = self._by_sayings(asked)
        if near:
            found[Source.NOTICES] = self._by_notices(near)
        return found

    def _below(self, branch: Named, asked: Mapping[str, float]) -> Doubles:
        """What the texts of branches say, for every code below them."""
        digits = len(branch.names[0]) if branch.names else 0
        scores = dict(zip(branch.names, branch.said(asked).tolist(), strict=True))
        return np.array([scores.get(code[:digits], 0.0) for code in self.labels])

    def _by_sayings(self, asked: Mapping[str, float]) -> Doubles:
        scores = dict(zip(self.sayings.names, self.sayings.said(asked).tolist(), strict=True))
        weighed = {start: SAYING.get(len(start), SAYING_FINER) * one for start, one in scores.items() if one}
        return self._by_starts(weighed)

    def _by_notices(self, near: Sequence[tuple[int, float]]) -> Doubles:
        scores: dict[str, float] = {}
        for number, score in near:
            for place, code in enumerate(self.learned[number].codes):
                for digits in LEVELS[: max(1, len(path(code)) - 1)]:
                    start = code[:digits]
                    scores[start] = scores.get(start, 0.0) + NOTICE[digits] * score / (1 + place)
        return self._by_starts(scores)

    def _by_starts(self, scores: Mapping[str, float]) -> Doubles:
        """What is said of starts, summed for every code that has them."""
        found = np.zeros(len(self.labels))
        for start, score in scores.items():
            # Codes are in order, so those with one start stand together.
            first = bisect_left(self.own.names, start)
            found[first : bisect_left(self.own.names, start + "~")] += score
        return found

    def _near(self, asked: Mapping[str, float]) -> list[tuple[int, float]]:
        """The earlier notices most like this one."""
        hits = self.notices.ask(bm25.question(asked), NEIGHBOURS)
        return [(hit.id, hit.score) for hit in hits]

    def _reasons(
        self,
        code: str,
        likeliest: str,
        shares: Shares,
        asked: Mapping[str, float],
        written: Mapping[str, str],
        near: Sequence[tuple[int, float]],
    ) -> Iterator[str]:
        """Why a code is suggested, in lines; `likeliest` is the code in it that its score comes from."""

        def named(terms: Sequence[str]) -> str:
            return listing(f"“{written.get(one, one)}”" for one in terms)

        own = self.own.shared(asked, likeliest)
        if own:
            whose = "its label" if code == likeliest else f"{self.labels[likeliest]}, a part of it,"
            yield f"{whose} says {named(own)}"
        sayings = (start for start in reversed(list(_starts(likeliest))) if start in self.sayings.names)
        said = next((shared for start in sayings if (shared := self.sayings.shared(asked, start))), [])
        if said:
            yield f"buyers of such things speak of {named(said)}"
        group = code[: min(3, len(path(code)))]
        alike = [
            self.learned[one] for one, _ in near if any(c.startswith(group) for c in self.learned[one].codes)
        ]
        if alike and shares.get(Source.NOTICES, 0.0) >= TELLING * sum(shares.values()):
            more = f" and {count(len(alike) - 1, 'more notice')}" if len(alike) > 1 else ""
            yield f"“{alike[0].title.strip()}”{more} with codes of its group read alike"
        if not own and not said:
            yield "labels of codes beside it, or kindred words, say what the text says"


def suggest_cpv(
    text: str, labels: Mapping[str, str], learned: Iterable[Learned] = (), k: int = 5
) -> list[Suggestion]:
    """The `k` likeliest CPV codes for one text. For more than one text, build a `CpvSuggester` once."""
    return CpvSuggester.build(labels, learned).suggest(text, k=k)


def _branches(labels: Mapping[str, str], digits: int) -> dict[str, str]:
    """For every start of so many telling digits, the labels of all codes that have it."""
    found: dict[str, list[str]] = {}
    for code, label in labels.items():
        if len(path(code)) >= digits:
            found.setdefault(code[:digits], []).append(label)
    return {start: "\n".join(said) for start, said in found.items()}


def _starts(code: str) -> Iterator[str]:
    """The first digits of a code, from its division down to itself."""
    telling = path(code)
    return (telling[:size] for size in range(2, len(telling) + 1))
