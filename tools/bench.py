"""Runs one benchmark, or all: each is a module of `benchmarks/` that writes `.bench/NAME.json` and prints its table."""

import os
import subprocess
import sys

from console import say
from marks import CHECKOUT

FOLDER = os.path.join(CHECKOUT, "benchmarks")
PYTHON = os.path.join(CHECKOUT, ".venv", "bin", "python")


def names():
    """The benchmarks there are: modules that can be run."""
    return sorted(file[:-3] for file in os.listdir(FOLDER) if runnable(file)) if os.path.isdir(FOLDER) else []


def runnable(file):
    """Whether a file of the folder is a benchmark, and not what benchmarks share."""
    if not file.endswith(".py"):
        return False
    with open(os.path.join(FOLDER, file)) as text:
        return "__main__" in text.read()


def main():
    """Run those named; returns the exit status."""
    known = names()
    wanted = sys.argv[1:] or known
    unknown = [name for name in wanted if name not in known]
    if unknown:
        say(f"There is no benchmark {', '.join(unknown)}. There are: {', '.join(known) or 'none yet'}.")
        return 2
    os.makedirs(os.path.join(CHECKOUT, ".bench"), exist_ok=True)
    failed = [name for name in wanted if run(name)]
    if failed:
        say(f"Failed: {', '.join(failed)}.")
    return 1 if failed else 0


def run(name):
    """One benchmark; returns its exit status."""
    say(f"\n{name}")
    return subprocess.run([PYTHON, "-m", f"benchmarks.{name}"], cwd=CHECKOUT, check=False).returncode


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
