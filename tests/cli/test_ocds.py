"""`midas ocds check` and `midas ocds import`: a table for people, JSON for programs, an exit code for scripts."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from tests.formats.eforms.notices import notice
from tests.formats.ocds.notices import OCID, a_package, a_release, a_tender, lines, text, zipped
from tests.shared_data import shared_data
from typer.testing import CliRunner

from midas.cli import app

GOOD = text(a_package(a_release(1), a_release(2, day=2)))
BAD = lines(a_release(1), *({"ocid": f"{OCID}-{number}", "tag": ["bid"]} for number in range(30)))


def run(*arguments: str, **more: Any) -> Any:
    return CliRunner().invoke(app, ["ocds", *arguments], **more)


def as_json(*arguments: str, code: int, **more: Any) -> list[dict[str, Any]]:
    result = run(*arguments, "--json", **more)
    assert result.exit_code == code, result.output
    assert result.stderr == ""
    value = json.loads(result.stdout)
    assert list(value) == ["files"]
    for file in value["files"]:
        assert list(file) == ["file", "releases", "valid", "imported", "problems"]
        assert all(list(problem) == ["path", "message"] for problem in file["problems"])
    files: list[dict[str, Any]] = value["files"]
    return files


@pytest.fixture
def good(tmp_path: Path) -> str:
    path = tmp_path / "good.json"
    path.write_bytes(GOOD)
    return str(path)


@pytest.fixture
def bad(tmp_path: Path) -> str:
    path = tmp_path / "bad.jsonl"
    path.write_bytes(BAD)
    return str(path)


def test_a_valid_file_is_said_to_be_valid_with_exit_0(good: str) -> None:
    assert as_json("check", good, code=0) == [
        {"file": good, "releases": 2, "valid": 2, "imported": 0, "problems": []}
    ]
    assert run("check", good).exit_code == 0


def test_an_invalid_file_lists_every_problem_with_exit_1(bad: str) -> None:
    [file] = as_json("check", bad, code=1)

    assert (file["releases"], file["valid"]) == (31, 1)
    assert len(file["problems"]) == 30 * 4
    assert file["problems"][:2] == [
        {"path": "$[1].tag[0]", "message": file["problems"][0]["message"]},
        {"path": "$[1].id", "message": "is required and missing."},
    ]
    assert run("check", bad).exit_code == 1


def test_every_file_is_checked_even_if_one_cannot_be_read(good: str, bad: str, tmp_path: Path) -> None:
    missing = str(tmp_path / "missing.json")
    files = as_json("check", missing, bad, str(tmp_path), "a\0b", good, code=1)

    assert [file["releases"] for file in files] == [0, 31, 0, 0, 2]
    assert files[0]["problems"] == [
        {"path": "$", "message": "The file cannot be read: No such file or directory."}
    ]
    assert "Is a directory" in files[2]["problems"][0]["message"]
    assert "null" in files[3]["problems"][0]["message"]


def test_a_remark_does_not_make_a_file_invalid(tmp_path: Path) -> None:
    path = tmp_path / "odd.json"
    path.write_bytes(text(a_release(tender=a_tender(items=[{"id": "1", "quantity": -4}]))))
    [file] = as_json("check", str(path), code=0)

    assert [problem["path"] for problem in file["problems"]] == ["$.tender.items[0].quantity"]


def test_stdin_is_read_for_a_dash() -> None:
    assert as_json("check", "-", code=0, input=zipped(GOOD))[0]["releases"] == 2


def test_people_see_counts_then_the_kinds_of_problems(good: str, bad: str) -> None:
    shown = run("check", good, bad, env={"COLUMNS": "200"}).stdout

    assert "good.json" in shown
    assert "bad.jsonl: 120 problems" in shown
    assert "$[1].id  is required and missing.  (and 29 places like it)" in shown
    assert "more. --all" not in shown


def test_people_see_few_kinds_of_problems_unless_they_ask_for_all(tmp_path: Path) -> None:
    path = tmp_path / "fields.json"
    path.write_bytes(
        text(a_release(tender=a_tender(**{f"title_x{letter}": 5 for letter in "abcdefghijklmnop"})))
    )

    few = run("check", str(path), env={"COLUMNS": "200"}).stdout
    assert few.count("must be text") == 10
    assert "… and 6 more. --all lists every one" in few
    assert run("check", str(path), "--all", env={"COLUMNS": "200"}).stdout.count("must be text") == 16


def test_a_name_cannot_move_the_terminal_s_cursor(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[2Jb[red]c.json"
    path.write_bytes(text(a_package(a_release(), 5)))

    shown = run("check", str(path), env={"COLUMNS": "200"}).stdout
    assert "\x1b[2J" not in shown
    assert "b[red]c.json" in shown


@pytest.mark.parametrize("arguments", [[], ["check"], ["check", "--wrong"], ["import"]])
def test_a_wrong_command_is_told_so_with_exit_2(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_checking_needs_no_database_and_loads_no_django(good: str) -> None:
    program = (
        "import sys\n"
        "from midas.cli import main\n"
        f"sys.argv = ['midas', 'ocds', 'check', {good!r}]\n"
        "try: main()\n"
        "except SystemExit as stop: code = stop.code\n"
        "sys.exit(code or ('django' in sys.modules and 'django was loaded') or 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert done.returncode == 0, done.stderr


def test_a_terminal_shows_a_bar_while_it_works_and_nothing_of_it_stays(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_bytes(lines(*(a_release(number) for number in range(500))))
    parent, child = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120"}
    command = [sys.executable, "-m", "midas", "ocds", "check", str(path)]
    done = subprocess.run(command, stderr=child, stdout=subprocess.PIPE, env=environment)
    os.close(child)
    shown = os.read(parent, 100_000).decode()
    os.close(parent)

    assert done.returncode == 0
    assert "Checking many.jsonl" in shown
    assert b"Checking" not in done.stdout


@pytest.fixture
def database(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test database is running already; the command need not start one."""
    monkeypatch.setattr("midas.cli.installation.database", nullcontext)


