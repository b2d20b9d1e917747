"""A partner of a running plan has failed: who steps in, what that changes, and what the change costs.

What is under way stays with whoever does it. What the failed firm has finished is a fact: it stays in the books,
done and paid for, and the firm takes on nothing more. The change is the least one: first as few of the partners who
stay as possible lose work, then as little of it as possible, and only then does price decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from midas.core.formation.check import check
from midas.core.formation.plan import Diagnosis, Plan, Status
from midas.core.formation.problem import FormationProblem
from midas.core.formation.score import NIL, add_up, score
from midas.core.values.amounts import money_words
from midas.core.values.problems import Problem
from midas.core.values.units import unit_words
from midas.core.values.words import count, listing, plain

Line = tuple[str, int, str]
"""Firm, place of the offering in the firm's list, work package."""

UnderWay = Mapping[Line, Decimal]
"""How much of a line is done or committed, and stays with the firm that does it."""

NAMED = 5
"""How many firms a sentence names before it counts the others."""

PRECISE = 60
"""Digits of decimal arithmetic here: ample for a quantity of 1e12 with 30 decimals."""


@dataclass(frozen=True, slots=True)
class Reallotment:
    """A line whose quantity is not what it was."""

    firm: str
    offering: int
    work_package: str
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class StepIn:
    """The least-change repair of a running plan after a partner failed.

    `status` is `OPTIMAL` where both the change and, for that change, the price are proven the least. `plan` is of the
    whole requirement, with what the failed firm has finished among its allocations. `kept`, `joined` and `left`
    are partners; the failed firm has always left. `price` is the objective of the new plan minus that of the running
    one, in minor units. Without a plan, `diagnosis` says why and what would help.
    """

    status: Status
    plan: Plan | None = None
    kept: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    changes: tuple[Reallotment, ...] = ()
    price: float | None = None
    message: str = ""
    diagnosis: Diagnosis | None = None


def step_in_faults(
    problem: FormationProblem, running: Plan, failed: str, under_way: UnderWay
) -> Iterator[Problem]:
    """All that keeps a step-in from being worked out, at `running`, `failed` and `under_way[…]`.

    A running plan that breaks a rule by now is none of it: the repaired one will keep them all.
    """
    broken = [one for one in check(problem, running).violations if one.rule == "reference"]
    yield from (Problem("running", one.message) for one in broken)
    partners = {*running.partners, *(entry.firm for entry in running.allocations)}
    if failed not in problem.firm:
        yield Problem("failed", f"there is no firm {failed!r} in this problem")
    elif failed not in partners:
        yield Problem("failed", f"{failed} is not a partner of the running plan")
    allotted = add_up(running).quantities
    for line, quantity in under_way.items():
        fault = _fault(line, quantity, allotted.get(line))
        if fault:
            yield Problem(f"under_way[{', '.join(map(str, line))}]", fault)


def repaired(
    problem: FormationProblem, running: Plan, failed: str, after: Plan, *, proven: bool = False
) -> StepIn:
    """The step-in that a new plan of the whole requirement amounts to."""
    before, now = add_up(running).partners, add_up(after).partners
    price = score(problem, after).objective - score(problem, running).objective
    changed = changes(problem, running, after)
    return StepIn(
        status=Status.OPTIMAL if proven else Status.FEASIBLE,
        plan=after,
        kept=tuple(name for name in before if name in now and name != failed),
        joined=tuple(name for name in now if name not in before),
        left=tuple(name for name in before if name not in now or name == failed),
        changes=changed,
        price=float(price),
        message=_told(problem, running, failed, after, changed, price),
    )


def changes(problem: FormationProblem, before: Plan, after: Plan) -> tuple[Reallotment, ...]:
    """The lines that differ, by package in the order of the problem, then firm and offering."""
    old, new = add_up(before).quantities, add_up(after).quantities
    order = {package.id: place for place, package in enumerate(problem.work_packages)}
    lines = sorted({*old, *new}, key=lambda line: (order[line[2]], line[0], line[1]))
    return tuple(
        Reallotment(*line, exactly(old.get(line, NIL)), exactly(new.get(line, NIL)))
        for line in lines
        if old.get(line, NIL) != new.get(line, NIL)
    )


def exactly(number: Fraction) -> Decimal:
    """The decimal that a sum of decimals is."""
    with localcontext() as context:
        context.prec = PRECISE
        return Decimal(number.numerator) / number.denominator


