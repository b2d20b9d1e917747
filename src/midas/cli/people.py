"""`midas people`: what only whoever runs the installation can do about sign-ins. Exit 1 where it is refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

HELP = {"help_option_names": ["-h", "--help"]}
people_app = typer.Typer(
    add_completion=False,
    context_settings=HELP,
    no_args_is_help=True,
    help="Who may come in, for whoever runs the installation.",
)
Email = Annotated[str, typer.Argument(help="The e-mail address.")]


@people_app.callback()
def _people() -> None:
    """Who may come in, for whoever runs the installation."""


@people_app.command("invite")
def invite_command(
    email: Email,
    cluster: Annotated[str, typer.Option(help="The short name of the cluster.")],
    role: Annotated[
        str, typer.Option(help="The role; not that of a member, who needs a firm.")
    ] = "administrator",
    site: Annotated[str, typer.Option(help="Where Midas is reached.")] = "http://127.0.0.1:8000",
) -> None:
    """Make an invitation and print its link, which works once, for 14 days. Nothing is mailed."""
    from midas.cli.installation import database

    with database(), _told():
        from django.utils import timezone

        from midas.actions.access.inviting import invite_from_outside

        _invitation, secret = invite_from_outside(_cluster(cluster), email, role, at=timezone.now())
    typer.echo(f"{site.rstrip('/')}/invitations/{secret}/")


@people_app.command("forget-factors")
def forget_command(email: Email) -> None:
    """Take away the second factors of somebody who has lost them. Make sure that it is them who asks."""
    from midas.cli.installation import database

    with database(), _told():
        from django.utils import timezone

        from midas.actions.access.second_factor import forget_factors
        from midas.store.models import Person

        person = Person.objects.filter(email__iexact=email.strip()).first()
        if person is None:
            raise _Refused(f"Nobody signs in as {email}.")
        count = forget_factors(person, at=timezone.now())
    typer.echo(f"{person.name} had {count} second factor{'' if count == 1 else 's'}, and has none now.")


class _Refused(Exception):
    """Why a command does nothing."""


def _cluster(slug: str) -> Any:
    from midas.store.models import Cluster

    there = {one.slug: one for one in Cluster.objects.order_by("slug")}
    if slug not in there:
        raise _Refused(f"There is no cluster {slug!r}; there is: {', '.join(there) or 'none'}.")
    return there[slug]


@contextmanager
def _told() -> Iterator[None]:
    from midas.core.values.problems import BadInput

    try:
        yield
    except (_Refused, BadInput) as refused:
        typer.echo(str(refused), err=True)
        raise typer.Exit(1) from refused
