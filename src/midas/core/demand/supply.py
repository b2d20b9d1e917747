"""What each firm can supply for one requirement: its monthly capacities over the packages' windows.

A firm states what it can do *per month*, in a unit of its own; a formation problem asks for a total and has
no units. The rule: an offering's capacity is what it does per month × the months in which some package it
serves runs, each month counted once. A package without a window runs as long as the whole requirement, and
that, without any dates at all, for `ASSUMED_MONTHS`. A resource lasts for the months of all offerings that
draw on it, less what its calendar takes away (`midas.core.members.calendar`). Totals are rounded down to a
millionth, so no more is promised than there is.

An offering serves a package if its competency, or the CPV code that competency corresponds to, is the
package's or lies below it, *and* its price is for the package's unit. Where the formation format alone would
pair them otherwise, the offering is written once per package it serves, and a resource of the firm's own
keeps the sum within the one capacity.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

from midas.core.demand.matching import fits
from midas.core.demand.requirement import WorkPackage
from midas.core.members.calendar import Change, capacity_left
from midas.core.members.profile import Firm, Offering
from midas.core.values.periods import Period, merged, months
from midas.core.values.taxonomy import covers
from midas.core.values.units import same_unit

ASSUMED_MONTHS = 12
"""How long a requirement without any dates is taken to run."""

MILLIONTH = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Claim:
    """What an offering says beyond the formation format: its price's unit, and a CPV code it answers to."""

    unit: str | None = None
    cpv: str | None = None


@dataclass(frozen=True, slots=True)
class Supplier:
    """A firm with capacities and resources *per month*, and one claim per offering, in the same order.

    `changes` are the days on which a resource, by its code, gives another capacity or is reserved.
    """

    firm: Firm
    claims: tuple[Claim, ...]
    changes: Mapping[str, tuple[Change, ...]] = field(default_factory=dict, hash=False)


def horizon(packages: Iterable[WorkPackage], otherwise: Period | None = None) -> Period | None:
    """From the first day of any window to the last of any; `otherwise` when no package has one."""
    windows = [package.window for package in packages if package.window]
    if not windows:
        return otherwise
    return Period(min(window.start for window in windows), max(window.end for window in windows))


def holds(package: WorkPackage, offering: Offering, claim: Claim) -> bool:
    """True if the offering is of the package's kind of work, whatever unit it is priced in."""
    mapped = claim.cpv is not None and offering.work_package is None and covers(package.competency, claim.cpv)
    return mapped or fits(package, offering)


Kinds = Callable[[Offering, Claim], tuple[WorkPackage, ...]]


def kinds(packages: Sequence[WorkPackage]) -> Kinds:
    """Which of the packages are of an offering's kind of work; each kind is compared with each package once."""
    known: dict[tuple[str | None, str | None, str | None], tuple[WorkPackage, ...]] = {}

    def found(offering: Offering, claim: Claim) -> tuple[WorkPackage, ...]:
        kind = (offering.competency, offering.work_package, claim.cpv)
        if kind not in known:
            known[kind] = tuple(package for package in packages if holds(package, offering, claim))
        return known[kind]

    return found


def units_offered(suppliers: Iterable[Supplier], packages: Sequence[WorkPackage]) -> dict[str, Counter[str]]:
    """By package, in which units firms price its kind of work, and how many firms each."""
    of_kind = kinds(packages)
    counted: dict[str, Counter[str]] = {package.id: Counter() for package in packages}
    for supplier in suppliers:
        units = {
            (package.id, claim.unit)
            for offering, claim in zip(supplier.firm.offerings, supplier.claims, strict=True)
            if claim.unit is not None
            for package in of_kind(offering, claim)
        }
        for name, unit in units:
            counted[name][unit] += 1
    return counted


def supply(
    suppliers: Iterable[Supplier], packages: Sequence[WorkPackage], otherwise: Period | None = None
) -> tuple[Firm, ...]:
    """Every firm as this requirement sees it, in the order given: totals for its windows, and only the
    offerings that serve some package. `otherwise` is when the requirement runs if no package says."""
    span = horizon(packages, otherwise)
    windows = {package.id: package.window or span for package in packages}
    of_kind = kinds(packages)
    return tuple(_one(supplier, of_kind, windows) for supplier in suppliers)


def _one(supplier: Supplier, of_kind: Kinds, windows: Mapping[str, Period | None]) -> Firm:
    offerings: list[Offering] = []
    resources: dict[str, Decimal] = {}
    drawn: dict[str, list[Period | None]] = {name: [] for name in supplier.firm.resources}
    for number, (offering, claim) in enumerate(zip(supplier.firm.offerings, supplier.claims, strict=True)):
        same = of_kind(offering, claim)
        served = [package for package in same if same_unit(claim.unit, package.unit)]
        if not served:
            continue
        when = [windows[package.id] for package in served]
        total = replace(offering, capacity=_total(offering.capacity, when))
        if [package for package in same if fits(package, offering)] == served:
            offerings.append(total)
        else:
            pool = f"capacity of {offering.id or f'offering {number + 1}'}"
            offerings.extend(_apart(total, served, pool))
            if total.capacity is not None:
                resources[pool] = total.capacity
        for name in offering.uses:
            drawn.setdefault(name, []).extend(when)
    for name, monthly in supplier.firm.resources.items():
        if drawn[name]:
            resources[name] = _room(monthly, supplier.changes.get(name, ()), drawn[name])
    return replace(supplier.firm, offerings=tuple(offerings), resources=resources)


def _apart(offering: Offering, served: Iterable[WorkPackage], pool: str) -> Iterator[Offering]:
    """The offering once per package it serves; together they draw on one pool."""
    uses = dict(offering.uses) if offering.capacity is None else {**offering.uses, pool: Decimal(1)}
    for package in served:
        name = f"{offering.id or pool} for {package.id}"
        yield replace(offering, id=name, competency=None, work_package=package.id, uses=uses)


def _room(monthly: Decimal, changes: Sequence[Change], windows: Sequence[Period | None]) -> Decimal:
    """What a resource gives over the windows: days with another capacity count as such, what is reserved is gone."""
    known = [window for window in windows if window is not None]
    if not changes or not known:
        return _total(monthly, windows) or Decimal(0)
    return sum((capacity_left(monthly, changes, window) for window in merged(known)), Decimal(0))


def _total(monthly: Decimal | None, windows: Iterable[Period | None]) -> Decimal | None:
    if monthly is None:
        return None
    known = [window for window in windows if window is not None]
    span = months(known) if known else Fraction(ASSUMED_MONTHS)
    exact = Fraction(monthly) * span
    quotient = Decimal(exact.numerator) / Decimal(exact.denominator)
    return quotient.quantize(MILLIONTH, rounding=ROUND_FLOOR)
