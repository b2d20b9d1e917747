"""A rule loosened by one unit: what a broker could ask the customer, a firm or the committee for.

Counts move by one, shares by one percentage point, multiples by a tenth, quantities by one unit; a rule that is
kept or not is dropped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from midas.core.demand.requirement import WorkPackage
from midas.core.formation.limits import Rule
from midas.core.formation.policy import Policy
from midas.core.formation.problem import FormationProblem
from midas.core.members.profile import Firm

POINT = Decimal("0.01")
TENTH = Decimal("0.1")

Loosened = tuple[FormationProblem, str]
"""The problem with the looser rule, and the loosening in words."""


def loosened(problem: FormationProblem, rule: str, subject: str) -> Loosened | None:
    """The problem with one rule looser by a unit; nothing if that rule cannot be loosened so."""
    for table, applied in ((_POLICY, _to_policy), (_PACKAGE, _to_package), (_FIRM, _to_firm)):
        if rule in table:
            return applied(problem, Rule(rule), subject)
    return None


def _to_policy(problem: FormationProblem, rule: Rule, subject: str) -> Loosened | None:
    change, words = _POLICY[rule.value]
    policy = change(problem.policy, subject)
    return None if policy == problem.policy else (replace(problem, policy=policy), words)


def _to_package(problem: FormationProblem, rule: Rule, subject: str) -> Loosened | None:
    change, words = _PACKAGE[rule.value]
    packages = tuple(change(one) if one.id == subject else one for one in problem.work_packages)
    changed = packages != problem.work_packages
    return (replace(problem, work_packages=packages), f"{words} on {subject}") if changed else None


def _to_firm(problem: FormationProblem, rule: Rule, subject: str) -> Loosened | None:
    change, words = _FIRM[rule.value]
    firms = tuple(change(one) if one.id == subject else one for one in problem.firms)
    label = problem.firm[subject].label
    return (replace(problem, firms=firms), f"{words} at {label}") if firms != problem.firms else None


def _lower(amount: Decimal | None, step: Decimal) -> Decimal | None:
    return None if amount is None else max(amount - step, Decimal(0))


def _fewer_partners(policy: Policy, subject: str) -> Policy:
    return replace(policy, min_partners=max(policy.min_partners - 1, 0))


def _more_partners(policy: Policy, subject: str) -> Policy:
    return policy if policy.max_partners is None else replace(policy, max_partners=policy.max_partners + 1)


def _more_of_a_set(policy: Policy, subject: str) -> Policy:
    groups = tuple(
        replace(group, count=group.count + 1) if group.firms[0] == subject else group
        for group in policy.at_most
    )
    return replace(policy, at_most=groups)


def _smaller_partners(policy: Policy, subject: str) -> Policy:
    return replace(policy, min_value_share=_lower(policy.min_value_share, POINT))


def _larger_partners(policy: Policy, subject: str) -> Policy:
    return (
        policy
        if policy.share_cap is None
        else replace(policy, share_cap=min(policy.share_cap + POINT, Decimal(1)))
    )


def _less_standing(policy: Policy, subject: str) -> Policy:
    return replace(policy, standing_multiple=_lower(policy.standing_multiple, TENTH))


def _less_turnover(policy: Policy, subject: str) -> Policy:
    return replace(policy, turnover_multiple=_lower(policy.turnover_multiple, TENTH))


def _no_lead(policy: Policy, subject: str) -> Policy:
    return replace(policy, need_lead=False)


def _without_certificate(policy: Policy, subject: str) -> Policy:
    return replace(policy, certificates_any=tuple(one for one in policy.certificates_any if one != subject))


def _less_local(policy: Policy, subject: str) -> Policy:
    if policy.local is None:
        return policy
    return replace(
        policy, local=replace(policy.local, min_share=max(policy.local.min_share - POINT, Decimal(0)))
    )


def _less_of_a_tag(policy: Policy, subject: str) -> Policy:
    shares = {
        tag: max(share - POINT * (tag == subject), Decimal(0)) for tag, share in policy.tag_min_share.items()
    }
    return replace(policy, tag_min_share=shares)


def _higher_ceiling(policy: Policy, subject: str) -> Policy:
    return (
        policy
        if policy.ceiling is None
        else replace(policy, ceiling=policy.ceiling + max(policy.ceiling // 100, 1))
    )


def _fewer_suppliers(package: WorkPackage) -> WorkPackage:
    return replace(package, min_suppliers=max(package.min_suppliers - 1, 0))


def _more_suppliers(package: WorkPackage) -> WorkPackage:
    return (
        package
        if package.max_suppliers is None
        else replace(package, max_suppliers=package.max_suppliers + 1)
    )


def _finer_split(package: WorkPackage) -> WorkPackage:
    return replace(package, min_split=max(package.min_split - POINT, Decimal(0)))


def _more_capacity(firm: Firm) -> Firm:
    offerings = tuple(
        one if one.capacity is None else replace(one, capacity=one.capacity + 1) for one in firm.offerings
    )
    return replace(firm, offerings=offerings)


def _smaller_orders(firm: Firm) -> Firm:
    offerings = tuple(replace(one, min_order=max(one.min_order - 1, Decimal(0))) for one in firm.offerings)
    return replace(firm, offerings=offerings)


def _more_resources(firm: Firm) -> Firm:
    return replace(firm, resources={name: there + 1 for name, there in firm.resources.items()})


_POLICY: dict[str, tuple[Callable[[Policy, str], Policy], str]] = {
    Rule.MIN_PARTNERS.value: (_fewer_partners, "one partner fewer as the least"),
    Rule.MAX_PARTNERS.value: (_more_partners, "one partner more"),
    Rule.AT_MOST.value: (_more_of_a_set, "one more of the set"),
    Rule.MIN_VALUE_SHARE.value: (_smaller_partners, "a percentage point less as the least share"),
    Rule.SHARE_CAP.value: (_larger_partners, "a percentage point more for every partner"),
    Rule.STANDING.value: (_less_standing, "a tenth less as the standing multiple"),
    Rule.TURNOVER.value: (_less_turnover, "a tenth less as the turnover multiple"),
    Rule.LEAD.value: (_no_lead, "no need of a partner fit to lead"),
    Rule.CERTIFICATES_ANY.value: (_without_certificate, "no need of the certificate"),
    Rule.LOCAL.value: (_less_local, "a percentage point less as the local share"),
    Rule.TAG.value: (_less_of_a_tag, "a percentage point less as the share"),
    Rule.CEILING.value: (_higher_ceiling, "one per cent more as the ceiling"),
}

_PACKAGE: dict[str, tuple[Callable[[WorkPackage], WorkPackage], str]] = {
    Rule.MIN_SUPPLIERS.value: (_fewer_suppliers, "one firm fewer"),
    Rule.MAX_SUPPLIERS.value: (_more_suppliers, "one firm more"),
    Rule.MIN_SPLIT.value: (_finer_split, "a percentage point less as the least part"),
}

_FIRM: dict[str, tuple[Callable[[Firm], Firm], str]] = {
    Rule.CAPACITY.value: (_more_capacity, "one unit more of each offering"),
    Rule.RESOURCE.value: (_more_resources, "one unit more of each resource"),
    Rule.MIN_ORDER.value: (_smaller_orders, "one unit less as the least order"),
}
