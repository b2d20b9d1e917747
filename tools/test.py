"""Runs the checks: `tools/test.py check` the fast ones, `tools/test.py all` every one; all that failed is told.

Each check is one command that anybody can run by hand; it is printed when it fails.
"""

import os
import subprocess
import sys
import time

from console import follow, ignore, progress, say, seconds
from marks import CHECKOUT

BIN = os.path.join(CHECKOUT, ".venv", "bin")
FAST_TESTS = ("core", "rules", "solvers", "formats")


def steps(kind):
    """The checks, in order: what it is, and its command."""
    lint = [
        ("format", ["ruff", "format", "--check", "."]),
        ("lint", ["ruff", "check", "."]),
        ("types", ["mypy"]),
        ("import contracts", ["lint-imports"]),
    ]
    if kind == "check":
        folders = [
            f"tests/{name}" for name in FAST_TESTS if os.path.isdir(os.path.join(CHECKOUT, "tests", name))
        ]
        return [*lint, ("tests of core", ["pytest", *folders, "-n", "auto"])]
    pytest = ["pytest", "-n", "auto", "--dist", "loadfile", *os.environ.get("PYTEST_ARGS", "").split()]
    return [
        *lint,
        ("migrations", ["midas", "manage", "makemigrations", "--check", "--dry-run"]),
        ("documentation", ["mkdocs", "build", "--strict", "--quiet"]),
        # The browser's driver leaves an event loop in its process, so browser tests have processes of their own.
        ("tests", [*pytest, "--ignore=tests/browser"]),
        ("browser tests", [*pytest, "tests/browser"]),
    ]


def main():
    """Run them all; returns the exit status."""
    began = time.monotonic()
    failed = [
        name for name, command in steps(sys.argv[1] if len(sys.argv) > 1 else "all") if not run(name, command)
    ]
    if failed:
        say(f"\nNot green after {seconds(began)}: {', '.join(failed)}.")
        return 1
    say(f"\nAll green in {seconds(began)}.")
    return 0


def surroundings():
    """Checks leave the data of whoever runs Midas here alone: they have a data folder of their own."""
    return {
        "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}",
        "MIDAS_HOME": os.path.join(CHECKOUT, ".make", "home"),
        "MIDAS_DB_USER": os.environ.get("MIDAS_DB_USER", "nobody"),
        "NO_MKDOCS_2_WARNING": "1",
    }


def run(name, command):
    """One check; says how it went and, where it failed, what it said and how to repeat it."""
    began = time.monotonic()
    full = [os.path.join(BIN, command[0]), *command[1:]]
    environment = {**os.environ, **surroundings()}
    if command[0] == "pytest":
        status, said = subprocess.run(full, cwd=CHECKOUT, env=environment, check=False).returncode, ""
    else:
        progress(f"{name} ...")
        status, said = follow(full, ignore, cwd=CHECKOUT, env=environment)
    say(f"{'ok    ' if status == 0 else 'FAILED'}  {name} ({seconds(began)})")
    if status:
        say(f"{said}\n        repeat it with: .venv/bin/{' '.join(command)}\n")
    return status == 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
