"""Whether a plan stays the best when what it rests on is not as stated: searched for again, never guessed.

With one partner less; with other prices and reliabilities, in one direction for the partners or the others; and with
those of everybody drawn at random.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from random import Random

from midas.core.formation.check import check
from midas.core.formation.held import with_values_held
from midas.core.formation.plan import PartnerReason, Robustness
from midas.core.formation.problem import FormationProblem
from midas.core.members.profile import Firm
from midas.core.values.amounts import money_words
from midas.core.values.words import count, listing, percent
from midas.solvers.formation.quantities import Settled
from midas.solvers.formation.questions import PROVEN, SAME, Questions

DRAWS = 10
"""How many times everybody's prices, and reliabilities, are drawn at random."""

NEAR = 0.01
"""A plan this close to the best of a draw is as good as the best."""

DRAW_GAPS = 0.002, PROVEN
"""How close to the best of a draw a search has to come: at first, and where that does not decide."""

CHANGED, DRAWN = 4.0, 0.5
"""How the time is divided: a share for each question of a kind."""

Change = tuple[str, str, Callable[[Firm, bool], Firm]]
"""A change: its name, what it is in words, and what it makes of a firm that is, or is not, a partner."""

Drawn = tuple[str, str, Callable[[Firm, Random], Firm]]
"""A change at random: its name, what it is in words, and what a draw makes of a firm."""


def questions_of(problem: FormationProblem) -> float:
    """The shares of time that the questions here ask for."""
    return CHANGED * len(_changes(problem)) + DRAWN * DRAWS * len(_draws(problem))


def after_loss(problem: FormationProblem, partners: tuple[PartnerReason, ...]) -> Iterator[Robustness]:
    """Whether there is a plan without each partner, of those for whom that was asked."""
    asked = [reason for reason in partners if reason.resolved]
    if not asked:
        return
    lost = [problem.firm[reason.firm].label for reason in asked if reason.without is None]
    if lost:
        yield Robustness(
            "loss of any one partner", False, f"no plan is possible without {listing(lost, 'or')}"
        )
        return
    dearest = problem.firm[max(asked, key=lambda reason: reason.without or 0.0).firm].label
    number = count(len(asked), "partner")
    open_ = [one for one in partners if not one.resolved and one.firm not in problem.policy.require]
    change = f"loss of any one of {number}" if open_ else "loss of any one partner"
    words = (
        f"there is a plan without any one of {number}; the dearest of those plans is that without {dearest}"
    )
    undecided = f"; of {len(open_)} more it was not decided in the time" if open_ else ""
    least = max(reason.without or 0.0 for reason in asked)
    yield Robustness(change, True, f"{words}{undecided}", least)


def after_changes(problem: FormationProblem, best: Settled, questions: Questions) -> Iterator[Robustness]:
    """Whether the plan is still the best when prices and reliabilities are not what was stated."""
    steady, partners = with_values_held(problem), set(best.plan.partners)
    for name, words, apply in _changes(problem):
        changed = replace(steady, firms=tuple(apply(firm, firm.id in partners) for firm in steady.firms))
        yield from _after_change(changed, best, name, words, questions)


def _after_change(
    changed: FormationProblem, best: Settled, name: str, words: str, questions: Questions
) -> Iterator[Robustness]:
    verdict, partners = check(changed, best.plan), set(best.plan.partners)
    if not verdict.ok or verdict.score is None:
        broken = listing(dict.fromkeys(violation.message for violation in verdict.violations))
        yield Robustness(name, False, f"{words}, the plan would break a rule: {broken}")
        return
    ours = float(verdict.score.objective)
    seconds = questions.seconds(CHANGED, f"{words}: is the choice the same?")
    found = questions.ask(changed, seconds, start=best.plan)
    if found.objective is None or found.plan is None:
        return
    proven, gain = found.gap is not None and found.gap <= PROVEN, ours - found.objective
    if gain <= SAME * abs(ours) or set(found.plan.partners) == partners:
        if proven:
            yield Robustness(name, True, f"{words}, the same partners would still be the best", ours)
        return
    better = f"{'' if proven else 'at least '}{money_words(Fraction(gain), changed.currency)}"
    new = listing(changed.firm[firm].label for firm in found.plan.partners if firm not in partners)
    message = f"{words}, a team with {new} would be" if new else f"{words}, fewer partners would be"
    yield Robustness(name, False, f"{message} {better} better", found.objective)


