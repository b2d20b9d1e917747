"""Somebody steps in: the least-change repair of a running plan whose partner has failed.

Searched for in that order: is there a plan in which no partner that stays loses anything; if not, how few of them
must lose how little; and of the plans with that least change, which is the cheapest. All of it on the problem that is
left (`midas.core.formation.remaining`), so that every plan is judged by the checker there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from midas.core.formation.check import check
from midas.core.formation.plan import Allocation, Plan, Status
from midas.core.formation.problem import FormationProblem
from midas.core.formation.remaining import Remaining, remaining
from midas.core.formation.score import NIL, add_up
from midas.core.formation.step_in import (
    Line,
    StepIn,
    UnderWay,
    exactly,
    nobody,
    repaired,
    step_in_faults,
    undecided,
)
from midas.core.values.problems import BadInput
from midas.solvers.formation.begun import add_begun_rows
from midas.solvers.formation.diagnosis import diagnose
from midas.solvers.formation.exact import Answer, answer, formulate
from midas.solvers.formation.formulation import Formulation
from midas.solvers.formation.highs import Ended, solve
from midas.solvers.formation.lines import Place, Scope, scope_of
from midas.solvers.formation.model import Model
from midas.solvers.formation.pace import Clock, Progress, Reporter
from midas.solvers.formation.quantities import EXACTNESS

GAP = 1e-6
"""A repair this close to the least price is the cheapest."""

FIRST_SHARE = 0.5
"""The part of the time that the search without any loss may take."""

ROOM = 1e-7
"""How much more may be lost than the least that was found, in parts of a package, so that rounding has room."""

ALIKE = Decimal("1e-6")
"""A quantity this close (in parts of its package) to what it was is what it was."""


def step_in(
    problem: FormationProblem,
    running: Plan,
    failed: str,
    *,
    under_way: Mapping[Line, Decimal] | None = None,
    time_limit: float = 30,
    seed: int = 0,
    progress: Progress | None = None,
) -> StepIn:
    """The least-change repair of `running`, a plan of `problem`, after its partner `failed` has failed.

    `under_way` is what is done or committed, by (firm, offering, work package), and stays with whoever does it: of
    the failed firm, what it has finished. Every rule holds for the plan that comes out, the failed firm counting as
    `midas.core.formation.remaining` says. Deterministic for a seed unless the time ends the search. Raises
    `BadInput` with every fault of what is given, and what `progress` raises.
    """
    held = dict(under_way or {})
    found = tuple(step_in_faults(problem, running, failed, held))
    if found:
        raise BadInput(found)
    reporter = Reporter(progress)
    reporter.tell(0.0, f"working out what is left without {problem.firm[failed].label}")
    repair = _Repair(problem, running, failed, held, Clock(time_limit), seed, reporter)
    after, proven = repair.cheapest()
    reporter.tell(1.0, "done")
    if after is not None:
        return repaired(problem, running, failed, repair.whole(after), proven=proven)
    return repair.without_a_plan() if proven else undecided(problem, failed)


@dataclass
class _Repair:
    """One repair being searched for: `cheapest` finds it, `whole` makes it a plan of the whole requirement."""

    problem: FormationProblem
    running: Plan
    failed: str
    under_way: UnderWay
    clock: Clock
    seed: int
    reporter: Reporter

    @cached_property
    def rest(self) -> Remaining:
        return remaining(self.problem, self.failed, self.under_way)

    @cached_property
    def scope(self) -> Scope:
        """The scope of what is left, in which every partner that stays may stay."""
        scope = scope_of(self.rest)
        names = {firm.id for firm in scope.firms} | set(self.stayers)
        return replace(scope, firms=tuple(firm for firm in self.rest.firms if firm.id in names))

    @cached_property
    def made(self) -> Formulation:
        """The program of what is left, in which what is under way stays where it is."""
        made = formulate(self.scope, all_partners=True)
        add_begun_rows(made, self.rest)
        return made

    @cached_property
    def stayers(self) -> tuple[str, ...]:
        """The partners but the failed one, in the order of the running plan."""
        return tuple(name for name in add_up(self.running).partners if name != self.failed)

    @cached_property
    def had(self) -> dict[Place, Fraction]:
        """What each stayer does in the running plan, in parts of what is left of the package."""
        left = {package.id: Fraction(package.quantity) for package in self.rest.work_packages}
        done = add_up(self.running).by_firm_and_package()
        return {
            (firm, package): min(part / left[package], Fraction(1))
            for (firm, package), part in done.items()
            if firm != self.failed and package in left
        }

    def cheapest(self) -> tuple[Plan | None, bool]:
        """The repair of least change and then least price, and whether that (or that there is none) is proven."""
        self.reporter.tell(0.0, "can everybody else keep what they have?")
        model = replace(self.made.model, rows=[*self.made.model.rows])
        _nobody_loses(self.made, model, self.had, self.stayers)
        found, least = self._answer(model, FIRST_SHARE), True
        if found.plan is None:
            self.reporter.tell(0.5, "how little must change?")
            limited, least = self._least_loss()
            if limited is None:
                return None, least
            self.reporter.tell(0.7, "the cheapest of the repairs with the least change")
            found = self._answer(limited, 1.0)
        plan = None if found.plan is None else self._tidy(found.plan)
        return plan, least and found.status is Status.OPTIMAL

    def _least_loss(self) -> tuple[Model | None, bool]:
        """The program in which no more is lost than need be, or nothing if there is no plan; and whether that is
        proven."""
        made = self.made.model
        model = replace(made, money=1.0, cost=[0.0] * len(made.cost), low=[*made.low], high=[*made.high])
        model = replace(model, whole=[*made.whole], rows=[*made.rows])
        losers, losses = _losses(self.made, model, self.had, self.stayers)
        # All that can be lost is less than one more loser.
        worst = float(len(self.rest.work_packages) * len(self.stayers)) + 1.0
        for column in (*losers, *losses):
            model.cost[column] = worst if column in losers else 1.0
        found = solve(model, seconds=self.clock.left / 2, seed=self.seed, gap=ROOM / worst)
        if found.values is None:
            return None, found.ended is Ended.IMPOSSIBLE
        number, lost = (sum(float(found.values[one]) for one in columns) for columns in (losers, losses))
        cost = [*made.cost, *([0.0] * (len(model.cost) - len(made.cost)))]
        limited = replace(model, money=made.money, cost=cost)
        limited.row([(column, 1) for column in losers], high=float(round(number)))
        limited.row([(column, 1) for column in losses], high=lost + ROOM)
        return limited, found.ended is Ended.PROVEN

    def _answer(self, model: Model, share: float) -> Answer:
        made = replace(self.made, model=model)
        return answer(made, seconds=self.clock.left * share, seed=self.seed, gap=GAP)

    def _tidy(self, plan: Plan) -> Plan:
        """The plan without traces of rounding, and with the stayers without work still in it where they may be."""
        snapped = _snapped(self.rest, plan, (add_up(self.running).quantities, self._held))
        plan = snapped if self._keeps_the_rules(snapped) else plan
        for name in self.stayers:
            more = Plan(plan.allocations, (*plan.partners, name))
            if name not in plan.partners and self._keeps_the_rules(more):
                plan = more
        return plan

    def _keeps_the_rules(self, plan: Plan) -> bool:
        return check(self.rest, plan, tolerance=EXACTNESS).ok

    @cached_property
    def _held(self) -> dict[Line, Fraction]:
        return {line: Fraction(part) for line, part in self.rest.under_way.items()}

    def whole(self, after: Plan) -> Plan:
        """The plan of the whole requirement: what is left, and what the failed firm has finished."""
        finished = tuple(
            Allocation(*line, part)
            for line, part in self.under_way.items()
            if line[0] == self.failed and part > 0
        )
        return Plan(
            (*finished, *after.allocations), (*(entry.firm for entry in finished[:1]), *after.partners)
        )

    def without_a_plan(self) -> StepIn:
        diagnosis = diagnose(
            scope_of(self.rest),
            clock=self.clock,
            seed=self.seed,
            reporter=self.reporter.stretch(0.7, 1.0),
            terms=self.problem,
        )
        return nobody(self.problem, self.failed, diagnosis)


def _nobody_loses(
    made: Formulation, model: Model, had: Mapping[Place, Fraction], stayers: tuple[str, ...]
) -> None:
    """Rows by which every stayer is still a partner and does at least what it did."""
    for place, part in had.items():
        model.row(made.parts(made.scope.places.get(place, [])), low=float(part))
    for name in stayers:
        model.row([(made.partner[name], 1)], low=1.0)


def _losses(
    made: Formulation, model: Model, had: Mapping[Place, Fraction], stayers: tuple[str, ...]
) -> tuple[list[int], list[int]]:
    """Columns for who loses anything, and for how much is lost at each place, in parts of its package."""
    losers = {name: model.column(whole=True) for name in stayers}
    losses = []
    for place, part in had.items():
        lost = model.column(high=float(part))
        model.row([*made.parts(made.scope.places.get(place, [])), (lost, 1)], low=float(part))
        model.row([(lost, 1), (losers[place[0]], -part)], high=0.0)
        losses.append(lost)
    for name, loser in losers.items():
        model.row([(made.partner[name], 1), (loser, 1)], low=1.0)
    return list(losers.values()), losses


def _snapped(rest: Remaining, plan: Plan, known: tuple[Mapping[Line, Fraction], ...]) -> Plan:
    """The plan with what is all but a known quantity written as that; what it takes is made up where most is new."""
    quantities = dict(add_up(plan).quantities)
    for package in rest.work_packages:
        lines = [line for line in quantities if line[2] == package.id]
        near = Fraction(ALIKE) * Fraction(package.quantity)
        same = {
            line: figures[line]
            for figures in reversed(known)
            for line in lines
            if line in figures and abs(figures[line] - quantities[line]) <= near
        }
        others = [line for line in lines if line not in same]
        quantities.update(same)
        missing = Fraction(package.quantity) - sum((quantities[line] for line in lines), NIL)
        if missing and others:
            free = max(others, key=lambda line: quantities[line] - known[0].get(line, NIL))
            quantities[free] += missing
    allocations = tuple(Allocation(*line, exactly(part)) for line, part in quantities.items() if part > 0)
    return Plan(allocations, plan.partners)
