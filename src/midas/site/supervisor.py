"""Keeping the processes of a running Midas alive: one that falls over is started again, a few times, then all stop.

Only this process listens to Ctrl-C; the others are asked to finish, in one go, and nothing is left behind.
"""

from __future__ import annotations

import http.client
import signal
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from types import FrameType

from midas.site.occupancy import ADDRESS
from midas.site.processes import Child
from midas.site.trouble import Trouble

Say = Callable[[str], None]
FALLS, WITHIN_SECONDS = 5, 120.0
LOOK_EVERY, STOPPING_SECONDS, STARTING_SECONDS = 0.5, 12.0, 90.0


class Patience:
    """Counts falls: it ends when one thing has fallen too often in too short a time."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._falls: dict[str, deque[float]] = defaultdict(lambda: deque(maxlen=FALLS))

    def lasts(self, name: str) -> bool:
        """Note a fall; whether to start it once more."""
        falls, now = self._falls[name], self._clock()
        falls.append(now)
        return len(falls) < FALLS or now - falls[0] > WITHIN_SECONDS


class Ending:
    """Told to end: by Ctrl-C, by SIGTERM or by a closed terminal. While `waiting`, calmly; before, at once."""

    def __init__(self) -> None:
        self._told = threading.Event()
        self.waiting = False

    def hear(self, number: int, frame: FrameType | None) -> None:
        """The signal handler."""
        first = not self._told.is_set()
        self._told.set()
        if first and not self.waiting:
            raise KeyboardInterrupt

    def told(self, within: float = 0.0) -> bool:
        """Whether to end; waits for that so many seconds."""
        return self._told.wait(within)


@contextmanager
def listening() -> Iterator[Ending]:
    """Hear the signals that end a program for the block."""
    ending = Ending()
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, ending.hear) for number in numbers}
    try:
        yield ending
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def started(children: Sequence[Child]) -> Iterator[None]:
    """Have the children running for the block; all are gone after it."""
    try:
        for child in children:
            child.start()
        yield
    finally:
        for child in children:
            child.ask()
        for child in children:
            child.end(STOPPING_SECONDS)


def wait_until_serving(port: int, web: Child) -> None:
    """Wait for the first page; raises Trouble where the web server falls over or answers with a fault."""
    until = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < until:
        if web.ended() is not None:
            raise Trouble(
                f"The web server did not start. Its last words:\n{web.last_words()}", f"see {web.log}."
            )
        with suppress(OSError, http.client.HTTPException):
            if (status := _first_page(port)) >= 500:
                raise Trouble(
                    f"The first page fails ({status}). Last words:\n{web.last_words()}", f"see {web.log}."
                )
            return
        time.sleep(0.05)
    raise Trouble(
        f"No page came within {STARTING_SECONDS:.0f} seconds.\n{web.last_words()}", f"see {web.log}."
    )


def _first_page(port: int) -> int:
    connection = http.client.HTTPConnection(ADDRESS, port, timeout=30)
    try:
        connection.request("GET", "/", headers={"Host": f"{ADDRESS}:{port}"})
        return connection.getresponse().status
    finally:
        connection.close()


def keep(children: Sequence[Child], ending: Ending, database: Callable[[], bool], say: Say) -> None:
    """Look after the children, and the database, until told to end. `database` mends it and says if it had to.

    Raises Trouble when something falls over again and again.
    """
    patience = Patience()
    while not ending.told(LOOK_EVERY):
        for child in children:
            if child.ended() is not None:
                _again(child, patience, say)
        if database() and not patience.lasts("database"):
            raise Trouble(
                "The database stopped again and again.", "see the log postgres.log; is the disk full?"
            )


def _again(child: Child, patience: Patience, say: Say) -> None:
    status, words = child.ended(), child.last_words()
    if not patience.lasts(child.name):
        raise Trouble(
            f"The {child.name} ended {FALLS} times within {WITHIN_SECONDS:.0f} seconds (status {status}). "
            f"Its last words:\n{words}",
            f"its log is {child.log}; `.venv/bin/midas doctor` looks at the rest.",
        )
    say(f"The {child.name} ended unexpectedly (status {status}); it is being started again. See {child.log}.")
    child.end(0.0)
    child.start()
