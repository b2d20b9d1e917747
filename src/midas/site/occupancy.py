"""Who has this data folder, and who has this port: one Midas serves from a folder, and says so to the next.

The folder's lock is the kernel's, so it is free the moment its holder is gone, however it ended.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from midas.site.home import private_folder
from midas.site.locks import Lock
from midas.site.trouble import Trouble

ADDRESS = "127.0.0.1"


@dataclass(frozen=True)
class Holder:
    """The Midas that serves from a folder."""

    pid: int
    since: str
    url: str


def url_of(port: int) -> str:
    """Where a browser finds it."""
    return f"http://{ADDRESS}:{port}"


@contextmanager
def folder_taken(home: Path, port: int) -> Iterator[None]:
    """Have the folder alone for the block; raises Trouble, saying who has it, where that cannot be."""
    lock = Lock(private_folder(home) / "serving")
    try:
        if not lock.alone():
            raise _taken(home, _read(lock))
        since = datetime.now().astimezone().isoformat(timespec="seconds")
        lock.note(json.dumps({"pid": os.getpid(), "since": since, "url": url_of(port)}))
        yield
        lock.note("")
    finally:
        lock.close()


def holder(home: Path) -> Holder | None:
    """Who serves from the folder now; None where nobody does."""
    if not (home / "serving").exists():
        return None
    lock = Lock(home / "serving")
    try:
        return None if lock.alone() else _read(lock)
    finally:
        lock.close()


def ask_to_stop(home: Path, patience: float = 60.0) -> Holder | None:
    """Stop the Midas that serves from the folder and wait until it has; None where there was none."""
    found = holder(home)
    if found is None:
        return None
    with suppress(ProcessLookupError):
        os.kill(found.pid, signal.SIGTERM)
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if holder(home) is None:
            return found
        time.sleep(0.05)
    raise Trouble(
        f"Midas (process {found.pid}) has not stopped within {patience:.0f} seconds.",
        f"see {home / 'logs'} for what it is doing; kill -9 {found.pid} ends it at once, and nothing saved is lost.",
    )


def _read(lock: Lock) -> Holder:
    # Its note is empty for the instant between taking the lock and writing.
    with suppress(ValueError, KeyError):
        note = json.loads(lock.read())
        return Holder(int(note["pid"]), str(note["since"]), str(note["url"]))
    return Holder(0, "just now", "an address it has not said yet")


def _taken(home: Path, found: Holder) -> Trouble:
    return Trouble(
        f"Midas is already running from {home}: process {found.pid}, since {found.since}, at {found.url}.",
        "open that address; or stop it (Ctrl-C where it runs, or `.venv/bin/midas stop`); "
        "or run a second one from another folder: MIDAS_HOME=/path/to/folder PORT=8001 make run",
    )


def free_port(port: int, patience: float = 3.0) -> None:
    """See that the port can be had; one that is just being left is waited for. Raises Trouble."""
    until = time.monotonic() + patience
    while (error := _refusal(port)) is not None:
        if error.errno != 98 or time.monotonic() > until:
            raise _port_trouble(port, error)
        time.sleep(0.1)


def _refusal(port: int) -> OSError | None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
            probe.listen(1)
        except OSError as error:
            return error
    return None


def _port_trouble(port: int, error: OSError) -> Trouble:
    if error.errno != 98:
        return Trouble(
            f"Port {port} cannot be used: {error.strerror}.", "choose one above 1024: PORT=8001 make run"
        )
    other = next(
        (number for number in range(port + 1, min(port + 50, 65536)) if _refusal(number) is None), 8001
    )
    return Trouble(
        f"Port {port} is taken{_by_whom(port)}.",
        f"stop that program, or give Midas another port: PORT={other} make run",
    )


def _by_whom(port: int) -> str:
    """Who listens there, as far as this account may know; processes of other accounts are not shown to it."""
    numbers = _listening(port)
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if any(os.readlink(file) in numbers for file in (process / "fd").iterdir()):
                command = (
                    (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
                )
                return f" by process {process.name} ({command[:80]})"
    return " by another program"


def _listening(port: int) -> set[str]:
    found = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with suppress(OSError):
            for line in Path(table).read_text().splitlines()[1:]:
                fields = line.split()
                if fields[1].endswith(f":{port:04X}") and fields[3] == "0A":
                    found.add(f"socket:[{fields[9]}]")
    return found
