"""The commands that look after an installation: `midas run`, `stop`, `migrate`, `doctor` and `manage`.

Each parses, makes one call into `midas.site`, and renders; what stands in the way is told in words, with status 1.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from midas.site.trouble import Trouble

HELP = {"help_option_names": ["-h", "--help"]}
RAW = {"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}

run_app = typer.Typer(add_completion=False, context_settings=HELP)
stop_app = typer.Typer(add_completion=False, context_settings=HELP)
migrate_app = typer.Typer(add_completion=False, context_settings=HELP)
doctor_app = typer.Typer(add_completion=False, context_settings=HELP)
manage_app = typer.Typer(add_completion=False)


@contextmanager
def told() -> Iterator[None]:
    """What stands in the way of the block is told in words, and ends the command with status 1."""
    try:
        yield
    except Trouble as trouble:
        typer.secho(f"\n{trouble.what}", err=True, fg=typer.colors.RED)
        typer.echo(f"What to do: {trouble.do}", err=True)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


@contextmanager
def database() -> Iterator[None]:
    """For commands that need the database: it runs, is of this version, and Django is set up, for the block."""
    from midas.site.database import running_database
    from midas.site.preparation import bring_up_to_date, set_django_up

    with told(), running_database(os.environ, _say_aside):
        set_django_up()
        bring_up_to_date(_say_aside)
        yield


def _say_aside(text: str) -> None:
    typer.echo(text, err=True)


@run_app.command()
def run(
    port: Annotated[
        int, typer.Option(envvar="PORT", min=1, max=65535, help="The port on 127.0.0.1 to serve on.")
    ] = 8000,
) -> None:
    """Start the database, the web server and the job worker; Ctrl-C stops them."""
    from midas.site.serve import serve

    with told():
        serve(port, typer.echo)


@stop_app.command()
def stop() -> None:
    """Stop the Midas that runs from this data folder."""
    from midas.site.home import home
    from midas.site.occupancy import ask_to_stop

    with told():
        found = ask_to_stop(home())
    typer.echo(f"Stopped process {found.pid}." if found else f"No Midas runs from {home()}.")


@migrate_app.command()
def migrate() -> None:
    """Bring the database to this version of Midas, and set who may use its tables."""
    from midas.site.database import running_database
    from midas.site.preparation import prepare, set_django_up

    with told(), running_database(os.environ, _say_aside):
        set_django_up()
        prepare(typer.echo)
    typer.echo("The database is of this version.")


@doctor_app.command()
def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Tell what is set up, what is missing, and how to mend it. Exit 1 if something is missing."""
    from midas.site.doctor import Check, State, examine, healthy

    colours = {State.OK: typer.colors.GREEN, State.NOTE: typer.colors.YELLOW, State.MISSING: typer.colors.RED}
    checks: list[Check] = []
    for check in examine():
        checks.append(check)
        if not as_json:
            typer.secho(f"{check.state.value:8}", fg=colours[check.state], nl=False)
            typer.echo(f"{check.name}: {check.found}" + (f"\n        -> {check.mend}" if check.mend else ""))
    if as_json:
        rows = [{"name": c.name, "state": c.state.value, "found": c.found, "mend": c.mend} for c in checks]
        typer.echo(json.dumps({"healthy": healthy(checks), "checks": rows}, indent=2))
    if not healthy(checks):
        raise typer.Exit(1)


@manage_app.command(context_settings=RAW)
def manage(context: typer.Context) -> None:
    """Run a management command of Django, with the database at hand; `midas manage help` lists them."""
    from django.core.management import execute_from_command_line

    from midas.site.database import running_database

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "midas.site.settings")
    with told(), running_database(os.environ, _say_aside):
        execute_from_command_line(["midas manage", *context.args])
    sys.stdout.flush()
