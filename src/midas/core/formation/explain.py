"""Why a plan looks as it does: what follows from the problem and the plan alone.

Who carries what and how their price ranks, what kept the others out and by how much, which rules leave no
room. What only another search can tell (the plan without a partner, the saving from a looser rule) is added
by the solver layer to the values made here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from heapq import nsmallest

from midas.core.demand.matching import Pair, candidates, rejections
from midas.core.demand.requirement import WorkPackage
from midas.core.formation.check import TOLERANCE, limits
from midas.core.formation.limits import Limit, Rule
from midas.core.formation.plan import BindingRule, Explanation, NearMiss, PartnerReason, Plan
from midas.core.formation.problem import FormationProblem
from midas.core.formation.score import NIL, Book, add_up, haulage, score, unit_risk
from midas.core.members.profile import Firm
from midas.core.values.amounts import money_words, price_words
from midas.core.values.units import unit_words
from midas.core.values.words import count, listing, percent, plain

TRIVIAL = frozenset(
    {Rule.DEMAND, Rule.REQUIRE, Rule.EXCLUDE, Rule.BLOCKED, Rule.CONFLICT, Rule.CERTIFICATES_ALL}
)
"""Rules that are met with nothing to spare whenever they are met, so that saying so tells nothing."""

PER_PACKAGE = 5
"""How many near misses of one package are worth telling."""


def explain(problem: FormationProblem, plan: Plan, *, near: bool = True) -> Explanation:
    """The reasons for `plan`, which must keep the rules; nothing in them is re-solved.

    Near misses are the slow part, since every firm is looked at; `near=False` leaves them out.
    """
    return Explanation(
        partners=partner_reasons(problem, plan),
        near_misses=near_misses(problem, plan) if near else (),
        binding=binding_rules(problem, plan),
        summary=summary(problem, plan),
    )


def summary(problem: FormationProblem, plan: Plan) -> str:
    """The plan in a sentence or two."""
    figures = score(problem, plan)
    by_share = sorted(figures.value_shares.items(), key=lambda item: (-item[1], item[0]))
    carried = listing(
        f"{problem.firm[name].label} {percent(round(share, 3))}" for name, share in by_share[:5] if share
    )
    rest = count(len(by_share) - 5, "other") if len(by_share) > 5 else ""
    packages = count(len(problem.work_packages), "work package")
    return (
        f"{count(len(by_share), 'partner')} {'does' if len(by_share) == 1 else 'do'} {packages}"
        f" for {money_words(figures.cost.total, problem.currency)},"
        f" with an expected loss of {money_words(figures.risk, problem.currency)}."
        f" Shares of the value: {carried}{f' and {rest}' if rest else ''}."
    )


def partner_reasons(problem: FormationProblem, plan: Plan) -> tuple[PartnerReason, ...]:
    """Why each partner is in, largest share first, ties by id."""
    book, figures, ranks = add_up(plan), score(problem, plan), price_ranks(problem)
    order = sorted(book.partners, key=lambda name: (-figures.value_shares[name], name))
    return tuple(_partner_reason(problem, book, problem.firm[name], ranks) for name in order)


def priced(
    problem: FormationProblem,
    reason: PartnerReason,
    objective: float,
    without: float | None,
    *,
    proven: bool = True,
) -> PartnerReason:
    """The reason with what a search without the partner found: its objective, or `None` for no plan.

    Unless it is `proven`, nothing is said of the best plan without the partner, only of the one that was found.
    """
    if without is None:
        words = "no plan is possible without it"
    else:
        extra = Fraction(without) - Fraction(objective)
        money = money_words(abs(extra), problem.currency)
        if extra < 0:
            words = f"there is a plan without it that costs {money} less"
        elif proven:
            words = f"without it the best plan would cost {money} more"
        else:
            words = f"there is a plan without it that costs {money} more, and perhaps a cheaper one"
    message = f"{reason.part}; {words}"
    return replace(reason, resolved=True, without=without, proven=proven, message=message)


def price_ranks(problem: FormationProblem) -> dict[str, dict[str, tuple[int, int]]]:
    """Per package, each eligible firm's place by its lowest unit price, ties sharing one, and of how many."""
    lowest: dict[str, dict[str, Fraction]] = {package.id: {} for package in problem.work_packages}
    for pair in problem.pairs:
        prices, price = lowest[pair.package.id], Fraction(pair.offering.unit_price)
        prices[pair.firm.id] = min(price, prices.get(pair.firm.id, price))
    return {package: _places(prices) for package, prices in lowest.items()}


