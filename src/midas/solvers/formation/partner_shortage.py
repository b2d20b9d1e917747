"""The rules on partners that none of those who may be partners can meet, told by arithmetic alone."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from midas.core.values.amounts import money_words
from midas.core.values.words import count, listing
from midas.solvers.formation.lines import Scope

CERTAIN = 1e-6
"""A limit missed by less than this part of it is not claimed to be missed."""


def nobody_fit(scope: Scope) -> Iterator[str]:
    """The rules on partners that none of those who may be partners can meet."""
    problem, policy, day = scope.problem, scope.problem.policy, scope.problem.last_day
    working = {line.firm.id for line in scope.lines}
    yield from _required(scope, working)
    if policy.min_partners > len(scope.firms):
        able = count(len(scope.firms), "firm")
        yield f"{able} may be partners, and at least {policy.min_partners} are asked for"
    if policy.need_lead and not any(firm.can_lead for firm in scope.firms):
        yield "a partner fit to lead is asked for, and nobody who may be a partner is"
    for name in policy.certificates_any:
        if not any(firm.holds(name, day) for firm in scope.firms):
            yield f"a partner that holds {name} is asked for, and nobody who may be a partner does"
    yield from _too_small(scope, len(scope.firms), "all who may be partners")
    for package in problem.work_packages:
        firms = {scope.lines[line].firm.id for line in scope.by_package[package.id]}
        if firms and len(firms) < package.min_suppliers:
            yield f"{count(len(firms), 'firm')} may do {package.id}, and at least {package.min_suppliers} are asked for"


def too_few_to_stand(scope: Scope) -> Iterator[str]:
    """If no team of the largest size allowed has the turnover together."""
    most = scope.problem.policy.max_partners
    if most is not None:
        yield from _too_small(scope, most, f"any {count(most, 'partner')}")


def _too_small(scope: Scope, number: int, who: str) -> Iterator[str]:
    """If the `number` of firms with the largest turnovers have too little together."""
    policy, currency = scope.problem.policy, scope.problem.currency
    needed = Fraction(policy.turnover_multiple or 0) * scope.problem.contract_value
    most = sum(sorted((firm.turnover or 0 for firm in scope.firms), reverse=True)[:number])
    if most < needed * (1 - Fraction(CERTAIN)):
        money = money_words(most, currency)
        yield f"{who} can turn over at most {money} together, and {money_words(needed, currency)} is asked for"


def _required(scope: Scope, working: set[str]) -> Iterator[str]:
    policy, firm = scope.problem.policy, scope.problem.firm
    required = list(dict.fromkeys(policy.require))
    for name in required:
        if name not in working and name not in scope.idle:
            yield f"{firm[name].label} is required, and may not be a partner"
    for pair in policy.conflicts:
        if set(pair) <= set(required):
            names = listing(firm[name].label for name in pair)
            yield f"{names} are both required, and may not be partners together"
    for group in policy.at_most:
        chosen = [firm[name].label for name in required if name in group.firms]
        if len(chosen) > group.count:
            yield f"{listing(chosen)} are required, and at most {group.count} of their set may be partners"
    if policy.max_partners is not None and len(required) > policy.max_partners:
        yield f"{count(len(required), 'partner')} are required, and at most {policy.max_partners} are allowed"
