"""`midas run` as people meet it: one start, one clean stop, and words for everything that stands in the way.

The processes are real; each test waits for what they say, never for time to pass.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from tests.running import READY, Running, free_port
from tests.site.commands import surroundings

from midas.demo.people import PASSWORD, SIGN_INS
from midas.site.embedded import Layout, postmaster
from midas.site.embedded.server import stop
from midas.site.occupancy import holder


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A data folder all tests here use, one after the other, as an installation's life would."""
    with tempfile.TemporaryDirectory(prefix="midas-") as folder:
        yield Path(folder) / "home"
        stop(Layout(Path(folder) / "home"))


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def midas(home: Path, port: int) -> Iterator[Running]:
    """Midas, ready."""
    running = Running(home, port)
    try:
        running.until(READY)
        yield running
    finally:
        if running.process.poll() is None:
            running.end(signal.SIGTERM)


def _children(pid: int) -> list[int]:
    found = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return found + [below for child in found for below in _children(child)]


def test_it_says_where_it_is_and_serves_there_until_ctrl_c_ends_it_cleanly(
    midas: Running, home: Path, port: int
) -> None:
    assert f"Midas is ready: http://127.0.0.1:{port}" in midas.said
    page = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    page.request("GET", "/")
    assert page.getresponse().status < 500
    assert midas.end(signal.SIGINT) == 0
    assert midas.said.endswith("Midas has stopped.\n")
    assert "Traceback" not in midas.said
    assert postmaster(Layout(home)) is None
    assert holder(home) is None


def test_sigterm_ends_it_as_cleanly(midas: Running) -> None:
    assert midas.end(signal.SIGTERM) == 0
    assert midas.said.endswith("Midas has stopped.\n")


def test_the_running_site_owns_nothing_in_the_database(midas: Running, home: Path) -> None:
    environs = [Path(f"/proc/{pid}/environ").read_bytes() for pid in _children(midas.process.pid)]
    ours = [environ for environ in environs if b"MIDAS_STARTED_BY" in environ]
    assert ours
    assert all(b"MIDAS_APP_ROLE=midas_app" in environ.split(b"\0") for environ in ours)


def test_a_second_on_the_same_folder_is_told_who_has_it(midas: Running, home: Path, port: int) -> None:
    second = Running(home, port + 1)
    second.until(f"already running from {home}: process {midas.process.pid}")
    assert second.process.wait(60) == 1
    assert midas.process.poll() is None


def test_a_second_on_the_same_port_is_told_and_leaves_the_first_alone(
    midas: Running, port: int, tmp_path: Path
) -> None:
    second = Running(tmp_path / "other", port)
    second.until(f"Port {port} is taken by process")
    second.until("What to do: ")
    assert second.process.wait(60) == 1
    assert midas.process.poll() is None


def test_a_killed_worker_is_started_again_and_it_says_so(midas: Running) -> None:
    workers = [
        pid
        for pid in _children(midas.process.pid)
        if b"\0worker\0" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]
    os.kill(workers[0], signal.SIGKILL)
    midas.until("The job worker ended unexpectedly (status -9); it is being started again")
    assert midas.end(signal.SIGINT) == 0


def test_a_killed_database_is_started_again_and_recovers(midas: Running, home: Path) -> None:
    server = postmaster(Layout(home))
    assert server is not None
    os.kill(server.pid, signal.SIGKILL)
    midas.until("The database stopped unexpectedly; it is being started again")
    midas.until("PostgreSQL has recovered")
    assert midas.end(signal.SIGINT) == 0


def test_after_kill_9_of_everything_it_starts_recovers_and_says_so(home: Path, port: int) -> None:
    first = Running(home, port)
    first.until(READY)
    server = postmaster(Layout(home))
    assert server is not None
    everything = [first.process.pid, *_children(first.process.pid), server.pid, *_children(server.pid)]
    watched = [os.pidfd_open(pid) for pid in everything]
    for pid in everything:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    first.process.wait(60)
    for file in watched:
        os.close(file)
    again = Running(home, port)
    assert "The database had not been stopped properly; PostgreSQL has recovered" in again.until(READY)
    assert again.end(signal.SIGINT) == 0


