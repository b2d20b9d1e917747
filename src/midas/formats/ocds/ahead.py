"""Work done ahead of whoever uses it: a thread makes the next things while this one waits for the database.

At most a few things are waiting at any time, so memory stays bounded. The thread must not touch the database: the
connection belongs to the thread that opened it.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


@contextmanager
def ahead(things: Iterable[T], most: int, meanwhile: Callable[[], None]) -> Iterator[Iterator[T]]:
    """The same things, made in a thread, at most `most` of them ahead; what it raises is raised here.

    `meanwhile` is called now and then while there is nothing yet. The thread has ended when the block has.
    """
    made: queue.Queue[tuple[bool, T | BaseException | None]] = queue.Queue(most)
    stop = threading.Event()
    thread = threading.Thread(target=_make, args=(things, made, stop), daemon=True)
    thread.start()
    try:
        yield _taken(made, meanwhile)
    finally:
        stop.set()
        thread.join()


def _make(
    things: Iterable[T], made: queue.Queue[tuple[bool, T | BaseException | None]], stop: threading.Event
) -> None:
    try:
        for thing in things:
            if not _put(made, (True, thing), stop):
                return
        _put(made, (False, None), stop)
    except BaseException as error:
        _put(made, (False, error), stop)


def _put(
    made: queue.Queue[tuple[bool, T | BaseException | None]],
    item: tuple[bool, T | BaseException | None],
    stop: threading.Event,
) -> bool:
    while not stop.is_set():
        try:
            made.put(item, timeout=0.2)
            return True
        except queue.Full:
            continue
    return False


def _taken(
    made: queue.Queue[tuple[bool, T | BaseException | None]], meanwhile: Callable[[], None]
) -> Iterator[T]:
    while True:
        try:
            more, thing = made.get(timeout=0.1)
        except queue.Empty:
            meanwhile()
            continue
        if isinstance(thing, BaseException):
            raise thing
        if not more:
            return
        yield thing  # type: ignore[misc]
