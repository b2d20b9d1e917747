"""A diagnosis taken at its word: the problem with what it proposes done."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from midas.core.formation.limits import Rule
from midas.core.formation.plan import Relaxation
from midas.core.formation.problem import FormationProblem
from midas.core.members.profile import Firm, HeldCertificate, Offering


def applied(problem: FormationProblem, relaxations: tuple[Relaxation, ...]) -> FormationProblem:
    """The problem with every relaxation applied."""
    for one in relaxations:
        problem = _APPLY.get(one.rule, _to_policy)(problem, one)
    return problem


def _recruit(problem: FormationProblem, one: Relaxation) -> FormationProblem:
    """A new firm that holds every certificate and does just what is missing, anywhere, at once, for nothing."""
    names = {name for package in problem.work_packages for name in package.certificates}
    names |= set(problem.policy.certificates_all)
    offering = Offering(Decimal(0), work_package=one.subject, capacity=Decimal(str(one.amount)))
    local, favoured = problem.policy.local, "new firm in" in one.message or "firm marked" in one.message
    favoured = favoured or "more firm in" in one.message
    firm = Firm(
        f"new firm for {one.subject}",
        region=local.regions[0] if favoured and local and local.regions else None,
        tags=frozenset(problem.policy.tag_min_share) if favoured else frozenset(),
        certificates=tuple(HeldCertificate(name) for name in sorted(names)),
        offerings=(offering,),
    )
    # What packages are worth must not change with the new firm's price.
    packages = tuple(
        replace(
            package, value=package.value if package.value is not None else round(problem.values[package.id])
        )
        for package in problem.work_packages
    )
    return replace(problem, work_packages=packages, firms=(*problem.firms, firm))


def _to_package(problem: FormationProblem, one: Relaxation) -> FormationProblem:
    changes = {
        Rule.MIN_SUPPLIERS: lambda package: {"min_suppliers": package.min_suppliers - int(one.amount)},
        Rule.MAX_SUPPLIERS: lambda package: {"max_suppliers": package.max_suppliers + int(one.amount)},
        Rule.MIN_SPLIT: lambda package: {"min_split": package.min_split - Decimal(str(one.amount))},
    }[Rule(one.rule)]
    packages = tuple(
        replace(package, **changes(package)) if package.id == one.subject else package
        for package in problem.work_packages
    )
    return replace(problem, work_packages=packages)


def _to_policy(problem: FormationProblem, one: Relaxation) -> FormationProblem:
    policy, amount = problem.policy, Decimal(str(one.amount))
    rule = Rule(one.rule)
    if rule is Rule.LOCAL:
        change = {"local": replace(policy.local, min_share=policy.local.min_share - amount)}
    elif rule is Rule.TAG:
        shares = dict(policy.tag_min_share)
        shares[one.subject] -= amount
        change = {"tag_min_share": shares}
    elif rule is Rule.CONFLICT:
        firms = next(pair for pair in policy.conflicts if f"let {' and '.join(pair)} be" in one.message)
        change = {"conflicts": tuple(pair for pair in policy.conflicts if pair != firms)}
    elif rule is Rule.AT_MOST:
        groups = tuple(
            replace(group, count=group.count + int(amount)) if group.firms[0] == one.subject else group
            for group in policy.at_most
        )
        change = {"at_most": groups}
    elif rule is Rule.REQUIRE:
        change = {"require": tuple(name for name in policy.require if name != one.subject)}
    elif rule is Rule.LEAD:
        change = {"need_lead": False}
    elif rule is Rule.CERTIFICATES_ANY:
        change = {"certificates_any": tuple(name for name in policy.certificates_any if name != one.subject)}
    elif rule in (Rule.MAX_PARTNERS, Rule.CEILING):
        change = {rule.value: getattr(policy, rule.value) + int(amount)}
    elif rule is Rule.MIN_PARTNERS:
        change = {"min_partners": policy.min_partners - int(amount)}
    elif rule is Rule.SHARE_CAP:
        change = {"share_cap": min(policy.share_cap + amount, Decimal(1))}
    else:
        change = {rule.value: getattr(policy, rule.value) - amount}
    return replace(problem, policy=replace(policy, **change))


_APPLY = {
    Rule.CAPACITY.value: _recruit,
    Rule.MIN_SUPPLIERS.value: _to_package,
    Rule.MAX_SUPPLIERS.value: _to_package,
    Rule.MIN_SPLIT.value: _to_package,
}
