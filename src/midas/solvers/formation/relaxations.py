"""What to loosen, in the words of whoever has to ask for it, with amounts rounded to the generous side."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction

from midas.core.formation.limits import Rule
from midas.core.formation.plan import Relaxation
from midas.core.formation.problem import FormationProblem
from midas.core.values.amounts import money_words
from midas.core.values.units import unit_words
from midas.core.values.words import count, listing, percent, plain
from midas.solvers.formation.elastic import LEAST_NEW, Slack
from midas.solvers.formation.reasons import traits

THOUSANDTH = Decimal("0.001")
HUNDREDTH = Decimal("0.01")
CLOSE = 1e-8
"""How far the engine's amounts may be off, as a part of them."""

Words = tuple[float, str]
"""By how much, and the sentence."""


def relaxation(problem: FormationProblem, slack: Slack, by: float) -> Relaxation:
    """The loosening that a slack of `by` stands for."""
    amount, message = _WORDS[slack.rule](problem, slack, by)
    return Relaxation(slack.rule.value, slack.subject, amount, message)


def up(value: float, step: Decimal) -> Decimal:
    """The least multiple of the step that is not below the value, but for an error of floating point."""
    return (Decimal(value * (1 - 1e-7)) / step).to_integral_value(ROUND_CEILING) * step


def _capacity(problem: FormationProblem, slack: Slack, by: float) -> Words:
    package = problem.package[slack.subject]
    if by <= LEAST_NEW * 1.001:
        who = f"one more firm{traits(problem.policy) if slack.favoured else ''}"
        return 1.0, f"{who} for {package.id} that does {package.competency}"
    # Four figures of the quantity, so that nobody is sent to look for 119.99996 hours.
    step = Decimal(1).scaleb(package.quantity.adjusted() - 3)
    more = min(up(by * float(package.quantity), step), package.quantity)
    unit = unit_words(package.unit, many=more != 1)
    who = f"a new firm{traits(problem.policy) if slack.favoured else ''}"
    return float(more), f"{plain(more)} more {unit} of {package.competency} for {package.id}, from {who}"


def _local(problem: FormationProblem, slack: Slack, by: float) -> Words:
    local = problem.policy.local
    regions, least = (local.regions, local.min_share) if local else ((), Decimal(0))
    less, new = _less(least, by)
    return (
        less,
        f"let firms in {listing(regions)} carry {percent(new)} of the value instead of {percent(least)}",
    )


def _tag(problem: FormationProblem, slack: Slack, by: float) -> Words:
    least = problem.policy.tag_min_share[slack.subject]
    less, new = _less(least, by)
    who = f"firms marked {slack.subject}"
    return less, f"let {who} carry {percent(new)} of the value instead of {percent(least)}"


def _share_cap(problem: FormationProblem, slack: Slack, by: float) -> Words:
    most = problem.policy.share_cap or Decimal(0)
    more = up(by, THOUSANDTH)
    new = percent(min(most + more, Decimal(1)))
    return float(more), f"let one partner carry up to {new} of the value instead of {percent(most)}"


def _min_value_share(problem: FormationProblem, slack: Slack, by: float) -> Words:
    least = problem.policy.min_value_share or Decimal(0)
    less, new = _less(least, by)
    return less, f"let a partner carry as little as {percent(new)} of the value instead of {percent(least)}"


def _standing(problem: FormationProblem, slack: Slack, by: float) -> Words:
    old = problem.policy.standing_multiple or Decimal(0)
    new = max(old - up(float(old) * (1 - 1 / (1 + by)), HUNDREDTH), Decimal(0))
    words = f"ask for a turnover of {plain(new)} × the value a partner carries instead of {plain(old)} ×"
    return float(old - new), words


def _turnover(problem: FormationProblem, slack: Slack, by: float) -> Words:
    old = problem.policy.turnover_multiple or Decimal(0)
    new = max(old - up(float(old) * by, HUNDREDTH), Decimal(0))
    words = f"ask for a turnover of {plain(new)} × the contract value together instead of {plain(old)} ×"
    if not new:
        words = f"ask for no turnover together instead of {plain(old)} × the contract value"
    return float(old - new), words


