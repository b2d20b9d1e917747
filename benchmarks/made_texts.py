"""Texts made up for measuring speed: as long and as skewed in their words as real ones, and meaning nothing.

Words are drawn by Zipf's law from an invented vocabulary; every text has a topic, whose words it uses often.
"""

from __future__ import annotations

import numpy as np

VOCABULARY, TOPICS, TOPIC_WORDS = 200_000, 2_000, 60
SYLLABLES = [a + b for a in "bcdfghklmnprstvw" for b in ("a", "e", "i", "o", "u", "an", "er", "on")]


def vocabulary(size: int = VOCABULARY) -> list[str]:
    """So many different words of two to four syllables, the frequent ones shorter."""
    base, made = len(SYLLABLES), []
    for number in range(size):
        digits, rest = [], number + base
        while rest:
            rest, digit = divmod(rest, base)
            digits.append(SYLLABLES[digit])
        made.append("".join(reversed(digits)) + "x")
    return made


def texts(count: int, shortest: int, longest: int, seed: int) -> list[str]:
    """Texts of `shortest` to `longest` words, half of a text's words from its topic, half from anywhere."""
    draw = np.random.default_rng(seed)
    words = np.array(vocabulary(), dtype=object)
    topics = np.random.default_rng(1).integers(50, VOCABULARY, (TOPICS, TOPIC_WORDS))
    lengths = draw.integers(shortest, longest + 1, count)
    flat = _zipf(draw, int(lengths.sum()))
    own = np.repeat(draw.integers(0, TOPICS, count), lengths)
    of_topic = draw.random(len(flat)) < 0.5
    ranks = np.minimum(draw.geometric(0.05, int(of_topic.sum())) - 1, TOPIC_WORDS - 1)
    flat[of_topic] = topics[own[of_topic], ranks]
    ends = np.cumsum(lengths)
    return [" ".join(words[flat[end - length : end]]) for end, length in zip(ends, lengths, strict=True)]


def _zipf(draw: np.random.Generator, count: int) -> np.ndarray:
    """Places in the vocabulary, the chance of the n-th proportional to 1 / (n + 2.7)."""
    chances = 1 / (np.arange(VOCABULARY) + 2.7)
    return np.searchsorted(np.cumsum(chances) / chances.sum(), draw.random(count))
