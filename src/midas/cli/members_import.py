"""`midas members import`: a list of firms into a cluster. Exit 0 when every row was taken, 1 when some were not."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from midas.cli.members import FEW, HELP, progress_bar
from midas.core.values.problems import BadInput

if TYPE_CHECKING:
    from midas.actions.members.import_firms import Checked
    from midas.store.models import Cluster, SectorGroup

members_app = typer.Typer(
    add_completion=False,
    context_settings=HELP,
    no_args_is_help=True,
    help="Import lists of firms into a cluster, and look for duplicates.",
)


@members_app.callback()
def _members() -> None:
    """Import lists of firms into a cluster, and look for duplicates."""


@members_app.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(help="CSV (gzip or not) or XLSX; the first row names the columns.")],
    cluster: Annotated[str, typer.Option(metavar="SLUG", help="The cluster they are for.")],
    region: Annotated[
        str, typer.Option(metavar="CODE", help="The region of firms for which the file gives none, as UKE3.")
    ] = "",
    sector: Annotated[
        str, typer.Option(metavar="SLUG", help="The sector group of firms for which the file gives none.")
    ] = "",
    update: Annotated[
        bool, typer.Option("--update", help="Bring firms that are there already up to date; else they stay.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check only; save nothing.")] = False,
    all_: Annotated[bool, typer.Option("--all", help="List every problem.")] = False,
) -> None:
    """Take a list of firms in: each becomes a firm that has applied. Rows with a problem are told and left out."""
    from midas.cli.installation import database

    with database():
        from midas.rules import regions
        from midas.store import tenancy

        place = regions.region(region) if region else None
        if region and place is None:
            _refuse(f"{region!r} is no region known here: --region UKE3, or a country such as DE", 2)
        chosen, began = _cluster(cluster), time.monotonic()
        with tenancy.tenant(chosen.pk):
            checked = _checked(file, chosen, place.code if place else "")
            group = _sector(sector, chosen)
        _tell(checked, all_)
        if not dry_run:
            _save(checked, chosen, group, file.name, update)
        typer.echo(f"{'Checked, nothing saved' if dry_run else 'Done'} in {time.monotonic() - began:.1f} s.")
    raise typer.Exit(1 if checked.faults else 0)


def _save(checked: Checked, cluster: Cluster, group: SectorGroup | None, name: str, update: bool) -> None:
    from django.utils import timezone

    from midas.actions.members.find_duplicates import find_duplicates
    from midas.actions.members.import_firms import save_firms
    from midas.store import tenancy

    at = timezone.now()
    with tenancy.tenant(cluster.pk), progress_bar("Saving firms") as tell:
        saved = save_firms(
            checked, cluster=cluster, source=name, by=None, at=at, update=update, sector=group, tell=tell
        )
    with tenancy.tenant(cluster.pk), progress_bar("Looking for duplicates") as tell:
        pairs = find_duplicates(cluster, at=at, among=saved.keys, tell=tell)
    typer.echo(
        f"{saved.added:,} firms added, {saved.updated:,} brought up to date, {saved.skipped:,} left as they were; "
        f"{pairs:,} likely duplicates wait for a decision."
    )


def _checked(file: Path, cluster: Cluster, region: str) -> Checked:
    from django.utils import timezone

    from midas.actions.members.import_firms import check_firms
    from midas.core.values.moments import day_of

    today = day_of(timezone.now(), cluster.time_zone)
    try:
        with progress_bar("Checking rows") as tell:
            return check_firms(file.read_bytes(), cluster=cluster, on=today, region=region, tell=tell)
    except OSError as error:
        _refuse(f"{file} cannot be read: {error.strerror or error}.", 1)
    except BadInput as bad:
        told = "; ".join(str(problem) for problem in bad.problems)
        _refuse(f"{file} was refused; nothing was saved. {told}", 1)


def _tell(checked: Checked, all_: bool) -> None:
    typer.echo(
        f"{checked.rows:,} rows: {checked.new:,} new firms, {len(checked.known):,} there already, "
        f"{checked.faulty:,} with a problem."
    )
    shown = checked.faults if all_ else checked.faults[:FEW]
    for fault in shown:
        typer.echo(f"row {fault.row}, {fault.column}: {fault.message}", err=True)
    if len(shown) < len(checked.faults):
        typer.echo(f"… and {len(checked.faults) - len(shown):,} more; --all lists them.", err=True)
    for what, count in checked.assumed.items():
        typer.echo(f"{count:,} firms state no {what}; a default is taken.")


def _cluster(slug: str) -> Any:
    from midas.store.models import Cluster

    found = Cluster.objects.filter(slug=slug).first()
    if found is None:
        known = " | ".join(Cluster.objects.order_by("pk").values_list("slug", flat=True))
        _refuse(
            f"There is no cluster {slug!r}: --cluster {known or '… (none yet; `midas demo load` makes one)'}",
            2,
        )
    return found


def _sector(slug: str, cluster: Cluster) -> SectorGroup | None:
    from midas.store.queries.intake import sectors

    groups = sectors(cluster)
    if slug and slug not in groups:
        _refuse(f"There is no sector group {slug!r}: --sector {' | '.join(groups) or '(none yet)'}", 2)
    return groups.get(slug)


def _refuse(message: str, code: int) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(code)
