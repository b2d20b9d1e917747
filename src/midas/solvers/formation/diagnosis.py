"""Why a problem has no plan, and the least that would change it.

First what can be seen at once (`shortage`). Then each rule is loosened alone as far as it takes and, if no rule alone
is enough, all together: the least of these is what the diagnosis proposes, the others that are enough by themselves
follow. At last each rule is dropped, and the cheapest plan that there would be is searched for. Amounts are rounded to
the generous side, so that what is proposed suffices.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from midas.core.formation.limits import Rule
from midas.core.formation.plan import Almost, Diagnosis, Relaxation
from midas.core.formation.problem import FormationProblem
from midas.core.formation.score import score
from midas.core.values.amounts import money_words
from midas.core.values.words import count, listing
from midas.solvers.formation.dropped import dropped
from midas.solvers.formation.elastic import EACH, Elastic, Slack, elastic
from midas.solvers.formation.exact import answer, formulate
from midas.solvers.formation.highs import Ended, solve
from midas.solvers.formation.lines import Scope, scope_of
from midas.solvers.formation.model import Model
from midas.solvers.formation.pace import Clock, Reporter
from midas.solvers.formation.reasons import needed, recruits
from midas.solvers.formation.relaxations import higher_ceiling, relaxation
from midas.solvers.formation.shortage import TOGETHER, shortage

GAP = 1e-5
"""A proposal this close to the least is near enough."""

ALMOST_GAP = 1e-4
"""A plan this close to the cheapest without a rule is near enough; what it is above is told."""

LOOSENING = 0.5
"""The part of the time that goes into what to loosen; the rest goes into what there would be without a rule."""

NAMED = 6
"""How many partners a sentence names."""


@dataclass(frozen=True)
class _Way:
    """One way out: what to loosen, and how much that is."""

    relaxations: tuple[Relaxation, ...]
    price: float
    favoured: bool = False


def diagnose(
    scope: Scope,
    *,
    clock: Clock,
    seed: int = 0,
    reporter: Reporter,
    known: Diagnosis | None = None,
    terms: FormationProblem | None = None,
) -> Diagnosis:
    """The diagnosis of a problem that has no plan, as far as the time allows.

    `known` is what `shortage` said of it, where it was asked. `terms` is the problem in whose terms to speak, where
    this is what is left of it; then nothing is said of plans without a rule, which would not be plans of the whole.
    """
    known = known or shortage(scope)
    reasons = list(known.reasons) if known else [TOGETHER]
    reporter.tell(0.0, f"no plan is possible: {reasons[0]}")
    share = LOOSENING if terms is None else 1.0
    loose = elastic(scope.problem)
    ways = _ways(loose, terms or scope.problem, Clock(clock.left * share), seed, reporter.stretch(0.0, share))
    ways.sort(key=lambda way: way.price)
    almost = () if terms else _almost(scope.problem, clock, seed, reporter.stretch(LOOSENING, 1.0))
    if reasons == [TOGETHER]:
        reasons = [_too_dear(scope.problem, way) for way in ways if _is_ceiling(way)] or reasons
    reasons += [f"enough instead: {listing(one.message for one in way.relaxations)}" for way in ways[1:]]
    if not ways:
        reasons.append("no loosening that makes a plan possible was found")
    asked = {one.subject: one.amount for way in ways for one in _shortages(way)}
    favoured = {one.subject for way in ways if way.favoured for one in _shortages(way)}
    return Diagnosis(
        reasons=tuple(reasons),
        relaxations=ways[0].relaxations if ways else (),
        recruit=recruits(scope, asked),
        instead=tuple(way.relaxations for way in ways[1:]),
        needed=tuple(needed(scope, asked, favoured)),
        almost=tuple(sorted(almost, key=lambda one: one.objective)),
    )


def _shortages(way: _Way) -> Iterator[Relaxation]:
    return (one for one in way.relaxations if one.rule == Rule.CAPACITY.value)


def _ways(loose: Elastic, terms: FormationProblem, clock: Clock, seed: int, reporter: Reporter) -> list[_Way]:
    """Each rule alone, where that is enough; where none is, the cheapest mixture."""
    # Most rules alone are of no help, and that takes a linear program a moment to see, but a search long.
    reporter.tell(0.0, "which rules would it be enough to loosen alone?")
    models = {kind: loose.only([kind]) for kind in loose.kinds}
    found = _dearer(loose.problem, terms, clock.left / 2, seed)
    priced = {Rule.CEILING} if found else set()
    hopeful = [kind for kind, model in models.items() if kind not in priced and _might_do(model, clock.left)]
    for turn, kind in enumerate(hopeful):
        reporter.tell(turn / (len(hopeful) + 1), f"would it be enough to loosen one rule, {kind.value}?")
        found += _way(loose, terms, models[kind], clock.left / (len(hopeful) + 1 - turn), seed)
    if Rule.CAPACITY not in hopeful:
        found += _favoured(loose.problem, terms, clock, seed)
    return found or _way(loose, terms, loose.made.model, clock.left, seed)


def _dearer(problem: FormationProblem, terms: FormationProblem, seconds: float, seed: int) -> list[_Way]:
    """A higher ceiling, where that alone is enough: what the cheapest plan without one costs, to the penny."""
    ceiling = problem.policy.ceiling
    if ceiling is None or terms is not problem:
        return []
    free = replace(problem, policy=replace(problem.policy, ceiling=None, risk_price=Decimal(0)))
    scope = scope_of(free)
    if shortage(scope) is not None:
        return []
    plan = answer(formulate(scope), seconds=seconds, seed=seed, gap=GAP).plan
    if plan is None:
        return []
    new = math.ceil(score(free, plan).cost.total)
    return [_Way((higher_ceiling(problem, new),), EACH + (new - ceiling) / max(ceiling, 1))]


def _is_ceiling(way: _Way) -> bool:
    return [one.rule for one in way.relaxations] == [Rule.CEILING.value]


def _too_dear(problem: FormationProblem, way: _Way) -> str:
    ceiling = problem.policy.ceiling or 0
    least, most = (
        money_words(Fraction(amount), problem.currency)
        for amount in (ceiling + way.relaxations[0].amount, ceiling)
    )
    return f"the cheapest team that keeps all other rules costs {least}, and the ceiling is {most}"


def _favoured(problem: FormationProblem, terms: FormationProblem, clock: Clock, seed: int) -> list[_Way]:
    """New firms that are local, or marked, where any new firm would not be enough."""
    local = problem.policy.local is not None and problem.policy.local.min_share
    if not (local or problem.policy.tag_min_share):
        return []
    loose = elastic(problem, favoured=True)
    model = loose.only([Rule.CAPACITY])
    if not _might_do(model, clock.left):
        return []
    return [replace(way, favoured=True) for way in _way(loose, terms, model, clock.left / 2, seed)]


def _might_do(model: Model, seconds: float) -> bool:
    return solve(model.relaxed(), seconds=seconds).ended is not Ended.IMPOSSIBLE


def _way(loose: Elastic, terms: FormationProblem, model: Model, seconds: float, seed: int) -> list[_Way]:
    found = solve(model, seconds=seconds, seed=seed, gap=GAP)
    if found.values is None or found.objective is None:
        return []
    missed = [
        (slack, *_restated(terms, loose.problem, slack, by)) for slack, by in loose.missed(found.values)
    ]
    loosened = tuple(relaxation(spoken, slack, by) for slack, spoken, by in missed)
    return [_Way(loosened, found.objective)] if loosened else []


def _restated(
    terms: FormationProblem, problem: FormationProblem, slack: Slack, by: float
) -> tuple[FormationProblem, float]:
    """In whose terms to speak of a slack of a problem that is left of another, and how much it is there."""
    if terms is problem or slack.rule is Rule.CAPACITY:
        return problem, by
    factor = Fraction(1)
    if slack.rule in (Rule.LOCAL, Rule.TAG, Rule.SHARE_CAP, Rule.MIN_VALUE_SHARE):
        factor = problem.total_value / terms.total_value
    if slack.rule is Rule.MIN_SPLIT:
        quantities = [Fraction(one.package[slack.subject].quantity) for one in (problem, terms)]
        factor = quantities[0] / quantities[1]
    if slack.rule is Rule.CEILING:
        factor = Fraction(max(problem.policy.ceiling or 0, 1), max(terms.policy.ceiling or 0, 1))
    return terms, by * float(factor)


def _almost(problem: FormationProblem, clock: Clock, seed: int, reporter: Reporter) -> Iterator[Almost]:
    """The cheapest plan without each rule whose dropping alone gives one."""
    ways = list(dropped(problem))
    for turn, (rule, words, changed) in enumerate(ways):
        if not clock.left:
            return
        reporter.tell(turn / len(ways), f"what would there be without {words}?")
        scope = scope_of(changed)
        if shortage(scope) is not None:
            continue
        found = answer(formulate(scope), seconds=clock.left / (len(ways) - turn), seed=seed, gap=ALMOST_GAP)
        if found.plan is not None and found.objective is not None:
            partners = _partners(changed, found.plan.partners)
            money = money_words(Fraction(found.objective), problem.currency)
            priced = " with risk priced in" if problem.policy.risk_price else ""
            message = f"without {words} there is a plan for {money}{priced}: {partners}"
            yield Almost(rule, found.plan, found.objective, found.gap, message)


def _partners(problem: FormationProblem, names: tuple[str, ...]) -> str:
    labels = [problem.firm[name].label for name in names]
    rest = len(labels) - NAMED
    shown = labels if rest <= 0 else [*labels[:NAMED], count(rest, "other")]
    return f"{count(len(labels), 'partner')}, {listing(shown)}"
