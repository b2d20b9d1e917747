"""With DATABASE_URL the same thing happens on that server: tables, roles, fence; what it cannot have is told."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests.site.commands import surroundings
from tests.site.debian import debian_server, sql


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with debian_server() as folder:
        yield folder


def _midas(
    server: str, user: str, database: str, home: Path, *arguments: str
) -> subprocess.CompletedProcess[str]:
    environ = surroundings(home, DATABASE_URL=f"postgresql://{user}@/{database}?host={server}")
    command = [sys.executable, "-m", "midas", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environ, check=False, timeout=120)


def _states(done: subprocess.CompletedProcess[str]) -> dict[str, str]:
    return {check["name"]: check["state"] for check in json.loads(done.stdout)["checks"]}


def test_an_owner_who_may_make_roles_gets_the_whole_fence(server: str, tmp_path: Path) -> None:
    sql(server, "create role maker login createrole", "create database made owner maker")
    done = _midas(server, "maker", "made", tmp_path, "migrate")
    assert (done.returncode, done.stderr) == (0, "")
    doctor = _midas(server, "maker", "made", tmp_path, "doctor", "--json")
    states = _states(doctor)
    assert {
        name: states[name] for name in ("database", "migrations", "second fence", "row-level security")
    } == dict.fromkeys(("database", "migrations", "second fence", "row-level security"), "ok")
    with psycopg.connect(host=server, user="maker", dbname="made", options="-c role=midas_app") as connection:
        assert connection.execute("select count(*) from store_cluster").fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("alter table store_cluster disable row level security")
    assert not (tmp_path / "postgres").exists()


def test_migrating_again_changes_nothing(server: str, tmp_path: Path) -> None:
    sql(server, "create role again login createrole", "create database again owner again")
    assert "steps" in _midas(server, "again", "again", tmp_path, "migrate").stdout
    done = _midas(server, "again", "again", tmp_path, "migrate")
    assert (done.returncode, done.stdout) == (0, "The database is of this version.\n")


def test_an_owner_without_rights_works_and_is_told_how_to_strengthen_the_fence(
    server: str, tmp_path: Path
) -> None:
    sql(
        server,
        "create role plain login",
        "create database plain owner plain",
    )
    done = _midas(server, "plain", "plain", tmp_path, "migrate")
    assert done.returncode == 0
    assert "as a superuser: " in done.stdout
    assert "grant midas_app to plain;" in done.stdout
    assert _states(_midas(server, "plain", "plain", tmp_path, "doctor", "--json"))["second fence"] == "note"


def test_a_role_the_fence_does_not_bind_is_told_loudly_and_the_doctor_calls_it_missing(
    server: str, tmp_path: Path
) -> None:
    sql(server, "create role above login bypassrls", "create database above owner above")
    done = _midas(server, "above", "above", tmp_path, "migrate")
    assert "WARNING" in done.stdout
    doctor = _midas(server, "above", "above", tmp_path, "doctor", "--json")
    assert (doctor.returncode, _states(doctor)["second fence"]) == (1, "missing")


def test_a_server_that_does_not_answer_is_told_in_words(tmp_path: Path) -> None:
    done = _midas(str(tmp_path), "u", "midas", tmp_path, "migrate")
    assert done.returncode == 1
    assert "The database does not answer" in done.stderr
    assert "What to do:" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_in_another_encoding_is_refused(server: str, tmp_path: Path) -> None:
    sql(server, "create database latin encoding 'LATIN1' template template0")
    done = _midas(server, "postgres", "latin", tmp_path, "migrate")
    assert done.returncode == 1
    assert "needs UTF8" in done.stderr


def test_a_role_that_owns_nothing_is_told_what_it_has_to_own(server: str, tmp_path: Path) -> None:
    sql(server, "create role guest login", "create database foreign_one")
    done = _midas(server, "guest", "foreign_one", tmp_path, "migrate")
    assert done.returncode == 1
    assert "has to own its database" in done.stderr
    assert "Traceback" not in done.stderr
