"""`midas form PROBLEM.json --step-in RUNNING.json --failed FIRM`: a running plan in, its least-change repair out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from rich.console import Console
from rich.text import Text

from midas.cli.formation_report import clean, print_diagnosis, print_plan, print_table
from midas.core.formation.plan import Plan, Status
from midas.core.formation.problem import FormationProblem
from midas.core.formation.result import read_plan
from midas.core.formation.score import add_up
from midas.core.formation.step_in import Line, StepIn, UnderWay, exactly, step_in_faults
from midas.core.values.problems import BadInput, Problem
from midas.core.values.units import unit_words
from midas.core.values.words import plain

HEADLINES = {
    Status.OPTIMAL: "The least change, proven",
    Status.FEASIBLE: "A change that repairs the plan, not proven the least",
    Status.INFEASIBLE: "No change within the rules repairs the plan",
    Status.UNKNOWN: "No change that repairs the plan was found in the time",
}


class Failure(NamedTuple):
    """What happened to which plan: the files as they were named, and the firm."""

    running: str
    failed: str
    under_way: str | None


def read_failure(
    problem: FormationProblem, asked: Failure, read: Callable[[str], Any]
) -> tuple[Plan, UnderWay]:
    """The running plan and what is under way. Raises `BadInput` with every fault of both files."""
    found: list[Problem] = []
    running, held = Plan((), ()), Plan((), ())
    with _noting(found, asked.running):
        running = read_plan(problem, read(asked.running))
    if asked.under_way is not None:
        with _noting(found, asked.under_way):
            held = read_plan(problem, read(asked.under_way))
    under_way: dict[Line, Any] = {line: exactly(part) for line, part in add_up(held).quantities.items()}
    if not found:
        found = [_placed(asked, one) for one in step_in_faults(problem, running, asked.failed, under_way)]
    if found:
        raise BadInput(found)
    return running, under_way


def report_step_in(console: Console, problem: FormationProblem, found: StepIn) -> None:
    """Print the repair: a sentence or two, what changes, the plan; or why there is none."""
    console.print(Text(HEADLINES[found.status], style="bold"))
    console.print(Text(clean(found.message)))
    if found.plan is not None:
        rows = [
            (
                one.work_package,
                problem.firm[one.firm].label,
                plain(one.before),
                plain(one.after),
                unit_words(problem.package[one.work_package].unit),
            )
            for one in found.changes
        ]
        print_table(console, "What changes", ("work package", "firm", "before>", "after>", "unit"), rows)
        print_plan(console, problem, found.plan)
    if found.diagnosis is not None:
        print_diagnosis(console, found.diagnosis)


@contextmanager
def _noting(found: list[Problem], file: str) -> Iterator[None]:
    """Note what is wrong with a file, each at its place in it."""
    try:
        yield
    except BadInput as error:
        found.extend(Problem(f"{file} {one.where}", one.message) for one in error.problems)


def _placed(asked: Failure, one: Problem) -> Problem:
    """A fault as it concerns the command's options and files."""
    if one.where == "failed":
        return Problem("--failed", one.message)
    if one.where == "running":
        return Problem(asked.running, one.message)
    return Problem(f"{asked.under_way} {one.where.removeprefix('under_way')}", one.message)
