"""Texts turned into arrays: for every term the texts that have it, in order, and what it counts in each.

A text is known by its place in `ids`, which rise; so the lower id comes first among equals without further ado.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from midas.core.demand.relevance.bm25 import Tuning
from midas.core.demand.relevance.words import Reader, split, term

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]

NOTHING = -1
"""What a word is numbered that does not count."""


class Numbering(dict[str, int]):
    """The number of a word's term, `NOTHING` for a word that does not count; terms are numbered as they turn up."""

    def __init__(self, term: Callable[[str], str]) -> None:
        super().__init__()
        self.term = term
        self.terms: dict[str, int] = {}

    def __missing__(self, word: str) -> int:
        found = self.term(word)
        self[word] = number = self.terms.setdefault(found, len(self.terms)) if found else NOTHING
        return number


@dataclass(frozen=True, slots=True)
class Counts:
    """How often which text has which term: a row per text in the order of `ids`, a column per term."""

    ids: Longs
    terms: Mapping[str, int]
    table: sparse.csr_matrix


@dataclass(frozen=True)
class Postings:
    """The texts of each term: those of term t are `texts[starts[t]:starts[t + 1]]`, rising, with their `weights`.

    `own[own_starts[n]:own_starts[n + 1]]` are the terms of text n. `alive` says which texts still count, `size` how
    many, `df` how many of them have a term; `most` is a term's highest weight.
    """

    ids: Longs
    terms: Mapping[str, int]
    starts: Longs
    texts: Ints
    weights: Floats
    df: Ints
    most: Floats
    own_starts: Longs
    own: Ints
    alive: Flags
    size: int

    def of(self, number: int) -> tuple[Ints, Floats]:
        """The texts that have a term, the removed ones too, and what it counts in them."""
        start, stop = self.starts[number], self.starts[number + 1]
        return self.texts[start:stop], self.weights[start:stop]

    def places(self, ids: Longs) -> Ints:
        """Where texts stand, rising; those not here or removed are left out."""
        at = np.searchsorted(self.ids, ids)
        inside = at < len(self.ids)
        at = at[inside]
        at = np.unique(at[self.ids[at] == ids[inside]])
        return at[self.alive[at]].astype(np.int32)

    def without(self, ids: Longs) -> Postings:
        """The same with some texts removed: they stay in the arrays, and count for nothing."""
        gone = self.places(ids)
        if not len(gone):
            return self
        alive, df = self.alive.copy(), self.df.copy()
        alive[gone] = False
        for place in gone:
            df[self.own[self.own_starts[place] : self.own_starts[place + 1]]] -= 1
        return replace(self, alive=alive, df=df, size=self.size - len(gone))


def count_terms(texts: Iterable[tuple[int, str]], reader: Reader = Reader.WORDS) -> Counts:
    """Read texts; of two with one id the later counts."""
    # Words are many and repeat: each is cut down once, not every time it occurs.
    numbering = Numbering(term if reader is Reader.WORDS else str)
    cut = split if reader is Reader.WORDS else reader.read
    flat, lengths, ids = array("i"), array("i"), array("q")
    number: Callable[[str], int] = numbering.__getitem__
    for key, text in texts:
        words = cut(text)
        flat.extend(map(number, words))
        lengths.append(len(words))
        ids.append(key)
    return _counted(ids, flat, lengths, numbering.terms)


def _counted(ids: array[int], flat: array[int], lengths: array[int], terms: Mapping[str, int]) -> Counts:
    keys, numbers = np.frombuffer(ids, np.int64), np.frombuffer(flat, np.int32)
    counts = numbers != NOTHING
    ends = np.concatenate(([0], np.cumsum(np.frombuffer(lengths, np.int32), dtype=np.int64)))
    starts = np.concatenate(([0], np.cumsum(counts, dtype=np.int64)))[ends]
    kept = numbers[counts]
    shape = (len(keys), len(terms))
    table = sparse.csr_matrix((np.ones(len(kept), np.int32), kept, starts), shape=shape)
    order = _last_of_each(keys)
    if order is not None:
        table = table[order]
        keys = keys[order]
    table.sum_duplicates()
    return Counts(keys.copy(), terms, table)


def _last_of_each(keys: Longs) -> Longs | None:
    """The places of the last text of each id, by id; `None` where they stand so already."""
    if bool(np.all(keys[1:] > keys[:-1])):
        return None
    _, first_backwards = np.unique(keys[::-1], return_index=True)
    return np.asarray(len(keys) - 1 - first_backwards, dtype=np.int64)


def weigh(counts: Counts, average: float, tuning: Tuning) -> Postings:
    """Turn counts into postings, texts measured by `average`."""
    lengths = np.asarray(counts.table.sum(axis=1, dtype=np.int64)).ravel()
    columns = counts.table.tocsc()
    texts, starts = columns.indices.astype(np.int32, copy=False), columns.indptr.astype(np.int64)
    # The same steps in the same order and precision as `bm25.weight`, so the same bits.
    spread = tuning.k1 * (1 - tuning.b + tuning.b * lengths / average)
    tf = columns.data.astype(np.float64)
    weights = (tf * (tuning.k1 + 1) / (tf + spread[texts])).astype(np.float32)
    df = np.diff(starts).astype(np.int32)
    most = np.zeros(len(df), np.float32)
    most[df > 0] = np.maximum.reduceat(weights, starts[:-1][df > 0]) if len(weights) else 0
    alive = np.ones(len(counts.ids), bool)
    own_starts, own = counts.table.indptr.astype(np.int64), counts.table.indices.astype(np.int32, copy=False)
    size = len(counts.ids)
    return Postings(counts.ids, counts.terms, starts, texts, weights, df, most, own_starts, own, alive, size)


def joined(older: Counts, newer: Counts) -> Counts:
    """The texts of both; where both have a text, the newer's counts."""
    kept = np.flatnonzero(~np.isin(older.ids, newer.ids))
    terms = dict(older.terms)
    numbers = np.array([terms.setdefault(one, len(terms)) for one in newer.terms], np.int32)
    first, second = older.table[kept], newer.table
    rows = (
        sparse.csr_matrix((first.data, first.indices, first.indptr), shape=(len(kept), len(terms))),
        sparse.csr_matrix(
            (second.data, numbers[second.indices], second.indptr), shape=(len(newer.ids), len(terms))
        ),
    )
    ids = np.concatenate((older.ids[kept], newer.ids))
    order = np.argsort(ids, kind="stable")
    return Counts(ids[order], terms, sparse.vstack(rows, format="csr")[order])


def left(counts: Counts, removed: Longs) -> Counts:
    """The texts without some; terms that nobody has any more keep their numbers."""
    kept = np.flatnonzero(~np.isin(counts.ids, removed))
    return (
        counts if len(kept) == len(counts.ids) else Counts(counts.ids[kept], counts.terms, counts.table[kept])
    )


def average_of(counts: Counts) -> float:
    """Terms of a text on average, never below 1."""
    return (
        max(1.0, float(counts.table.data.sum(dtype=np.int64)) / len(counts.ids)) if len(counts.ids) else 1.0
    )
