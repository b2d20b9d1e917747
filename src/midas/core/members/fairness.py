"""How evenly something is spread over firms.

Source: Gini, Variabilità e mutabilità (1912), in the form of Sen, On Economic Inequality (1973), p. 31.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction


def gini(amounts: Iterable[int]) -> Fraction:
    """0 where all have the same, (n - 1) / n where one has all; 0 for none or nothing. Amounts are not negative.

    Raises `ValueError` for a negative amount.
    """
    found = sorted(amounts)
    if found and found[0] < 0:
        raise ValueError("an amount must not be negative")
    total, size = sum(found), len(found)
    if not total:
        return Fraction(0)
    ranked = sum(place * amount for place, amount in enumerate(found, 1))
    return Fraction(2 * ranked, size * total) - Fraction(size + 1, size)
