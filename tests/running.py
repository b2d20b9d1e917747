"""A `midas run` of its own for a test: the processes are real, and what they say is what a test waits for."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from pathlib import Path

from tests.site.commands import surroundings

READY = "Ctrl-C stops it"


class Running:
    """One `midas run`, and all it has said so far."""

    def __init__(self, home: Path, port: int, **more: str) -> None:
        self.said = ""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "midas", "run", "--port", str(port)],
            env=surroundings(home, **more),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def until(self, words: str) -> str:
        """Read on until it says these words; fails with all it said if it ends without."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line
            if words in line:
                return self.said
        raise AssertionError(f"it never said {words!r}:\n{self.said}")

    def end(self, how: signal.Signals) -> int:
        """Send the signal, read to the end, and return the exit status."""
        self.process.send_signal(how)
        assert self.process.stdout is not None
        self.said += self.process.stdout.read()
        return self.process.wait(60)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
