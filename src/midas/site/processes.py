"""The processes a running Midas consists of besides its database: each with a log, and none outliving its starter.

A child is told by the kernel when the process that started it is gone (Linux, prctl(2), PR_SET_PDEATHSIG), so even
kill -9 leaves no web server holding the port.
"""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

LOG_BYTES, LOGS_KEPT, LAST_WORDS = 5_000_000, 4, 12
_STARTER = "MIDAS_STARTED_BY"
_PR_SET_PDEATHSIG = 1


class Child:
    """One process of Midas, started again as often as it is asked to be; what it says goes to its log."""

    def __init__(self, name: str, arguments: list[str], logs: Path, environ: Mapping[str, str]) -> None:
        self.name = name
        self.log = logs / f"{name.replace(' ', '-')}.log"
        self._command = [sys.executable, "-m", "midas.site.child", *arguments]
        self._environ = {**environ, _STARTER: str(os.getpid()), "PYTHONUNBUFFERED": "1"}
        self._words: deque[str] = deque(maxlen=LAST_WORDS)
        self._process: subprocess.Popen[str] | None = None
        handler = RotatingFileHandler(self.log, maxBytes=LOG_BYTES, backupCount=LOGS_KEPT, encoding="utf-8")
        self._logger = logging.Logger(name)
        self._logger.addHandler(handler)

    def start(self) -> None:
        """Start it, away from the terminal's Ctrl-C: the one who started it says when it stops."""
        self._words.clear()
        self._process = subprocess.Popen(
            self._command,
            env=self._environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        threading.Thread(target=self._listen, args=(self._process,), daemon=True).start()

    def ended(self) -> int | None:
        """Its exit status once it has ended; None while it runs."""
        return self._process.poll() if self._process else 0

    def last_words(self) -> str:
        """The end of what it said."""
        return "\n".join(f"    {line}" for line in self._words)

    def ask(self) -> None:
        """Ask it to finish."""
        if self._process and self._process.poll() is None:
            self._process.terminate()

    def end(self, patience: float) -> None:
        """Wait until it has finished, so many seconds; then end it and all it started."""
        if self._process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(patience)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _listen(self, process: subprocess.Popen[str]) -> None:
        for line in process.stdout or ():
            self._words.append(line.rstrip())
            self._logger.info(line.rstrip())


def end_with_starter() -> None:
    """For a child: be told to end when the starter ends; end now if it already has."""
    starter = int(os.environ.get(_STARTER, "0"))
    if not starter:
        return
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != starter:
        sys.exit("The Midas that started this process is gone.")
