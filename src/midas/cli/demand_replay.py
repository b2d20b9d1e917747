"""`midas notices replay`: the kept texts of notices read anew, and what differs from what is kept."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.text import Text

from midas.cli.demand import HELP, chosen_cluster
from midas.cli.demand_report import shown

notices_app = typer.Typer(
    add_completion=False,
    context_settings=HELP,
    no_args_is_help=True,
    help="Public notices as they are kept.",
)

FEW = 40
"""How many differences are shown unless all are asked for."""


@notices_app.callback()
def notices() -> None:
    """Public notices as they are kept."""


@notices_app.command("replay")
def replay_command(
    cluster: Annotated[
        str | None,
        typer.Option(metavar="SLUG", help="The cluster they belong to; needed if there are several."),
    ] = None,
    save: Annotated[bool, typer.Option("--save", help="Keep what is read now, with an event each.")] = False,
    all_: Annotated[bool, typer.Option("--all", help="Show every difference.")] = False,
) -> None:
    """Read the kept texts anew and tell what today's reading makes of them that is not kept so.

    Exit 0 when nothing differs, 1 when something does, or a text is not the one whose SHA-256 was kept.
    """
    from midas.cli.installation import database

    with database():
        from django.utils import timezone

        from midas.actions.demand.replay_notices import replay_notices
        from midas.store.queries.imports import how_many_told

        chosen = chosen_cluster(cluster)
        console = Console(stderr=True)
        with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
            task = bar.add_task("Reading anew", total=how_many_told(chosen) or None)
            found = replay_notices(
                chosen, at=timezone.now(), save=save, progress=lambda done: bar.update(task, completed=done)
            )
    out = Console()
    for problem in found.problems if all_ else found.problems[:FEW]:
        out.print(
            Text(shown(problem.where), style="cyan") + Text(f" {shown(problem.message)}", style="default")
        )
    if not all_ and len(found.problems) > FEW:
        out.print(f"… and {len(found.problems) - FEW:,} more. --all shows every one.")
    kept = ", and are kept as read now" if save and found.differ else ""
    out.print(
        f"{found.texts:,} texts of {found.opportunities:,} demands read anew: {found.differ:,} demands differ{kept}, "
        f"{found.altered:,} texts are not what was kept."
    )
    raise typer.Exit(1 if found.problems else 0)
