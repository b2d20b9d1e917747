"""The rules on partners, as rows of the program: who may stand together, what each carries, what they amount to."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from midas.core.formation.limits import Rule
from midas.core.formation.problem import FormationProblem
from midas.core.formation.score import is_local
from midas.core.members.profile import Firm
from midas.solvers.formation.formulation import Formulation, Term
from midas.solvers.formation.lines import ONE, value_ceilings
from midas.solvers.formation.model import Row
from midas.solvers.formation.work_rows import bound_together

RISK = "risk"
"""Marks the row on expected loss, which is no rule of the policy."""


def add_partner_rows(made: Formulation) -> None:
    """Every row on partners and on what they carry."""
    _counts(made)
    _together(made)
    _carried(made)
    _at_work(made)
    _standing(made)
    _held_by_some(made)
    _places(made)
    if made.problem.policy.ceiling is not None:
        made.model.rows.append(cost_row(made, Fraction(made.problem.policy.ceiling)))


def cost_row(made: Formulation, most: Fraction) -> Row:
    """Cost, without risk, is at most `most` minor units."""
    price = Fraction(made.problem.policy.risk_price)
    costs = {column: cost * made.model.money for column, cost in enumerate(made.model.cost) if cost}
    for column, line in zip(made.x, made.scope.lines, strict=True):
        costs[column] = costs.get(column, 0.0) - float(price * line.risk * line.most)
    unit = max(float(most), 1.0)
    terms = tuple((column, cost / unit) for column, cost in costs.items() if cost)
    return Row(terms, -float("inf"), float(most) / unit, Rule.CEILING.value)


def risk_row(made: Formulation, most: float) -> Row:
    """The expected loss is at most `most` minor units: as a part of the value of the whole."""
    unit = value_unit(made.problem)
    terms = tuple((column, float(amount) / unit) for column, amount in made.risk())
    return Row(terms, -float("inf"), most / unit, RISK)


def value_unit(problem: FormationProblem) -> float:
    """What a row on expected loss is divided by."""
    return max(float(problem.total_value), 1.0)


def share_row(made: Formulation, least: float, firms: Iterable[Firm], rule: str, subject: str = "") -> Row:
    """The firms carry at least `least` of the value."""
    lines = [line for firm in firms for line in made.scope.by_firm[firm.id]]
    terms = tuple((column, float(amount)) for column, amount in made.value(lines) if amount)
    return Row(terms, least, float("inf"), rule, subject)


def local_firms(made: Formulation, regions: tuple[str, ...]) -> list[Firm]:
    """The possible partners in the regions."""
    return [firm for firm in made.scope.firms if is_local(firm, regions)]


def _counts(made: Formulation) -> None:
    policy, everyone = made.problem.policy, [(column, 1) for column in made.partner.values()]
    if policy.min_partners > 1:
        made.model.row(everyone, low=float(policy.min_partners), rule=Rule.MIN_PARTNERS.value)
    if policy.max_partners is not None and made.partner:
        made.model.row(everyone, high=float(policy.max_partners), rule=Rule.MAX_PARTNERS.value)


def _together(made: Formulation) -> None:
    policy = made.problem.policy
    groups: list[tuple[tuple[str, ...], int, Rule]] = [(pair, 1, Rule.CONFLICT) for pair in policy.conflicts]
    groups += [(group.firms, group.count, Rule.AT_MOST) for group in policy.at_most]
    for members, most, rule in groups:
        terms = [(made.partner[firm], 1) for firm in dict.fromkeys(members) if firm in made.partner]
        if len(terms) > most:
            made.model.row(terms, high=float(most), rule=rule.value, subject=members[0])


def _carried(made: Formulation) -> None:
    policy, total = made.problem.policy, made.problem.total_value
    if not total:
        return
    for firm in made.scope.firms:
        lines = made.scope.by_firm[firm.id]
        draw = [(line, made.problem.values[made.scope.lines[line].package.id]) for line in lines]
        most = min(value_ceilings(made.problem, firm), default=None)
        if most:
            bound_together(made, firm.id, draw, most, Rule.SHARE_CAP)
        if policy.min_value_share and firm.id not in policy.require:
            terms: list[Term] = [
                *made.value(lines),
                (made.partner[firm.id], -Fraction(policy.min_value_share)),
            ]
            made.model.row(terms, low=0.0, rule=Rule.MIN_VALUE_SHARE.value, subject=firm.id)


def _at_work(made: Formulation) -> None:
    """Whoever may not be a partner without quantity has some."""
    for name, column in made.partner.items():
        if name not in made.scope.idle:
            lines = made.scope.by_firm[name]
            made.model.row([*made.parts(lines), (column, -made.presence(lines))], low=0.0, subject=name)


def _standing(made: Formulation) -> None:
    policy = made.problem.policy
    needed = Fraction(policy.turnover_multiple or 0) * made.problem.contract_value
    if needed:
        # More than all that is needed helps no more than all of it: the smaller coefficient is tighter.
        terms = [
            (column, min(ONE, Fraction(made.problem.firm[name].turnover or 0) / needed))
            for name, column in made.partner.items()
        ]
        made.model.row(terms, low=1.0, rule=Rule.TURNOVER.value)
    if policy.need_lead:
        leads = [(column, 1) for name, column in made.partner.items() if made.problem.firm[name].can_lead]
        made.model.row(leads, low=1.0, rule=Rule.LEAD.value)


def _held_by_some(made: Formulation) -> None:
    day = made.problem.last_day
    for certificate in made.problem.policy.certificates_any:
        holders = [
            (column, 1)
            for name, column in made.partner.items()
            if made.problem.firm[name].holds(certificate, day)
        ]
        made.model.row(holders, low=1.0, rule=Rule.CERTIFICATES_ANY.value, subject=certificate)


def _places(made: Formulation) -> None:
    policy = made.problem.policy
    if not made.problem.total_value:
        return
    if policy.local is not None and policy.local.min_share:
        least, regions = float(policy.local.min_share), policy.local.regions
        made.model.rows.append(share_row(made, least, local_firms(made, regions), Rule.LOCAL.value, "local"))
    for tag, share in policy.tag_min_share.items():
        bearers = [firm for firm in made.scope.firms if tag in firm.tags]
        made.model.rows.append(share_row(made, float(share), bearers, Rule.TAG.value, tag))
