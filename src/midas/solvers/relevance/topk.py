"""The best k texts without scoring them all, and yet the very ones that scoring them all would give.

Terms are taken by what they can add at most, the highest first. As soon as all that is left together adds less than
the k-th best text already has, no text that was not met can win any more; from there on only the texts met are
followed, and those are given up that cannot catch up (H. Turtle and J. Flood, "Query evaluation: strategies and
optimizations", Information Processing & Management 31(6), 1995: 'maxscore', here a term at a time). What is left is
scored by the definition, in double precision and alphabetical order, so that ties are ties.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from midas.solvers.relevance.postings import Flags, Floats, Ints, Postings

Doubles = NDArray[np.float64]

SLACK = 1e-4
"""Sums kept in single precision are trusted to this share; far more than they can be off."""

WATCHED = 1000
"""How many texts in front are watched."""

STEP = 12
"""Looking a text up in a list costs about as much as passing this many of its entries."""


ZERO = np.float32(0)


DIRECT = 200_000
"""With fewer entries than this in all lists, adding them all up costs less than being clever."""


@dataclass(frozen=True, slots=True)
class Many:
    """Which texts may be found, as a flag each."""

    flags: Flags


@dataclass(frozen=True, slots=True)
class Few(Many):
    """The same, and so few that looking each up may be cheaper: their places, rising."""

    places: Ints


Allowance = Many | None


@dataclass(frozen=True, slots=True)
class Line:
    """One term of a query where a part of the index has it: its texts, their weights, what a weight of 1 adds."""

    texts: Ints
    weights: Floats
    gain: float
    bound: float


def line_of(postings: Postings, number: int, gain: float) -> Line:
    """The line of a term, given by number."""
    return Line(*postings.of(number), gain, gain * float(postings.most[number]))


def best(lines: Sequence[Line], texts: int, k: int, allowed: Allowance) -> tuple[Ints, Doubles, Doubles]:
    """The places of the `k` best of so many texts, their scores, and what each line adds (a row per text); best
    first, the lower place first among equals.

    Only texts that share a term count; `allowed` leaves out others still.
    """
    if isinstance(allowed, Few) and len(allowed.places) * STEP * len(lines) < sum(
        len(one.texts) for one in lines
    ):
        places = allowed.places
    else:
        places = candidates(lines, texts, k, allowed.flags if allowed else None)
    table = shares(lines, places)
    scores = sums_of(table)
    order = np.argsort(-scores, kind="stable")[:k]
    order = order[scores[order] > 0]
    return places[order], scores[order], table[order]


def everything(lines: Sequence[Line], texts: int) -> Doubles:
    """The scores of all texts by their places, by the definition; the removed ones are scored too."""
    scores = np.zeros(texts)
    for line in lines:
        scores[line.texts] += line.weights.astype(np.float64) * line.gain
    return scores


def shares(lines: Sequence[Line], places: Ints) -> Doubles:
    """What each line adds to each of some texts, in rising order: a row per text."""
    table = np.zeros((len(lines), len(places)))
    for row, line in enumerate(lines):
        table[row] = looked_up(line, places)
        table[row] *= line.gain
    return table.T


def sums_of(table: Doubles) -> Doubles:
    """The sum of every row, added from left to right as the definition does, and not in pairs as `sum` would."""
    return np.cumsum(table, axis=1)[:, -1] if table.shape[1] else np.zeros(len(table))


def looked_up(line: Line, places: Ints) -> Floats:
    """What a line says of some texts, in rising order: 0 where it does not have them."""
    at = line.texts.searchsorted(places)
    return np.where(line.texts.take(at, mode="clip") == places, line.weights.take(at, mode="clip"), ZERO)


def candidates(lines: Sequence[Line], texts: int, k: int, allowed: Flags | None) -> Ints:
    """Places, rising, among which the best `k` surely are."""
    if sum(len(line.texts) for line in lines) < DIRECT:
        return _directly(lines, texts, k, allowed)
    order = sorted(lines, key=lambda line: -line.bound)
    rests = [*np.cumsum([line.bound for line in order][::-1])[::-1].tolist(), 0.0]
    sums = np.zeros(texts, np.float32)
    lead = Leaders(sums, k)
    met, at = _scatter(order, rests, sums, lead, allowed)
    met = np.sort(_kept(met, sums, lead.floor - rests[at]))
    for line, rest in zip(order[at:], rests[at + 1 :], strict=True):
        _add(line, sums, met)
        lead.look(met)
        met = _kept(met, sums, lead.floor - rest)
    return met


def _directly(lines: Sequence[Line], texts: int, k: int, allowed: Flags | None) -> Ints:
    """The same by adding everything up: cheaper where there is little."""
    sums = np.zeros(texts, np.float32)
    for line in lines:
        sums[line.texts] += line.weights * np.float32(line.gain)
    if allowed is not None:
        sums *= allowed
    met = np.flatnonzero(sums).astype(np.int32)
    return _kept(met, sums, _kth(sums[met], k))


class Leaders:
    """The texts in front so far, of which the k-th gives a floor: the k-th best of all has at least as much.

    Only a few are watched, so that looking costs little; they are chosen anew whenever twice as many have been met.
    """

    def __init__(self, sums: Floats, k: int) -> None:
        self.sums, self.k = sums, k
        self.places, self.chosen_of, self.floor = np.zeros(0, np.int32), 0, 0.0

    def choose(self, met: Sequence[Ints], count: int) -> None:
        """Take the best of those met, `count` in all, if it is time to."""
        if count >= 2 * self.chosen_of and count >= self.k:
            places = np.concatenate(met)
            watched = max(WATCHED, 2 * self.k)
            if len(places) > watched:
                values = self.sums[places]
                places = places[np.argpartition(values, len(places) - watched)[-watched:]]
            self.places, self.chosen_of = places, count

    def look(self, met: Ints | None = None) -> None:
        """Raise the floor by what the leaders have by now; with `met`, if those are few, by what they have."""
        watched = self.places if met is None or len(met) > WATCHED else met
        self.floor = max(self.floor, _kth(self.sums[watched], self.k))


def _scatter(
    order: Sequence[Line], rests: Sequence[float], sums: Floats, lead: Leaders, allowed: Flags | None
) -> tuple[Ints, int]:
    """Add lines to the sums of all their texts until the rest cannot lift a new text above the k-th best.

    Returns the texts met, in any order, and how many lines were used up.
    """
    met: list[Ints] = [np.zeros(0, np.int32)]
    count = 0
    for at, line in enumerate(order):
        lead.choose(met, count)
        lead.look()
        if rests[at] < lead.floor * (1 - SLACK):
            return np.concatenate(met), at
        texts, weights = line.texts, line.weights
        if allowed is not None:
            kept = allowed[texts]
            texts, weights = texts[kept], weights[kept]
        had = sums[texts]
        new = texts[had == 0]
        sums[texts] = had + weights * np.float32(line.gain)
        met.append(new)
        count += len(new)
    lead.choose(met, count)
    lead.look()
    return np.concatenate(met), len(order)


def _add(line: Line, sums: Floats, met: Ints) -> None:
    """Add a line to the sums of the texts met, the cheaper way; sums of other texts may change and mean nothing."""
    gain = np.float32(line.gain)
    if len(met) * STEP > len(line.texts):
        sums[line.texts] += line.weights * gain
    else:
        sums[met] += looked_up(line, met) * gain


def _kept(met: Ints, sums: Floats, least: float) -> Ints:
    return met[sums[met] >= least - SLACK * abs(least)] if least > 0 else met


def _kth(values: Floats, k: int) -> float:
    return float(np.partition(values, len(values) - k)[len(values) - k]) if len(values) >= k else 0.0