def binding_rules(problem: FormationProblem, plan: Plan) -> tuple[BindingRule, ...]:
    """The rules that leave no room, in the order of the reference page."""
    book, tolerance = add_up(plan), Fraction(TOLERANCE)
    return tuple(
        BindingRule(limit.rule.value, limit.subject, limit.message)
        for limit in limits(problem, book, score(problem, plan))
        if _tells(limit) and abs(limit.excess) <= limit.margin(tolerance)
    )


def near_misses(
    problem: FormationProblem, plan: Plan, per_package: int = PER_PACKAGE
) -> tuple[NearMiss, ...]:
    """The firms that could almost have been in: the nearest few of each package, eligible ones first.

    The eligible come by what they would cost per unit with all that comes with them; the filtered by how many
    filters stopped them, then by price.
    """
    book = add_up(plan)
    found = candidates(problem.work_packages, problem.firms)
    return tuple(
        miss
        for package, offered in found
        for miss in _missed(problem, book, package, [Pair(package, *each) for each in offered], per_package)
    )


def all_in_price(problem: FormationProblem, pair: Pair) -> Fraction:
    """The unit cost if this offering did the package alone: goods, set-up, engagement, haulage, risk."""
    once = pair.offering.set_up + pair.firm.engagement_cost + haulage(problem, pair.firm, pair.package)
    risk = Fraction(problem.policy.risk_price) * unit_risk(problem, pair.firm, pair.package)
    return Fraction(pair.offering.unit_price) + once / Fraction(pair.package.quantity) + risk


def _places(prices: dict[str, Fraction]) -> dict[str, tuple[int, int]]:
    place: dict[Fraction, int] = {}
    for index, price in enumerate(sorted(prices.values())):
        place.setdefault(price, index + 1)
    return {firm: (place[price], len(prices)) for firm, price in prices.items()}


def _partner_reason(
    problem: FormationProblem, book: Book, firm: Firm, ranks: dict[str, dict[str, tuple[int, int]]]
) -> PartnerReason:
    done = {package: part for (name, package), part in book.by_firm_and_package().items() if name == firm.id}
    placed = tuple((package, *ranks[package][firm.id]) for package in done if firm.id in ranks[package])
    lines = [(key, quantity) for key, quantity in book.quantities.items() if key[0] == firm.id]
    offerings = firm.offerings
    cost = (
        firm.engagement_cost
        + sum(quantity * Fraction(offerings[key[1]].unit_price) for key, quantity in lines)
        + sum(offerings[key[1]].set_up for key, _ in lines)
        + sum((haulage(problem, firm, problem.package[package]) for package in done), NIL)
    )
    words = listing(
        f"{_part(done[package], problem.package[package])} of {package}"
        f" ({'cheapest' if place == 1 else f'number {place} by price'} of {total})"
        for package, place, total in placed
    )
    part = f"{firm.label} does {words}" if done else f"{firm.label} {_lends(problem, firm)}"
    return PartnerReason(firm.id, tuple(done), placed, float(cost), part=part, message=part)


def _part(quantity: Fraction, package: WorkPackage) -> str:
    share = quantity / Fraction(package.quantity)
    return "all" if share == 1 else percent(round(share, 3))


