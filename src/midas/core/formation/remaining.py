"""The problem that is left when a firm has failed: what it has not finished, for everybody else to do.

An ordinary problem, so that every solver and the checker apply to it as they are. The failed firm is not in it. What
it has finished is subtracted from the quantity and the value of its packages, and counts where the rules are about
value: shares are still shares of the whole requirement, with what is finished credited to its region and its tags,
and its cost counted against the ceiling. It counts for no rule on who stands together (numbers, conflicts,
certificates, turnover, fitness to lead): it does no longer stand there. A floor on the number of firms on a package
counts it, since it was one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from fractions import Fraction
from functools import cached_property

from midas.core.demand.matching import OPEN_TERMS, Pair, Terms, eligible_pairs, rejections
from midas.core.demand.requirement import WorkPackage
from midas.core.formation.held import HeldProblem
from midas.core.formation.policy import Local, Policy
from midas.core.formation.problem import FormationProblem
from midas.core.formation.score import NIL, haulage, is_local
from midas.core.formation.step_in import PRECISE, Line, UnderWay
from midas.core.members.profile import Firm, HeldCertificate


@dataclass(frozen=True)
class Remaining(HeldProblem):
    """What is left to do of a problem, its packages worth exactly what is left of their value.

    `lapsed` holds, as they are, the firms that by now fail a filter (under the `former` terms) for something they
    have `under_way`: here they pass it, but may do no more than that.
    """

    under_way: UnderWay = field(default_factory=dict, hash=False)
    lapsed: Mapping[str, Firm] = field(default_factory=dict, hash=False)
    former: Terms = OPEN_TERMS

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        everybody = eligible_pairs(self.work_packages, self.firms, self.terms)
        return tuple(pair for pair in everybody if self._able(pair) or self.caps(pair))

    def caps(self, pair: Pair) -> bool:
        """True if the firm fails a filter by now, and has some of this under way: it may do that and no more."""
        key = (pair.firm.id, pair.index, pair.package.id)
        return not self._able(pair) and self.under_way.get(key, 0) > 0

    def _able(self, pair: Pair) -> bool:
        firm = self.lapsed.get(pair.firm.id)
        if firm is None:
            return True
        return not rejections(pair.package, firm, firm.offerings[pair.index], self.former)


def remaining(problem: FormationProblem, failed: str, under_way: UnderWay) -> Remaining:
    """What is left of `problem` without the firm; `under_way` must be free of `step_in_faults`."""
    finished = {line: Fraction(part) for line, part in under_way.items() if line[0] == failed and part > 0}
    held = {line: part for line, part in under_way.items() if line[0] != failed and part > 0}
    done = _by_package(finished)
    packages = tuple(_rest(package, done.get(package.id, NIL)) for package in problem.work_packages)
    packages = tuple(package for package in packages if package.quantity > 0)
    worth = {
        package.id: problem.values[package.id]
        * (1 - done.get(package.id, NIL) / Fraction(problem.package[package.id].quantity))
        for package in packages
    }
    lapsed = _lapsed(problem, held)
    firms = tuple(
        _waived(problem, firm) if firm.id in lapsed else firm for firm in problem.firms if firm.id != failed
    )
    policy = _policy(problem, failed, finished, sum(worth.values(), NIL), lapsed)
    return Remaining(
        problem.currency, packages, firms, policy, worth, problem.contract_value, held, lapsed, problem.terms
    )


def finished_value(problem: FormationProblem, finished: Mapping[Line, Fraction]) -> Fraction:
    """What is finished is worth, in minor units."""
    done = _by_package(finished)
    return sum(
        (
            problem.values[name] * part / Fraction(problem.package[name].quantity)
            for name, part in done.items()
        ),
        NIL,
    )


def _by_package(finished: Mapping[Line, Fraction]) -> dict[str, Fraction]:
    done: dict[str, Fraction] = {}
    for (_, _, package), part in finished.items():
        done[package] = done.get(package, NIL) + part
    return done


def _rest(package: WorkPackage, done: Fraction) -> WorkPackage:
    """A package without what is finished of it. The least part of a firm stays as much as it was, or all there is."""
    if not done:
        return package
    left = Fraction(package.quantity) - done
    split = min(Fraction(1), Fraction(package.min_split) * Fraction(package.quantity) / left) if left else NIL
    return replace(
        package,
        quantity=_decimal(left, ROUND_CEILING),
        min_suppliers=max(package.min_suppliers - 1, 0),
        min_split=_decimal(split, ROUND_FLOOR),
        after=(),
    )


def _policy(
    problem: FormationProblem,
    failed: str,
    finished: Mapping[Line, Fraction],
    left: Fraction,
    lapsed: Mapping[str, Firm],
) -> Policy:
    policy = problem.policy
    groups = (
        replace(one, firms=tuple(name for name in one.firms if name != failed)) for one in policy.at_most
    )
    named = replace(
        policy,
        require=tuple(name for name in policy.require if name != failed),
        exclude=tuple(name for name in policy.exclude if name != failed and name not in lapsed),
        conflicts=tuple(pair for pair in policy.conflicts if failed not in pair),
        at_most=tuple(group for group in groups if group.firms),
        familiar=tuple(pair for pair in policy.familiar if failed not in (pair.a, pair.b)),
    )
    return _shares(problem, failed, finished, left, named) if finished else named


def _shares(
    problem: FormationProblem, failed: str, finished: Mapping[Line, Fraction], left: Fraction, policy: Policy
) -> Policy:
    """The policy with what it says of value and cost restated for the value that is left.

    What cannot be written down exactly is rounded, in its sixtieth digit, to the side that lets an exact fit fit.
    """
    total, done, firm = problem.total_value, finished_value(problem, finished), problem.firm[failed]

    def cap(share: Decimal | None) -> Decimal | None:
        return None if share is None or not left else _decimal(Fraction(share) * total / left, ROUND_CEILING)

    def floor(share: Decimal, credited: bool) -> Decimal:
        missing = Fraction(share) * total - (done if credited else NIL)
        return _decimal(max(missing / left, NIL), ROUND_FLOOR) if left else Decimal(0)

    local, least = policy.local, policy.min_value_share
    return replace(
        policy,
        share_cap=cap(policy.share_cap),
        min_value_share=None if least is None else floor(least, credited=False),
        local=None
        if local is None
        else Local(local.regions, floor(local.min_share, is_local(firm, local.regions))),
        tag_min_share={tag: floor(share, tag in firm.tags) for tag, share in policy.tag_min_share.items()},
        ceiling=None
        if policy.ceiling is None
        else max(policy.ceiling - math.ceil(_sunk(problem, finished)), 0),
    )


def _sunk(problem: FormationProblem, finished: Mapping[Line, Fraction]) -> Fraction:
    """What the failed firm has been engaged for and paid."""
    firms = {name for name, _, _ in finished}
    places = {(name, package) for name, _, package in finished}
    offerings = [(problem.firm[name].offerings[index], part) for (name, index, _), part in finished.items()]
    return (
        sum((Fraction(one.unit_price) * part + one.set_up for one, part in offerings), NIL)
        + sum(problem.firm[name].engagement_cost for name in firms)
        + sum(
            (haulage(problem, problem.firm[name], problem.package[package]) for name, package in places), NIL
        )
    )


def _lapsed(problem: FormationProblem, held: UnderWay) -> dict[str, Firm]:
    """The firms that fail a filter by now for something they have under way."""
    return {
        name: problem.firm[name]
        for name, index, package in held
        if rejections(
            problem.package[package],
            problem.firm[name],
            problem.firm[name].offerings[index],
            problem.terms,
        )
    }


def _waived(problem: FormationProblem, firm: Firm) -> Firm:
    """The firm with nothing against it but its trade."""
    asked = {name for package in problem.work_packages for name in package.certificates}
    asked = (asked | set(problem.policy.certificates_all)) - set(problem.policy.certificates_any)
    offerings = tuple(
        replace(one, quality=Decimal(1), lead_time_days=None, regions_served=()) for one in firm.offerings
    )
    held = (*firm.certificates, *(HeldCertificate(name) for name in sorted(asked)))
    return replace(firm, offerings=offerings, certificates=held, blocked=())


def _decimal(number: Fraction, rounding: str) -> Decimal:
    with localcontext() as context:
        context.prec, context.rounding = PRECISE, rounding
        return Decimal(number.numerator) / number.denominator
