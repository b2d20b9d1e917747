"""Whether two entries are one firm: certain by the register's number, likely by name and place, and why in words.

Only pairs that share something rare are compared (blocking), so the work grows with the number of firms and not with
its square: a word of the name, a word without its vowels and doubled letters (a slip of the pen), or the whole name
written together. A word that many share, such as `services`, brings nobody together by itself.
The likeness is the mean of two measures of the names' keys (`midas.core.values.names`): Jaccard's index with rare
words counting more (the logarithm of how rare a word is), and Ratcliff and Obershelp's ratio of common letters.
Sources: Jaccard, Bulletin de la Société Vaudoise des Sciences Naturelles 37 (1901); Spärck Jones, Journal of
Documentation 28 (1972), for the weights; Ratcliff & Metzener, Dr. Dobb's Journal 13 (1988); Christen, Data Matching
(2012), chapter 4, for blocking. The likeness is a statistic, so it is a float.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from math import log

CROWD = 60
"""A block that more firms share than this brings nobody together."""

ALIKE = 0.78
"""From this likeness on a pair is shown to somebody who decides."""

HOPELESS = 0.35
"""Pairs whose words have less in common are not looked at letter by letter, unless both begin alike."""

SLIP = 0.8
"""Two words whose letters agree this far are taken for one with a slip of the pen."""

PLACE, POSTCODE, NUMBERS = 0.05, 0.08, -0.06
"""What the same place and the same postcode add, and what two different numbers of one register take off."""

_VOWELS = re.compile(r"(?<=.)[aeiouy]")
_DOUBLED = re.compile(r"([a-z])\1+")


@dataclass(frozen=True, slots=True)
class Party:
    """A firm as it is compared. `name_key` is what `midas.core.values.names.name_key` makes of its name."""

    key: Hashable
    name: str
    name_key: str
    scheme: str = ""
    identifier: str = ""
    place: str = ""
    postcode: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two firms that may be one: how alike they are (0 to 1), and why, in words."""

    first: Party
    second: Party
    score: float
    reasons: tuple[str, ...]


def same_numbers(new: Iterable[Party], known: Iterable[Party]) -> dict[Hashable, Hashable]:
    """Those of `new` that are in `known` by scheme and number: their keys to the keys of the known ones."""
    there = {(one.scheme, one.identifier): one.key for one in known}
    return {one.key: there[at] for one in new if (at := (one.scheme, one.identifier)) in there}


def alike(
    parties: Sequence[Party],
    known: Sequence[Party] = (),
    *,
    settled: Collection[frozenset[Hashable]] = frozenset(),
    least: float = ALIKE,
    tell: Callable[[int, int], None] | None = None,
) -> tuple[Pair, ...]:
    """Pairs of `parties`, among themselves and with `known`, that may be one firm; the most alike first.

    Pairs in `settled` (sets of two keys) are left out: somebody decided. Ties go by the names. `tell` is given how
    many of how many pairs have been compared.
    """
    everybody = (*parties, *known)
    weights = _weights(everybody)
    pairs = sorted(set(_candidates(everybody, len(parties))))
    found = []
    for done, (here, there) in enumerate(pairs, 1):
        if tell is not None and done % 2000 == 0:
            tell(done, len(pairs))
        first, second = everybody[here], everybody[there]
        if frozenset((first.key, second.key)) not in settled:
            pair = compare(first, second, weights)
            if pair.score >= least:
                found.append(pair)
    return tuple(sorted(found, key=lambda one: (-one.score, one.first.name, one.second.name)))


