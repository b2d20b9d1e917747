"""Firms in the order of their relevance to a notice: by codes, by words, by past wins, and by what the caller knows.

Candidates are, of every level of code nearness and of all firms, the best by words: so for a blend of codes and words,
where every firm has both, the first `k` are those that judging every firm would give. What else is known can only
reorder candidates, of which there are `breadth` a level, ten times what is asked for unless said otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from midas.core.demand.relevance import bm25
from midas.core.demand.relevance.blend import UNKNOWN, Blend, Blended, Part, Parts, strength
from midas.core.demand.relevance.nearness import Near
from midas.core.demand.relevance.words import of_notice
from midas.solvers.relevance.codes import Codes
from midas.solvers.relevance.index import Index

BREADTH = 10


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of firms: a notice's title, description and CPV codes, each as far as there is any."""

    title: str
    description: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A firm found, how relevant it is and why.

    `near` is its nearest code; `terms` what shared words add to its own text's score, `win_terms` to that of its past
    wins, the most first.
    """

    id: int
    relevance: Blended
    near: Near | None
    terms: tuple[tuple[str, float], ...]
    win_terms: tuple[tuple[str, float], ...]
    parts: Parts


Facts = Callable[[Sequence[int]], Mapping[int, Parts]]
"""What else is known of some firms: region, size, certificates, each 0 to 1."""


@dataclass(frozen=True)
class Matcher:
    """What firms say of themselves, the codes they hold, and the texts of what they won, each under their number."""

    words: Index
    codes: Codes
    wins: Index | None = None
    blend: Blend = field(default_factory=Blend)

    def match(
        self,
        question: Question,
        k: int = 20,
        *,
        allowed: Iterable[int] | None = None,
        facts: Facts | None = None,
        breadth: int | None = None,
    ) -> list[Match]:
        """The `k` most relevant firms, best first, the lower number first among equals.

        `allowed`: only these. A firm that shares neither a word nor a division with the notice is not found.
        """
        keys = self._candidates(question, breadth or BREADTH * k, allowed)
        told = facts(keys) if facts else {}
        found = [one for one in self.judge(question, keys, told) if _near_at_all(one, self.blend)]
        return sorted(found, key=lambda one: (-(one.relevance.score or 0.0), one.id))[:k]

    def judge(self, question: Question, ids: Sequence[int], told: Mapping[int, Parts]) -> list[Match]:
        """The relevance of certain firms, in the order given. `told`: what else is known of them."""
        query = bm25.question(of_notice(question.title, question.description), self.words.tuning)
        near = self.codes.near(question.codes, ids) if question.codes else {}
        said = self.words.explain(query, ids)
        won = self.wins.explain(query, ids) if self.wins else {}
        most = {index: index.ceiling(query) for index in (self.words, self.wins) if index}
        found = []
        for key in ids:
            parts: dict[Part, float | None] = dict(told.get(key, {}))
            if question.codes:
                pair = near.get(key)
                parts[Part.CODES] = (pair.nearness if pair else 0.0) if key in near else None
            if query:
                parts[Part.WORDS] = _strength(said.get(key), most[self.words])
            if query and self.wins:
                parts[Part.WINS] = _at_least_unknown(_strength(won.get(key), most[self.wins]))
            terms, win_terms = said.get(key, ()), won.get(key, ())
            found.append(Match(key, self.blend.score(parts), near.get(key), terms, win_terms, parts))
        return found

    def _candidates(self, question: Question, count: int, allowed: Iterable[int] | None) -> list[int]:
        query = bm25.question(of_notice(question.title, question.description), self.words.tuning)
        only = None if allowed is None else np.unique(np.fromiter(allowed, np.int64))
        keys = {hit for index in (self.words, self.wins) if index for hit in index.best(query, count, only)}
        for _, level in self.codes.levels(question.codes) if question.codes else ():
            here = level if only is None else np.intersect1d(level, only, assume_unique=True)
            best = self.words.best(query, count, here) if len(here) > count else []
            keys.update(best)
            silent = here[~self.words.holds(here)]
            keys.update(silent[:count].tolist())
            keys.update(here[: count - len(best)].tolist())
        return sorted(keys)


def _strength(shares: Sequence[tuple[str, float]] | None, ceiling: float) -> float | None:
    return None if shares is None else strength(sum(adds for _, adds in shares), ceiling)


def _at_least_unknown(wins: float | None) -> float | None:
    """Work won before never counts less than none: that it was of another kind speaks against nobody."""
    return None if wins is None else max(UNKNOWN, wins)


def _near_at_all(match: Match, blend: Blend) -> bool:
    """Whether something counts for a firm that is about the notice itself."""
    about = ((Part.CODES, match.near), (Part.WORDS, match.terms), (Part.WINS, match.win_terms))
    return any(blend.weights.get(part) and found for part, found in about)
