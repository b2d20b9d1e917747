"""How good a ranking and a calibration are, in the customary figures; each is a plain function of what was found.

Sources: C. Manning, P. Raghavan and H. Schütze, *Introduction to Information Retrieval*, 2008, chapter 8 (reciprocal
rank, recall); G. Brier, Monthly Weather Review 78(1), 1950; M. Naeini et al., AAAI 2015 (expected calibration error).
"""

from __future__ import annotations

import math
import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass

BINS = 10
SURE = 1e-6
"""Probabilities are kept this far from 0 and 1 where a logarithm is taken."""


def reciprocal_rank(ranked: Sequence[object], right: Collection[object]) -> float:
    """1 over the place of the first right one; 0 if there is none."""
    return next((1 / place for place, one in enumerate(ranked, 1) if one in right), 0.0)


def found_in(ranked: Sequence[object], right: Collection[object], k: int) -> float:
    """1 if one of the first `k` is right, else 0: the mean over questions is top-k accuracy."""
    return float(any(one in right for one in ranked[:k]))


def recall(ranked: Sequence[object], right: Collection[object], k: int) -> float:
    """The share of the right ones among the first `k`."""
    return sum(one in right for one in ranked[:k]) / len(right) if right else 0.0


@dataclass(frozen=True, slots=True)
class Calibrated:
    """How far probabilities agree with what happened: all better when lower, `skill` (over always saying the overall
    rate) when higher."""

    brier: float
    log_loss: float
    error: float
    skill: float


def calibrated(said: Sequence[float], happened: Sequence[bool]) -> Calibrated:
    """Measure probabilities. Raises `ValueError` where there are none."""
    if not said or len(said) != len(happened):
        raise ValueError("give as many probabilities as outcomes, and at least one")
    pairs = list(zip(said, happened, strict=True))
    rate = sum(happened) / len(happened)
    brier = sum((p - hit) ** 2 for p, hit in pairs) / len(pairs)
    plain = rate * (1 - rate)
    loss = -sum(math.log(min(max(p if hit else 1 - p, SURE), 1.0)) for p, hit in pairs) / len(pairs)
    return Calibrated(brier, loss, _expected_error(pairs), 1 - brier / plain if plain else 0.0)


def _expected_error(pairs: Sequence[tuple[float, bool]]) -> float:
    """The mean gap between what was said and what happened, over ten equal ranges of what was said."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for one in pairs:
        bins.setdefault(min(BINS - 1, int(one[0] * BINS)), []).append(one)
    gaps = (abs(sum(p for p, _ in group) - sum(hit for _, hit in group)) for group in bins.values())
    return sum(gaps) / len(pairs)


def interval(
    values: Sequence[float], *, seed: int, draws: int = 2000, level: float = 0.95
) -> tuple[float, float]:
    """Where the mean lies, by the bootstrap (B. Efron, Annals of Statistics 7(1), 1979). For a difference of two
    methods give the differences question by question."""
    draw = random.Random(seed)
    means = sorted(sum(draw.choices(values, k=len(values))) / len(values) for _ in range(draws))
    cut = int(draws * (1 - level) / 2)
    return means[cut], means[-1 - cut]