def higher_ceiling(problem: FormationProblem, new: int) -> Relaxation:
    """The loosening of the ceiling to an amount in whole minor units."""
    old = problem.policy.ceiling or 0
    before, after = (money_words(Fraction(amount), problem.currency) for amount in (old, new))
    return Relaxation(Rule.CEILING.value, "", float(new - old), f"raise the ceiling from {before} to {after}")


def _ceiling(problem: FormationProblem, slack: Slack, by: float) -> Words:
    old = problem.policy.ceiling or 0
    needed = old + by * max(old, 1)
    one = higher_ceiling(problem, math.ceil(needed * (1 + CLOSE)))
    return one.amount, one.message


def _min_partners(problem: FormationProblem, slack: Slack, by: float) -> Words:
    old = problem.policy.min_partners
    return float(round(by)), f"ask for {count(old - round(by), 'partner')} instead of {old}"


def _max_partners(problem: FormationProblem, slack: Slack, by: float) -> Words:
    old = problem.policy.max_partners or 0
    return float(round(by)), f"allow {count(old + round(by), 'partner')} instead of {old}"


def _min_suppliers(problem: FormationProblem, slack: Slack, by: float) -> Words:
    old = problem.package[slack.subject].min_suppliers
    return float(round(by)), f"ask for {count(old - round(by), 'firm')} on {slack.subject} instead of {old}"


def _max_suppliers(problem: FormationProblem, slack: Slack, by: float) -> Words:
    old = problem.package[slack.subject].max_suppliers or 0
    return float(round(by)), f"allow {count(old + round(by), 'firm')} on {slack.subject} instead of {old}"


def _min_split(problem: FormationProblem, slack: Slack, by: float) -> Words:
    least = problem.package[slack.subject].min_split
    less, new = _less(least, by)
    return less, f"let a firm do as little as {percent(new)} of {slack.subject} instead of {percent(least)}"


def _at_most(problem: FormationProblem, slack: Slack, by: float) -> Words:
    among = listing(problem.firm[name].label for name in slack.firms)
    return float(round(by)), f"allow {round(by)} more of {among} to be partners"


def _conflict(problem: FormationProblem, slack: Slack, by: float) -> Words:
    return 1.0, f"let {listing(problem.firm[name].label for name in slack.firms)} be partners together"


def _require(problem: FormationProblem, slack: Slack, by: float) -> Words:
    return 1.0, f"do without {problem.firm[slack.subject].label}, which the policy requires"


def _lead(problem: FormationProblem, slack: Slack, by: float) -> Words:
    return 1.0, "do without a partner fit to lead"


def _certificate(problem: FormationProblem, slack: Slack, by: float) -> Words:
    return 1.0, f"do without a partner that holds {slack.subject}"


def _less(least: Decimal, by: float) -> tuple[float, Decimal]:
    """How much less of a share is asked for, and what is then asked for."""
    new = max(least - up(by, THOUSANDTH), Decimal(0))
    return float(least - new), new


_WORDS: dict[Rule, Callable[[FormationProblem, Slack, float], Words]] = {
    Rule.CAPACITY: _capacity,
    Rule.LOCAL: _local,
    Rule.TAG: _tag,
    Rule.SHARE_CAP: _share_cap,
    Rule.MIN_VALUE_SHARE: _min_value_share,
    Rule.STANDING: _standing,
    Rule.TURNOVER: _turnover,
    Rule.CEILING: _ceiling,
    Rule.MIN_PARTNERS: _min_partners,
    Rule.MAX_PARTNERS: _max_partners,
    Rule.MIN_SUPPLIERS: _min_suppliers,
    Rule.MAX_SUPPLIERS: _max_suppliers,
    Rule.MIN_SPLIT: _min_split,
    Rule.AT_MOST: _at_most,
    Rule.CONFLICT: _conflict,
    Rule.REQUIRE: _require,
    Rule.LEAD: _lead,
    Rule.CERTIFICATES_ANY: _certificate,
}
