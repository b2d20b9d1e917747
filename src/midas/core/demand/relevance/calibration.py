"""What past decisions say of a relevance: how likely people here take up what looks like this.

Two ways, both drawn back towards what is believed without data, so that few decisions move little:

- `LOGISTIC` learns a weight per part: logit p = a + sum of w(part) * value, the most probable one where every w is
  normally distributed around `SCALE` times its blend weight with deviation `SPREAD` (ridge regression: A. E. Hoerl and
  R. W. Kennard, Technometrics 12(1), 1970; logistic: S. le Cessie and J. C. van Houwelingen, Applied Statistics 41(1),
  1992). It can change the order.
- `ISOTONIC` learns a step function of the blended score by pooling neighbours that are out of order (M. Ayer et al.,
  Annals of Mathematical Statistics 26(4), 1955), each step drawn towards the overall rate by `PRIOR` decisions.
  It keeps the order.

Until `ENOUGH` decisions of either kind are known there is no probability: `None` is "not known", not 0.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from midas.core.demand.relevance.blend import UNKNOWN, Blend, Part, Parts
from midas.core.values.words import count

ENOUGH = 20
"""This many taken up and this many dismissed, before anything is said."""

SCALE = 6.0
"""Before any decision, a blend of 1 against a blend of 0 is worth this in logits."""

SPREAD = 2.0
PRIOR = 10
STEPS = 50
CLOSE = 1e-10
FLOOR = 1e-9

Floats = NDArray[np.float64]


class Method(StrEnum):
    """How a calibration is learned."""

    LOGISTIC = "logistic"
    ISOTONIC = "isotonic"


@dataclass(frozen=True, slots=True)
class Decision:
    """What the parts were when somebody decided, and whether the match was taken up (or dismissed)."""

    parts: Parts
    accepted: bool


@dataclass(frozen=True)
class Calibration:
    """What was learned from decisions: a probability for parts, or why there is none."""

    method: Method
    blend: Blend
    accepted: int
    dismissed: int
    rule: Callable[[Parts], float] | None = None
    weights: tuple[tuple[Part, float], ...] = ()
    """In logits, per part; only of `LOGISTIC`."""

    @property
    def known(self) -> bool:
        """Whether there were enough decisions to say anything."""
        return self.rule is not None

    @property
    def why(self) -> str:
        """How many decisions it rests on, or how many are missing."""
        seen = f"{self.accepted:,} taken up and {self.dismissed:,} dismissed"
        if self.known:
            return f"learned from {count(self.accepted + self.dismissed, 'decision')}: {seen}"
        return f"not known yet: {seen}, and {ENOUGH} of each are needed"

    def probability(self, parts: Parts) -> float | None:
        """How likely a match with these parts is taken up; `None` while there are too few decisions."""
        return self.rule(parts) if self.rule else None


def calibrate(
    decisions: Sequence[Decision], blend: Blend | None = None, method: Method = Method.LOGISTIC
) -> Calibration:
    """Learn from decisions, in any order; the same decisions always give the same calibration."""
    used = blend or Blend()
    taken = sum(one.accepted for one in decisions)
    missed = len(decisions) - taken
    if min(taken, missed) < ENOUGH:
        return Calibration(method, used, taken, missed)
    if method is Method.ISOTONIC:
        return Calibration(method, used, taken, missed, _isotonic(decisions, used))
    parts = [part for part in Part if used.weights.get(part, 0.0) > 0]
    rule, weights = _logistic(decisions, used, parts)
    return Calibration(method, used, taken, missed, rule, tuple(zip(parts, weights, strict=True)))


def _logistic(
    decisions: Sequence[Decision], blend: Blend, parts: Sequence[Part]
) -> tuple[Callable[[Parts], float], list[float]]:
    total = sum(blend.weights[part] for part in parts)
    believed = np.array([0.0, *(SCALE * blend.weights[part] / total for part in parts)])
    tight = np.array([0.0, *(SPREAD**-2 for _ in parts)])
    rows = np.array([_row(one.parts, parts) for one in decisions])
    hits = np.array([float(one.accepted) for one in decisions])
    found = _most_probable(rows, hits, believed, tight)

    def rule(given: Parts) -> float:
        return float(_sigmoid(np.array(_row(given, parts)) @ found))

    return rule, [float(one) for one in found[1:]]


def _row(given: Parts, parts: Sequence[Part]) -> list[float]:
    values = (given.get(part) for part in parts)
    return [1.0, *(UNKNOWN if value is None else value for value in values)]


def _most_probable(rows: Floats, hits: Floats, believed: Floats, tight: Floats) -> Floats:
    """Newton's method, halving a step that does not help; the function is convex, so this ends at its one minimum."""
    at = believed.copy()
    at[0] = -float(np.mean(rows[:, 1:] @ believed[1:]))
    worth = _loss(rows, hits, at, believed, tight)
    for _ in range(STEPS):
        chance = _sigmoid(rows @ at)
        slope = rows.T @ (chance - hits) + tight * (at - believed)
        bend = (rows * (chance * (1 - chance))[:, None]).T @ rows + np.diag(tight + FLOOR)
        step = np.linalg.solve(bend, slope)
        while (lower := _loss(rows, hits, at - step, believed, tight)) > worth and np.abs(step).max() > CLOSE:
            step = step / 2
        at, worth = at - step, lower
        if np.abs(step).max() <= CLOSE:
            break
    return at


def _loss(rows: Floats, hits: Floats, at: Floats, believed: Floats, tight: Floats) -> float:
    logits = rows @ at
    return float(np.sum(np.logaddexp(0.0, logits) - hits * logits) + np.sum(tight * (at - believed) ** 2) / 2)


def _sigmoid(logits: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logits, -500, 500))), dtype=np.float64)


def _isotonic(decisions: Sequence[Decision], blend: Blend) -> Callable[[Parts], float]:
    rate = sum(one.accepted for one in decisions) / len(decisions)
    scored = sorted((_score(one.parts, blend), one.accepted) for one in decisions)
    pooled: list[tuple[float, float, int]] = []  # from this score on: how many taken up, of how many
    for start, hit in scored:
        taken, seen = float(hit), 1
        while pooled and (pooled[-1][0] == start or pooled[-1][1] * seen >= taken * pooled[-1][2]):
            start, more, others = pooled.pop()
            taken, seen = taken + more, seen + others
        pooled.append((start, taken, seen))
    starts = [one[0] for one in pooled]
    rates = [(taken + PRIOR * rate) / (seen + PRIOR) for _, taken, seen in pooled]
    # What drawing in did to the order is put right: a higher score never has the lower chance.
    rates = [max(rates[: at + 1]) for at in range(len(rates))]

    def rule(given: Parts) -> float:
        return rates[max(0, bisect_right(starts, _score(given, blend)) - 1)]

    return rule


def _score(parts: Parts, blend: Blend) -> float:
    found = blend.score(parts).score
    return UNKNOWN if found is None else found
