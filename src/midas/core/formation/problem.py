"""A formation problem: the work packages, the firms that might do them, the policy they are chosen under.

What follows from these three alone (who may do what, what each package is worth) is worked out here, once,
exactly, so that every solver and the checker start from the same figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from statistics import median
from typing import TYPE_CHECKING

from midas.core.demand.matching import Pair, Terms, eligible_pairs
from midas.core.demand.requirement import WorkPackage, read_work_package, write_work_package
from midas.core.formation.policy import Policy, read_policy, write_policy
from midas.core.formation.references import inconsistencies
from midas.core.members.profile import Firm, read_firm, write_firm
from midas.core.values.fields import Fields
from midas.core.values.problems import BadInput, Problem

if TYPE_CHECKING:
    from midas.core.formation.table import Table

SCHEMA = "midas/formation-problem/1"


@dataclass(frozen=True)
class FormationProblem:
    """Everything a formation is decided from. Ids are unique, and every id named anywhere exists."""

    currency: str
    work_packages: tuple[WorkPackage, ...]
    firms: tuple[Firm, ...]
    policy: Policy = field(default_factory=Policy)

    @cached_property
    def firm(self) -> dict[str, Firm]:
        """Firms by id, in order."""
        return {firm.id: firm for firm in self.firms}

    @cached_property
    def package(self) -> dict[str, WorkPackage]:
        """Work packages by id, in order."""
        return {package.id: package for package in self.work_packages}

    @cached_property
    def terms(self) -> Terms:
        """The part of the policy that decides on single pairs."""
        policy = self.policy
        return Terms(policy.as_of, frozenset(policy.exclude), policy.certificates_all)

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """Who may do what: the pairs that pass every filter, by package, firm, offering."""
        return eligible_pairs(self.work_packages, self.firms, self.terms)

    @cached_property
    def values(self) -> dict[str, Fraction]:
        """What each package is worth, in minor units: as stated, else quantity × median eligible unit price.

        The median of an even number is the mean of the middle two; with nobody eligible the value is 0.
        """
        return {package.id: self._value(package) for package in self.work_packages}

    @cached_property
    def total_value(self) -> Fraction:
        """What the whole requirement is worth: the denominator of every value share."""
        return sum(self.values.values(), Fraction(0))

    @cached_property
    def contract_value(self) -> Fraction:
        """What the enterprise's combined turnover is held against: as stated, else `total_value`."""
        stated = self.policy.contract_value
        return self.total_value if stated is None else Fraction(stated)

    @cached_property
    def last_day(self) -> date | None:
        """The day on which a partner as such must hold a certificate: the last of any window, else `as_of`.

        It applies to `certificates_any`, and to `certificates_all` for a partner without any quantity; a
        pair's certificates are judged on the last day of its own package.
        """
        ends = [package.window.end for package in self.work_packages if package.window]
        return max(ends) if ends else self.policy.as_of

    @cached_property
    def table(self) -> Table:
        """The problem as columns of numbers."""
        from midas.core.formation.table import table_of  # NumPy is loaded only where columns are asked for

        return table_of(self)

    def _value(self, package: WorkPackage) -> Fraction:
        if package.value is not None:
            return Fraction(package.value)
        prices = self._prices.get(package.id, [])
        return Fraction(package.quantity) * median(prices) if prices else Fraction(0)

    @cached_property
    def _prices(self) -> dict[str, list[Fraction]]:
        prices: dict[str, list[Fraction]] = {}
        for pair in self.pairs:
            prices.setdefault(pair.package.id, []).append(Fraction(pair.offering.unit_price))
        return prices


def read_problem(raw: object) -> FormationProblem:
    """The problem written in a JSON value. Raises `BadInput` with every problem in it, by JSON path.

    Numbers may be `Decimal`s (as `json.loads(…, parse_float=Decimal)` gives them) or floats; a float stands
    for the shortest decimal that names it.
    """
    problems: list[Problem] = []
    top = Fields(raw, "$", problems)
    if top.text("schema", SCHEMA) != SCHEMA:
        top.note("$.schema", f"must be {SCHEMA!r}, the format this version of Midas reads")
    problem = FormationProblem(
        currency=_read_currency(top),
        work_packages=tuple(read_work_package(entry) for entry in top.children("work_packages")),
        firms=tuple(read_firm(entry) for entry in top.children("firms")),
        policy=_read_policy(top),
    )
    if isinstance(raw, Mapping) and raw.get("work_packages") in (None, []):
        top.note("$.work_packages", "must hold at least one work package: nothing is asked for")
    top.close()
    problems.extend(inconsistencies(problem.work_packages, problem.firms, problem.policy))
    if problems:
        raise BadInput(problems)
    return problem


def may_idle(problem: FormationProblem, firm: Firm) -> bool:
    """True if the rules let the firm be a partner without any quantity."""
    policy = problem.policy
    if firm.id in problem.terms.excluded or firm.blocked:
        return False
    if policy.min_value_share and problem.total_value and firm.id not in policy.require:
        return False
    return all(firm.holds(name, problem.last_day) for name in policy.certificates_all)


def write_problem(problem: FormationProblem) -> dict[str, object]:
    """The JSON value that `read_problem` reads as this problem."""
    return {
        "schema": SCHEMA,
        "currency": problem.currency,
        "work_packages": [write_work_package(package) for package in problem.work_packages],
        "firms": [write_firm(firm) for firm in problem.firms],
        "policy": write_policy(problem.policy),
    }


def _read_currency(top: Fields) -> str:
    currency = top.text("currency", "GBP")
    if len(currency) != 3 or not (currency.isascii() and currency.isupper()):
        top.note("$.currency", f"must be an ISO 4217 code of three capitals, such as GBP, not {currency!r}")
    return currency


def _read_policy(top: Fields) -> Policy:
    entry = top.child("policy")
    if entry is None:
        return Policy()
    policy = read_policy(entry)
    entry.close()
    return policy