def after_draws(problem: FormationProblem, best: Settled, questions: Questions) -> Iterator[Robustness]:
    """In how many draws the plan stays within the rules and, but for `NEAR`, the best. Draws that could not be decided
    in the time do not count."""
    for kind in _draws(problem):
        yield from _after_draws_of(problem, best, kind, questions)


def _after_draws_of(
    problem: FormationProblem, best: Settled, kind: Drawn, questions: Questions
) -> Iterator[Robustness]:
    name, words, apply = kind
    steady, draw, told = with_values_held(problem), Random(f"{questions.seed} {name}"), []
    for turn in range(DRAWS):
        changed = replace(steady, firms=tuple(apply(firm, draw) for firm in steady.firms))
        if questions.clock.left:
            told.append(_stays(changed, best, f"{words}: draw {turn + 1} of {DRAWS}", questions))
        if told[-1:] in ([], [None]):
            break  # the next ones would not be decided in the time either
    decided = [stays for stays in told if stays is not None]
    if decided:
        kept = sum(decided)
        message = (
            f"in {kept} of {count(len(decided), 'random draw')} of {words}, the plan as it is keeps the rules and"
            f" costs no more than {percent(Fraction(str(NEAR)))} above the least possible"
        )
        yield Robustness(name, kept == len(decided), message, draws=len(decided), kept=kept)


def _stays(changed: FormationProblem, best: Settled, words: str, questions: Questions) -> bool | None:
    """True if the plan keeps the rules and is as good as the best; nothing if that could not be decided."""
    verdict = check(changed, best.plan)
    if not verdict.ok or verdict.score is None:
        return False
    ours = float(verdict.score.objective)
    clock = questions.clock.within(questions.seconds(DRAWN, words))
    for gap in DRAW_GAPS:
        found = questions.ask(changed, clock.left, start=best.plan, gap=gap)
        if found.bound is not None and ours - found.bound <= NEAR * abs(found.bound):
            return True
        if found.objective is not None and ours - found.objective > NEAR * abs(found.objective):
            return False
    return None


def _changes(problem: FormationProblem) -> tuple[Change, ...]:
    """A tenth up or down, where that can matter."""
    prices = (
        ("partners' prices +10 %", "with the partners' prices 10 % higher", _dearer_partners),
        ("others' prices -10 %", "with everybody else's prices 10 % lower", _cheaper_others),
    )
    if not problem.policy.risk_price:
        return prices
    return (
        *prices,
        ("reliability -10 %", "with the partners' reliability 10 % lower", _weaker_partners),
        ("others' reliability +10 %", "with everybody else's reliability 10 % higher", _stronger_others),
    )


def _draws(problem: FormationProblem) -> tuple[Drawn, ...]:
    """What is drawn at random for everybody: prices, and reliabilities where risk has a price."""
    prices = ("prices ±10 %", "everybody's prices within 10 %, up or down", _drawn_prices)
    if not problem.policy.risk_price:
        return (prices,)
    return prices, (
        "reliability ±10 %",
        "everybody's reliability within 10 %, up or down",
        _drawn_reliability,
    )


def _dearer_partners(firm: Firm, partner: bool) -> Firm:
    return _priced_at(firm, Decimal("1.1")) if partner else firm


def _cheaper_others(firm: Firm, partner: bool) -> Firm:
    return firm if partner else _priced_at(firm, Decimal("0.9"))


def _weaker_partners(firm: Firm, partner: bool) -> Firm:
    return _reliable(firm, Decimal("0.9")) if partner else firm


def _priced_at(firm: Firm, factor: Decimal) -> Firm:
    return replace(
        firm, offerings=tuple(replace(one, unit_price=one.unit_price * factor) for one in firm.offerings)
    )


def _stronger_others(firm: Firm, partner: bool) -> Firm:
    return firm if partner else _reliable(firm, Decimal("1.1"))


def _reliable(firm: Firm, factor: Decimal) -> Firm:
    return replace(firm, reliability=min(firm.reliability * factor, Decimal(1)))


def _drawn_prices(firm: Firm, draw: Random) -> Firm:
    offerings = tuple(replace(one, unit_price=one.unit_price * _factor(draw)) for one in firm.offerings)
    return replace(firm, offerings=offerings)


def _drawn_reliability(firm: Firm, draw: Random) -> Firm:
    return _reliable(firm, _factor(draw))


def _factor(draw: Random) -> Decimal:
    """Between 0.9 and 1.1, all alike, to a ten-thousandth."""
    return Decimal(draw.randint(9000, 11000)) / 10000
