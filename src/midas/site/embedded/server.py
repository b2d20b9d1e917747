"""Starting and stopping the embedded server.

Safe on a machine with other people on it: passwords (`scram-sha-256`) for everybody, one socket in a closed
folder, no network, an account without rights, and no permission of any foreign folder touched. The folders
are handed to the server as open files (`/proc/self/fd/N`), so it works in them although its account could not
walk the path to them.

Safe for what it holds: durable writes, a data folder that appears whole or not at all, one server for one
folder, and recovery from any kind of end, told in words.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from midas.site.embedded.account import Account, account
from midas.site.embedded.complaints import damaged, trouble
from midas.site.embedded.creation import make_folders
from midas.site.embedded.handing import handed, path_of
from midas.site.embedded.layout import SOCKET_NAME, Layout
from midas.site.embedded.passwords import SUPERUSER
from midas.site.embedded.programs import PLAIN_ENVIRONMENT, Programs, programs
from midas.site.home import unwritable
from midas.site.trouble import Trouble

Say = Callable[[str], None]
LOG_BYTES, LOGS_KEPT = 2_000_000, 3
_READY, _PATIENCE = "ready", 600.0

_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "cluster_name": "midas",
    "log_min_messages": "log",
    "log_checkpoints": "off",
    "logging_collector": "off",
    "timezone": "UTC",
}


@dataclass(frozen=True)
class Postmaster:
    """The server process that holds the data folder, as its own file tells."""

    pid: int
    since: float
    ready: bool


def postmaster(layout: Layout) -> Postmaster | None:
    """The server running in this data folder; None where there is none, whatever a file left behind says."""
    try:
        lines = (layout.data / "postmaster.pid").read_text().splitlines()
        pid, since = int(lines[0]), float(lines[2])
    except (OSError, ValueError, IndexError):
        return None
    return (
        Postmaster(pid, since, len(lines) > 7 and lines[7].strip() == _READY)
        if _works_in(pid, layout)
        else None
    )


def _works_in(pid: int, layout: Layout) -> bool:
    """A PostgreSQL server stands in its data folder; another process with a number used before does not."""
    with suppress(OSError):
        return os.path.samefile(f"/proc/{pid}/cwd", layout.data)
    return False


def start(layout: Layout, say: Say, durable: bool = True) -> None:
    """Have the server ready to answer, making its data folder first if there is none. Raises Trouble."""
    who = account(layout)
    if postmaster(layout) is None:
        make_folders(layout, who)
        unclean = _left_behind(layout)
        _launch_patiently(layout, who, say, durable)
        if unclean:
            say(
                "The database had not been stopped properly; PostgreSQL has recovered: everything saved is there."
            )
    else:
        _wait_until_ready(layout, None, 0, say)


def stop(layout: Layout) -> None:
    """Stop the server, if one runs, letting it write everything down; returns when it is gone."""
    for how, patience in ((signal.SIGINT, 60.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 10.0)):
        running = postmaster(layout)
        if running is None:
            return
        with suppress(ProcessLookupError):
            os.kill(running.pid, how)
        until = time.monotonic() + patience
        while time.monotonic() < until and postmaster(layout):
            time.sleep(0.01)


def reset_superuser(layout: Layout, password: str) -> None:
    """Set the superuser's password without knowing the old one; the server must not run.

    Whoever owns the data folder may do this anyway, so it opens nothing to anybody.
    """
    who = account(layout)
    with handed(layout.data) as (data,):
        subprocess.run(
            [_programs(layout, who).path("postgres"), "--single", "-D", path_of(data), "postgres"],
            input=f"ALTER ROLE {SUPERUSER} PASSWORD '{password}'\n",
            text=True,
            cwd="/",
            env=PLAIN_ENVIRONMENT,
            capture_output=True,
            pass_fds=(data,),
            check=False,
            **who.run_as(),
        )


def _programs(layout: Layout, who: Account) -> Programs:
    if not layout.data.exists():
        return programs(who)
    try:
        return programs(who, int((layout.data / "PG_VERSION").read_text().split(".")[0]))
    except (OSError, ValueError):
        raise damaged(layout, "it has no readable PG_VERSION.") from None


def _left_behind(layout: Layout) -> bool:
    """Whether the last server ended without putting its things in order; clears what would stop the next one.

    PostgreSQL itself refuses to start while any process has the number in its files, which after a restart of
    the machine or container may be anybody's, or a dead one's whose parent has not taken notice yet.
    """
    (layout.socket_folder() / f"{SOCKET_NAME}.lock").unlink(missing_ok=True)
    mark = layout.data / "postmaster.pid"
    if not mark.exists():
        return False
    with suppress(OSError, ValueError, IndexError):
        pid = int(mark.read_text().splitlines()[0])
        if Path(f"/proc/{pid}").exists() and not _works_in(pid, layout):
            mark.unlink()
    return True


def _launch_patiently(layout: Layout, who: Account, say: Say, durable: bool) -> None:
    """Launch; where processes of a server that was killed are still ending, wait for them."""
    until = time.monotonic() + 20
    while True:
        try:
            return _launch(layout, who, say, durable)
        except Trouble as error:
            if "still in use" not in error.what or time.monotonic() > until:
                raise
            time.sleep(0.2)


def _launch(layout: Layout, who: Account, say: Say, durable: bool) -> None:
    binary = _programs(layout, who).path("postgres")
    settings = dict(_SETTINGS) if durable else {**_SETTINGS, "fsync": "off", "synchronous_commit": "off"}
    with handed(layout.data, layout.socket_folder()) as (data, socket), _log(layout) as log:
        settings["unix_socket_directories"] = path_of(socket)
        before = log.tell()
        process = subprocess.Popen(
            [
                binary,
                "-D",
                path_of(data),
                *(word for item in settings.items() for word in ("-c", "=".join(item))),
            ],
            cwd="/",
            env=PLAIN_ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=(data, socket),
            start_new_session=True,
            **who.run_as(),
        )
    _wait_until_ready(layout, process, before, say)


def _wait_until_ready(layout: Layout, process: subprocess.Popen[bytes] | None, before: int, say: Say) -> None:
    began = told = time.monotonic()
    while time.monotonic() < began + _PATIENCE:
        running = postmaster(layout)
        if running and running.ready:
            return
        if process.poll() is not None if process else running is None:
            raise trouble(_said_since(layout, before), layout)
        if time.monotonic() > told + 5:
            told = time.monotonic()
            say(
                f"PostgreSQL is still starting ({told - began:.0f} s); after an unclean stop it reads its log first."
            )
        time.sleep(0.01)
    raise trouble(_said_since(layout, before), layout)


def _said_since(layout: Layout, before: int) -> str:
    with layout.log.open(errors="replace") as log:
        log.seek(before)
        return log.read()


@contextmanager
def _log(layout: Layout) -> Iterator[BinaryIO]:
    _put_away(layout.log)
    try:
        file = os.open(layout.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    except OSError as error:
        raise unwritable(layout.log, error) from error
    with open(file, "ab") as log:
        log.seek(0, os.SEEK_END)
        yield log


def _put_away(log: Path) -> None:
    """Begin a new log when this one has grown; a few old ones are kept."""
    if not log.exists() or log.stat().st_size < LOG_BYTES:
        return
    for number in range(LOGS_KEPT, 1, -1):
        older = log.with_name(f"{log.name}.{number - 1}")
        if older.exists():
            older.replace(log.with_name(f"{log.name}.{number}"))
    log.replace(log.with_name(f"{log.name}.1"))
