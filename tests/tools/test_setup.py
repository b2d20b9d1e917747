"""Set-up does what is not done, marks what is, and tells in words what stands in its way."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
TOOLS = ("console", "failures", "marks", "system", "python_parts", "front_end", "setup", "bench")


@pytest.fixture
def tools(monkeypatch) -> Iterator[SimpleNamespace]:
    """The modules of tools/, which are scripts beside each other and no package."""
    monkeypatch.syspath_prepend(str(CHECKOUT / "tools"))
    before = {name: sys.modules.pop(name, None) for name in TOOLS}
    yield SimpleNamespace(**{name: import_module(name) for name in TOOLS})
    for name, module in before.items():
        sys.modules.pop(name, None)
        if module:
            sys.modules[name] = module


def test_what_is_marked_from_the_same_is_finished_and_nothing_else_is(tools, tmp_path: Path) -> None:
    marks: ModuleType = tools.marks
    folder = str(tmp_path)
    assert not marks.finished(folder, "run", "a")
    marks.mark(folder, "run", "a")
    assert marks.finished(folder, "run", "a")
    assert not marks.finished(folder, "run", "b")
    marks.unmark(folder)
    assert not marks.finished(folder, "run", "a")


def test_what_tests_need_holds_what_running_needs_and_not_the_other_way_round(tools, tmp_path: Path) -> None:
    tools.marks.mark(str(tmp_path), "test", "a")
    assert tools.marks.finished(str(tmp_path), "run", "a")
    tools.marks.mark(str(tmp_path), "run", "a")
    assert not tools.marks.finished(str(tmp_path), "test", "a")


def test_a_mark_written_by_halves_counts_for_nothing(tools, tmp_path: Path) -> None:
    (tmp_path / tools.marks.MARK).write_text('{"for": "run"')
    assert not tools.marks.finished(str(tmp_path), "run", "a")


def test_marks_differ_with_the_locks_the_place_and_the_python(tools, tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "lock").write_text("one")
    monkeypatch.setattr(tools.marks, "CHECKOUT", str(tmp_path))
    seen = {tools.marks.digest("lock")}
    (tmp_path / "lock").write_text("two")
    seen.add(tools.marks.digest("lock"))
    monkeypatch.setattr(sys, "version", "3.99")
    seen.add(tools.marks.digest("lock"))
    shutil.copytree(tmp_path, tmp_path / "moved")
    monkeypatch.setattr(tools.marks, "CHECKOUT", str(tmp_path / "moved"))
    seen.add(tools.marks.digest("lock"))
    assert len(seen) == 4


@pytest.mark.parametrize(
    ("said", "happened", "do"),
    [
        (
            "Failed to establish a new connection: [Errno 111] Connection refused",
            "could not be reached",
            "PIP_INDEX_URL",
        ),
        ("npm error code ENOTFOUND", "could not be reached", "HTTPS_PROXY"),
        ("ERROR: [Errno 28] No space left on device", "disk is full", "make room"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES", "a checksum differs", "do not go round it"),
        ("SSL: CERTIFICATE_VERIFY_FAILED", "certificate was not accepted", "PIP_CERT"),
        ("ERROR: No matching distribution found for x==1", "does not have one of the parts", "glibc 2.28"),
        ("EACCES: permission denied, mkdir", "cannot be written", "writable"),
        ("ERROR: something new", "the installer failed", "its own words"),
    ],
)
def test_why_an_installer_failed_is_told_with_what_to_do(tools, said: str, happened: str, do: str) -> None:
    stop = tools.failures.explain("Python parts", said, "The registry", "PIP_INDEX_URL", "3.11")
    assert happened in stop.what
    assert said.split(":")[-1].strip() in stop.what or "Connection refused" in stop.what
    assert do in stop.do


def test_a_registry_out_of_reach_is_told_in_words_and_leaves_nothing_marked(tmp_path: Path) -> None:
    for name in ("tools", "requirements"):
        shutil.copytree(CHECKOUT / name, tmp_path / name)
    for name in ("pyproject.toml", "package.json", "package-lock.json"):
        shutil.copy(CHECKOUT / name, tmp_path)
    nowhere = {
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_RETRIES": "0",
    }
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    command = [sys.executable, str(tmp_path / "tools" / "setup.py"), "run"]
    done = subprocess.run(command, env={**clean, **nowhere}, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "The registry of Python packages could not be reached." in done.stderr
    assert "What to do: see that this machine is online" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert not (tmp_path / ".venv" / ".midas-setup.json").exists()


def test_an_old_python_is_told_what_is_needed(tools, monkeypatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 0))
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(tools.console.Stop, match=r"needs Python 3\.11 or newer") as told:
        tools.setup.use_new_enough_python()
    assert "PYTHON=" in told.value.do


def test_a_newer_python_of_the_machine_is_used_instead_of_an_old_one(tools, monkeypatch) -> None:
    started: list[str] = []
    monkeypatch.setattr(sys, "version_info", (3, 9, 0))
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}" if name == "python3.12" else None)
    monkeypatch.setattr(os, "execv", lambda path, arguments: started.append(path))
    with pytest.raises(tools.console.Stop):
        tools.setup.use_new_enough_python()
    assert started == ["/usr/bin/python3.12"]


def test_system_packages_are_installed_by_root_only(tools, monkeypatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert tools.system.apt("chromium") is False


def test_without_a_browser_it_says_how_to_get_one(tools, monkeypatch, capsys) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    tools.system.browser()
    assert "sudo apt-get install chromium" in capsys.readouterr().out


def test_a_benchmark_there_is_not_is_told_with_those_there_are(tools, monkeypatch, capsys) -> None:
    monkeypatch.setattr(sys, "argv", ["bench.py", "no_such"])
    assert tools.bench.main() == 2
    assert "There is no benchmark no_such. There are: " in capsys.readouterr().out


def test_make_alone_lists_every_target_in_one_line_each() -> None:
    done = subprocess.run(["make"], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    listed = {line.split()[1] for line in done.stdout.splitlines()}
    assert listed == {"help", "run", "test", "setup", "check", "bench", "docs", "clean", "lock"}


def test_continuous_integration_runs_what_people_run() -> None:
    script = CHECKOUT / ".ci" / "run"
    assert script.read_text().splitlines()[-1] == "exec make test"
    assert os.access(script, os.X_OK)


def test_locks_carry_checksums_and_name_no_address() -> None:
    locks = [*(CHECKOUT / "requirements").glob("*.txt"), CHECKOUT / "package-lock.json"]
    assert len(locks) == 5
    for lock in locks:
        text = lock.read_text()
        assert '"resolved"' not in text
        assert "--index-url" not in text
        assert "--hash=sha256:" in text or '"integrity": "sha512-' in text
