"""The virtual environment: exactly the parts of requirements/*.txt, each with its checksum, and the command `midas`."""

import os
import re
import shutil
import subprocess
import sys
import time

from console import Stop, follow, ignore, progress, say, seconds
from failures import explain
from marks import CHECKOUT, digest, finished, mark, unmark
from system import apt

VENV = os.path.join(CHECKOUT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
LOCKS = {"run": "run.txt", "test": "dev.txt"}
NEEDED_MEGABYTES = 2000


def python_parts(wanted):
    """The virtual environment with the parts of the lock, and the command `midas`."""
    made_from = digest(*(f"requirements/{name}.txt" for name in ("run", "dev", "build")), "pyproject.toml")
    if finished(VENV, wanted, made_from):
        return
    began = time.monotonic()
    say("Setting up Midas. The first time takes a few minutes.")
    check_room()
    make_venv()
    unmark(VENV)
    install_locked(LOCKS[wanted], "Python parts")
    install_locked("build.txt", "Python parts")
    pip(
        "The command midas",
        "install",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        "--editable",
        CHECKOUT,
    )
    mark(VENV, wanted, made_from)
    say(f"Python parts are in place ({seconds(began)}).")


def check_room():
    """Stop early where the disk cannot hold what is to come."""
    free = shutil.disk_usage(CHECKOUT).free // 1_000_000
    if not os.path.isdir(VENV) and free < NEEDED_MEGABYTES:
        raise Stop(
            f"The disk of {CHECKOUT} has {free} MB left; set-up needs {NEEDED_MEGABYTES}.", "make room on it."
        )


def make_venv():
    """A virtual environment of this Python; one that was interrupted, moved or broken is made again."""
    if venv_is_good():
        return
    progress("Making a virtual environment ...")
    status, said = new_venv()
    separate = status and "ensurepip" in said
    if separate and apt(f"python{version()}-venv", "python3-venv"):
        status, said = new_venv()
    elif separate:
        raise Stop(
            "This Python cannot make virtual environments: that part of it is packaged separately.",
            "install it (Debian, Ubuntu: sudo apt-get install python3-venv), then run the same command again.",
        )
    if status:
        raise explain("Making the virtual environment", said, "The registry", "PIP_INDEX_URL", version())


def new_venv():
    """Make it, in place of any there was; returns the status and what was said."""
    shutil.rmtree(VENV, ignore_errors=True)
    return follow([sys.executable, "-m", "venv", VENV], ignore)


def venv_is_good():
    """Whether it runs, is of this Python, and its commands still point at where it is."""
    probe = "import pip, sys; print(sys.version)"
    try:
        done = subprocess.run([PYTHON, "-c", probe], capture_output=True, text=True, check=False)
        with open(os.path.join(VENV, "bin", "pip")) as file:
            return done.stdout.strip() == sys.version.strip() and VENV in file.readline() + file.readline()
    except OSError:
        return False


def install_locked(lock, what):
    """Install exactly what a lock names, each file checked against its checksum, none of it built here."""
    path = os.path.join(CHECKOUT, "requirements", lock)
    with open(path) as file:
        number = sum("==" in line for line in file)
    seen = [0]

    def show(line):
        name = re.match(r"(?:Collecting|Requirement already satisfied:) ([\w.-]+)", line)
        if name:
            seen[0] += 1
            progress(f"{what}: {seen[0]} of {number}, {name.group(1)}")
        elif line.startswith("Installing collected"):
            progress(f"{what}: putting them in place ...")

    pip(what, "install", "--no-deps", "--require-hashes", "--only-binary", ":all:", "-r", path, on_line=show)


def pip(what, *arguments, on_line=None):
    """Run pip; a failure is told in words."""
    command = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input", "--retries", "2", *arguments]
    status, said = follow(command, on_line or ignore, env={**os.environ, "PYTHONWARNINGS": "ignore"})
    if status:
        raise explain(what, said, "The registry of Python packages", "PIP_INDEX_URL", version())


def version():
    """This Python's version, as people say it."""
    return f"{sys.version_info[0]}.{sys.version_info[1]}"
