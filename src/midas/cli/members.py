"""`midas taxonomy load`: the codes by which clusters name what firms can do. Exit 1 when the file is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from midas.core.values.problems import BadInput

HELP = {"help_option_names": ["-h", "--help"]}
taxonomy_app = typer.Typer(
    add_completion=False,
    context_settings=HELP,
    no_args_is_help=True,
    help="The codes by which clusters name what firms can do.",
)

FEW = 20
"""How many problems are shown unless all are asked for."""


class Scheme(StrEnum):
    """The taxonomies that can be loaded."""

    CPV = "cpv"


@taxonomy_app.callback()
def _taxonomy() -> None:
    """The codes by which clusters name what firms can do."""


@taxonomy_app.command("load")
def load_command(
    scheme: Annotated[
        Scheme, typer.Argument(help="The taxonomy: cpv, the Common Procurement Vocabulary 2008.")
    ],
    file: Annotated[
        Path | None,
        typer.Argument(
            help="A table (CSV, gzip or not) with the columns code and label; without it, the divisions and "
            "groups that come with Midas are loaded."
        ),
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="List every problem.")] = False,
) -> None:
    """Load the codes of a taxonomy: new ones are added, labels brought up to date, nothing is taken away.

    A file with anything wrong in it is refused whole, and every fault is told by its row.
    """
    from midas.cli.installation import database

    labels = None if file is None else _read(file, all_)
    with database():
        from midas.actions.members.load_taxonomy import load_cpv, shipped_codes

        with progress_bar(f"Loading {scheme.value.upper()}") as tell:
            done = load_cpv(labels if labels is not None else shipped_codes(), tell=tell)
    total = done.added + done.changed + done.unchanged
    typer.echo(
        f"{total:,} codes: {done.added:,} new, {done.changed:,} changed, {done.unchanged:,} as they were."
    )


def _read(file: Path, all_: bool) -> dict[str, str]:
    from midas.formats.cpv_list import read_cpv_list

    try:
        codes = read_cpv_list(file.read_bytes())
    except OSError as error:
        _refuse([f"{file} cannot be read: {error.strerror or error}."])
    except BadInput as bad:
        told = [str(problem) for problem in bad.problems]
        shown = told if all_ else told[:FEW]
        more = [f"… and {len(told) - FEW:,} more; --all lists them."] if len(told) > len(shown) else []
        _refuse([f"{file} was refused; nothing was loaded. Mend these and load it again:", *shown, *more])
    return {entry.code: entry.label for entry in codes}


def _refuse(lines: list[str]) -> NoReturn:
    for line in lines:
        typer.echo(line, err=True)
    raise typer.Exit(1)


@contextmanager
def progress_bar(words: str) -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar on a terminal's stderr; nothing elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(words, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