def _lends(problem: FormationProblem, firm: Firm) -> str:
    """What a partner without work is there for."""
    policy = problem.policy
    lends = [
        *(["is required by the policy"] if firm.id in policy.require else []),
        *(["lends its turnover"] if policy.turnover_multiple is not None and firm.turnover else []),
        *(["is fit to lead"] if policy.need_lead and firm.can_lead else []),
        *(f"holds {name}" for name in policy.certificates_any if firm.holds(name, problem.last_day)),
        *(["is familiar to others"] if any(firm.id in (pair.a, pair.b) for pair in policy.familiar) else []),
    ]
    return listing(lends or ["makes up the number of partners"]) + ", without work of its own"


def _tells(limit: Limit) -> bool:
    """False for rules that say nothing by being tight, such as one firm on a package as the least."""
    floor_of_one = limit.rule in (Rule.MIN_SUPPLIERS, Rule.MIN_PARTNERS) and limit.bound <= 1
    return limit.rule not in TRIVIAL and not floor_of_one


def _missed(
    problem: FormationProblem, book: Book, package: WorkPackage, pairs: list[Pair], most: int
) -> list[NearMiss]:
    """The firms outside the plan whose competency fits the package, nearest first, each once."""
    nearest: dict[str, tuple[int, Fraction, str, Pair]] = {}
    for pair in pairs:
        if pair.firm.id not in book.partners:
            reasons = rejections(package, pair.firm, pair.offering, problem.terms)
            entry = (len(reasons), all_in_price(problem, pair), pair.firm.id, pair)
            nearest[pair.firm.id] = min(entry, nearest.get(pair.firm.id, entry), key=lambda one: one[:2])
    chosen = [pair for pair in pairs if (pair.firm.id, pair.index, package.id) in book.quantities]
    dearest = max((all_in_price(problem, pair) for pair in chosen), default=NIL)
    first = nsmallest(most, nearest.values(), key=lambda one: one[:3])
    return [_near_miss(problem, book, pair, price, dearest) for _, price, _, pair in first]


def _near_miss(
    problem: FormationProblem, book: Book, pair: Pair, price: Fraction, dearest: Fraction
) -> NearMiss:
    """What kept a firm out: filters; else what it would cost; else a rule it runs into."""
    reasons = rejections(pair.package, pair.firm, pair.offering, problem.terms)
    each, currency = unit_words(pair.package.unit, many=False), problem.currency
    costs = f"doing all of {pair.package.id} would cost {price_words(price, currency)} per {each} all told"
    if reasons:
        rule, words = reasons[0].rule.value, "; ".join(reason.message for reason in reasons)
    elif price > dearest:
        extra = price_words(price - dearest, currency)
        rule, words = "price", f"{costs}, {extra} more than the dearest firm on it"
    else:
        spread = "no more than a firm on it; capacity, or what partners already in save, decided"
        rule, words = next(_in_the_way(problem, book, pair), ("combination", f"{costs}, {spread}"))
    return NearMiss(pair.firm.id, pair.package.id, rule, f"{pair.firm.label}: {words}")


def _in_the_way(problem: FormationProblem, book: Book, pair: Pair) -> Iterator[tuple[str, str]]:
    policy, firm = problem.policy, pair.firm
    for conflict in policy.conflicts:
        for other in conflict:
            if firm.id in conflict and other != firm.id and other in book.partners:
                yield Rule.CONFLICT.value, f"it may not be a partner beside {problem.firm[other].label}"
    for group in policy.at_most:
        if firm.id in group.firms and len(set(group.firms) & set(book.partners)) >= group.count:
            yield Rule.AT_MOST.value, f"it is one of a set of which at most {group.count} may be partners"
    if policy.max_partners is not None and len(book.partners) >= policy.max_partners:
        every = f"the plan has all the {policy.max_partners} partners it may have"
        yield Rule.MAX_PARTNERS.value, f"no dearer for {pair.package.id} than a firm on it, but {every}"
    if pair.offering.min_order > pair.package.quantity:
        least, asked = plain(pair.offering.min_order), plain(pair.package.quantity)
        yield Rule.MIN_ORDER.value, f"it takes no order below {least}, and {pair.package.id} is {asked}"
