"""Why a plan is as it is, as far as only another search can tell: nothing here is guessed, all is solved again.

Without each partner; with each tight rule looser by a unit; with other prices and reliabilities, in one direction for
the partners or the others, and drawn at random for everybody. What a search does not prove in its share of the time is
left out, or told as what was found and no more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from random import Random

from midas.core.formation.check import check
from midas.core.formation.explain import explain, priced
from midas.core.formation.held import with_values_held
from midas.core.formation.plan import BindingRule, Explanation, PartnerReason, Plan, Robustness, Status
from midas.core.formation.problem import FormationProblem
from midas.core.members.profile import Firm
from midas.core.values.amounts import money_words
from midas.core.values.words import count, listing, percent
from midas.solvers.formation.exact import Answer, answer, formulate
from midas.solvers.formation.formulation import Formulation
from midas.solvers.formation.lines import scope_of
from midas.solvers.formation.loosen import loosened
from midas.solvers.formation.pace import Clock, Reporter
from midas.solvers.formation.quantities import Settled

SAME = 1e-6
"""Objectives closer than this part of themselves are the same."""

PROVEN = 1e-5
"""With a gap of no more than this a plan is spoken of as the best."""

DRAWS = 10
"""How many times everybody's prices, and reliabilities, are drawn at random."""

NEAR = 0.01
"""A plan this close to the best of a draw is as good as the best."""

NEAR_GAP = 0.001
"""How close to the best of its kind a plan to start from has to come."""

DRAW_GAP = 0.002
"""How close to the best of a draw a search has to come."""

Change = tuple[str, str, Callable[[Firm, bool], Firm]]
"""A change: its name, what it is in words, and what it makes of a firm that is, or is not, a partner."""


Drawn = tuple[str, str, Callable[[Firm, Random], Firm]]
"""A change at random: its name, what it is in words, and what a draw makes of a firm."""


WITHOUT, LOOSER, CHANGED, DRAWN = 2.0, 1.0, 4.0, 0.5
"""How the time is divided: a share for each question of a kind."""


@dataclass
class _Questions:
    """Searches that share what is left of the time, each told as it starts."""

    clock: Clock
    seed: int
    gap: float
    reporter: Reporter
    shares: float
    asked: float = 0.0

    def seconds(self, share: float, words: str) -> float:
        """The time for the next question, which is told."""
        self.reporter.tell(min(self.asked / self.shares, 1.0), words)
        seconds = self.clock.left * min(share / max(self.shares - self.asked, share), 1.0)
        self.asked += share
        return seconds

    def ask(
        self, made: Formulation, seconds: float, *, start: Plan | None = None, gap: float | None = None
    ) -> Answer:
        """The answer to one program, from the plan to start with."""
        gap = min(self.gap, PROVEN) if gap is None else gap
        return answer(made, seconds=seconds, seed=self.seed, gap=gap, start=start)


def explain_by_searching(
    problem: FormationProblem,
    plan: Plan,
    *,
    clock: Clock,
    seed: int = 0,
    gap: float = 1e-6,
    reporter: Reporter,
) -> Explanation:
    """The reasons for the best plan. What there is no time for stays as the core explains it, unsolved."""
    best, known = Settled(plan, check(problem, plan)), explain(problem, plan)
    kinds = _draws(problem)
    shares = WITHOUT * len(known.partners) + LOOSER * len(known.binding) + CHANGED * len(_changes(problem))
    questions = _Questions(clock, seed, gap, reporter, shares + DRAWN * DRAWS * len(kinds))
    partners = _without_each(problem, best, known.partners, questions)
    return replace(
        known,
        partners=partners,
        binding=tuple(_saving(problem, best, rule, questions) for rule in known.binding),
        robustness=(
            *_after_loss(problem, partners),
            *_after_changes(problem, best, questions),
            *(found for kind in kinds for found in _after_draws(problem, best, kind, questions)),
        ),
    )


def _without_each(
    problem: FormationProblem, best: Settled, reasons: tuple[PartnerReason, ...], questions: _Questions
) -> tuple[PartnerReason, ...]:
    made = formulate(scope_of(problem), all_partners=True)
    return tuple(_without(made, best, reason, questions) for reason in reasons)


