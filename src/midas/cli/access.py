"""`midas audit verify`: whether the history of every cluster is as it was written. Exit 1 where it is not."""

from __future__ import annotations

import typer
from rich.console import Console

HELP = {"help_option_names": ["-h", "--help"]}
audit_app = typer.Typer(
    add_completion=False, context_settings=HELP, no_args_is_help=True, help="The history of what was done."
)


@audit_app.callback()
def _audit() -> None:
    """The history of what was done."""


@audit_app.command("verify")
def verify_command() -> None:
    """Follow each cluster's chain of events and changes, and name the first link that is broken.

    Write the last seal down elsewhere: if it is still among the links later, nothing before it was rewritten.
    """
    from midas.cli.installation import database

    console, broken = Console(), False
    with database():
        from midas.actions.access.audit import verify

        for audited in verify():
            chain = audited.chain
            broken = broken or bool(chain.fault)
            console.print(f"{audited.cluster}: {chain.links:,} links", highlight=False)
            console.print(f"  last seal {chain.head or '(none)'}", highlight=False)
            if chain.fault:
                console.print(f"  BROKEN: {chain.fault}", style="red", highlight=False)
    if broken:
        raise typer.Exit(1)
