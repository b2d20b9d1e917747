"""`midas ocds check` and `midas ocds import`: files of public notices, judged or brought in.

Exit 0 when everything is valid, 1 when something is not. Checking needs no database.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from midas.cli.demand_report import Row, as_json, report
from midas.core.values.problems import BadInput, Problem

if TYPE_CHECKING:
    from midas.store.models import Cluster

HELP = {"help_option_names": ["-h", "--help"]}
ocds_app = typer.Typer(
    add_completion=False,
    context_settings=HELP,
    no_args_is_help=True,
    help="Public notices in OCDS, the Open Contracting Data Standard 1.0 and 1.1.",
)

FEW = 10
"""How many kinds of problems of a file are shown unless all are asked for."""

Tell = Callable[[int], None]
Handle = Callable[[BinaryIO, str, Tell | None], Row]

Files = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE...",
        help="Release packages, record packages, releases, records; alone, in a list or one a line; "
        "gzip or not; or an eForms notice in XML. - reads from stdin.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
All = Annotated[bool, typer.Option("--all", help="List every problem on its own.")]


@ocds_app.command("check")
def check_command(files: Files, json_: Json = False, all_: All = False) -> None:
    """Check files of public notices against the standard, and list every problem.

    Exit 0 when everything is valid, 1 when something is not.
    """
    from midas.formats.eforms.check_file import check_any_file

    def handle(stream: BinaryIO, name: str, tell: Tell | None) -> Row:
        found = check_any_file(stream, name, progress=tell)
        return Row(name, found.releases, found.valid, found.faulty, found.problems, found.version)

    _deliver(_each(files, handle, "Checking", quiet=json_), json_, all_, importing=False)


@ocds_app.command("import")
def import_command(
    files: Files,
    json_: Json = False,
    all_: All = False,
    cluster: Annotated[
        str | None,
        typer.Option(metavar="SLUG", help="The cluster they are for; needed if there are several."),
    ] = None,
) -> None:
    """Bring files of public notices in, as opportunities of a cluster.

    What is in already is left alone, and what is newer updates it. Releases that break the standard go in as far
    as they can be read; a file that is not OCDS is refused whole. An import that was broken off goes on where it was
    when the command is given again. Exit 0 when everything is valid, 1 when
    something is not.
    """
    from midas.cli.installation import database

    with database():
        from django.utils import timezone

        from midas.actions.demand.import_directly import import_directly

        chosen = chosen_cluster(cluster)

        def handle(stream: BinaryIO, name: str, tell: Tell | None) -> Row:
            kept = os.path.basename(name)
            done = import_directly(
                stream, name=kept, cluster=chosen, clock=timezone.now, progress=tell, say=_aside
            )
            return Row(
                name,
                done.releases,
                done.valid,
                done.faulty,
                done.problems,
                imported=done.imported,
                unchanged=done.unchanged,
                updated=done.updated,
            )

        rows = _each(files, handle, "Importing", quiet=json_)
    _deliver(rows, json_, all_, importing=True)


def chosen_cluster(slug: str | None) -> Cluster:
    """The cluster of that slug; the oldest where none is named, which is said if there are several."""
    from django.db import ProgrammingError

    from midas.store.models import Cluster

    try:
        clusters = {one.slug: one for one in Cluster.objects.order_by("pk")}
    except ProgrammingError:
        _refuse("The database is not set up for this version of Midas. What to do: midas migrate", code=1)
    if not clusters:
        _refuse("There is no cluster yet. `midas demo load` makes one to try things out.")
    if slug is None:
        oldest = next(iter(clusters.values()))
        if len(clusters) > 1:
            others = " | ".join(name for name in clusters if name != oldest.slug)
            typer.echo(f"For {oldest.name}; for another cluster: --cluster {others}", err=True)
        return oldest
    if slug not in clusters:
        _refuse(f"There is no cluster {slug!r}: --cluster {' | '.join(clusters)}")
    return clusters[slug]


def _aside(message: str) -> None:
    typer.echo(message, err=True)


def _refuse(message: str, code: int = 2) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(code)


def _each(files: list[str], handle: Handle, verb: str, *, quiet: bool) -> list[Row]:
    """Handle file after file; one that cannot be read is a row with that as its problem."""
    rows = []
    with _bar(quiet) as bar:
        for name in files:
            try:
                with _open(name) as stream, _told(bar, f"{verb} {os.path.basename(name)}", stream) as tell:
                    rows.append(handle(stream, name, tell))
            except BadInput as bad:
                rows.append(Row(name, 0, 0, faulty=True, problems=bad.problems))
            except OSError as error:
                rows.append(_unreadable(name, error.strerror or str(error)))
    return rows


def _unreadable(name: str, reason: str) -> Row:
    problem = Problem("$", f"The file cannot be read: {reason}.")
    return Row(name, 0, 0, faulty=True, problems=(problem,))


def _open(name: str) -> AbstractContextManager[BinaryIO]:
    if name == "-":
        return nullcontext(sys.stdin.buffer)
    try:
        return open(name, "rb")
    except ValueError as error:  # a name that no file can have
        raise OSError(str(error)) from None


@contextmanager
def _bar(quiet: bool) -> Iterator[Progress | None]:
    """A progress bar on a terminal's stderr; nothing elsewhere."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield None
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        yield bar


@contextmanager
def _told(bar: Progress | None, words: str, stream: BinaryIO) -> Iterator[Tell | None]:
    if bar is None:
        yield None
        return
    total = os.fstat(stream.fileno()).st_size or None
    task = bar.add_task(words, total=total)
    yield lambda done: bar.update(task, completed=done)
    bar.remove_task(task)


def _deliver(rows: list[Row], as_json_: bool, all_: bool, *, importing: bool) -> None:
    if as_json_:
        _print_json(as_json(rows))
    else:
        report(Console(), rows, importing=importing, most=None if all_ else FEW)
    raise typer.Exit(1 if any(row.faulty for row in rows) else 0)


def _print_json(value: Any) -> None:
    typer.echo(json.dumps(value, indent=2))
