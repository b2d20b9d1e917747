"""A search is followed while it goes on: what it says is saved for the page, and the page's wish to stop reaches it.

What the search tells is kept here and saved in short transactions of their own, no more often than `PATIENCE`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from midas.core.formation.course import Moment, lengthened, write_course
from midas.core.formation.plan import Incumbent
from midas.core.formation.problem import FormationProblem
from midas.core.formation.result import Json
from midas.store import tenancy
from midas.store.models import Formation

PATIENCE = timedelta(seconds=0.5)
"""Progress is saved, and a wish to stop looked for, no more often than this."""

Clock = Callable[[], datetime]


class Stopped(Exception):
    """The run was taken out of the engine's hands, or the program is being shut down."""


@dataclass
class Follower:
    """Given to the engine of one run as `progress`, `improved` and `stop`.

    `ending` tells that the program is being shut down. `tell` raises `Stopped` then, or once the run is no
    longer running; `stop` is true as soon as there is any reason to end.
    """

    run: Formation
    problem: FormationProblem
    clock: Clock
    ending: Callable[[], bool] = lambda: False
    _next: datetime | None = None
    _is_gone: bool = False
    _is_enough: bool = False
    _best: Incumbent | None = None
    _course: tuple[Moment, ...] = ()
    _new: dict[str, object] = field(default_factory=dict)

    def tell(self, part: float, words: str) -> None:
        """The engine reports a part of the way, and what it is doing."""
        self._new |= {"progress": min(max(part, 0.0), 1.0), "message": words[:200]}
        self._sync()
        if self._is_gone or self.ending():
            raise Stopped

    def improved(self, found: Incumbent) -> None:
        """The engine has a better plan, or a better bound."""
        self._best, self._course = found, lengthened(self._course, found)
        self._sync()

    def stop(self) -> bool:
        """Whether the engine is to end with what it has."""
        self._sync()
        return self._is_enough or self._is_gone or self.ending()

    def so_far(self) -> Json:
        """The best plan so far and the course of the search; empty before the first plan."""
        return write_course(self.problem, self._best, self._course) if self._best else {}

    def _sync(self) -> None:
        """Save what is new and see whether the run is still wanted, if the last time is long enough ago."""
        now = self.clock()
        if self._next is not None and now < self._next:
            return
        self._next = now + PATIENCE
        fresh = {"so_far": self.so_far()} if self._best else {}
        with tenancy.tenant(self.run.cluster_id):
            running = Formation.objects.filter(pk=self.run.pk, state=Formation.State.RUNNING)
            if self._new or fresh:
                running.update(**self._new, **fresh)
            asked = running.values_list("stop_asked", flat=True).first()
        self._new = {}
        self._is_gone, self._is_enough = asked is None, bool(asked)
