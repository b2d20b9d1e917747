"""`midas form`: a problem file in, a plan out; or a running plan in, its repair out. Parses, makes one call, renders;
needs no database.

Exit 0 with a plan, 3 infeasible, 2 bad input, 4 nothing found in the time.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from midas.cli.formation_report import report
from midas.cli.formation_step_in import Failure, read_failure, report_step_in
from midas.core.formation.plan import Status
from midas.core.formation.problem import FormationProblem, read_problem, write_problem
from midas.core.formation.result import write_outcome, write_step_in
from midas.core.values.problems import BadInput, Problem
from midas.formats.json_text import MOST_BYTES, read_json

Tell = Callable[[float, str], None]

EXIT_BAD_INPUT = 2
EXIT = {Status.OPTIMAL: 0, Status.FEASIBLE: 0, Status.INFEASIBLE: 3, Status.UNKNOWN: 4}

app = typer.Typer(add_completion=False, context_settings={"help_option_names": ["-h", "--help"]})


def _finite(value: float) -> float:
    """`nan` passes every comparison that would refuse it."""
    if not 0 <= value < float("inf"):
        raise typer.BadParameter("must be a number from 0")
    return value


def _some_time(value: float) -> float:
    if not 0 < value < float("inf"):
        raise typer.BadParameter("must be a number of seconds above 0")
    return value


@app.command("form")
def form_command(
    problem: Annotated[
        str | None, typer.Argument(metavar="[PROBLEM.json]", help="The problem; - reads it from stdin.")
    ] = None,
    time_limit: Annotated[float, typer.Option(help="Seconds to search at most.", callback=_some_time)] = 60.0,
    gap: Annotated[float, typer.Option(help="Relative gap that counts as optimal.", callback=_finite)] = 1e-6,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="Random seed of the search.")] = 0,
    alternatives: Annotated[int, typer.Option(min=0, max=1000, help="Further plans, best first.")] = 0,
    frontier: Annotated[int, typer.Option(min=0, max=1000, help="Points over cost, risk, local share.")] = 0,
    explain: Annotated[bool, typer.Option("--explain", help="Say why, re-solving where needed.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Write the result as JSON here too.")
    ] = None,
    greedy: Annotated[bool, typer.Option("--greedy", help="A quick plan, without proof.")] = False,
    generate: Annotated[
        tuple[int, int, int] | None,
        typer.Option(metavar="N W SEED", help="Instead of a file: invent N firms and W packages."),
    ] = None,
    save_problem: Annotated[
        Path | None, typer.Option(metavar="FILE", help="With --generate: write the invented problem here.")
    ] = None,
    step_in: Annotated[
        str | None,
        typer.Option(metavar="RUNNING.json", help="Repair this plan, which -o wrote, with the least change."),
    ] = None,
    failed: Annotated[
        str | None, typer.Option(metavar="FIRM", help="With --step-in: the partner that failed.")
    ] = None,
    under_way: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="With --step-in: what is done or committed, as its allocations."),
    ] = None,
) -> None:
    """Find the best team of firms for a problem in a file, or for an invented one.

    With --step-in and --failed, find instead the least change that repairs a running plan.

    Exit 0 with a plan, 3 infeasible (the output says why and what would help), 2 bad input (every fault with
    its JSON path), 4 nothing found in the time.
    """
    try:
        _writable(out)
        _writable(save_problem, "--save-problem")
        more = {
            "--alternatives": alternatives,
            "--frontier": frontier,
            "--explain": explain,
            "--greedy": greedy,
        }
        asked = _failure(step_in, failed, under_way, [name for name, given in more.items() if given])
        known = _problem(problem, generate, save_problem)
    except BadInput as error:
        _refuse(problem or "The command", error, as_json)
    if asked is not None:
        _repair(known, asked, time_limit, seed, as_json, out)
    # Imported here so that bad input is refused at once, before the solvers are loaded.
    from midas.solvers.formation import form

    with _searching(as_json) as tell:
        outcome = form(
            known,
            time_limit=time_limit,
            seed=seed,
            gap=gap,
            alternatives=alternatives,
            frontier=frontier,
            explain=explain,
            progress=tell,
            method="greedy" if greedy else "exact",
        )
    written = write_outcome(known, outcome) if as_json or out else {}
    _deliver(written, as_json, out, lambda console: report(console, known, outcome, explain=explain))
    raise typer.Exit(EXIT[outcome.status])


def _failure(
    running: str | None, failed: str | None, under_way: str | None, more: list[str]
) -> Failure | None:
    """What failed of which plan, if that is what the command is about; `more` is what else is asked for."""
    found = [Problem(name, "does not go with --step-in") for name in more if running is not None]
    if running is not None and failed is None:
        found.append(Problem("--failed", "is missing: name the partner that failed"))
    if running is None:
        strays = {"--failed": failed, "--under-way": under_way}
        found = [Problem(name, "goes with --step-in RUNNING.json") for name, given in strays.items() if given]
    if found:
        raise BadInput(found)
    return None if running is None or failed is None else Failure(running, failed, under_way)


def _repair(
    problem: FormationProblem, asked: Failure, time_limit: float, seed: int, as_json: bool, out: Path | None
) -> NoReturn:
    try:
        running, under_way = read_failure(problem, asked, lambda name: read_json(_bytes(name)))
    except BadInput as error:
        _refuse(asked.running, error, as_json)
    from midas.solvers.formation import step_in

    with _searching(as_json) as tell:
        found = step_in(
            problem,
            running,
            asked.failed,
            under_way=under_way,
            time_limit=time_limit,
            seed=seed,
            progress=tell,
        )
    written = write_step_in(problem, asked.failed, found) if as_json or out else {}
    _deliver(written, as_json, out, lambda console: report_step_in(console, problem, found))
    raise typer.Exit(EXIT[found.status])


@contextmanager
def _searching(as_json: bool) -> Iterator[Tell | None]:
    """The progress of a search; a fault of the engine is told without a traceback."""
    from midas.solvers.formation import EngineFailed, PlanRefused

    try:
        with _progress(quiet=as_json) as tell:
            yield tell
    except (EngineFailed, PlanRefused) as error:
        typer.echo(f"A fault in Midas: {error}. Please report it, with the problem.", err=True)
        raise typer.Exit(1) from None


def _bytes(name: str) -> bytes:
    """At most one byte more than will be read, so that a huge file costs no more than that."""
    try:
        if name == "-":
            return sys.stdin.buffer.read(MOST_BYTES + 1)
        with open(name, "rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadInput([Problem("$", f"cannot be read: {error.strerror or error}")]) from None
    except ValueError as error:  # a name that no file can have
        raise BadInput([Problem("$", f"cannot be read: {error}")]) from None


def _problem(name: str | None, invented: tuple[int, int, int] | None, keep: Path | None) -> FormationProblem:
    """The problem of the file, or the invented one, which is written to `keep`."""
    if (name is None) == (invented is None):
        raise BadInput([Problem("PROBLEM.json", "name one file, or --generate N W SEED, and not both")])
    if keep is not None and invented is None:
        raise BadInput([Problem("--save-problem", "goes with --generate N W SEED")])
    if invented is None:
        return read_problem(read_json(_bytes(name or "-")))
    from midas.core.formation.generate import generated  # NumPy, which a problem in a file does not need

    try:
        problem = generated(*invented)
    except ValueError as error:
        raise BadInput([Problem("--generate", str(error))]) from None
    if keep is not None:
        keep.write_text(json.dumps(write_problem(problem)) + "\n", encoding="utf-8")
    return problem


def _writable(out: Path | None, option: str = "--out") -> None:
    """Refuse an impossible output before the search rather than after it."""
    if out is None:
        return
    folder = out.absolute().parent
    if out.is_dir():
        raise BadInput([Problem(option, f"{out} is a folder; name a file in it")])
    if not folder.is_dir():
        raise BadInput([Problem(option, f"{out} cannot be written: there is no folder {folder}")])
    if not os.access(out if out.exists() else folder, os.W_OK):
        raise BadInput([Problem(option, f"{out} cannot be written: permission denied")])


def _refuse(name: str, error: BadInput, as_json: bool) -> NoReturn:
    if as_json:
        found = [{"path": one.where, "message": one.message} for one in error.problems]
        typer.echo(json.dumps({"problems": found}, indent=2))
    else:
        source = "The input" if name == "-" else name
        number = len(error.problems)
        typer.echo(f"{source} cannot be used: {number} problem{'s' if number > 1 else ''}", err=True)
        for one in error.problems:
            typer.echo(f"  {one.where}: {one.message}", err=True)
    raise typer.Exit(EXIT_BAD_INPUT)


def _deliver(
    written: dict[str, object], as_json: bool, out: Path | None, show: Callable[[Console], None]
) -> None:
    text = json.dumps(written, indent=2) if as_json or out else ""
    if as_json:
        typer.echo(text)
    else:
        show(Console())
    if out is not None:
        try:
            out.write_text(text + "\n", encoding="utf-8")
        except OSError as error:
            typer.echo(f"{out} was not written: {error.strerror or error}", err=True)
            raise typer.Exit(1) from None


@contextmanager
def _progress(quiet: bool) -> Iterator[Tell | None]:
    """What the search tells of itself, as a bar on a terminal's stderr; nothing elsewhere."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("Starting", total=1.0)
        yield lambda part, words: bar.update(task, completed=part, description=words)