def nobody(problem: FormationProblem, failed: str, diagnosis: Diagnosis) -> StepIn:
    """The step-in where no plan keeps every rule."""
    why = diagnosis.reasons[0] if diagnosis.reasons else "no team keeps every rule"
    words = f"Within the rules nobody can step in for {problem.firm[failed].label}: {why}."
    return StepIn(Status.INFEASIBLE, message=words, diagnosis=diagnosis)


def undecided(problem: FormationProblem, failed: str) -> StepIn:
    """The step-in where the time ended first."""
    label = problem.firm[failed].label
    words = f"No plan without {label} was found in the time, and none was proven impossible."
    return StepIn(Status.UNKNOWN, message=words)


def _fault(line: Line, quantity: Decimal, allotted: Fraction | None) -> str | None:
    firm, _, package = line
    if allotted is None:
        return f"the running plan allots none of {package} to {firm} through that offering"
    if not quantity.is_finite() or quantity < 0:
        return f"{quantity} is not a quantity"
    if quantity > allotted:
        return f"{plain(quantity)} is more than the {plain(allotted)} that are allotted"
    return None


def _told(
    problem: FormationProblem,
    running: Plan,
    failed: str,
    after: Plan,
    changed: tuple[Reallotment, ...],
    price: Fraction,
) -> str:
    """What a broker would tell the committee, in a few sentences."""
    label = problem.firm[failed].label
    mine = [
        (package, part) for (firm, _, package), part in add_up(after).quantities.items() if firm == failed
    ]
    finished = listing(_amount(problem, package, part) for package, part in mine)
    stays = f"; what it has finished stays in the books ({finished})" if mine else ""
    sentences = [f"{label} is out{stays}", _taken_on(problem, failed, changed)]
    sentences.append(_others(problem, running, failed, after, changed))
    cost = "With risk priced in, the plan" if problem.policy.risk_price else "The plan"
    if round(price):
        money = money_words(abs(price), problem.currency)
        sentences.append(f"{cost} costs {money} {'more' if price > 0 else 'less'} than before")
    else:
        sentences.append(f"{cost} costs no more and no less than before")
    return " ".join(f"{words}." for words in sentences if words)


def _taken_on(problem: FormationProblem, failed: str, changed: tuple[Reallotment, ...]) -> str:
    """Who does more than before, of what."""
    more: dict[str, list[str]] = {}
    for (firm, package), by in _moves(changed).items():
        if by > 0 and firm != failed:
            more.setdefault(firm, []).append(_amount(problem, package, by))
    return _named([f"{problem.firm[firm].label} takes on {listing(parts)}" for firm, parts in more.items()])


def _others(
    problem: FormationProblem, running: Plan, failed: str, after: Plan, changed: tuple[Reallotment, ...]
) -> str:
    """Who of the partners that stay does less, or leaves."""
    now, moves = set(add_up(after).partners), _moves(changed)
    less: dict[str, list[str]] = {}
    for (firm, package), by in moves.items():
        if by < 0 and firm != failed:
            less.setdefault(firm, []).append(_amount(problem, package, -by))
    words = [f"{problem.firm[firm].label} gives up {listing(parts)}" for firm, parts in less.items()]
    others = [name for name in add_up(running).partners if name != failed]
    words += [f"{problem.firm[name].label} leaves" for name in others if name not in now and name not in less]
    if words:
        return _named(words)
    return f"{'Nobody else loses' if others else ''} any work" if others else ""


def _moves(changed: tuple[Reallotment, ...]) -> dict[tuple[str, str], Fraction]:
    """By how much each firm does more of each package, over all its offerings."""
    moves: dict[tuple[str, str], Fraction] = {}
    for one in changed:
        key = one.firm, one.work_package
        moves[key] = moves.get(key, NIL) + Fraction(one.after) - Fraction(one.before)
    return moves


def _named(words: list[str]) -> str:
    rest = len(words) - NAMED
    shown = words if rest <= 0 else [*words[:NAMED], f"{count(rest, 'other firm')} too"]
    return listing(shown) if words else ""


def _amount(problem: FormationProblem, package: str, quantity: Fraction) -> str:
    return (
        f"{plain(quantity, 3)} {unit_words(problem.package[package].unit, many=quantity != 1)} of {package}"
    )
