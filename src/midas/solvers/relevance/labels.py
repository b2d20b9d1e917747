"""Which entry of a list of names and descriptions a wording means: an occupation, a skill, any code list.

The name of an entry counts as often as five mentions in its description; runs of four letters of the name help where
the words differ in form. Weights were chosen on ESCO occupations (docs/reference/methods-relevance.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from midas.core.demand.relevance import bm25
from midas.core.demand.relevance.words import Reader
from midas.solvers.relevance.index import Index

NAME = 5
SPELLING = 0.1


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its code, its name, and what else is said of it: other names, a description."""

    code: str
    name: str
    text: str = ""


@dataclass(frozen=True)
class LabelFinder:
    """Entries, indexed. Made by `build`."""

    entries: tuple[Entry, ...]
    said: Index
    spelt: Index

    @classmethod
    def build(cls, entries: Iterable[Entry]) -> LabelFinder:
        """From entries, whose order decides among equals."""
        known = tuple(entries)
        said = (f"{one.name}\n" * NAME + one.text for one in known)
        spelt = (one.name for one in known)
        return cls(known, Index.build(enumerate(said)), Index.build(enumerate(spelt), reader=Reader.GRAMS))

    def find(self, wording: str, k: int = 5) -> list[tuple[Entry, float]]:
        """The `k` entries that a wording most probably means, with scores; fewer where fewer share anything."""
        scores = np.zeros(len(self.entries))
        for index, weight in ((self.said, 1.0), (self.spelt, SPELLING)):
            scores += weight * index.all_scores(bm25.question(index.reader.read(wording), index.tuning))
        best = np.argsort(-scores, kind="stable")[:k]
        return [(self.entries[place], float(scores[place])) for place in best if scores[place] > 0]
