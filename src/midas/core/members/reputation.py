"""How sure one can be of a share of promises kept, by how many it rests on.

The share alone says too little: nine of ten kept is less certain than ninety of a hundred, and a newcomer is
unknown, not bad. So a share is shown with a range, and firms may be ranked by its lower end.

Experiences add up to a Beta distribution, the older ones counting for less (Jøsang and Ismail, 15th Bled Electronic
Commerce Conference, 2002). Floats: statistics.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, lgamma, log, sqrt

Z_95 = 1.959963984540054
"""The 97.5 % quantile of the standard normal distribution: a range that holds the true share 19 times of 20."""


def wilson_interval(share: float, promises: int, z: float = Z_95) -> tuple[float, float]:
    """The score interval of a share in `promises` trials, within 0 to 1; (0, 1) for no trials.

    Source: E. B. Wilson, Journal of the American Statistical Association 22 (1927), 209-212. Floats: a statistic.
    Raises `ValueError` if the share is not between 0 and 1, or the count is negative.
    """
    if not 0 <= share <= 1 or promises < 0:
        raise ValueError("a share lies between 0 and 1, and a count is not negative")
    if promises == 0:
        return 0.0, 1.0
    spread = z * z / promises
    middle = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * sqrt(share * (1 - share) / promises + spread / (4 * promises))
    return max(0.0, middle - half), min(1.0, middle + half)


# Reputation

FADING = 0.9
"""What an experience still counts for when the next one comes."""

LIKELY = 0.05
"""The lower bound is a value that the true share is below only this often."""


@dataclass(frozen=True, slots=True)
class Experience:
    """One experience with a firm: `value` from 0, a promise broken, to 1, kept; `weight` of 1 for an ordinary one."""

    value: float
    weight: float = 1.0

    def __post_init__(self) -> None:
        if not 0 <= self.value <= 1 or not self.weight > 0:
            raise ValueError("an experience lies between 0 and 1, and weighs something")


@dataclass(frozen=True, slots=True)
class Opinion:
    """Belief, disbelief and uncertainty, summing to 1 (Jøsang's subjective logic)."""

    belief: float
    disbelief: float
    uncertainty: float


@dataclass(frozen=True, slots=True)
class Reputation:
    """What experiences add up to: `good` and `bad` evidence after fading, and how many experiences there were."""

    good: float
    bad: float
    count: int

    @property
    def known(self) -> bool:
        """Whether there was any experience at all; a newcomer is unknown."""
        return self.count > 0

    @property
    def expected(self) -> float:
        """The share of promises to expect kept; a half where nothing is known."""
        return (self.good + 1) / (self.good + self.bad + 2)

    @property
    def lower(self) -> float:
        """The share that is kept at the least, 19 times of 20; what firms are ranked by."""
        return beta_quantile(self.good + 1, self.bad + 1, LIKELY)

    @property
    def opinion(self) -> Opinion:
        """How much speaks for the firm, how much against it, and how much is not known."""
        total = self.good + self.bad + 2
        return Opinion(self.good / total, self.bad / total, 2 / total)


def reputation(experiences: Iterable[Experience], fading: float = FADING) -> Reputation:
    """The reputation that experiences, oldest first, add up to. Raises `ValueError` unless 0 < fading ≤ 1."""
    if not 0 < fading <= 1:
        raise ValueError("what is left of an older experience is above 0 and at most 1")
    good = bad = 0.0
    count = 0
    for one in experiences:
        good = fading * good + one.weight * one.value
        bad = fading * bad + one.weight * (1 - one.value)
        count += 1
    return Reputation(good, bad, count)


def beta_quantile(alpha: float, beta: float, part: float) -> float:
    """The value that a Beta(alpha, beta) variable is below with probability `part`, to 1e-9; alpha, beta above 0."""
    low, high = 0.0, 1.0
    while high - low > 1e-10:
        middle = (low + high) / 2
        if _beta_below(alpha, beta, middle) < part:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _beta_below(alpha: float, beta: float, value: float) -> float:
    """The regularised incomplete beta function (Abramowitz and Stegun, 26.5.8), by its continued fraction."""
    if value > (alpha + 1) / (alpha + beta + 2):  # where the fraction of the mirror image converges faster
        return 1 - _beta_below(beta, alpha, 1 - value)
    if value <= 0:
        return 0.0
    scale = lgamma(alpha + beta) - lgamma(alpha) - lgamma(beta) + alpha * log(value) + beta * log(1 - value)
    return exp(scale) * _fraction(alpha, beta, value) / alpha


def _fraction(alpha: float, beta: float, value: float) -> float:
    """The continued fraction of the incomplete beta function, from its far end (where it no longer matters)."""
    tail = 1.0
    for m in range(300, 0, -1):
        even = m * (beta - m) * value / ((alpha + 2 * m - 1) * (alpha + 2 * m))
        odd = -(alpha + m - 1) * (alpha + beta + m - 1) * value / ((alpha + 2 * m - 2) * (alpha + 2 * m - 1))
        tail = 1 + odd / (1 + even / tail)
    return 1 / tail
