"""`midas sources`: where notices are fetched from. Exit 0 when it went well, 1 when a run failed, 2 for wrong input."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from midas.store.models import Cluster, NoticeSource, SourceRun

HELP = {"help_option_names": ["-h", "--help"]}
sources_app = typer.Typer(
    add_completion=False,
    context_settings=HELP,
    no_args_is_help=True,
    help="Where notices are fetched from: portals, addresses and folders.",
)

Slug = Annotated[
    str | None, typer.Option("--cluster", metavar="SLUG", help="The cluster; needed if there are several.")
]
Name = Annotated[str, typer.Argument(metavar="SOURCE", help="The source's name or number.")]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


@sources_app.callback()
def _sources() -> None:
    """Where notices are fetched from: portals, addresses and folders."""


@sources_app.command("list")
def list_command(cluster: Slug = None, json_: Json = False) -> None:
    """List the sources of a cluster, how each stands and when it is due."""
    with _cluster(cluster):
        from midas.store.queries.sources import sources

        rows = [_row(source) for source in sources()]
    if json_:
        typer.echo(json.dumps(rows, indent=2))
        return
    for row in rows:
        typer.echo(
            f"{row['id']}  {row['name']}  {row['state']}  next {row['next_at'][:16]}  {row['address']}"
        )
    if not rows:
        typer.echo("No source is registered yet: midas sources add NAME --portal contracts-finder")


@sources_app.command("add")
def add_command(
    name: Annotated[str, typer.Argument(help="What it is called.")],
    portal: Annotated[
        str, typer.Option(help="How its pages are turned: contracts-finder, find-a-tender, …, or ocds.")
    ] = "",
    address: Annotated[str, typer.Option(help="Its address; a known portal has one already.")] = "",
    folder: Annotated[
        str | None, typer.Option(help="A folder below MIDAS_SOURCE_FOLDER, in place of an address.")
    ] = None,
    since: Annotated[
        str, typer.Option(metavar="DAY", help="Take notices from this day on: 2026-01-31.")
    ] = "",
    every: Annotated[int, typer.Option(metavar="MINUTES", help="How often it is read.")] = 360,
    cluster: Slug = None,
) -> None:
    """Register a source; it is read within a minute where Midas runs."""
    with _cluster(cluster) as chosen:
        from django.conf import settings
        from django.utils import timezone

        from midas.actions.demand.sources import add_from_outside
        from midas.core.values.problems import BadInput

        try:
            wanted = _wanted(name, portal, address, folder, since, every)
            made = add_from_outside(chosen, wanted, folder=settings.MIDAS_SOURCE_FOLDER, at=timezone.now())
        except BadInput as bad:
            _refuse("; ".join(str(problem) for problem in bad.problems))
        typer.echo(f"Added {made.name} as number {made.pk}.")


def _wanted(name: str, portal: str, address: str, folder: str | None, since: str, every: int) -> Any:
    from datetime import date

    from midas.actions.demand.sources import Wanted
    from midas.rules.portals import PORTALS

    try:
        day = date.fromisoformat(since) if since else None
    except ValueError:
        _refuse(f"--since {since} is no day; write it as 2026-01-31.")
    kind = "folder" if folder is not None else "portal" if portal else "address"
    known = PORTALS[portal].address if portal in PORTALS else ""
    where = folder if folder is not None else address or known
    return Wanted(name, kind, where, portal, since=day, every_minutes=every)


@sources_app.command("run")
def run_command(source: Name, cluster: Slug = None, json_: Json = False) -> None:
    """Read a source now, here, until it is done. Exit 1 if it failed."""
    from midas.cli.demand import chosen_cluster
    from midas.cli.installation import database

    with database():
        run = _read(chosen_cluster(cluster), source)
    told = _run_row(run)
    if json_:
        typer.echo(json.dumps({**told, "problems": run.problems}, indent=2))
    else:
        typer.echo(
            f"{run.state}: {run.pages} pages, {run.releases} notices, {run.imported} new, {run.updated} that changed "
            f"a demand, {run.unchanged} here already. {run.word}".rstrip()
        )
        for problem in run.problems[:10]:
            typer.echo(f"{problem['path']}: {problem['message']}", err=True)
    raise typer.Exit(1 if run.state == "failed" else 0)


def _read(cluster: Cluster, name: str) -> SourceRun:
    import time

    from django.conf import settings
    from django.utils import timezone

    from midas.actions.demand.read_directly import read_directly
    from midas.actions.demand.source_run import Tools, agent
    from midas.formats.web_reader import read_page
    from midas.store import tenancy

    with tenancy.tenant(cluster.pk):
        source = _find(name)
    tools = Tools(
        fetch=read_page,
        wait=time.sleep,
        clock=timezone.now,
        agent=agent(),
        folder=settings.MIDAS_SOURCE_FOLDER,
        loopback=settings.MIDAS_SOURCE_LOOPBACK,
    )
    run = read_directly(cluster.pk, source.pk, tools)
    if run is None:
        _refuse("It is being read right now; `midas sources list` says when that is over.", 1)
    return run


@sources_app.command("runs")
def runs_command(source: Name, cluster: Slug = None, json_: Json = False) -> None:
    """List the last times a source was read."""
    with _cluster(cluster):
        from midas.store.queries.sources import runs

        rows = [_run_row(run) for run in runs(_find(source))[:50]]
    if json_:
        typer.echo(json.dumps(rows, indent=2))
        return
    for row in rows:
        typer.echo(
            f"{row['started_at'][:16]}  {row['state']}  {row['pages']} pages  {row['imported']} new  {row['word']}"
        )


@sources_app.command("pause")
def pause_command(source: Name, cluster: Slug = None) -> None:
    """Stop reading a source until further notice."""
    _pause(source, cluster, paused=True)


@sources_app.command("resume")
def resume_command(source: Name, cluster: Slug = None) -> None:
    """Read a source again when it is due."""
    _pause(source, cluster, paused=False)


def _pause(name: str, cluster: str | None, *, paused: bool) -> None:
    with _cluster(cluster):
        from django.utils import timezone

        from midas.actions.demand.sources import set_paused

        row = set_paused(_find(name).pk, paused=paused, by=None, at=timezone.now())
    typer.echo(f"{row.name} is {'paused' if paused else 'read again when it is due'}.")


@contextmanager
def _cluster(slug: str | None) -> Iterator[Cluster]:
    """The cluster, and its rows to be seen."""
    from midas.cli.demand import chosen_cluster
    from midas.cli.installation import database

    with database():
        from midas.store import tenancy

        chosen = chosen_cluster(slug)
        with tenancy.tenant(chosen.pk):
            yield chosen


def _find(name: str) -> NoticeSource:
    from midas.store.models import NoticeSource

    found = NoticeSource.objects.filter(name=name).first()
    if found is None and name.isascii() and name.isdigit():
        found = NoticeSource.objects.filter(pk=int(name)).first()
    if found is None:
        known = " | ".join(NoticeSource.objects.values_list("name", flat=True))
        _refuse(f"There is no source {name!r}: {known or '(none yet)'}")
    return found


def _row(source: Any) -> dict[str, Any]:
    state = "being read" if source.live else "paused" if source.paused else source.last_result or "new"
    return {
        "id": source.pk,
        "name": source.name,
        "kind": source.kind,
        "portal": source.portal,
        "address": source.address,
        "state": state,
        "next_at": source.next_at.isoformat(),
        "failures": source.failures,
        "brought": source.brought or 0,
    }


def _run_row(run: SourceRun) -> dict[str, Any]:
    counts = ("pages", "bytes", "releases", "valid", "imported", "updated", "unchanged")
    return {
        "id": run.pk,
        "started_at": run.started_at.isoformat(),
        "state": run.state,
        **{name: getattr(run, name) for name in counts},
        "word": run.word,
    }


def _refuse(message: str, code: int = 2) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(code)
