"""The PostgreSQL Midas brings along, for whoever names no other: running while somebody uses it, and no
longer.

Every process that needs it holds a shared lock while it does; whoever leaves last stops the server. A process
that was killed holds nothing any more, so the next to come takes over what it left.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from midas.site.embedded.layout import Layout
from midas.site.embedded.roles import admit
from midas.site.embedded.server import Say, postmaster, start, stop
from midas.site.home import private_folder
from midas.site.locks import Lock, one_at_a_time

__all__ = ["Layout", "postmaster", "running", "start_again"]


@contextmanager
def running(home: Path, say: Say, durable: bool = True) -> Iterator[None]:
    """Have the server running for the block, with its database and roles. Raises Trouble where that cannot
    be.

    `durable=False` is for throw-away data: it is faster and survives no power cut.
    """
    layout = Layout(home)
    private_folder(layout.home)
    private_folder(layout.folder)
    use = Lock(layout.in_use)
    try:
        with one_at_a_time(layout.changing):
            use.shared()
            start(layout, say, durable)
            admit(layout, say)
        yield
    finally:
        _leave(layout, use)


def start_again(home: Path, say: Say) -> None:
    """Start the server a process of this machine already uses, after it fell over."""
    layout = Layout(home)
    with one_at_a_time(layout.changing):
        start(layout, say)


def _leave(layout: Layout, use: Lock) -> None:
    """The last one out stops the server."""
    with one_at_a_time(layout.changing):
        use.close()
        others = Lock(layout.in_use)
        if others.alone():
            stop(layout)
        others.close()
