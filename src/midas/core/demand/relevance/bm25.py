"""BM25: how much the words that two texts share say of their being about the same thing.

    score(query, text) = sum over terms t of both:  q(t) * idf(t) * weight(t, text)
    idf(t)             = ln(1 + (N - df + 1/2) / (df + 1/2))
    weight(t, text)    = tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / average))
    q(t)               = qf * (k3 + 1) / (qf + k3)

N texts, df of them with the term; tf and qf: how often it is in the text and in the query; length: terms of the text.
Source: S. Robertson and H. Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", Foundations and Trends
in Information Retrieval 3(4), 2009, equations 3.15 to 3.18; the 1 in idf keeps it above 0, as Lucene does.
This module is the definition; `midas.solvers.relevance` must agree with it to the last bit.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from struct import pack, unpack


@dataclass(frozen=True, slots=True)
class Tuning:
    """The free figures of BM25: how soon repetition stops counting (`k1`, in queries `k3`), how far length counts
    against a text (`b`, 0 to 1). The defaults are the customary ones (as above, section 3.5)."""

    k1: float = 1.2
    b: float = 0.75
    k3: float = 7.0

    def __post_init__(self) -> None:
        if not (self.k1 > 0 and 0 <= self.b <= 1 and self.k3 > 0):
            raise ValueError(f"k1 and k3 must be above 0 and b within 0 and 1, not {self}")


DEFAULT = Tuning()


def idf(texts: int, df: int) -> float:
    """How telling a term is that `df` of `texts` texts have."""
    return math.log(1 + (texts - df + 0.5) / (df + 0.5))


def weight(tf: int, length: int, average: float, tuning: Tuning = DEFAULT) -> float:
    """What a term counts in a text, rounded to single precision, in which indexes keep it."""
    spread = tuning.k1 * (1 - tuning.b + tuning.b * length / average)
    return float(unpack("f", pack("f", tf * (tuning.k1 + 1) / (tf + spread)))[0])


def question(terms: Iterable[str] | Mapping[str, float], tuning: Tuning = DEFAULT) -> dict[str, float]:
    """A query: its terms in alphabetical order, each with what it counts. Terms are given one by one, or with how
    often each is to count."""
    counted = terms if isinstance(terms, Mapping) else Counter(terms)
    return {one: qf * (tuning.k3 + 1) / (qf + tuning.k3) for one, qf in sorted(counted.items()) if qf > 0}


def average_length(texts: Iterable[Sequence[str]]) -> float:
    """Terms of a text on average, never below 1."""
    lengths = [len(one) for one in texts]
    return max(1.0, sum(lengths) / len(lengths)) if lengths else 1.0


def scores(
    query: Mapping[str, float],
    texts: Mapping[int, Sequence[str]],
    *,
    average: float | None = None,
    tuning: Tuning = DEFAULT,
) -> dict[int, float]:
    """The score of every text that shares a term with the query, by the plain definition.

    Terms are added in alphabetical order, so that equal texts have equal scores. `average`: a length to measure by
    other than the average of `texts`.
    """
    mean = average_length(texts.values()) if average is None else average
    counted = {key: Counter(words) for key, words in texts.items()}
    df = Counter(one for words in counted.values() for one in words)
    found: dict[int, float] = {}
    for one in sorted(query):
        for key, words in counted.items():
            if one in words:
                adds = (
                    query[one] * idf(len(texts), df[one]) * weight(words[one], len(texts[key]), mean, tuning)
                )
                found[key] = found.get(key, 0.0) + adds
    return found


def best(scored: Mapping[int, float], k: int) -> list[tuple[int, float]]:
    """The `k` with the highest scores, best first, the lower number first among equals."""
    return sorted(scored.items(), key=lambda one: (-one[1], one[0]))[:k]
