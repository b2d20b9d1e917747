"""Questions that are solved while somebody waits take turns, so that a web process stays free for pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from midas.actions.formation.refusals import UnableToForm

SECONDS = 3.0
"""How long one question may be worked on; whoever asks is waiting."""

AT_ONCE = 2
"""How many questions one process works on at a time."""

_free = BoundedSemaphore(AT_ONCE)


@contextmanager
def turn() -> Iterator[None]:
    """A turn, waited for as long as a question may take. Raises UnableToForm if none comes free."""
    if not _free.acquire(timeout=SECONDS):
        raise UnableToForm("Midas is working on other questions like this one; try again in a moment.")
    try:
        yield
    finally:
        _free.release()
