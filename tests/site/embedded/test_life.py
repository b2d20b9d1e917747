"""The embedded server's life: made once, shared, stopped by the last, and back after any kind of end."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import psycopg
import pytest

from midas.site.embedded import postmaster, running
from midas.site.embedded.layout import LONGEST, SOCKET_NAME, Layout
from midas.site.embedded.server import start
from midas.site.trouble import Trouble


def test_a_new_folder_gets_a_database_its_owner_can_use_and_a_role_without_rights(installation) -> None:
    with installation.running(), installation.connect() as connection:
        assert connection.execute("show server_encoding").fetchone() == ("UTF8",)
        connection.execute("set role midas_app")
        rights = "select rolsuper, rolcreaterole, rolcreatedb, rolcanlogin, rolbypassrls from pg_roles"
        asked = connection.execute(f"{rights} where rolname = current_user").fetchone()
        assert asked == (False, False, False, False, False)


def test_the_owner_is_no_superuser_but_may_make_test_databases(made) -> None:
    with made.running(), made.connect() as connection:
        rights = "select rolsuper, rolcreaterole, rolcreatedb, rolbypassrls from pg_roles where rolname = session_user"
        assert connection.execute(rights).fetchone() == (False, False, True, False)


def test_the_server_stops_when_its_last_user_leaves_and_not_before(made) -> None:
    with made.running():
        with made.running():
            first = postmaster(made.layout)
        assert postmaster(made.layout) == first
        assert first is not None
    assert postmaster(made.layout) is None


def test_what_was_saved_is_there_after_a_stop(made) -> None:
    with made.running(), made.connect() as connection:
        connection.execute("create table kept as select 42 as answer")
    with made.running(), made.connect() as connection:
        assert connection.execute("select answer from kept").fetchone() == (42,)
    assert made.said == []


def test_after_kill_9_it_recovers_and_says_so(made) -> None:
    with made.running(durable=True):
        with made.connect() as connection:
            connection.execute("create table kept as select 42 as answer")
        _kill(made.layout)
    with made.running(), made.connect() as connection:
        assert connection.execute("select answer from kept").fetchone() == (42,)
    assert ["recovered" in words for words in made.said] == [True]


def test_a_file_left_by_a_server_whose_number_another_process_has_now_does_not_stop_the_start(made) -> None:
    with made.running():
        lines = (made.layout.data / "postmaster.pid").read_text().splitlines()
        _kill(made.layout)
    lines[0] = str(os.getpid())
    (made.layout.data / "postmaster.pid").write_text("\n".join(lines) + "\n")
    (made.layout.socket_folder() / f"{SOCKET_NAME}.lock").write_text("\n".join(lines[:5]) + "\n")
    with made.running():
        assert postmaster(made.layout) is not None


def test_a_server_left_running_by_a_killed_midas_is_taken_over_and_stopped(made) -> None:
    with made.running():
        pass
    start(made.layout, made.said.append, durable=False)
    left = postmaster(made.layout)
    with made.running():
        assert postmaster(made.layout) == left
    assert left is not None
    assert postmaster(made.layout) is None


def test_an_interrupted_making_is_begun_again(installation) -> None:
    installation.layout.unfinished.mkdir(parents=True)
    (installation.layout.unfinished / "PG_VERSION").write_text("half a file")
    with installation.running(), installation.connect() as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    assert not installation.layout.unfinished.exists()


def test_a_path_too_long_for_a_socket_gets_a_private_folder_elsewhere(short_folder: Path) -> None:
    layout = Layout(short_folder / ("long" * 30) / "home")
    with running(layout.home, lambda _: None, durable=False):
        folder = layout.socket_folder()
        assert len(bytes(folder / SOCKET_NAME)) <= LONGEST
        assert folder.stat().st_mode & 0o777 == 0o700
    with running(layout.home, lambda _: None, durable=False):
        assert layout.socket_folder() == folder
    folder.rmdir()


def test_a_folder_with_spaces_commas_and_quotes_in_its_name_works(short_folder: Path) -> None:
    layout = Layout(short_folder / "it's, a home")
    with running(layout.home, lambda _: None, durable=False):
        assert postmaster(layout) is not None
    layout.socket_folder().rmdir()


def test_a_log_that_has_grown_is_put_away_and_few_are_kept(made) -> None:
    made.layout.log.write_text("x" * 2_000_000)
    for number in (1, 2, 3):
        made.layout.log.with_name(f"postgres.log.{number}").write_text(f"old {number}")
    with made.running():
        pass
    assert made.layout.log.stat().st_size < 10_000
    assert made.layout.log.with_name("postgres.log.2").read_text() == "old 1"
    assert not made.layout.log.with_name("postgres.log.4").exists()


def test_a_data_folder_of_an_unknown_version_is_told_with_the_versions_there_are(made) -> None:
    (made.layout.data / "PG_VERSION").write_text("12\n")
    with pytest.raises(Trouble, match=r"made by PostgreSQL 12; Midas brings .*18"), made.running():
        pass


def _kill(layout: Layout) -> None:
    """kill -9 of the server and all its processes, as a power cut would."""
    server = postmaster(layout)
    assert server is not None
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    for pid in (server.pid, *map(int, children)):
        os.kill(pid, signal.SIGKILL)


def test_without_a_server_there_is_nobody_to_connect_to(made) -> None:
    with pytest.raises(psycopg.OperationalError):
        made.connect()
