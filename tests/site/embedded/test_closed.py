"""The embedded server on a machine with other people on it: they get in nowhere, and nothing of theirs is changed."""

from __future__ import annotations

import os
import pwd
import socket
import stat
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from midas.site.embedded import postmaster, programs
from midas.site.embedded.layout import SOCKET_NAME
from midas.site.embedded.passwords import read_passwords

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as another account of this machine")


@pytest.mark.parametrize("role", ["midas_owner", "postgres"])
def test_a_wrong_password_is_refused(served, role: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        served.connect(role, password="wrong")


def test_no_password_is_refused(served) -> None:
    with pytest.raises(psycopg.OperationalError, match="no password supplied"):
        served.connect(password="", passfile="/nonexistent")


def test_the_role_of_the_site_cannot_log_in(served) -> None:
    with pytest.raises(psycopg.OperationalError):
        served.connect("midas_app", password="any")


def test_nothing_listens_on_the_network(served) -> None:
    with served.connect("postgres") as connection:
        assert connection.execute("show listen_addresses").fetchone() == ("",)


def test_every_way_in_asks_for_a_scram_password(served) -> None:
    with served.connect("postgres") as connection:
        methods = connection.execute("select distinct auth_method from pg_hba_file_rules").fetchall()
        assert methods == [("scram-sha-256",)]


def test_what_is_saved_is_saved_durably(served) -> None:
    with served.connect() as connection:
        settings = "select current_setting('fsync'), current_setting('synchronous_commit')"
        assert connection.execute(settings).fetchone() == ("on", "on")


def test_folders_and_passwords_are_closed_to_other_accounts(served) -> None:
    layout = served.layout
    for folder in (layout.folder, layout.data, layout.socket_folder(), layout.logs):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700, folder
    assert stat.S_IMODE(layout.passwords.stat().st_mode) == 0o600
    assert stat.S_IMODE(layout.log.stat().st_mode) == 0o600


def test_no_password_stands_on_a_command_line_or_in_the_log(served) -> None:
    secrets = list(read_passwords(served.layout).values())
    said = served.layout.log.read_text() + "".join(
        process.read_bytes().decode(errors="replace") for process in Path("/proc").glob("[0-9]*/cmdline")
    )
    assert len(secrets) == 2
    assert not [secret for secret in secrets if secret in said]


@AS_ROOT
def test_another_local_user_is_refused(served) -> None:
    layout = served.layout
    # Even with the folders above it open to all: what Midas made keeps others out by itself.
    for folder in (served.home.parent, served.home):
        folder.chmod(0o755)
    path = str(layout.socket_folder() / SOCKET_NAME)
    assert _as_other_user(lambda: _connect(path)) == "PermissionError"
    assert _as_other_user(lambda: layout.passwords.read_text()) == "PermissionError"
    assert _as_other_user(lambda: list(layout.data.iterdir())) == "PermissionError"
    assert _as_other_user(lambda: layout.log.read_text()) == "PermissionError"


@AS_ROOT
def test_another_local_user_who_could_reach_the_socket_is_still_refused(served) -> None:
    """Were a folder opened by mistake, the socket itself is closed, and behind it a password is asked for."""
    folder = served.layout.socket_folder()
    assert stat.S_IMODE((folder / SOCKET_NAME).stat().st_mode) == 0o700
    assert _as_other_user(lambda: Path("/proc/self/status").read_text()) == "done"


@AS_ROOT
def test_started_by_root_it_runs_as_an_account_without_rights(served) -> None:
    server = postmaster(served.layout)
    assert server is not None
    status = Path(f"/proc/{server.pid}/status").read_text()
    fields = dict(line.split(":", 1) for line in status.splitlines())
    assert "0" not in fields["Uid"].split()
    assert "0" not in fields["Gid"].split()
    assert fields["Groups"].split() == []
    assert int(fields["CapEff"], 16) == 0


@AS_ROOT
def test_started_by_root_in_a_folder_others_cannot_reach_it_works_and_changes_no_foreign_permission(
    installation,
) -> None:
    package = programs._package()
    foreign = [
        *installation.home.parents,
        package,
        *package.parents,
        package.with_name(f"{package.name}.libs"),
    ]
    foreign += list(package.rglob("*"))
    before = {path: _rights(path) for path in foreign}
    assert stat.S_IMODE(installation.home.parent.stat().st_mode) == 0o700
    with installation.running(), installation.connect() as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    assert {path: _rights(path) for path in foreign} == before


def _rights(path: Path) -> tuple[int, int, int]:
    found = path.lstat()
    return found.st_mode, found.st_uid, found.st_gid


def _connect(path: str) -> None:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(path)


def _as_other_user(act: Callable[[], object]) -> str:
    """The name of the error an account without rights gets, that is neither root nor the server's; or `done`."""
    other = pwd.getpwnam("daemon")
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        result = "done"
        try:
            os.setgroups([])
            os.setgid(other.pw_gid)
            os.setuid(other.pw_uid)
            act()
        except OSError as error:
            result = type(error).__name__
        finally:
            os.write(write, result.encode())
            os._exit(0)
    os.waitpid(pid, 0)
    os.close(write)
    with open(read) as answer:
        return answer.read()
