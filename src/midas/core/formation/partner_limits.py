"""The rules on partners, as rows: who may stand together, what each may carry, what they must amount to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from midas.core.demand.matching import lack
from midas.core.formation.limits import Limit, Rule, Sense
from midas.core.formation.problem import FormationProblem
from midas.core.formation.score import NIL, Book, Score, is_local, value_by_firm
from midas.core.values.amounts import money_words
from midas.core.values.words import count, listing, percent, plain


def partner_limits(problem: FormationProblem, book: Book, figures: Score) -> Iterator[Limit]:
    """A row for every rule of the policy, and for every partner it speaks of."""
    yield from _partner_counts(problem, book)
    yield from _barred(problem, book)
    yield from _together(problem, book)
    yield from _carried(problem, book)
    yield from _standing(problem, figures)
    yield from _held_by_every_partner(problem, book)
    yield from _held_by_some_partner(problem, book)
    yield from _places(problem, book)
    yield from _budget(problem, figures)


def _partner_counts(problem: FormationProblem, book: Book) -> Iterator[Limit]:
    policy, number = problem.policy, Fraction(len(book.partners))
    words = count(len(book.partners), "partner")
    if policy.min_partners:
        at_least = f"{words}, at least {policy.min_partners} needed"
        yield Limit(Rule.MIN_PARTNERS, "", number, Sense.AT_LEAST, Fraction(policy.min_partners), at_least)
    if policy.max_partners is not None:
        at_most = f"{words}, at most {policy.max_partners} allowed"
        yield Limit(Rule.MAX_PARTNERS, "", number, Sense.AT_MOST, Fraction(policy.max_partners), at_most)


def _barred(problem: FormationProblem, book: Book) -> Iterator[Limit]:
    """A required firm is a partner; an excluded or blocked one is none, even without work."""
    for name in dict.fromkeys(problem.policy.require):
        there = Fraction(name in book.partners)
        words = f"{problem.firm[name].label} is required, and is {'' if there else 'not '}a partner"
        yield Limit(Rule.REQUIRE, name, there, Sense.AT_LEAST, Fraction(1), words)
    for name in _idle(book):
        firm = problem.firm[name]
        if name in problem.terms.excluded:
            words = f"{firm.label} is a partner, and the policy excludes it"
            yield Limit(Rule.EXCLUDE, name, Fraction(1), Sense.AT_MOST, NIL, words)
        if firm.blocked:
            words = f"{firm.label} is a partner, and is barred: {listing(firm.blocked)}"
            yield Limit(Rule.BLOCKED, name, Fraction(1), Sense.AT_MOST, NIL, words)


def _together(problem: FormationProblem, book: Book) -> Iterator[Limit]:
    for pair in problem.policy.conflicts:
        both = [problem.firm[name].label for name in pair if name in book.partners]
        words = f"{listing(problem.firm[name].label for name in pair)} may not be partners together"
        yield Limit(Rule.CONFLICT, pair[0], Fraction(len(both)), Sense.AT_MOST, Fraction(1), words)
    for group in problem.policy.at_most:
        chosen = [name for name in dict.fromkeys(group.firms) if name in book.partners]
        among = listing(problem.firm[name].label for name in group.firms)
        words = f"{count(len(chosen), 'partner')} out of {among}, at most {group.count} allowed"
        most = Fraction(group.count)
        yield Limit(Rule.AT_MOST, group.firms[0], Fraction(len(chosen)), Sense.AT_MOST, most, words)


def _carried(problem: FormationProblem, book: Book) -> Iterator[Limit]:
    policy, total, values = problem.policy, problem.total_value, value_by_firm(problem, book)
    for name in book.partners:
        firm, value = problem.firm[name], values.get(name, NIL)
        carries = f"{firm.label} carries {percent(value / total if total else NIL)} of the value"
        if policy.min_value_share is not None and name not in policy.require:
            least = Fraction(policy.min_value_share) * total
            words = f"{carries}, at least {percent(policy.min_value_share)} needed"
            yield Limit(Rule.MIN_VALUE_SHARE, name, value, Sense.AT_LEAST, least, words)
        if policy.share_cap is not None:
            words = f"{carries}, at most {percent(policy.share_cap)} allowed"
            most = Fraction(policy.share_cap) * total
            yield Limit(Rule.SHARE_CAP, name, value, Sense.AT_MOST, most, words)
        if policy.standing_multiple is not None and firm.turnover is not None:
            needed = Fraction(policy.standing_multiple) * value
            words = (
                f"{firm.label} needs a turnover of {money_words(needed, problem.currency)}"
                f" ({plain(policy.standing_multiple)} × the value it carries),"
                f" and has {money_words(firm.turnover, problem.currency)}"
            )
            yield Limit(Rule.STANDING, name, needed, Sense.AT_MOST, Fraction(firm.turnover), words)


def _standing(problem: FormationProblem, figures: Score) -> Iterator[Limit]:
    multiple = problem.policy.turnover_multiple
    if multiple is not None:
        needed = Fraction(multiple) * problem.contract_value
        words = (
            f"the partners turn over {money_words(figures.standing, problem.currency)} together,"
            f" at least {money_words(needed, problem.currency)} needed"
            f" ({plain(multiple)} × the contract value)"
        )
        yield Limit(Rule.TURNOVER, "", Fraction(figures.standing), Sense.AT_LEAST, needed, words)
    if problem.policy.need_lead:
        number = Fraction(len(figures.leads))
        words = f"{count(len(figures.leads), 'partner')} fit to lead, at least 1 needed"
        yield Limit(Rule.LEAD, "", number, Sense.AT_LEAST, Fraction(1), words)


def _idle(book: Book) -> list[str]:
    """The partners without any quantity."""
    with_work = {firm for firm, _, _ in book.quantities}
    return [name for name in book.partners if name not in with_work]


def _held_by_every_partner(problem: FormationProblem, book: Book) -> Iterator[Limit]:
    """A partner with work passed this as a filter, on the last day of each of its packages."""
    for name in _idle(book):
        for certificate in problem.terms.certificates_all:
            firm, day = problem.firm[name], problem.last_day
            if not firm.holds(certificate, day):
                words = f"{firm.label} is a partner, and {lack(firm, certificate, day)}"
                yield Limit(Rule.CERTIFICATES_ALL, name, NIL, Sense.AT_LEAST, Fraction(1), words)


def _held_by_some_partner(problem: FormationProblem, book: Book) -> Iterator[Limit]:
    for certificate in problem.policy.certificates_any:
        holders = [name for name in book.partners if problem.firm[name].holds(certificate, problem.last_day)]
        words = f"{count(len(holders), 'partner')} with {certificate}, at least 1 needed"
        number = Fraction(len(holders))
        yield Limit(Rule.CERTIFICATES_ANY, certificate, number, Sense.AT_LEAST, Fraction(1), words)


def _places(problem: FormationProblem, book: Book) -> Iterator[Limit]:
    values, local = value_by_firm(problem, book), problem.policy.local
    if local is not None and local.min_share:
        mine = {name for name in values if is_local(problem.firm[name], local.regions)}
        who = f"firms in {listing(local.regions)}"
        yield _floor(problem, Rule.LOCAL, "local", values, mine, Fraction(local.min_share), who)
    for tag, least in problem.policy.tag_min_share.items():
        mine = {name for name in values if tag in problem.firm[name].tags}
        yield _floor(problem, Rule.TAG, tag, values, mine, Fraction(least), f"firms marked {tag}")


def _floor(
    problem: FormationProblem,
    rule: Rule,
    subject: str,
    values: Mapping[str, Fraction],
    mine: set[str],
    least: Fraction,
    who: str,
) -> Limit:
    total, carried = problem.total_value, sum((values[name] for name in mine), NIL)
    share = percent(carried / total if total else NIL)
    words = f"{who} carry {share} of the value, at least {percent(least)} needed"
    return Limit(rule, subject, carried, Sense.AT_LEAST, least * total, words)


def _budget(problem: FormationProblem, figures: Score) -> Iterator[Limit]:
    ceiling = problem.policy.ceiling
    if ceiling is not None:
        words = (
            f"the plan costs {money_words(figures.cost.total, problem.currency)},"
            f" at most {money_words(ceiling, problem.currency)} allowed"
        )
        yield Limit(Rule.CEILING, "", figures.cost.total, Sense.AT_MOST, Fraction(ceiling), words)