def compare(first: Party, second: Party, weights: Mapping[str, float] | None = None) -> Pair:
    """How alike the two are, and why. Without `weights` every word counts the same."""
    words, others = set(first.name_key.split()), set(second.name_key.split())
    rare = _overlap(words, others, weights or {})
    letters = _letters(first.name_key, second.name_key) if _worth(first, second, rare) else 0.0
    together = first.name_key.replace(" ", "") == second.name_key.replace(" ", "") != ""
    score = 1.0 if first.name_key == second.name_key else 0.97 if together else (rare + letters) / 2
    reasons = list(_name_reasons(first, second, words & others, together))
    for gain, reason in _place_reasons(first, second):
        score += gain
        reasons.append(reason)
    return Pair(first, second, round(max(0.0, min(1.0, score)), 3), tuple(reasons))


def _worth(first: Party, second: Party, rare: float) -> bool:
    return rare >= HOPELESS or first.name_key[:3] == second.name_key[:3]


def _overlap(words: set[str], others: set[str], weights: Mapping[str, float]) -> float:
    """Jaccard's index by weight; two words that differ by a slip of the pen are one, as far as their letters agree."""
    common = sum(weights.get(word, 1.0) for word in words & others)
    union = sum(weights.get(word, 1.0) for word in words | others)
    right = others - words
    for word in sorted(words - others):
        for other in sorted(right):
            if _words_only(word, other) and (close := _letters(word, other)) >= SLIP:
                both = min(weights.get(word, 1.0), weights.get(other, 1.0))
                common, union = common + both * close, union - both
                right.discard(other)
                break
    return min(1.0, common / union) if union else 0.0


def _words_only(word: str, other: str) -> bool:
    """Numbers are not mistyped words: `unit 1` and `unit 2` are two."""
    return len(word) > 3 and word.isalpha() and other.isalpha()


def _letters(a: str, b: str) -> float:
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() > HOPELESS else 0.0


def _name_reasons(first: Party, second: Party, shared: set[str], together: bool) -> Iterator[str]:
    if first.name_key == second.name_key:
        yield "the same name but for case, punctuation, word order and legal form"
    elif together:
        yield "the same name but for spaces"
    elif shared:
        yield f"shared words of the name: {', '.join(sorted(shared))}"
    else:
        yield f"names that differ in a few letters: {first.name_key} / {second.name_key}"


def _place_reasons(first: Party, second: Party) -> Iterator[tuple[float, str]]:
    if first.postcode and first.postcode.casefold() == second.postcode.casefold():
        yield POSTCODE, f"the same postcode, {first.postcode}"
    if first.place and first.place.casefold() == second.place.casefold():
        yield PLACE, f"the same place, {first.place}"
    if first.scheme == second.scheme and first.identifier and second.identifier:
        if first.identifier == second.identifier:
            yield 1.0, f"the same number, {first.scheme}-{first.identifier}"
        else:
            yield NUMBERS, f"but different numbers in the register {first.scheme}"


def _weights(parties: Sequence[Party]) -> dict[str, float]:
    counts: dict[str, int] = defaultdict(int)
    for one in parties:
        for word in one.name_key.split():
            counts[word] += 1
    return {word: log(1 + len(parties) / count) for word, count in counts.items()}


def _candidates(everybody: Sequence[Party], new: int) -> Iterator[tuple[int, int]]:
    """Places of pairs that share a block, the one further ahead first; at least one of them is new."""
    blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, one in enumerate(everybody):
        for block in _blocks(one.name_key):
            blocks[block].append(place)
    for places in blocks.values():
        if len(places) > CROWD:
            continue
        for at, here in enumerate(places):
            if here >= new:
                break
            for there in places[at + 1 :]:
                yield here, there


def _blocks(name_key: str) -> set[tuple[str, str]]:
    words = name_key.split()
    blocks = {("word", word) for word in words}
    blocks |= {("sound", skeleton(word)) for word in words if len(word) > 4}
    return blocks | {("whole", name_key.replace(" ", ""))} if words else set()


def skeleton(word: str) -> str:
    """The word without vowels after its first letter and without doubled letters: `keldonholt` is `kldnhlt`."""
    return _DOUBLED.sub(r"\1", _VOWELS.sub("", word))
