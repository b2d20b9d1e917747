"""Texts by their numbers, kept so that those most like another text are found at once, and why.

An index is a value: `with_changes` makes another that shares the big part and has a small part of its own for what is
new. Whatever the way there, an index answers as one made of the same texts would, measured by the same average
length; `build` measures anew. When the small part has grown (`is_due`), build again, beside the old one.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from midas.core.demand.relevance import bm25
from midas.core.demand.relevance.bm25 import DEFAULT, Tuning
from midas.core.demand.relevance.words import Reader
from midas.solvers.relevance import postings as made
from midas.solvers.relevance import stored, topk
from midas.solvers.relevance.postings import Counts, Flags, Ints, Longs, Postings
from midas.solvers.relevance.topk import Doubles

DUE = 20_000
"""So many changes make a rebuild worth while: searching and changing stay fast below."""


FEW = 20_000
"""Of so many allowed texts it is weighed up whether to look each of them up."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A text found: its number, its score, and what each shared term adds to it, the most first."""

    id: int
    score: float
    terms: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Allowed:
    """Which texts may be found, prepared for one index; `Index.allow` makes it."""

    index: Index
    flags: tuple[topk.Many, ...]


@dataclass(frozen=True, eq=False)
class Index:
    """Texts that can be searched. Made by `build`, `with_changes` and `load`."""

    average: float
    tuning: Tuning
    reader: Reader
    base: Postings
    recent: Postings
    recent_counts: Counts

    @classmethod
    def build(
        cls, texts: Iterable[tuple[int, str]], *, tuning: Tuning = DEFAULT, reader: Reader = Reader.WORDS
    ) -> Index:
        """An index of texts under their numbers, in any order; of two with one number the later counts."""
        counts, nothing = made.count_terms(texts, reader), made.count_terms(())
        average = made.average_of(counts)
        base = made.weigh(counts, average, tuning)
        return cls(average, tuning, reader, base, made.weigh(nothing, average, tuning), nothing)

    def with_changes(self, added: Iterable[tuple[int, str]] = (), removed: Iterable[int] = ()) -> Index:
        """The index after removing some texts and then adding or replacing some. Unknown numbers to remove are no
        fault: they are not here."""
        new = made.count_terms(added, self.reader)
        gone = np.fromiter(removed, np.int64)
        counts = made.joined(made.left(self.recent_counts, gone), new)
        base, recent = (
            self.base.without(np.union1d(gone, new.ids)),
            made.weigh(counts, self.average, self.tuning),
        )
        return Index(self.average, self.tuning, self.reader, base, recent, counts)

    @property
    def size(self) -> int:
        """How many texts there are."""
        return self.base.size + self.recent.size

    @property
    def is_due(self) -> bool:
        """Whether so much has changed that it should be built again, in the background."""
        return len(self.recent.ids) + len(self.base.ids) - self.base.size > max(DUE, len(self.base.ids) // 20)

    def ceiling(self, query: Mapping[str, float]) -> float:
        """What a text of average length has that says every word of the query once: the unit for `blend.strength`.
        A word that nobody says counts in full."""
        return sum(counts * bm25.idf(self.size, self._df(name)) for name, counts in query.items())

    def ids(self) -> Longs:
        """The numbers of all texts, rising."""
        return np.sort(np.concatenate([part.ids[part.alive] for part in self._parts()]))

    def holds(self, ids: Longs) -> Flags:
        """For each of some numbers, whether there is a text under it."""
        found = np.zeros(len(ids), bool)
        for part in self._parts():
            found |= np.isin(ids, part.ids[part.places(ids)])
        return found

    def allow(self, ids: Iterable[int]) -> Allowed:
        """Prepare which texts may be found, for any number of searches; numbers that are not here are no fault."""
        wanted = ids if isinstance(ids, np.ndarray) else np.fromiter(ids, np.int64)
        flags = []
        for part in self._parts():
            places = part.places(wanted.astype(np.int64))
            flag = np.zeros(len(part.ids), bool)
            flag[places] = True
            flags.append(topk.Few(flag, places) if len(places) < FEW else topk.Many(flag))
        return Allowed(self, tuple(flags))

    def search(self, text: str, k: int = 20, allowed: Allowed | Iterable[int] | None = None) -> list[Hit]:
        """The `k` texts most like `text`, best first, the lower number first among equals; fewer where fewer share
        a word. `allowed`: only these. Raises `ValueError` for a `k` below 1."""
        return self.ask(bm25.question(self.reader.read(text), self.tuning), k, allowed)

    def ask(
        self, query: Mapping[str, float], k: int = 20, allowed: Allowed | Iterable[int] | None = None
    ) -> list[Hit]:
        """As `search`, for a query as `bm25.question` makes it: terms with what they count."""
        if k < 1:
            raise ValueError(f"ask for at least one text, not {k}")
        hits: list[Hit] = []
        for part, lines, found in self._found(query, k, allowed):
            names = list(lines)
            rows = zip(part.ids[found[0]].tolist(), found[1].tolist(), found[2].tolist(), strict=True)
            hits += (Hit(key, score, _told(names, row)) for key, score, row in rows)
        return sorted(hits, key=lambda hit: (-hit.score, hit.id))[:k]

    def best(
        self, query: Mapping[str, float], k: int, allowed: Allowed | Iterable[int] | None = None
    ) -> list[int]:
        """As `ask`, the numbers only; none for a `k` below 1."""
        return [key for key, _ in self._scored(query, k, allowed)] if k > 0 else []

    def explain(
        self, query: Mapping[str, float], ids: Iterable[int]
    ) -> dict[int, tuple[tuple[str, float], ...]]:
        """What each shared term adds to certain texts, the most first; texts that are not here are left out."""
        wanted = np.fromiter(ids, np.int64)
        found: dict[int, tuple[tuple[str, float], ...]] = {}
        for part, lines in zip(self._parts(), self._lines(query), strict=True):
            places, names = part.places(wanted), list(lines)
            rows = topk.shares(list(lines.values()), places)
            found |= {int(key): _told(names, row) for key, row in zip(part.ids[places], rows, strict=True)}
        return found

    def all_scores(self, query: Mapping[str, float]) -> Doubles:
        """The scores of all texts, in the order of `ids()`: for small collections, or where all count."""
        scores = [
            topk.everything(list(lines.values()), len(part.ids))[part.alive]
            for part, lines in zip(self._parts(), self._lines(query), strict=True)
        ]
        keys = np.concatenate([part.ids[part.alive] for part in self._parts()])
        return np.concatenate(scores)[np.argsort(keys, kind="stable")]

    def save(self, path: str | os.PathLike[str], *, label: str = "") -> None:
        """Write the index to a file, whole or not at all. `label`: what the caller wants to find again, such as how
        far the changes in it reach."""
        stored.save(self, path, label)

    @staticmethod
    def load(path: str | os.PathLike[str]) -> Index:
        """Read a saved index; big arrays stay in the file until they are needed. Raises `StaleIndex` for a file that
        is damaged, or of another version of the format or of the words; then build anew."""
        return stored.load(path)[0]

    def _scored(
        self, query: Mapping[str, float], k: int, allowed: Allowed | Iterable[int] | None
    ) -> list[tuple[int, float]]:
        scored: dict[int, float] = {}
        for part, _, (places, scores, _) in self._found(query, k, allowed):
            scored |= zip(part.ids[places].tolist(), scores.tolist(), strict=True)
        return bm25.best(scored, k)

    def _found(
        self, query: Mapping[str, float], k: int, allowed: Allowed | Iterable[int] | None
    ) -> Iterator[tuple[Postings, dict[str, topk.Line], tuple[Ints, Doubles, Doubles]]]:
        """Per part of the index, the query's lines and the best `k` in it."""
        may = self._prepared(allowed)
        for part, flags, lines in zip(self._parts(), may, self._lines(query), strict=True):
            if lines:
                only = flags if flags or part.size == len(part.ids) else topk.Many(part.alive)
                yield part, lines, topk.best(list(lines.values()), len(part.ids), k, only)

    def _parts(self) -> tuple[Postings, Postings]:
        return self.base, self.recent

    def _prepared(self, allowed: Allowed | Iterable[int] | None) -> tuple[topk.Allowance, ...]:
        if allowed is None:
            return (None, None)
        may = allowed if isinstance(allowed, Allowed) else self.allow(allowed)
        if may.index is not self:
            raise ValueError(
                "what is allowed was prepared for another index: prepare it with this one's `allow`"
            )
        return may.flags

    def _df(self, name: str) -> int:
        """How many texts have a term."""
        return sum(int(part.df[at]) for part in self._parts() if (at := part.terms.get(name)) is not None)

    def _lines(self, query: Mapping[str, float]) -> Iterator[dict[str, topk.Line]]:
        """Per part of the index the lines of a query, in the query's order."""
        lines: tuple[dict[str, topk.Line], ...] = ({}, {})
        for name, counts in query.items():
            df = self._df(name)
            here = [
                (n, at) for n, part in enumerate(self._parts()) if (at := part.terms.get(name)) is not None
            ]
            if df:
                gain = counts * bm25.idf(self.size, df)
                for n, at in here:
                    lines[n][name] = topk.line_of(self._parts()[n], at, gain)
        yield from lines


def _told(names: list[str], row: Iterable[float]) -> tuple[tuple[str, float], ...]:
    shares = ((name, float(adds)) for name, adds in zip(names, row, strict=True) if adds > 0)
    return tuple(sorted(shares, key=lambda one: -one[1]))
