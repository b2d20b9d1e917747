"""How the cluster covers a requirement as it stands or as it is being typed: counts, prices, and who.

Read afresh each time, in the seven queries of loading the members; nothing is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from midas.core.demand.coverage import Coverage, coverage
from midas.core.demand.matching import Rejection, Terms, fits, rejections
from midas.core.demand.requirement import WorkPackage
from midas.core.demand.supply import Supplier, supply, units_offered
from midas.core.formation.policy import Policy, read_policy
from midas.core.members.profile import Firm, Offering
from midas.core.values.fields import Fields
from midas.core.values.moments import day_of
from midas.core.values.periods import Period
from midas.store.models import Cluster, Requirement
from midas.store.queries.demand import contract_period
from midas.store.queries.demand import packages as saved_packages
from midas.store.queries.profiles import suppliers


@dataclass(frozen=True, slots=True)
class Covered:
    """The coverage of one package, and in which units members price its kind of work (firms each)."""

    coverage: Coverage
    units: Counter[str]

    @property
    def other_units(self) -> list[tuple[str, int]]:
        """The units to ask in instead, most firms first, where nobody prices in the package's own."""
        return [] if self.coverage.offering else self.units.most_common()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A firm that offers a package's kind of work in its unit, and what keeps the offering from it, if anything."""

    firm: Firm
    offering: Offering
    reasons: tuple[Rejection, ...]


def cover(
    cluster: Cluster,
    packages: Sequence[WorkPackage],
    terms: Terms,
    *,
    on: date,
    otherwise: Period | None = None,
    unit_prices: bool = True,
) -> tuple[Covered, ...]:
    """The coverage of each package on a day. Without `unit_prices` all prices are 0 and not to be shown."""
    known = suppliers(cluster, on=on, unit_prices=unit_prices)
    found = coverage(packages, supply(known, packages, otherwise), terms)
    units = units_offered(known, packages)
    return tuple(Covered(one, units[one.work_package]) for one in found)


def cover_requirement(requirement: Requirement, at: datetime, *, unit_prices: bool) -> tuple[Covered, ...]:
    """The coverage of a requirement as it is saved, its packages in order."""
    cluster = requirement.cluster
    return cover(
        cluster,
        tuple(one.package for one in saved_packages(requirement)),
        terms(cluster, saved_policy(requirement), at),
        on=day_of(at, cluster.time_zone),
        otherwise=contract_period(requirement.opportunity),
        unit_prices=unit_prices,
    )


def saved_policy(requirement: Requirement) -> Policy:
    """The policy of a requirement as it is saved."""
    return read_policy(Fields(requirement.policy, "$.policy", []))


def terms(cluster: Cluster, policy: Policy, at: datetime) -> Terms:
    """The part of a policy that decides on single firms; work is ordered today unless it says when."""
    today = day_of(at, cluster.time_zone)
    return Terms(max(policy.as_of or today, today), frozenset(policy.exclude), policy.certificates_all)


def candidates(
    cluster: Cluster,
    packages: Sequence[WorkPackage],
    index: int,
    terms: Terms,
    *,
    on: date,
    otherwise: Period | None = None,
    unit_prices: bool = True,
) -> tuple[list[Candidate], list[Supplier]]:
    """Who offers the kind of work of the package at `index`: first those who may do it, the cheapest first, then
    those who may not and why; and besides, the firms that do such work but price it in another unit."""
    known, package = suppliers(cluster, on=on, unit_prices=unit_prices), packages[index]
    found = [
        Candidate(firm, offering, rejections(package, firm, offering, terms))
        for firm in supply(known, packages, otherwise)
        for offering in firm.offerings
        if fits(package, offering)
    ]
    there = {candidate.firm.id for candidate in found}
    others = [
        one for one in known if one.firm.id not in there and units_offered([one], [package])[package.id]
    ]
    return sorted(found, key=_best_first), others


def _best_first(candidate: Candidate) -> tuple[bool, Decimal, str]:
    price = Decimal(0) if candidate.reasons else candidate.offering.unit_price
    return bool(candidate.reasons), price, candidate.firm.label


@dataclass(frozen=True, slots=True)
class Matrix:
    """Packages × firms: each package's coverage, and by package and firm what keeps the firm from it, if anything."""

    covered: tuple[Covered, ...]
    firms: tuple[Firm, ...]
    cells: dict[tuple[str, str], tuple[Rejection, ...]]


def matrix(
    cluster: Cluster,
    packages: Sequence[WorkPackage],
    terms: Terms,
    *,
    on: date,
    otherwise: Period | None = None,
) -> Matrix:
    """Who can do which package, from one loading of the members; the firms that can do most come first."""
    known = suppliers(cluster, on=on, unit_prices=False)
    firms = supply(known, packages, otherwise)
    units = units_offered(known, packages)
    found = tuple(Covered(one, units[one.work_package]) for one in coverage(packages, firms, terms))
    cells: dict[tuple[str, str], tuple[Rejection, ...]] = {}
    for firm in firms:
        for offering in firm.offerings:
            for package in packages:
                if fits(package, offering):
                    reasons = rejections(package, firm, offering, terms)
                    key = package.id, firm.id
                    if key not in cells or len(reasons) < len(cells[key]):
                        cells[key] = reasons
    there = {firm for _package, firm in cells}
    able = Counter(firm for (_package, firm), reasons in cells.items() if not reasons)
    shown = sorted((one for one in firms if one.id in there), key=lambda one: (-able[one.id], one.label))
    return Matrix(found, tuple(shown), cells)
