"""Locks between processes, held by the kernel: they vanish with their holder, however it ended.

A lock file is never deleted, so two processes can never hold "the same" lock on two different files.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from midas.site.home import unwritable
from midas.site.trouble import Trouble


class Lock:
    """A lock on one file; `shared` by many holders or `alone` by one. Closing it lets go."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise unwritable(path, error) from error

    def shared(self) -> Lock:
        """Hold it together with others; waits for one who holds it alone."""
        fcntl.flock(self._file, fcntl.LOCK_SH)
        return self

    def alone(self) -> bool:
        """Hold it alone, if nobody else holds it; says whether that worked. Never waits."""
        with suppress(BlockingIOError):
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False

    def note(self, text: str) -> None:
        """Leave word of the holder for those who come after."""
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, text.encode(), 0)

    def read(self) -> str:
        """What the holder, or the last one, left."""
        return os.pread(self._file, 10_000, 0).decode(errors="replace")

    def close(self) -> None:
        """Let go."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


@contextmanager
def one_at_a_time(path: Path, wait: float = 120.0) -> Iterator[None]:
    """Run the block while no other process runs a block under the same path; waits so many seconds at most."""
    lock, until = Lock(path), time.monotonic() + wait
    try:
        while not lock.alone():
            if time.monotonic() > until:
                raise Trouble(
                    f"Another Midas has been starting or stopping its database for {wait:.0f} seconds "
                    f"({lock.read() or 'it left no name'}; lock {path}).",
                    "look at that process; once it has ended, start again.",
                )
            time.sleep(0.02)
        lock.note(f"process {os.getpid()}")
        yield
    finally:
        lock.close()
