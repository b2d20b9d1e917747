"""A problem with one rule of its policy or its packages dropped altogether, for everybody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from midas.core.demand.matching import Filter
from midas.core.demand.requirement import WorkPackage
from midas.core.formation.held import with_values_held
from midas.core.formation.limits import Rule
from midas.core.formation.policy import Policy
from midas.core.formation.problem import FormationProblem

ZERO = Decimal(0)


def dropped(problem: FormationProblem) -> Iterator[tuple[str, str, FormationProblem]]:
    """Each rule that is set, by name and in words, with the problem without it; values stay what they are."""
    held = with_values_held(problem)
    for rule, (words, change) in _POLICY.items():
        policy = change(held.policy)
        if policy != held.policy:
            yield rule.value, words, replace(held, policy=policy)
    for rule, (words, alter) in _PACKAGES.items():
        packages = tuple(alter(package) for package in held.work_packages)
        if packages != held.work_packages:
            yield rule.value, words, replace(held, work_packages=packages)
    yield from _without_least_orders(held)


def _without_least_orders(problem: FormationProblem) -> Iterator[tuple[str, str, FormationProblem]]:
    if any(one.min_order for firm in problem.firms for one in firm.offerings):
        firms = tuple(
            replace(firm, offerings=tuple(replace(one, min_order=ZERO) for one in firm.offerings))
            for firm in problem.firms
        )
        yield Rule.MIN_ORDER.value, "the least orders of firms", replace(problem, firms=firms)


_POLICY: dict[Rule | Filter, tuple[str, Callable[[Policy], Policy]]] = {
    Rule.MAX_PARTNERS: ("the limit on partners", lambda policy: replace(policy, max_partners=None)),
    Rule.MIN_PARTNERS: ("the least number of partners", lambda policy: replace(policy, min_partners=0)),
    Rule.MIN_VALUE_SHARE: (
        "the least share of a partner",
        lambda policy: replace(policy, min_value_share=None),
    ),
    Rule.SHARE_CAP: ("the largest share of a partner", lambda policy: replace(policy, share_cap=None)),
    Rule.STANDING: (
        "the turnover each partner needs for its part",
        lambda policy: replace(policy, standing_multiple=None),
    ),
    Rule.TURNOVER: (
        "the turnover partners need together",
        lambda policy: replace(policy, turnover_multiple=None),
    ),
    Rule.LOCAL: ("the local share", lambda policy: replace(policy, local=None)),
    Rule.TAG: ("the shares of marked firms", lambda policy: replace(policy, tag_min_share={})),
    Rule.LEAD: ("a partner fit to lead", lambda policy: replace(policy, need_lead=False)),
    Rule.CERTIFICATES_ANY: (
        "the certificates some partner must hold",
        lambda policy: replace(policy, certificates_any=()),
    ),
    Rule.CERTIFICATES_ALL: (
        "the certificates every partner must hold",
        lambda policy: replace(policy, certificates_all=()),
    ),
    Rule.REQUIRE: ("the firms required", lambda policy: replace(policy, require=())),
    Rule.EXCLUDE: ("the firms excluded", lambda policy: replace(policy, exclude=())),
    Rule.CONFLICT: ("the conflicts between firms", lambda policy: replace(policy, conflicts=())),
    Rule.AT_MOST: ("the limits on sets of firms", lambda policy: replace(policy, at_most=())),
    Rule.CEILING: ("the ceiling", lambda policy: replace(policy, ceiling=None)),
    Filter.LEAD_TIME: ("the lead times", lambda policy: replace(policy, as_of=None)),
}

_PACKAGES: dict[Rule | Filter, tuple[str, Callable[[WorkPackage], WorkPackage]]] = {
    Rule.MIN_SUPPLIERS: (
        "the least number of firms on a package",
        lambda package: replace(package, min_suppliers=0),
    ),
    Rule.MAX_SUPPLIERS: (
        "the limit on firms on a package",
        lambda package: replace(package, max_suppliers=None),
    ),
    Rule.MIN_SPLIT: ("the least part of a package", lambda package: replace(package, min_split=ZERO)),
    Filter.CERTIFICATES: (
        "the certificates packages ask for",
        lambda package: replace(package, certificates=()),
    ),
    Filter.QUALITY: ("the quality floor", lambda package: replace(package, min_quality=ZERO)),
    Filter.REGION: ("the regions firms serve", lambda package: replace(package, place=None)),
}
