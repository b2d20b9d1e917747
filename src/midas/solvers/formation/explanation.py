"""Why a plan is as it is, as far as only another search can tell: nothing here is guessed, all is solved again.

Without each partner; with each tight rule looser by a unit; with other prices and reliabilities. A search that
does not end in proof in its share of the time is left out rather than reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from midas.core.formation.check import check
from midas.core.formation.explain import explain, priced
from midas.core.formation.plan import BindingRule, Explanation, PartnerReason, Plan, Robustness, Status
from midas.core.formation.problem import FormationProblem
from midas.core.members.profile import Firm
from midas.core.values.amounts import money_words, whole
from midas.core.values.words import count, listing
from midas.solvers.formation.exact import Answer, answer, formulate
from midas.solvers.formation.formulation import Formulation
from midas.solvers.formation.lines import scope_of
from midas.solvers.formation.loosen import loosened
from midas.solvers.formation.pace import Clock, Reporter
from midas.solvers.formation.quantities import Settled

SAME = 1e-6
"""Objectives closer than this part of themselves are the same."""

Change = tuple[str, str, Callable[[Firm, bool], Firm]]
"""A change: its name, what it is in words, and what it makes of a firm that is, or is not, a partner."""


@dataclass
class _Questions:
    """Searches that share what is left of the time, each told as it starts."""

    clock: Clock
    seed: int
    gap: float
    reporter: Reporter
    number: int
    asked: int = 0

    def ask(self, made: Formulation, words: str) -> Answer:
        """The answer to one program."""
        self.reporter.tell(self.asked / self.number, words)
        seconds = self.clock.left / max(self.number - self.asked, 1)
        self.asked += 1
        return answer(made, seconds=seconds, seed=self.seed, gap=self.gap)


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
    number = len(known.partners) + len(known.binding) + len(_changes(problem))
    questions = _Questions(clock, seed, gap, reporter, number)
    partners = _without_each(problem, best, known.partners, questions)
    return replace(
        known,
        partners=partners,
        binding=tuple(_saving(problem, best, rule, questions) for rule in known.binding),
        robustness=(
            *_after_loss(problem, partners),
            *_after_changes(problem, best, questions),
        ),
    )


def _without_each(
    problem: FormationProblem, best: Settled, reasons: tuple[PartnerReason, ...], questions: _Questions
) -> tuple[PartnerReason, ...]:
    made = formulate(scope_of(problem), all_partners=True)
    return tuple(_without(made, best, reason, questions) for reason in reasons)


def _without(made: Formulation, best: Settled, reason: PartnerReason, questions: _Questions) -> PartnerReason:
    """The reason with what a search without the partner came to; as it is for a partner the policy requires."""
    problem = made.problem
    if reason.firm in problem.policy.require or not questions.clock.left:
        return reason
    out = {made.partner[reason.firm]}
    found = questions.ask(
        replace(made, model=made.model.without(out)), f"the plan without {problem.firm[reason.firm].label}"
    )
    if found.status is Status.INFEASIBLE:
        return priced(problem, reason, best.objective, None)
    if found.status is Status.OPTIMAL and found.objective is not None:
        return priced(problem, reason, best.objective, max(found.objective, best.objective))
    return reason


def _saving(
    problem: FormationProblem, best: Settled, rule: BindingRule, questions: _Questions
) -> BindingRule:
    """The rule with what loosening it by one unit saves."""
    looser = loosened(problem, rule.rule, rule.subject)
    if looser is None or not questions.clock.left:
        return rule
    changed, words = looser
    found = questions.ask(formulate(scope_of(changed)), f"a looser rule: {words}")
    if found.status is not Status.OPTIMAL or found.objective is None:
        return rule
    saving = max(best.objective - found.objective, 0.0)
    saving = saving if saving > SAME * abs(best.objective) else 0.0
    money = money_words(Fraction(saving), problem.currency) if saving else "nothing"
    return replace(rule, saving=saving, message=f"{rule.message}; {words} would save {money}")


def _after_changes(problem: FormationProblem, best: Settled, questions: _Questions) -> Iterator[Robustness]:
    """Whether the plan is still the best when prices and reliabilities are not what was stated."""
    steady, partners = _with_values_held(problem), set(best.plan.partners)
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
    found = questions.ask(formulate(scope_of(changed)), f"{words}: is the choice the same?")
    if found.status is not Status.OPTIMAL or found.objective is None or found.plan is None:
        return
    if set(found.plan.partners) == partners or ours - found.objective <= SAME * abs(ours):
        yield Robustness(name, True, f"{words}, the same partners would still be the best", ours)
        return
    better = money_words(Fraction(ours - found.objective), changed.currency)
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
    dearest = max(asked, key=lambda reason: reason.without or 0.0)
    label = problem.firm[dearest.firm].label
    words = f"there is a plan without any one of {count(len(asked), 'partner')}; {label} would be missed most"
    yield Robustness("loss of any one partner", True, words, dearest.without)


def _changes(problem: FormationProblem) -> tuple[Change, ...]:
    """A tenth up or down, where that can matter."""
    prices = (
        ("partners' prices +10 %", "with the partners' prices 10 % higher", _dearer_partners),
        ("others' prices -10 %", "with everybody else's prices 10 % lower", _cheaper_others),
    )
    if not problem.policy.risk_price:
        return prices
    return (*prices, ("reliability -10 %", "with the partners' reliability 10 % lower", _weaker_partners))


def _with_values_held(problem: FormationProblem) -> FormationProblem:
    """The problem with what its packages are worth stated, so that a change of prices does not change that."""
    packages = tuple(replace(one, value=whole(problem.values[one.id])) for one in problem.work_packages)
    return replace(problem, work_packages=packages)


def _dearer_partners(firm: Firm, partner: bool) -> Firm:
    return _priced_at(firm, Decimal("1.1")) if partner else firm


def _cheaper_others(firm: Firm, partner: bool) -> Firm:
    return firm if partner else _priced_at(firm, Decimal("0.9"))


def _weaker_partners(firm: Firm, partner: bool) -> Firm:
    return replace(firm, reliability=firm.reliability * Decimal("0.9")) if partner else firm


def _priced_at(firm: Firm, factor: Decimal) -> Firm:
    return replace(
        firm, offerings=tuple(replace(one, unit_price=one.unit_price * factor) for one in firm.offerings)
    )
