"""The reasons for a plan as far as only another search can tell: nothing here is guessed, all is solved again.

Without each partner, and with each tight rule looser by a unit; `robustness` asks what other prices and reliabilities
would change. What a search does not prove in its share of the time is left out, or told as what was found and no more.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from midas.core.formation.check import check
from midas.core.formation.explain import explain, priced
from midas.core.formation.plan import BindingRule, Explanation, PartnerReason, Plan, Status
from midas.core.formation.problem import FormationProblem
from midas.core.values.amounts import money_words
from midas.solvers.formation.formulation import Formulation
from midas.solvers.formation.loosen import loosened
from midas.solvers.formation.model import INFINITY, Row
from midas.solvers.formation.pace import Clock, Reporter
from midas.solvers.formation.quantities import Settled
from midas.solvers.formation.questions import PROVEN, SAME, Questions
from midas.solvers.formation.robustness import after_changes, after_draws, after_loss, questions_of
from midas.solvers.formation.root import Root

WITHOUT, LOOSER = 2.0, 1.0
"""How the time is divided: a share for each question of a kind."""


def explain_by_searching(
    problem: FormationProblem,
    plan: Plan,
    *,
    clock: Clock,
    seed: int = 0,
    gap: float = 1e-6,
    reporter: Reporter,
    root: Root | None = None,
) -> Explanation:
    """The reasons for the best plan. What there is no time for stays as the core explains it, unsolved.

    `root` is the bound that the search for the best was based on, if it was.
    """
    best, known = Settled(plan, check(problem, plan)), explain(problem, plan)
    shares = WITHOUT * len(known.partners) + LOOSER * len(known.binding) + questions_of(problem)
    questions = Questions(clock, seed, gap, reporter, shares, root=root)
    partners = tuple(_without(problem, best, reason, questions) for reason in known.partners)
    return replace(
        known,
        partners=partners,
        binding=tuple(_saving(problem, best, rule, questions) for rule in known.binding),
        robustness=(
            *after_loss(problem, partners),
            *after_changes(problem, best, questions),
            *after_draws(problem, best, questions),
        ),
    )


def _without(
    problem: FormationProblem, best: Settled, reason: PartnerReason, questions: Questions
) -> PartnerReason:
    """The reason with what a search without the partner came to; as it is for a partner the policy requires."""
    if reason.firm in problem.policy.require:
        return reason
    unknown = replace(
        reason, message=f"{reason.part}; what a team without it costs was not worked out in the time"
    )
    if not questions.clock.left:
        return unknown
    seconds = questions.seconds(WITHOUT, f"the plan without {problem.firm[reason.firm].label}")
    found = questions.ask(problem, seconds, rules=lambda made: _left_out(made, reason.firm))
    if found.status is Status.INFEASIBLE:
        return priced(problem, reason, best.objective, None)
    if found.objective is None:
        return unknown
    least, proven = found.objective, found.gap is not None and found.gap <= PROVEN
    if abs(least - best.objective) <= SAME * abs(best.objective):
        least = best.objective
    return priced(problem, reason, best.objective, least, proven=proven)


def _left_out(made: Formulation, firm: str) -> list[Row]:
    """The firm is no partner, as a row of a program."""
    column = made.partner.get(firm)
    return [] if column is None else [Row(((column, 1.0),), -INFINITY, 0.0, "left out")]


def _saving(problem: FormationProblem, best: Settled, rule: BindingRule, questions: Questions) -> BindingRule:
    """The rule with what loosening it by one unit saves."""
    looser = loosened(problem, rule.rule, rule.subject)
    if looser is None or not questions.clock.left:
        return rule
    changed, words = looser
    seconds = questions.seconds(LOOSER, f"a looser rule: {words}")
    found = questions.ask(changed, seconds, start=best.plan)
    if found.objective is None or found.gap is None or found.gap > PROVEN:
        return rule
    # A plan that keeps the tighter rule too owes nothing to the looser one.
    owed = found.plan is not None and not check(problem, found.plan).ok
    saving = max(best.objective - found.objective, 0.0) if owed else 0.0
    saving = saving if saving > SAME * abs(best.objective) else 0.0
    money = money_words(Fraction(saving), problem.currency) if saving else "nothing"
    return replace(rule, saving=saving, message=f"{rule.message}; {words} would save {money}")
