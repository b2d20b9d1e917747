"""What goes wrong with the embedded server is told in words: what happened, where, and what to do."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from midas.site.embedded import programs as programs_module
from midas.site.embedded import running
from midas.site.embedded.account import Account
from midas.site.embedded.account import account as account_for
from midas.site.embedded.complaints import trouble
from midas.site.embedded.layout import Layout
from midas.site.embedded.passwords import read_passwords
from midas.site.trouble import Trouble


def test_passwords_that_do_not_fit_are_told_with_the_way_out_and_the_way_out_works(made) -> None:
    with made.running(), made.connect() as connection:
        connection.execute("create table kept as select 42 as answer")
    wrong = "*:*:*:postgres:wrong\n*:*:*:midas_owner:wrong\n"
    made.layout.passwords.write_text(wrong)
    with pytest.raises(Trouble, match="are not those the database knows") as told, made.running():
        pass
    assert f"rm {made.layout.passwords}" in told.value.do
    made.layout.passwords.unlink()
    with made.running(), made.connect() as connection:
        assert connection.execute("select answer from kept").fetchone() == (42,)
    assert any("new passwords have been set" in words for words in made.said)


def test_a_lost_owner_password_is_mended_with_the_superusers(made) -> None:
    superuser = read_passwords(made.layout)["postgres"]
    made.layout.passwords.write_text(f"*:*:*:postgres:{superuser}\n")
    with made.running(), made.connect() as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def test_a_password_file_of_rubbish_counts_as_lost_and_is_made_again(made) -> None:
    made.layout.passwords.write_bytes(bytes(range(256)))
    with made.running(), made.connect() as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def test_a_damaged_data_folder_is_told_and_left_as_it_is(made) -> None:
    control = made.layout.data / "global" / "pg_control"
    control.write_bytes(b"rubbish" * 100)
    with pytest.raises(Trouble, match="is damaged") as told, made.running():
        pass
    assert "backup" in told.value.do
    assert control.read_bytes().startswith(b"rubbish")


def test_a_folder_without_a_version_is_told_as_damaged(made) -> None:
    (made.layout.data / "PG_VERSION").unlink()
    with pytest.raises(Trouble, match="is damaged"), made.running():
        pass


def test_a_folder_that_cannot_be_made_is_told_with_the_way_to_name_another() -> None:
    with (
        pytest.raises(Trouble, match="cannot write to /proc/midas") as told,
        running(Path("/proc/midas"), print),
    ):
        pass
    assert "MIDAS_HOME=" in told.value.do


@pytest.mark.parametrize(
    ("said", "meaning"),
    [
        ('PANIC:  could not write to file "pg_wal/xlogtemp.7": No space left on device', "is full"),
        ('FATAL:  could not create lock file "postmaster.pid": Read-only file system', "cannot be written"),
        ("FATAL:  could not map anonymous shared memory: Cannot allocate memory", "not enough memory"),
        ("PANIC:  could not locate a valid checkpoint record", "is damaged"),
        ("FATAL:  invalid value for parameter", "did not start: invalid value for parameter"),
        ("", "it said nothing"),
    ],
)
def test_the_servers_own_words_are_quoted_with_what_they_mean(
    tmp_path: Path, said: str, meaning: str
) -> None:
    layout = Layout(tmp_path)
    layout.folder.mkdir()
    assert meaning in trouble(said, layout).what


def test_a_disk_without_room_is_told_before_a_database_is_made_on_it(installation, monkeypatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=5_000_000))
    with pytest.raises(Trouble, match="has 5 MB left"), installation.running():
        pass


def test_programs_the_account_cannot_reach_are_copied_where_it_can(short_folder: Path, monkeypatch) -> None:
    short_folder.chmod(0o755)
    package = programs_module._package()
    runs = programs_module._runs
    monkeypatch.setattr(programs_module, "COPIES", (short_folder / "copies",))
    monkeypatch.setattr(
        programs_module, "_runs", lambda f, who: not f.is_relative_to(package) and runs(f, who)
    )
    other = os.geteuid() == 0
    who = Account(65534 if other else os.geteuid(), 65534 if other else os.getegid(), "somebody", other=other)
    found = programs_module.programs(who)
    assert found.folder.is_relative_to(short_folder / "copies")
    assert programs_module.programs(who) == found


def test_where_no_copy_can_be_put_it_says_so_and_what_to_do(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "writable for all").mkdir()
    (tmp_path / "writable for all").chmod(0o777)
    monkeypatch.setattr(programs_module, "COPIES", (Path("/proc/midas"), tmp_path / "writable for all"))
    monkeypatch.setattr(programs_module, "_runs", lambda folder, who: False)
    with pytest.raises(Trouble, match=r"opens no folder it did not make.*others may write there"):
        programs_module.programs(Account(1, 1, "somebody", other=True))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root chooses an account for the server")
@pytest.mark.parametrize(
    ("name", "words"), [("root", "will not run as root"), ("no-such-account", "no account")]
)
def test_an_account_that_will_not_do_is_refused(tmp_path: Path, monkeypatch, name: str, words: str) -> None:
    monkeypatch.setenv("MIDAS_DB_USER", name)
    with pytest.raises(Trouble, match=words):
        account_for(Layout(tmp_path))


def test_a_database_of_another_account_is_told_with_its_owner(made, monkeypatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    with pytest.raises(Trouble, match="belongs to the account"):
        account_for(made.layout)
