"""`midas demo load` and `midas demo reset`: two invented clusters to try Midas with."""

from __future__ import annotations

import time
from datetime import date, datetime
from typing import Annotated

import typer

HELP = {"help_option_names": ["-h", "--help"]}
demo_app = typer.Typer(
    add_completion=False,
    context_settings=HELP,
    no_args_is_help=True,
    help="Two invented clusters to try Midas with.",
)

Seed = Annotated[int | None, typer.Option(help="Another seed draws other firms; the story stays.")]
Today = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="The day all dates count from; today if not given."),
]


@demo_app.command("load")
def load_command(
    seed: Seed = None,
    today: Today = None,
    if_absent: Annotated[
        bool, typer.Option("--if-absent", help="Do nothing, and say nothing, when the demo is loaded.")
    ] = False,
) -> None:
    """Load the demo: the Five Rivers Cluster of 240 firms, and a small cluster beside it."""
    from midas.cli.installation import database

    with database():
        from midas.demo.load import AlreadyLoaded, demo_clusters

        if if_absent and demo_clusters():
            return
        try:
            _load(seed, today)
        except AlreadyLoaded as there:
            typer.echo(str(there), err=True)
            typer.echo("Nothing was changed. `midas demo reset` loads the demo afresh.", err=True)
            raise typer.Exit(1) from None


@demo_app.command("reset")
def reset_command(
    seed: Seed = None,
    today: Today = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Delete the demo, with everything that was added to it since, and load it afresh. Nothing else is touched."""
    from midas.cli.installation import database

    with database():
        from django.db import transaction

        from midas.demo.load import AlreadyLoaded, demo_clusters
        from midas.demo.remove import remove

        there = demo_clusters()
        names = " and ".join(one.name for one in there)
        if there and not yes:
            question = (
                f"Delete {names} with everything in them, also what was added since, and load them afresh?"
            )
            typer.confirm(question, abort=True)
        try:
            with transaction.atomic():
                remove()
                _load(seed, today)
        except AlreadyLoaded as taken:
            typer.echo(f"{taken} The demo was left as it was.", err=True)
            raise typer.Exit(1) from None


def _load(seed: int | None, today: datetime | None) -> None:
    from django.utils import timezone

    from midas.demo import PASSWORD, SIGN_INS
    from midas.demo.generate import SEED
    from midas.demo.load import load

    began = time.monotonic()
    on: date = timezone.localdate() if today is None else today.date()
    load(SEED if seed is None else seed, on, lambda words: typer.echo(f"  {words}"))
    email, name, does = SIGN_INS[0]
    typer.echo(f"The demo is loaded ({time.monotonic() - began:.1f} s).")
    typer.echo(
        f"Sign in as {email} ({name}; {does}) with the password {PASSWORD}; the sign-in page lists all."
    )