@pytest.fixture
def clusters(database: None) -> list[str]:
    """Two clusters."""
    from tests.builders import a_cluster

    return [a_cluster(slug=slug).slug for slug in ("five-rivers", "three-hills")]


def test_import_brings_releases_in_once(clusters: list[str], bad: str, good: str) -> None:
    first = as_json("import", good, bad, "--cluster", "five-rivers", code=1)
    second = as_json("import", good, bad, "--cluster", "five-rivers", code=1)

    assert [(file["releases"], file["imported"]) for file in first] == [(2, 2), (31, 30)]
    assert [(file["releases"], file["imported"]) for file in second] == [(2, 0), (31, 0)]


def test_import_keeps_clusters_apart_and_notes_the_file_s_name(clusters: list[str], good: str) -> None:
    from midas.store import tenancy
    from midas.store.models import Cluster, Event, Notice

    assert as_json("import", good, "--cluster", "three-hills", code=0)[0]["imported"] == 2
    for slug, number in (("five-rivers", 0), ("three-hills", 2)):
        with tenancy.tenant(Cluster.objects.get(slug=slug).pk):
            assert Notice.objects.filter(source="good.json").count() == number
            assert set(Event.objects.values_list("actor", flat=True)) <= {"Midas"}


def test_import_shows_people_what_is_new_known_and_updated(clusters: list[str], good: str) -> None:
    shown = run("import", good, "--cluster", "five-rivers", env={"COLUMNS": "200"}).stdout.split("\n")

    assert shown[0].split() == ["File", "Releases", "Valid", "New", "Known", "Updates", "Problems"]
    assert shown[1].split()[1:] == ["2", "2", "2", "0", "0", "0"]


def test_import_takes_the_oldest_cluster_of_several_and_says_so(clusters: list[str], good: str) -> None:
    unsaid, unknown = run("import", good), run("import", good, "--cluster", "two-lakes")

    assert (unsaid.exit_code, unknown.exit_code) == (0, 2)
    assert "for another cluster: --cluster three-hills" in unsaid.stderr
    assert "There is no cluster 'two-lakes'" in unknown.stderr


def test_import_takes_the_only_cluster_there_is(database: None, good: str) -> None:
    from tests.builders import a_cluster

    none = run("import", good)
    assert (none.exit_code, "There is no cluster yet" in none.stderr) == (2, True)

    a_cluster()
    assert as_json("import", good, code=0)[0]["imported"] == 2


def test_import_refuses_a_broken_file_whole(clusters: list[str], tmp_path: Path) -> None:
    path = tmp_path / "cut.json"
    path.write_bytes(GOOD[:-30])
    [file] = as_json("import", str(path), "--cluster", "five-rivers", code=1)

    assert (file["releases"], file["valid"], file["imported"], len(file["problems"])) == (0, 0, 0, 1)


@pytest.mark.shared_data
def test_the_verdicts_on_published_files_are_the_expected_ones() -> None:
    expected = {
        "scotland_pcs_2019_releases.jsonl.gz": (45, 0, 45),
        "uk_contracts_finder_2020_packages.jsonl.gz": (50, 50, 0),
        "uk_contracts_finder_2025_releases.jsonl.gz": (101, 101, 0),
        "wales_sell2wales_releases.jsonl.gz": (45, 45, 0),
        "portugal_base_release_package.json.gz": (50, 50, 0),
    }
    paths = [str(shared_data("ocds", name)) for name in expected]
    files = as_json("check", *paths, code=1)

    assert [(one["releases"], one["valid"], len(one["problems"])) for one in files] == list(expected.values())
    as_json("check", *paths[1:], code=0)


def test_a_european_notice_is_checked_like_any_other(tmp_path):
    good, bad = tmp_path / "good.xml", tmp_path / "bad.xml"
    good.write_bytes(notice())
    bad.write_bytes(notice(number=""))
    assert as_json("check", str(good), code=0)[0]["valid"] == 1
    (told,) = as_json("check", str(bad), code=1)
    assert told["problems"][0]["message"] == "BT-701-notice: the notice's identifier is missing."
