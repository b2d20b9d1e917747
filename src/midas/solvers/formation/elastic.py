"""A program whose rules give: what a rule asks for may be missed, at a price, by a slack column.

Whatever the slacks of one solution say, taken together, makes the problem feasible. A shortage stands for a firm
not yet in the problem that does so much of the package at the usual price: it counts as a supplier and as a
partner, it carries value, and it is neither local nor bears any tag unless that is asked of it. Slacks are priced so
that 1 is a great deal: a whole package, the whole value, as much again; and one loosening is better than several.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from midas.core.formation.limits import Rule
from midas.core.formation.problem import FormationProblem
from midas.core.formation.remaining import Remaining
from midas.solvers.formation.begun import add_begun_rows
from midas.solvers.formation.exact import formulate
from midas.solvers.formation.formulation import Formulation, Term
from midas.solvers.formation.lines import scope_of
from midas.solvers.formation.model import INFINITY, Floats, Model, Row

EACH = 0.1
"""The price of loosening one more thing at all, beside 1 for a great deal of it."""

NEW_FIRM = 0.3
"""The same for a new firm: to find one is harder than to ask for a rule."""

MOST = 1e4
"""A continuous slack goes no further than this many times its limit."""

LEAST_NEW = 0.01
"""The least part of a package that a new firm would do."""

COUNTS = {Rule.MIN_PARTNERS, Rule.MAX_PARTNERS, Rule.MIN_SUPPLIERS, Rule.AT_MOST, Rule.CONFLICT}
YES_OR_NO = {Rule.LEAD, Rule.CERTIFICATES_ANY}
SHARES = {Rule.LOCAL, Rule.TAG, Rule.TURNOVER, Rule.CEILING}


@dataclass(frozen=True)
class Slack:
    """How far a rule is missed: the column's value, in what the rule counts or as a part of its limit.

    `firms` are those that a rule on a set of partners is about; `favoured` is a new firm that is local and bears
    every tag that a share is asked for.
    """

    rule: Rule
    subject: str
    column: int
    firms: tuple[str, ...] = ()
    favoured: bool = False


@dataclass
class Elastic:
    """The program, and its slacks."""

    problem: FormationProblem
    made: Formulation
    slacks: list[Slack] = field(default_factory=list)
    favoured: bool = False

    @property
    def kinds(self) -> list[Rule]:
        """The rules that can give."""
        return list(dict.fromkeys(slack.rule for slack in self.slacks))

    def only(self, kinds: Sequence[Rule]) -> Model:
        """The program in which only some rules give."""
        held = {slack.column for slack in self.slacks if slack.rule not in kinds}
        return self.made.model.without(held)

    def missed(self, values: Floats) -> list[tuple[Slack, float]]:
        """What a solution misses, and by how much."""
        return [(slack, values[slack.column]) for slack in self.slacks if values[slack.column] > 1e-7]

    def slack(
        self,
        rule: Rule,
        subject: str = "",
        *,
        price: float = 1.0,
        most: float = 1.0,
        whole: bool = False,
        firms: tuple[str, ...] = (),
        each: float = EACH,
    ) -> int:
        """A new slack column; the next one is the switch that prices its being used at all."""
        model = self.made.model
        column, switch = model.column(price, high=most, whole=whole), model.column(each, whole=True)
        model.row([(column, 1.0 / most), (switch, -1)], high=0.0)
        self.slacks.append(Slack(rule, subject, column, firms, self.favoured and rule is Rule.CAPACITY))
        return column


def elastic(problem: FormationProblem, *, favoured: bool = False) -> Elastic:
    """The program of a problem with every rule loose, in which nothing costs but that.

    New firms are neither local nor bear any tag, unless they are `favoured`: then they count for every such share.
    """
    made = formulate(
        scope_of(_bare(problem), spare=len(problem.work_packages)), all_partners=True, all_places=True
    )
    loose = Elastic(problem, made, favoured=favoured)
    rows, made.model.rows = made.model.rows, []
    made.model.cost, made.model.money = [0.0] * len(made.model.cost), 1.0
    short = _shortages(loose)
    for row in rows:
        made.model.rows.append(_loose(loose, row, short))
    _splits(loose, short)
    _carried(loose, short)
    for name in dict.fromkeys(problem.policy.require):
        missing = loose.slack(Rule.REQUIRE, name, whole=True)
        made.model.row([(column, 1) for column in _partner(made, name)] + [(missing, 1)], low=1.0)
    if isinstance(problem, Remaining):
        add_begun_rows(made, problem)
    return loose


def _bare(problem: FormationProblem) -> FormationProblem:
    """The problem without the rules that shape the columns themselves; those come back as loose rows."""
    policy = replace(problem.policy, share_cap=None, standing_multiple=None, min_value_share=None, require=())
    packages = tuple(replace(one, max_suppliers=None, min_split=Decimal(0)) for one in problem.work_packages)
    return replace(problem, policy=policy, work_packages=packages)


def _partner(made: Formulation, name: str) -> list[int]:
    return [made.partner[name]] if name in made.partner else []


def _shortages(loose: Elastic) -> dict[str, tuple[int, int]]:
    """Per package, the part that a new firm would do, and whether there is one."""
    problem, found = loose.problem, {}
    for package in problem.work_packages:
        value = float(problem.values[package.id] / problem.total_value) if problem.total_value else 0.0
        price = (value + 1 / len(problem.work_packages)) / 2
        part = loose.slack(Rule.CAPACITY, package.id, price=price, each=NEW_FIRM)
        there = part + 1
        loose.made.model.row([(part, 1), (there, -LEAST_NEW)], low=0.0)
        found[package.id] = part, there
    return found


def _loose(loose: Elastic, row: Row, short: dict[str, tuple[int, int]]) -> Row:
    """A row as it was, with its slack, and with the new firms in what they count for."""
    extra: list[tuple[int, float]] = []
    if row.rule == Rule.DEMAND:
        extra.append((short[row.subject][0], 1.0))
    if row.rule == Rule.MIN_SUPPLIERS:
        extra.append((short[row.subject][1], 1.0))
    if row.rule in (Rule.MIN_PARTNERS, Rule.MAX_PARTNERS):
        extra += [(switch, 1.0) for _, switch in short.values()]
    if loose.favoured and row.rule in (Rule.LOCAL, Rule.TAG):
        worth, total = loose.problem.values, loose.problem.total_value
        extra += [(part, float(worth[name] / total)) for name, (part, _) in short.items() if worth[name]]
    if row.rule == Rule.CEILING:
        unit = float(max(loose.problem.policy.ceiling or 0, 1))
        extra += [(part, _usual_price(loose, name) / unit) for name, (part, _) in short.items()]
    if row.rule in COUNTS | YES_OR_NO | SHARES:
        extra.append((_row_slack(loose, row), 1.0 if row.high == INFINITY else -1.0))
    return row._replace(terms=(*row.terms, *extra))


def _usual_price(loose: Elastic, package: str) -> float:
    """What a new firm would take for a whole package: what the package is worth, or else what the cheapest takes."""
    lines = loose.made.scope.by_package[package]
    cheapest = min((loose.made.scope.lines[line].goods for line in lines), default=Fraction(0))
    return float(loose.problem.values[package] or cheapest)


def _row_slack(loose: Elastic, row: Row) -> int:
    rule, limit = Rule(row.rule), row.low if row.high == INFINITY else row.high
    if rule in COUNTS:
        most = float(len(loose.problem.firms) + len(loose.problem.work_packages))
        names = {column: name for name, column in loose.made.partner.items()}
        firms = (
            tuple(names[column] for column, _ in row.terms) if rule in (Rule.AT_MOST, Rule.CONFLICT) else ()
        )
        price = 1.0 / max(limit, 1.0)
        return loose.slack(rule, row.subject, price=price, most=most, whole=True, firms=firms)
    if rule in YES_OR_NO:
        return loose.slack(rule, row.subject, whole=True)
    return loose.slack(rule, row.subject, most=MOST if rule is Rule.CEILING else 1.0)


def _splits(loose: Elastic, short: dict[str, tuple[int, int]]) -> None:
    """How many firms there may be on a package, and how little of it each may do."""
    made, model = loose.made, loose.made.model
    for package in loose.problem.work_packages:
        part, there = short[package.id]
        places = [place for place in made.on if place[1] == package.id]
        if package.max_suppliers is not None:
            most, number = float(len(places) + 1), float(package.max_suppliers)
            over = loose.slack(Rule.MAX_SUPPLIERS, package.id, price=1 / number, most=most, whole=True)
            model.row([*((made.on[place], 1) for place in places), (there, 1), (over, -1)], high=number)
        if package.min_split:
            under, least = loose.slack(Rule.MIN_SPLIT, package.id), Fraction(package.min_split)
            for place in places:
                done = made.parts(made.scope.places[place])
                model.row([*done, (made.on[place], -least), (under, 1)], low=0.0)
            model.row([(part, 1), (there, -least), (under, 1)], low=0.0)


def _carried(loose: Elastic, short: dict[str, tuple[int, int]]) -> None:
    """What each partner may carry at most, by rule and by its turnover, and must carry at least."""
    policy, total, made = loose.problem.policy, loose.problem.total_value, loose.made
    if not total:
        return
    by_firm = {firm.id: made.value(made.scope.by_firm[firm.id]) for firm in made.scope.firms}
    new: list[tuple[Term, int]] = [
        ((part, loose.problem.values[name] / total), there) for name, (part, there) in short.items()
    ]
    if policy.share_cap is not None:
        cap, over = float(policy.share_cap), loose.slack(Rule.SHARE_CAP)
        for terms in [*by_firm.values(), *([term] for term, _ in new)]:
            made.model.row([*terms, (over, -1)], high=cap)
    if policy.standing_multiple:
        beyond = loose.slack(Rule.STANDING, most=MOST)
        for name, terms in by_firm.items():
            turnover = loose.problem.firm[name].turnover
            if turnover is not None:
                most = turnover / Fraction(policy.standing_multiple) / total
                made.model.row([*terms, (beyond, -most)], high=float(most))
    if policy.min_value_share:
        under, least = loose.slack(Rule.MIN_VALUE_SHARE), Fraction(policy.min_value_share)
        for name in (name for name in by_firm if name not in policy.require):
            made.model.row([*by_firm[name], (made.partner[name], -least), (under, 1)], low=0.0)
        for term, there in new:
            made.model.row([term, (there, -least), (under, 1)], low=0.0)
