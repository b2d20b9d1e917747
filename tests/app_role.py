"""Tests ask as the site does: as `midas_app`, whom the database shows no more than the policies allow.

The owner of the tables builds the world, which is set-up; a request or a job that ran as the owner would be shown all
clusters by the policies for set-up, so a list that forgot its cluster could not be found out.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from midas.site.roles import APP


@contextmanager
def as_app() -> Iterator[None]:
    """Run the block as `midas_app`: this connection, and those that are opened meanwhile, by a worker say."""
    options = connection.settings_dict["OPTIONS"]
    before = options.get("options")
    options["options"] = f"{before or ''} -c role={APP}".strip()
    _say(f"set role {APP}")
    try:
        yield
    finally:
        if before is None:
            del options["options"]
        else:
            options["options"] = before
        if not connection.needs_rollback:  # a rollback takes the role back with it
            _say("reset role")


def who() -> str:
    """The role this connection has just now."""
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        return str(cursor.fetchone()[0])


def _say(statement: str) -> None:
    connection.ensure_connection()
    connection.connection.execute(statement)  # past Django, so that no test counts it as a query of the page
