"""Saying what is being done, in plain words, on a terminal or in a log; and stopping with what to do next."""

import shutil
import subprocess
import sys
import time


class Stop(Exception):
    """Set-up or tests cannot go on: `what` happened, and what to `do`."""

    def __init__(self, what, do):
        super().__init__(what)
        self.what = what
        self.do = do


def say(text):
    """One finished line."""
    _clear()
    print(text, flush=True)


def stopped(stop):
    """Print a Stop, and give the exit status that goes with it."""
    _clear()
    print(f"\nThat did not work. {stop.what}\nWhat to do: {stop.do}", file=sys.stderr, flush=True)
    return 1


def progress(text):
    """What is going on at this moment: one line that is written over, on a terminal only."""
    if sys.stdout.isatty():
        width = shutil.get_terminal_size().columns - 1
        print(f"\r\x1b[K{text[:width]}", end="", flush=True)


def _clear():
    if sys.stdout.isatty():
        print("\r\x1b[K", end="", flush=True)


def seconds(since):
    """How long ago, for people."""
    return f"{time.monotonic() - since:.1f} s"


def follow(command, on_line, **options):
    """Run a command, hand on each line it says as it says it; returns its status and all it said."""
    said = []
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        **options,
    ) as process:
        try:
            for line in process.stdout:
                said.append(line)
                on_line(line.rstrip())
        except BaseException:
            process.terminate()
            raise
    return process.returncode, "".join(said)


def ignore(_line):
    """For a command whose lines need not be shown."""
