"""How well a cluster covers a requirement, package by package, before anybody is chosen.

Each package is looked at by itself: that two packages may want the same hours of the same firm is for
formation to find out. The thresholds of red, amber and green are Midas's own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from statistics import median

from midas.core.demand.matching import OPEN_TERMS, Filter, Terms, candidates, rejections
from midas.core.demand.requirement import WorkPackage
from midas.core.members.profile import Firm, Offering
from midas.core.values.units import unit_words
from midas.core.values.words import count, plain

COMFORT = Fraction(5, 4)
"""Capacity is comfortable from this many times the quantity."""

SHORTFALL: Mapping[Filter, str] = {
    Filter.EXCLUDE: "excluded by the policy",
    Filter.BLOCKED: "barred at present",
    Filter.CERTIFICATES: "without a certificate the package asks for",
    Filter.CERTIFICATES_ALL: "without a certificate the policy asks of all",
    Filter.QUALITY: "below the quality floor",
    Filter.LEAD_TIME: "not ready in time",
    Filter.REGION: "not serving the place",
}
"""What a firm that offers the competency fell short of, as it stands after a count of firms."""


class Light(StrEnum):
    """Red: cannot be met. Amber: only just, or by one firm alone. Green: there is a choice."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"


@dataclass(frozen=True, slots=True)
class Coverage:
    """Who could do one package. Prices are unit prices in minor units, `None` where nobody qualifies.

    `firms` qualify, out of `offering` that hold the competency at all. `capacity` is what the qualifying
    offerings could each do, added up (`None`: some is unlimited). `shortfalls` counts the firms that hold the
    competency and do not qualify by what they fell short of first, the most common first.
    """

    work_package: str
    firms: int
    offering: int
    quantity: Fraction
    capacity: Fraction | None
    low: Fraction | None
    middle: Fraction | None
    high: Fraction | None
    status: Light
    shortfalls: tuple[tuple[Filter, int], ...]
    message: str


def coverage(
    packages: Iterable[WorkPackage], firms: Sequence[Firm], terms: Terms = OPEN_TERMS
) -> tuple[Coverage, ...]:
    """The coverage of each package, in order."""
    return tuple(_cover(package, found, terms) for package, found in candidates(packages, firms))


def reach(firm: Firm, offering: Offering) -> Fraction | None:
    """How much one offering could do if it had the firm's resources to itself; `None`: no limit."""
    bounds = [
        Fraction(firm.resources[name]) / Fraction(usage)
        for name, usage in offering.uses.items()
        if usage and name in firm.resources
    ]
    if offering.capacity is not None:
        bounds.append(Fraction(offering.capacity))
    return min(bounds, default=None)


def _cover(package: WorkPackage, found: list[tuple[Firm, int]], terms: Terms) -> Coverage:
    qualifying: list[tuple[Firm, Offering]] = []
    short: dict[str, Filter] = {}
    for firm, index in found:
        reasons = rejections(package, firm, firm.offerings[index], terms)
        if reasons:
            short.setdefault(firm.id, reasons[0].rule)
        else:
            qualifying.append((firm, firm.offerings[index]))
    able = {firm.id for firm, _ in qualifying}
    shortfalls = Counter(rule for name, rule in short.items() if name not in able).most_common()
    reaches = [reach(firm, offering) for firm, offering in qualifying]
    limited = [one for one in reaches if one is not None]
    capacity = sum(limited, Fraction(0)) if len(limited) == len(reaches) else None
    prices = [Fraction(offering.unit_price) for _, offering in qualifying]
    status, words = _judge(package, len(able), capacity, shortfalls)
    return Coverage(
        work_package=package.id,
        firms=len(able),
        offering=len({firm.id for firm, _ in found}),
        quantity=Fraction(package.quantity),
        capacity=capacity,
        low=min(prices, default=None),
        middle=median(prices) if prices else None,
        high=max(prices, default=None),
        status=status,
        shortfalls=tuple(shortfalls),
        message=words,
    )


def _judge(
    package: WorkPackage, able: int, capacity: Fraction | None, shortfalls: Sequence[tuple[Filter, int]]
) -> tuple[Light, str]:
    wanted, unit = Fraction(package.quantity), unit_words(package.unit)
    fewest = max(package.min_suppliers, 1)
    if not able:
        return Light.RED, _nobody(package, shortfalls)
    if able < fewest:
        return Light.RED, f"{count(able, 'firm')} can do this, and {fewest} are needed"
    if capacity is not None and capacity < wanted:
        missing = plain(wanted - capacity, 2)
        return (
            Light.RED,
            f"capacity for {plain(capacity, 2)} of {plain(wanted)} {unit}: {missing} are missing",
        )
    if able == fewest:
        return Light.AMBER, f"only {count(able, 'firm')} can do this"
    if capacity is not None and capacity < COMFORT * wanted:
        return (
            Light.AMBER,
            f"capacity for {plain(capacity, 2)} {unit}; {plain(wanted)} are asked",
        )
    return Light.GREEN, f"{count(able, 'firm')} can do this"


def _nobody(package: WorkPackage, shortfalls: Sequence[tuple[Filter, int]]) -> str:
    if not shortfalls:
        return f"no firm offers {package.competency}"
    total = sum(number for _, number in shortfalls)
    rule, number = shortfalls[0]
    return f"of {count(total, 'firm')} offering this, none qualifies: {number} {SHORTFALL[rule]}"
