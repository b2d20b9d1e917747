"""What each partner's part of an enterprise is worth: its value share, in whole minor units that add up."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from midas.core.values.amounts import apportion


def parts(value: int, shares: Mapping[str, Fraction]) -> dict[str, int]:
    """`value` minor units divided in proportion to the value shares, summing to it exactly.

    Ties in the last unit go to the partner named first. Where no partner carries any value all get the same
    part. Raises `UnableToShare` without partners.
    """
    weights = list(shares.values()) if any(shares.values()) else [Fraction(1)] * len(shares)
    return dict(zip(shares, apportion(value, weights), strict=True))
