"""What is wrong with a problem that was made by hand and never read: the same faults a reader would tell.

Readers refuse bad figures and names as they come in; a `FormationProblem` put together in a program has met no reader.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from itertools import chain

from midas.core.formation.problem import FormationProblem, read_problem, write_problem
from midas.core.formation.references import inconsistencies
from midas.core.members.profile import LARGEST_VALUE, Firm
from midas.core.values.fields import LARGEST
from midas.core.values.problems import BadInput, Problem

Figure = Decimal | int | None


def faults(problem: FormationProblem) -> tuple[Problem, ...]:
    """Every fault, by the JSON path it would have in a file; empty for a problem that may be solved.

    A problem of 100,000 sound firms takes about a second.
    """
    if not _suspicious(problem):
        return tuple(inconsistencies(problem.work_packages, problem.firms, problem.policy))
    try:
        read_problem(write_problem(problem))
    except BadInput as error:
        return error.problems
    return ()


def _suspicious(problem: FormationProblem) -> bool:
    """False if a glance shows everything to be in its range; else the reader looks closer."""
    packages, policy, firms = problem.work_packages, problem.policy, problem.firms
    orders = [(policy.min_partners, policy.max_partners)]
    orders += [(one.min_suppliers, one.max_suppliers) for one in packages]
    return (
        not packages
        or any(one.quantity == 0 for one in packages)
        or any(most is not None and most < least for least, most in orders)
        or not all(one.id for one in packages)
        or not all(one.id for one in firms)
        or not all(_says_what_for(firm) for firm in firms)
        or not _all_within(_values(problem), LARGEST_VALUE)
        or not _all_within(_figures(problem), LARGEST)
        or not _all_within(_shares(problem), 1)
    )


def _says_what_for(firm: Firm) -> bool:
    """True if each offering is for a competency or for a package, and not for both."""
    return all((one.competency is None) is not (one.work_package is None) for one in firm.offerings)


def _all_within(figures: Iterator[Figure], most: Figure) -> bool:
    """True if each is a number from 0 to `most`, where there is one."""
    try:
        return all(figure is None or 0 <= figure <= most for figure in figures)  # type: ignore[operator]
    except (InvalidOperation, TypeError):  # not a number
        return False


def _values(problem: FormationProblem) -> Iterator[Figure]:
    yield from (package.value for package in problem.work_packages)
    yield from (firm.turnover for firm in problem.firms)
    yield problem.policy.contract_value
    yield problem.policy.ceiling


def _figures(problem: FormationProblem) -> Iterator[Figure]:
    policy = problem.policy
    for package in problem.work_packages:
        yield from (package.quantity, package.criticality, package.min_suppliers, package.max_suppliers)
    for firm in problem.firms:
        yield firm.engagement_cost
        yield from firm.resources.values()
        for one in firm.offerings:
            yield from (one.unit_price, one.set_up, one.capacity, one.min_order, one.lead_time_days)
            yield from one.uses.values()
    yield from (policy.min_partners, policy.max_partners, policy.standing_multiple, policy.turnover_multiple)
    yield from (policy.risk_price, policy.haulage_per_km)
    yield from (group.count for group in policy.at_most)
    yield from (pair.amount for pair in policy.familiar)


def _shares(problem: FormationProblem) -> Iterator[Figure]:
    policy = problem.policy
    yield from chain.from_iterable((one.min_quality, one.min_split) for one in problem.work_packages)
    yield from (firm.reliability for firm in problem.firms)
    yield from (one.quality for firm in problem.firms for one in firm.offerings)
    yield from (policy.min_value_share, policy.share_cap, policy.loss_given_failure)
    yield from policy.tag_min_share.values()
    yield None if policy.local is None else policy.local.min_share
