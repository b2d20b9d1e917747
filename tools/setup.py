"""Sets Midas up in this checkout: `python3 tools/setup.py run` for using it, `... test` for working on it.

Needs Python and nothing else. Each part is marked when it is finished, with what it was made from: what is marked and
unchanged is not touched again (a second start costs milliseconds), what was interrupted is done again.

    .venv           Python parts, exactly those of requirements/*.txt, each with its checksum
    node_modules    front-end parts, exactly those of package-lock.json
    .venv/bin/midas the command
"""

import fcntl
import os
import shutil
import sys

from console import Stop, say, stopped
from front_end import front_end_parts
from marks import CHECKOUT
from python_parts import LOCKS, python_parts
from system import browser

OLDEST = (3, 11)


def main():
    """Set up what is asked for; returns the exit status."""
    wanted = sys.argv[1] if len(sys.argv) > 1 else "run"
    if wanted not in LOCKS:
        print(f"usage: {sys.argv[0]} run|test", file=sys.stderr)
        return 2
    try:
        use_new_enough_python()
        with open(openable_lock(), "r+") as lock:
            wait_for(lock)
            set_up(wanted)
    except Stop as stop:
        return stopped(stop)
    except KeyboardInterrupt:
        say("\nStopped. Run the same command again: it goes on where it was.")
        return 130
    except OSError as error:
        return stopped(
            Stop(
                f"{error.filename or CHECKOUT}: {error.strerror}.",
                "make it writable, or free some disk space.",
            )
        )
    return 0


def set_up(wanted):
    """Do what is not done yet."""
    python_parts(wanted)
    front_end_parts(wanted)
    if wanted == "test":
        browser()


def use_new_enough_python():
    """Go on with a newer Python of this machine where the one called is too old."""
    if sys.version_info >= OLDEST:
        return
    for minor in (14, 13, 12, 11):
        newer = shutil.which(f"python3.{minor}")
        if newer:
            os.execv(newer, [newer, *sys.argv])
    raise Stop(
        f"Midas needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is {sys.version.split()[0]} ({sys.executable}).",
        "install a newer one, or name one: make run PYTHON=/path/to/python3.12",
    )


def openable_lock():
    """The file two set-ups of one checkout agree by."""
    os.makedirs(os.path.join(CHECKOUT, ".make"), exist_ok=True)
    path = os.path.join(CHECKOUT, ".make", "setup.lock")
    with open(path, "a"):
        return path


def wait_for(lock):
    """Go on alone: two set-ups at once would undo each other."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("Another set-up of this checkout is running; waiting for it.")
        fcntl.flock(lock, fcntl.LOCK_EX)


if __name__ == "__main__":
    sys.exit(main())
