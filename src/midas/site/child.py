"""What the child processes of `midas run` do: `python -m midas.site.child web PORT | worker`."""

from __future__ import annotations

import asyncio
import os
import sys

from midas.site.occupancy import ADDRESS
from midas.site.processes import end_with_starter

# Two processes, so that one slow answer does not hold the others up; threads, so that many wait for the database.
WEB_PROCESSES, WEB_THREADS = 2, 4
# A long solution does not keep an import waiting.
JOBS_AT_ONCE = 2
# What a job still running at the end gets to stop by itself; it is taken up again at the next start.
FINISHING_SECONDS = 5
# Seconds a thread of the worker computes before another may: short, since one that talks to the database asks often.
SLICE = 0.0005


def web(port: int) -> None:
    """Serve the pages and the API until told to stop."""
    from granian import Granian
    from granian.constants import Interfaces

    # Loaded before the processes part: a fault in it ends this one at once, and they share its memory.
    import midas.site.wsgi  # noqa: F401

    Granian(
        "midas.site.wsgi:application",
        address=ADDRESS,
        port=port,
        interface=Interfaces.WSGI,
        workers=WEB_PROCESSES,
        blocking_threads=WEB_THREADS,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=FINISHING_SECONDS,
    ).serve()


def worker() -> None:
    """Do the jobs in the queue until told to stop."""
    import django

    sys.setswitchinterval(SLICE)
    django.setup()
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    async def work() -> None:
        async with app.open_async():
            await app.run_worker_async(
                name="midas", concurrency=JOBS_AT_ONCE, shutdown_graceful_timeout=FINISHING_SECONDS
            )

    with app.replace_connector(DjangoConnector().get_worker_connector()):
        asyncio.run(work())


def main(arguments: list[str]) -> None:
    """Be the child that was asked for."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "midas.site.settings")
    end_with_starter()
    if arguments[0] == "web":
        web(int(arguments[1]))
    else:
        worker()


if __name__ == "__main__":
    main(sys.argv[1:])
