"""A PostgreSQL of Debian's own, for tests that a named server works as the embedded one does."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

BINARIES = Path("/usr/lib/postgresql")


@contextmanager
def debian_server() -> Iterator[str]:
    """The socket folder of a fresh server with the superuser `postgres`; skips the test where Debian's is absent."""
    found = sorted(BINARIES.glob("*/bin/postgres"), key=lambda path: int(path.parts[4]))
    if not found:
        pytest.skip("Debian's PostgreSQL is not here; to have it: sudo apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="midas-debian-"))
    who = {}
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        who = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    programs, data = found[-1].parent, folder / "data"
    make = [
        programs / "initdb",
        "-D",
        data,
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C",
        "--no-sync",
    ]
    subprocess.run(make, check=True, capture_output=True, cwd="/", **who)
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    control = [programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options]
    try:
        subprocess.run([*control, "start"], check=True, capture_output=True, cwd="/", **who)
        yield str(folder)
    finally:
        subprocess.run(
            [*control, "-m", "immediate", "stop"], check=False, capture_output=True, cwd="/", **who
        )
        shutil.rmtree(folder, ignore_errors=True)


def sql(folder: str, *statements: str) -> None:
    """Run statements as the superuser."""
    with psycopg.connect(host=folder, user="postgres", dbname="postgres", autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)
