"""How much time a search has left, and how far along it says it is."""

from __future__ import annotations

import time
from collections.abc import Callable

from midas.core.formation.plan import Incumbent

Improved = Callable[[Incumbent], None]
"""Told every better plan, and every better bound. What it raises ends the search and is raised."""

Stop = Callable[[], bool]
"""Asked now and then; once true, the search ends as if its time had run out."""

Progress = Callable[[float, str], None]
"""Told a part from 0 to 1, never falling, and a sentence. What it raises ends the search and is raised."""


def _never() -> bool:
    return False


class Clock:
    """Wall-clock time from the moment it is made; `limit` seconds are allowed, or fewer if somebody says stop."""

    def __init__(self, limit: float, stop: Stop | None = None) -> None:
        self.limit = limit
        self.stop = stop or _never
        self._started = time.monotonic()

    def within(self, seconds: float) -> Clock:
        """A clock for a part of the time, which stops when this one is stopped."""
        return Clock(min(seconds, self.left), self.stop)

    @property
    def spent(self) -> float:
        """Seconds so far."""
        return time.monotonic() - self._started

    @property
    def left(self) -> float:
        """Seconds still allowed; never negative, nothing once stopped."""
        return 0.0 if self.stop() else max(0.0, self.limit - self.spent)


class Reporter:
    """Tells a progress callback, if there is one, what goes on, within the part of the whole that is its own."""

    def __init__(self, progress: Progress | None, start: float = 0.0, end: float = 1.0) -> None:
        self._progress = progress
        self._start, self._end, self._told = start, end, start

    def tell(self, part: float, words: str) -> None:
        """`part` of this reporter's own stretch is done, from 0 to 1."""
        if self._progress is not None:
            reached = self._start + (self._end - self._start) * min(max(part, 0.0), 1.0)
            self._told = max(self._told, reached)
            self._progress(self._told, words)

    def stretch(self, start: float, end: float) -> Reporter:
        """A reporter for a part of this one's stretch."""
        width = self._end - self._start
        return Reporter(self._progress, self._start + width * start, self._start + width * end)
