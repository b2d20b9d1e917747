"""On tiny problems with any mixture of rules, the repair found is as good as the best of all there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_FLOOR, Decimal
from itertools import combinations
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.solvers.formation.applying import applied
from tests.solvers.formation.brute_force import Line, Program, choices, fixed_costs, least, program
from tests.solvers.formation.tiny import tiny

from midas.core.formation.check import check
from midas.core.formation.held import with_values_held
from midas.core.formation.plan import Plan, Status
from midas.core.formation.problem import FormationProblem
from midas.core.formation.remaining import Remaining, remaining
from midas.core.formation.score import add_up, score
from midas.core.formation.step_in import UnderWay
from midas.solvers.formation import form, step_in

SOME = settings(max_examples=60, deadline=None, derandomize=True, database=None)
SEEDS = st.integers(0, 10**6).map(Random)

Place = tuple[str, str]


@SOME
@given(SEEDS)
def test_no_repair_changes_less_and_of_those_that_change_as_little_none_is_cheaper(draw: Random) -> None:
    problem = tiny(draw)
    running = form(problem).plan
    if running is None:
        return
    failed = draw.choice(running.partners)
    problem = _as_it_is_by_now(draw, problem)
    under_way = _some_under_way(draw, running)
    rest = remaining(problem, failed, under_way)
    known = _Known(rest, _had(running, failed, rest), [one for one in running.partners if one != failed])

    found = step_in(problem, running, failed, under_way=under_way)

    best = _best(known)
    if best is None:
        assert found.status is Status.INFEASIBLE
        return
    assert found.status is Status.OPTIMAL
    assert found.plan is not None
    left = _what_is_left(problem, found.plan, failed, under_way)
    assert check(rest, left).ok
    losers, lost, price = best
    number, amount = _loss(known, left)
    assert number == losers
    assert amount <= lost + 1e-5
    assert float(score(rest, left).objective) <= price + _slack(rest, price)


@SOME
@given(SEEDS)
def test_what_is_proposed_where_nobody_can_step_in_lets_somebody(draw: Random) -> None:
    problem = tiny(draw)
    running = form(problem).plan
    if running is None:
        return
    failed = draw.choice(running.partners)
    problem, under_way = _as_it_is_by_now(draw, problem), _some_under_way(draw, running)

    found = step_in(problem, running, failed, under_way=under_way)

    if found.diagnosis is None or not found.diagnosis.relaxations:
        return
    looser = applied(with_values_held(problem), found.diagnosis.relaxations)
    assert step_in(looser, running, failed, under_way=under_way).plan is not None


@dataclass(frozen=True)
class _Known:
    """What is left, what each stayer has of it (in quantity, by place), and who stays."""

    rest: Remaining
    had: dict[Place, float]
    stayers: list[str]


def _as_it_is_by_now(draw: Random, problem: FormationProblem) -> FormationProblem:
    """The problem as it was, or with a firm excluded since, or with less capacity, or with a tighter team."""
    change, policy = draw.choice(("", "", "exclude", "capacity", "team")), problem.policy
    if change == "exclude":
        return replace(problem, policy=replace(policy, exclude=(draw.choice(problem.firms).id,)))
    if change == "team":
        return replace(
            problem, policy=replace(policy, share_cap=Decimal("0.7"), min_value_share=Decimal("0.2"))
        )
    if change == "capacity":
        firms = tuple(
            replace(firm, offerings=tuple(replace(one, capacity=Decimal(2)) for one in firm.offerings))
            for firm in problem.firms
        )
        return replace(problem, firms=firms)
    return problem


def _some_under_way(draw: Random, running: Plan) -> UnderWay:
    """All or a quarter of some lines, to the hundredth."""
    parts = {
        (entry.firm, entry.offering, entry.work_package): entry.quantity * draw.choice((1, Decimal("0.25")))
        for entry in running.allocations
        if draw.random() < 0.4
    }
    return {line: part.quantize(Decimal("0.01"), ROUND_FLOOR) for line, part in parts.items()}


def _had(running: Plan, failed: str, rest: Remaining) -> dict[Place, float]:
    return {
        place: float(part)
        for place, part in add_up(running).by_firm_and_package().items()
        if place[0] != failed and place[1] in rest.package
    }


def _what_is_left(problem: FormationProblem, plan: Plan, failed: str, under_way: UnderWay) -> Plan:
    """The plan without the failed firm, which has just what it finished, while the others keep what is under way."""
    after = add_up(plan).quantities
    finished = {line: part for line, part in under_way.items() if line[0] == failed and part}
    assert {line: part for line, part in after.items() if line[0] == failed} == finished
    assert all(after.get(line, 0) >= part for line, part in under_way.items())
    assert sum(after.values()) == sum(package.quantity for package in problem.work_packages)
    allocations = tuple(entry for entry in plan.allocations if entry.firm != failed)
    return Plan(allocations, tuple(name for name in plan.partners if name != failed))


def _loss(known: _Known, left: Plan) -> tuple[int, float]:
    """How many stayers lose anything, and how much, in parts of packages."""
    after, size = add_up(left).by_firm_and_package(), known.rest.package
    missing = {
        place: max(part - float(after.get(place, 0)), 0.0) / float(size[place[1]].quantity)
        for place, part in known.had.items()
    }
    losing = {place[0] for place, part in missing.items() if part > 1e-6}
    return len(losing | (set(known.stayers) - set(left.partners))), sum(missing.values())


def _best(known: _Known) -> tuple[int, float, float] | None:
    """The fewest stayers that lose anything, the least they lose, the least price then."""
    tried = list(choices(known.rest))
    for number in range(len(known.stayers) + 1):
        ways = [
            (used, partners, set(losers))
            for losers in combinations(known.stayers, number)
            for used, partners in tried
            if set(known.stayers) - set(losers) <= partners
        ]
        losses = [(least(_losing(known, *way)), way) for way in ways]
        possible = [(loss, way) for loss, way in losses if loss is not None]
        if possible:
            lost = min(loss for loss, _ in possible)
            near = [way for loss, way in possible if loss <= lost + 1e-9]
            return number, lost, min(_prices(known, near, lost + 1e-9))
    return None


def _prices(
    known: _Known, ways: list[tuple[tuple[Line, ...], set[str], set[str]]], lost: float
) -> Iterator[float]:
    for used, partners, losers in ways:
        asked = _losing(known, used, partners, losers)
        plain = program(known.rest, used, partners)
        losses = [0.0] * len(used) + asked.cost[len(used) :]
        price = least(
            asked._replace(
                cost=plain.cost + [0.0] * (len(asked.cost) - len(used)),
                rows=[*asked.rows, losses],
                limits=[*asked.limits, lost],
            )
        )
        if price is not None:
            yield price + fixed_costs(known.rest, used, partners)


def _losing(known: _Known, used: tuple[Line, ...], partners: set[str], losers: set[str]) -> Program:
    """The program of a choice in which losers may lose, with a column for the loss at each place as its cost."""
    plain, rest, places = program(known.rest, used, partners), known.rest, list(known.had)
    width = len(used) + len(places)
    rows, limits = [row + [0.0] * len(places) for row in plain.rows], list(plain.limits)
    bounds: list[tuple[float, float | None]] = []
    for line, (low, high) in zip(used, plain.bounds, strict=True):
        pair = next(one for one in rest.pairs if (one.firm.id, one.index, one.package.id) == line)
        begun = float(rest.under_way.get(line, 0))
        bounds.append((max(low, begun), begun if rest.caps(pair) else high))
    for column, place in enumerate(places, start=len(used)):
        row = [-1.0 if (line[0], line[2]) == place else 0.0 for line in used] + [0.0] * len(places)
        row[column] = -float(rest.package[place[1]].quantity)
        rows.append(row)
        limits.append(-known.had[place])
        bounds.append((0.0, 1.0 if place[0] in losers else 0.0))
    for line in set(rest.under_way) - set(used):
        # Nothing is done there, and something is under way: no program of this choice fits.
        rows.append([0.0] * width)
        limits.append(-float(rest.under_way[line]))
    return Program(
        [0.0] * len(used) + [1.0] * len(places),
        rows,
        limits,
        [row + [0.0] * len(places) for row in plain.equal],
        plain.quantity,
        bounds,
    )


def _slack(problem: FormationProblem, best: float) -> float:
    """Rounding, the room left beyond the least loss, and the sliver of a firm that is there to be counted."""
    dearest = sum(
        float(pair.offering.unit_price * pair.package.quantity) + 10 * float(problem.values[pair.package.id])
        for pair in problem.pairs
    )
    return 1e-6 * max(1.0, abs(best)) + 4e-6 * dearest
