"""How sure one can be of a share of promises kept, by how many it rests on.

The share alone says too little: nine of ten kept is less certain than ninety of a hundred, and a newcomer is
unknown, not bad. So a share is shown with a range, and firms may be ranked by its lower end.
"""

from __future__ import annotations

from math import sqrt

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
