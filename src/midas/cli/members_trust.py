"""`midas screening load` and `midas credential verify`. Exit 1 where a list is refused or a statement is not valid."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from midas.core.values.problems import BadInput

HELP = {"help_option_names": ["-h", "--help"]}
screening_app = typer.Typer(
    add_completion=False,
    context_settings=HELP,
    no_args_is_help=True,
    help="Lists of sanctioned or excluded names that firms are compared with.",
)
credential_app = typer.Typer(
    add_completion=False,
    context_settings=HELP,
    no_args_is_help=True,
    help="Signed statements of firms' standing.",
)


@screening_app.callback()
def _screening() -> None:
    """Lists of sanctioned or excluded names that firms are compared with."""


@credential_app.callback()
def _credential() -> None:
    """Signed statements of firms' standing."""


@screening_app.command("load")
def load_command(
    file: Annotated[
        Path, typer.Argument(help="A table (CSV, UTF-8) with a column name and perhaps reference.")
    ],
    list_: Annotated[
        str, typer.Option("--list", help="What the list is called; an older one of it is replaced.")
    ],
    cluster: Annotated[str, typer.Option("--cluster", help="The short name (slug) of the cluster.")],
) -> None:
    """Load a list for a cluster in place of the older one of that name. A file with a fault is refused whole."""
    from midas.formats.name_list import read_name_list

    try:
        names = read_name_list(file.read_bytes(), list_)
    except OSError as error:
        _refuse([f"{file} cannot be read: {error.strerror or error}."])
    except BadInput as bad:
        _refuse([f"{file} was refused; nothing was loaded:", *map(str, bad.problems)])
    from midas.cli.installation import database

    with database():
        from midas.actions.members.screen import load_list_for

        try:
            count = load_list_for(cluster, list_, names, at=datetime.now(UTC))
        except BadInput as bad:
            _refuse([str(problem) for problem in bad.problems])
    typer.echo(f"{list_}: {count:,} names. Firms are compared with them from now on.")


@credential_app.command("verify")
def verify_command(
    file: Annotated[
        Path,
        typer.Argument(help="The statement: the signed PDF, or a file with the signed text (a compact JWT)."),
    ],
    keys: Annotated[
        Path,
        typer.Option("--keys", help="The issuer's keys: its /.well-known/jwks.json saved, or a PEM file."),
    ],
) -> None:
    """Check a statement offline: whether it is signed by those keys, is as it was signed, and has not run out.

    Whether it was taken back is only known where it was given out: its page /credentials/verify/ tells.
    """
    from midas.core.members.credential import expired
    from midas.formats.signed import UnableToVerify, read_keys, verify
    from midas.formats.signed_pdf import signed_text

    try:
        known = read_keys(keys.read_bytes())
        says = verify(signed_text(file.read_bytes(), known), known)
    except OSError as error:
        _refuse([f"{error.filename} cannot be read: {error.strerror or error}."])
    except UnableToVerify as error:
        _refuse([f"NOT VALID: {error}"])
    typer.echo(json.dumps(says, indent=2, ensure_ascii=False))
    if expired(says, datetime.now(UTC)):
        _refuse([f"EXPIRED: it was valid until {says.get('validUntil', 'an unknown day')}."])
    typer.echo("VALID: signed and not run out. Whether it was taken back, the issuer's page tells.", err=True)


def _refuse(lines: list[str]) -> NoReturn:
    for line in lines:
        typer.echo(line, err=True)
    raise typer.Exit(1)
