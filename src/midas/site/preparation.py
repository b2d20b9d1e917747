"""Making a database ready for this version of Midas: its tables, who may use them, and the demo on a first start."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from collections.abc import Callable

from midas.site.roles import APP, Standing, ensure_app_role, how_to_strengthen, open_to_app, standing
from midas.site.trouble import Trouble

Say = Callable[[str], None]
OLDEST_SERVER = 150000


def set_django_up() -> None:
    """Load Django to work as the owner of the tables."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "midas.site.settings")
    os.environ.pop("MIDAS_APP_ROLE", None)
    import django

    django.setup()


def prepare(say: Say) -> bool:
    """Bring the database to this version; says whether the site can use it as `midas_app`. Raises Trouble."""
    from django.db import DatabaseError, connection

    check_server()
    try:
        migrate(say)
        with connection.cursor() as cursor:
            usable = ensure_app_role(cursor)
            if usable:
                open_to_app(cursor)
            warn_of_a_weak_fence(standing(cursor), usable, say)
    except DatabaseError as error:
        raise Trouble(
            f"The database could not be prepared: {first_line(error)}",
            "the role in DATABASE_URL has to own its database (create database midas owner that_role); "
            "`midas doctor` says more.",
        ) from error
    finally:
        connection.close()
    return usable


def bring_up_to_date(say: Say) -> None:
    """For a command that needs the database: see that it answers, and prepare it if it is behind."""
    check_server()
    if pending():
        prepare(say)


def check_server() -> None:
    """See that the database answers and is one Midas works with."""
    from django.db import OperationalError, connection

    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "select current_setting('server_version_num')::int, current_setting('server_encoding')"
            )
            version, encoding = cursor.fetchone()
    except OperationalError as error:
        raise Trouble(
            f"The database does not answer: {first_line(error)}",
            "see that the server runs and that DATABASE_URL names its address, database, role and password; "
            "without DATABASE_URL, Midas uses a PostgreSQL of its own.",
        ) from error
    if version < OLDEST_SERVER:
        raise Trouble(
            f"The server is PostgreSQL {version // 10000}; Midas needs 15 or newer.", "use a newer server."
        )
    if encoding != "UTF8":
        raise Trouble(
            f"The database is encoded in {encoding}; Midas needs UTF8.",
            "create one that is: create database midas encoding 'UTF8' template template0",
        )


def pending() -> int:
    """How many migrations the database lacks."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate(say: Say) -> None:
    """Make what tables are missing."""
    from django.core.management import call_command

    number, began = pending(), time.monotonic()
    if number:
        call_command("migrate", verbosity=0, interactive=False, stdout=io.StringIO())
        know_the_shipped_codes()
        say(f"Database: brought to this version in {number} steps ({time.monotonic() - began:.1f} s)")


def know_the_shipped_codes() -> None:
    """Every installation knows the CPV divisions and groups, demo or not; labels that are there stay."""
    from midas.actions.members.load_taxonomy import load_cpv, shipped_codes

    load_cpv(shipped_codes(), overwrite=False)


def warn_of_a_weak_fence(found: Standing, usable: bool, say: Say) -> None:
    """Say so where the database itself cannot keep clusters apart as well as it should."""
    if not usable and (found.superuser or found.ignores_fence):
        say(
            f"WARNING: the role {found.user} in DATABASE_URL ignores row-level security and cannot step down to {APP}: "
            "only the program keeps clusters apart. Use a role without these rights."
        )
    elif not usable:
        say(
            f"Note: the role {found.user} may not make or use the role {APP}; Midas works as the owner of its tables. "
            f"For the stronger fence, {how_to_strengthen(found)}"
        )


def load_demo(say: Say) -> None:
    """Load the demo cluster into a database that has no cluster yet (`MIDAS_DEMO=0`: leave it empty)."""
    from midas.store.models import Cluster

    if os.environ.get("MIDAS_DEMO") == "0" or Cluster.objects.exists():
        return
    say("Demo cluster: loading, this once (MIDAS_DEMO=0 starts without) ...")
    command = [sys.executable, "-m", "midas", "demo", "load"]
    if subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode:
        raise Trouble(
            "The demo cluster could not be loaded; what stands above says why.",
            "start without it: MIDAS_DEMO=0 make run. `midas demo load` tries again.",
        )


def first_line(error: BaseException) -> str:
    """The first line of what the database said; it never holds a password."""
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