def _without(made: Formulation, best: Settled, reason: PartnerReason, questions: _Questions) -> PartnerReason:
    """The reason with what a search without the partner came to; as it is for a partner the policy requires.

    First comes a plan of the other partners and whoever can do what it did: found at once, and a start for the search.
    """
    problem = made.problem
    if reason.firm in problem.policy.require or not questions.clock.left:
        return reason
    clock = Clock(questions.seconds(WITHOUT, f"the plan without {problem.firm[reason.firm].label}"))
    without = replace(made, model=made.model.without({made.partner[reason.firm]}))
    near = replace(without, model=without.model.without(_far_off(made, best.plan, reason.firm)))
    mended = questions.ask(near, clock.left / 2, gap=NEAR_GAP)
    found = questions.ask(without, clock.left, start=mended.plan)
    if found.status is Status.INFEASIBLE:
        return priced(problem, reason, best.objective, None)
    objectives = [one.objective for one in (mended, found) if one.objective is not None]
    if not objectives:
        return reason
    least, proven = min(objectives), found.gap is not None and found.gap <= PROVEN
    if abs(least - best.objective) <= SAME * abs(best.objective):
        least = best.objective
    return priced(problem, reason, best.objective, least, proven=proven)


def _far_off(made: Formulation, plan: Plan, lost: str) -> set[int]:
    """The columns of lines by which no partner of the plan, and nobody on a package of the lost one, does anything."""
    open_ = {entry.work_package for entry in plan.allocations if entry.firm == lost}
    partners = set(plan.partners)
    return {
        column
        for column, line in zip(made.x, made.scope.lines, strict=True)
        if line.firm.id not in partners and line.package.id not in open_
    }


def _saving(
    problem: FormationProblem, best: Settled, rule: BindingRule, questions: _Questions
) -> BindingRule:
    """The rule with what loosening it by one unit saves."""
    looser = loosened(problem, rule.rule, rule.subject)
    if looser is None or not questions.clock.left:
        return rule
    changed, words = looser
    seconds = questions.seconds(LOOSER, f"a looser rule: {words}")
    found = questions.ask(formulate(scope_of(changed)), seconds, start=best.plan)
    if found.objective is None or found.gap is None or found.gap > PROVEN:
        return rule
    # A plan that keeps the tighter rule too owes nothing to the looser one.
    owed = found.plan is not None and not check(problem, found.plan).ok
    saving = max(best.objective - found.objective, 0.0) if owed else 0.0
    saving = saving if saving > SAME * abs(best.objective) else 0.0
    money = money_words(Fraction(saving), problem.currency) if saving else "nothing"
    return replace(rule, saving=saving, message=f"{rule.message}; {words} would save {money}")


def _after_changes(problem: FormationProblem, best: Settled, questions: _Questions) -> Iterator[Robustness]:
    """Whether the plan is still the best when prices and reliabilities are not what was stated."""
    steady, partners = with_values_held(problem), set(best.plan.partners)
    for name, words, apply in _changes(problem):
        changed = replace(steady, firms=tuple(apply(firm, firm.id in partners) for firm in steady.firms))
        yield from _after_change(changed, best, name, words, questions)


def _after_change(
    changed: FormationProblem, best: Settled, name: str, words: str, questions: _Questions
) -> Iterator[Robustness]:
    verdict, partners = check(changed, best.plan), set(best.plan.partners)
    if not verdict.ok or verdict.score is None:
        broken = listing(dict.fromkeys(violation.message for violation in verdict.violations))
        yield Robustness(name, False, f"{words}, the plan would break a rule: {broken}")
        return
    ours = float(verdict.score.objective)
    seconds = questions.seconds(CHANGED, f"{words}: is the choice the same?")
    found = questions.ask(formulate(scope_of(changed)), seconds, start=best.plan)
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


def _after_loss(problem: FormationProblem, partners: tuple[PartnerReason, ...]) -> Iterator[Robustness]:
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


def _after_draws(
    problem: FormationProblem, best: Settled, kind: Drawn, questions: _Questions
) -> Iterator[Robustness]:
    """In how many draws the plan stays within the rules and, but for `NEAR`, the best. Draws that could not be decided
    in the time do not count."""
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


def _stays(changed: FormationProblem, best: Settled, words: str, questions: _Questions) -> bool | None:
    """True if the plan keeps the rules and is as good as the best; nothing if that could not be decided."""
    verdict = check(changed, best.plan)
    if not verdict.ok or verdict.score is None:
        return False
    ours = float(verdict.score.objective)
    seconds = questions.seconds(DRAWN, words)
    found = questions.ask(formulate(scope_of(changed)), seconds, start=best.plan, gap=DRAW_GAP)
    if found.bound is not None and ours - found.bound <= NEAR * abs(found.bound):
        return True
    if found.objective is not None and ours - found.objective > NEAR * abs(found.objective):
        return False
    return None


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
