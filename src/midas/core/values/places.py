"""Places: regions are codes in a tree of prefixes (`UK` holds `UKE` holds `UKE32`); positions are points."""

from __future__ import annotations

from collections.abc import Iterable
from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_KM = 6371.0088
"""Mean radius R1 of the Earth. Source: IUGG, GRS 80 (Moritz, Journal of Geodesy 74, 2000)."""

Position = tuple[float, float]
"""Latitude and longitude in degrees, north and east positive."""


def within(region: str, codes: Iterable[str]) -> bool:
    """True if `region` is, or lies inside, one of the regions named by `codes`."""
    return any(region.startswith(code) for code in codes)


def great_circle_km(a: Position, b: Position) -> float:
    """The distance over a spherical Earth, in km (haversine formula; a float, good to about 1 mm)."""
    (south, west), (north, east) = ((radians(angle) for angle in point) for point in (a, b))
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin((east - west) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(half)))
