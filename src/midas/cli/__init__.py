"""The `midas` command: one Typer program whose subcommands are imported only when they are called.

So `midas form`, which researchers run in loops, never loads Django. A subcommand is a row of `COMMANDS`:
where its Typer program is, and the line that `midas --help` shows for it.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.metadata import version
from typing import Annotated, Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command


class Entry(NamedTuple):
    """Where a subcommand is found (`module`, and the name of a Typer program in it), and what it is for."""

    module: str
    name: str
    summary: str


COMMANDS: dict[str, Entry] = {
    "run": Entry("midas.cli.installation", "run_app", "Start Midas and say where; Ctrl-C stops it."),
    "stop": Entry("midas.cli.installation", "stop_app", "Stop the Midas that runs from this data folder."),
    "doctor": Entry(
        "midas.cli.installation", "doctor_app", "Tell what is set up, what is missing, how to mend it."
    ),
    "migrate": Entry("midas.cli.installation", "migrate_app", "Bring the database to this version of Midas."),
    "manage": Entry("midas.cli.installation", "manage_app", "Run a management command of Django."),
    "form": Entry("midas.cli.formation", "app", "Find the best team of firms for a problem in a file."),
    "ocds": Entry("midas.cli.demand", "ocds_app", "Check files of public notices, or import them."),
    "notices": Entry("midas.cli.demand_replay", "notices_app", "Read kept notices anew."),
    "sources": Entry(
        "midas.cli.demand_sources", "sources_app", "Say where notices are fetched from, and fetch them."
    ),
    "taxonomy": Entry("midas.cli.members", "taxonomy_app", "Load the codes that name what firms can do."),
    "people": Entry(
        "midas.cli.people", "people_app", "Invite the first administrator; help who is locked out."
    ),
    "screening": Entry(
        "midas.cli.members_trust", "screening_app", "Load lists of names that firms are compared with."
    ),
    "credential": Entry("midas.cli.members_trust", "credential_app", "Check signed statements of standing."),
    "members": Entry("midas.cli.members_import", "members_app", "Import lists of firms; find duplicates."),
    "audit": Entry("midas.cli.access", "audit_app", "Check that the history of what was done is untouched."),
    "demo": Entry("midas.cli.demo", "demo_app", "Load two invented clusters to try Midas with."),
}


class LazyGroup(TyperGroup):
    """Lists every subcommand by its summary, and imports the one that is called."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = {name: TyperCommand(name, help=entry.summary) for name, entry in COMMANDS.items()}

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        name, _, rest = super().resolve_command(ctx, args)
        return name, load(name) if name in COMMANDS else None, rest


def load(name: str) -> Any:
    """The subcommand itself, imported."""
    entry = COMMANDS[name]
    return get_command(getattr(import_module(entry.module), entry.name))


app = typer.Typer(
    cls=LazyGroup,
    help="Software for virtual clusters: form, run and dissolve virtual enterprises of small firms.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"midas {version('midas')}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Software for virtual clusters: form, run and dissolve virtual enterprises of small firms."""


def main() -> None:
    """Run the command line. A name the terminal cannot show is shown escaped, never a crash."""
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="backslashreplace")
    app(prog_name="midas")