def test_when_only_the_supervisor_is_killed_nothing_holds_port_or_folder_for_the_next(
    home: Path, port: int
) -> None:
    first = Running(home, port)
    first.until(READY)
    first.process.kill()
    first.process.wait(60)
    again = Running(home, port)
    again.until(READY)
    assert again.end(signal.SIGINT) == 0


def test_midas_stop_stops_it(midas: Running, home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "midas", "stop"],
        env=surroundings(home),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, f"Stopped process {midas.process.pid}.\n")
    assert midas.process.wait(60) == 0


def test_the_doctor_finds_nothing_missing_and_the_worker_alive(midas: Running, home: Path) -> None:
    command = [sys.executable, "-m", "midas", "doctor", "--json"]
    done = subprocess.run(command, env=surroundings(home), capture_output=True, text=True, check=False)
    checks = {check["name"]: check for check in json.loads(done.stdout)["checks"]}
    assert {name for name, check in checks.items() if check["state"] == "missing"} <= {
        "python parts",
        "front-end parts",
    }
    assert checks["job worker"]["state"] == "ok"
    assert str(midas.process.pid) in checks["server"]["found"]
    assert postmaster(Layout(home)) is not None


@pytest.mark.parametrize("folder", ["/proc/midas", "/dev/null/midas"])
def test_a_folder_that_cannot_be_written_is_told_in_words(folder: str, port: int) -> None:
    running = Running(Path(folder), port)
    running.until(f"Midas cannot write to {folder}")
    running.until("What to do: make it writable")
    assert running.process.wait(60) == 1
    assert "Traceback" not in running.said


def test_a_damaged_database_is_told_in_words(tmp_path: Path, port: int) -> None:
    (tmp_path / "home" / "postgres" / "data").mkdir(parents=True)
    running = Running(tmp_path / "home", port)
    running.until("is damaged")
    running.until("What to do: put back a backup")
    assert running.process.wait(60) == 1
    assert "Traceback" not in running.said


def test_a_first_start_loads_the_demo_and_lists_its_sign_ins_and_a_second_does_not_load_again(
    port: int,
) -> None:
    with tempfile.TemporaryDirectory(prefix="midas-") as folder:
        first = Running(Path(folder) / "home", port, MIDAS_DEMO="")
        said = first.until(READY)
        assert "Demo cluster: loading, this once" in said
        assert f"sign in with the password {PASSWORD}" in said
        assert all(email in said for email, _, _ in SIGN_INS)
        assert first.end(signal.SIGINT) == 0
        second = Running(Path(folder) / "home", port, MIDAS_DEMO="")
        said = second.until(READY)
        assert "loading" not in said
        assert SIGN_INS[0][0] in said
        assert second.end(signal.SIGINT) == 0


def test_a_command_prepares_a_database_that_is_behind_and_leaves_no_server_running(tmp_path: Path) -> None:
    done = _midas(tmp_path / "home", "demo", "load")
    assert (done.returncode, "brought to this version" in done.stderr) == (0, True)
    assert postmaster(Layout(tmp_path / "home")) is None


def test_a_named_server_that_does_not_answer_is_told_by_every_command(tmp_path: Path) -> None:
    nowhere = f"postgresql://u@/midas?host={tmp_path}"
    for command in (["migrate"], ["demo", "load"], ["run", "--port", "0"]):
        done = _midas(tmp_path / "home", *command, DATABASE_URL=nowhere)
        assert done.returncode != 0
        assert "Traceback" not in done.stderr


def _midas(home: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "midas", *arguments]
    return subprocess.run(
        command, env=surroundings(home, **more), capture_output=True, text=True, check=False
    )
