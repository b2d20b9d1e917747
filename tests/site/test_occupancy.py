"""One Midas for one folder and one port: the second is told who has it."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from midas.site.locks import Lock, one_at_a_time
from midas.site.occupancy import ask_to_stop, folder_taken, free_port, holder
from midas.site.trouble import Trouble


def test_the_second_on_a_folder_is_told_who_has_it_since_when_and_where(tmp_path: Path) -> None:
    with folder_taken(tmp_path, 8000):
        with pytest.raises(Trouble, match="already running") as told, folder_taken(tmp_path, 8001):
            pass
        found = holder(tmp_path)
    assert found is not None
    for words in (f"process {os.getpid()}", found.since, "http://127.0.0.1:8000", str(tmp_path)):
        assert words in told.value.what
    assert "MIDAS_HOME=" in told.value.do


def test_a_folder_is_free_again_when_its_holder_has_gone(tmp_path: Path) -> None:
    with folder_taken(tmp_path, 8000):
        pass
    assert holder(tmp_path) is None
    with folder_taken(tmp_path, 8001):
        pass


def test_a_note_left_by_one_who_was_killed_holds_nothing(tmp_path: Path) -> None:
    (tmp_path / "serving").write_text('{"pid": 1, "since": "yesterday", "url": "http://127.0.0.1:8000"}')
    assert holder(tmp_path) is None
    with folder_taken(tmp_path, 8000):
        pass


def test_where_none_runs_there_is_none_to_stop(tmp_path: Path) -> None:
    assert ask_to_stop(tmp_path) is None


def test_a_taken_port_is_told_with_who_has_it_and_one_that_is_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(Trouble, match=f"Port {port} is taken by process {os.getpid()}") as told:
            free_port(port, patience=0)
    assert f"PORT={port + 1}" in told.value.do or "PORT=" in told.value.do
    free_port(port)


def test_a_port_that_may_not_be_used_is_told_as_that(monkeypatch) -> None:
    monkeypatch.setattr(
        "midas.site.occupancy._refusal", lambda port: PermissionError(13, "Permission denied")
    )
    with pytest.raises(Trouble, match="Port 80 cannot be used: Permission denied"):
        free_port(80)


def test_a_lock_is_held_by_one_or_shared_by_many(tmp_path: Path) -> None:
    one, two, three = (Lock(tmp_path / "lock") for _ in range(3))
    one.shared()
    two.shared()
    assert not three.alone()
    one.close()
    assert not three.alone()
    two.close()
    assert three.alone()
    three.close()


def test_waiting_for_a_lock_ends_with_who_holds_it(tmp_path: Path) -> None:
    with (
        one_at_a_time(tmp_path / "lock"),
        pytest.raises(Trouble, match=f"process {os.getpid()}"),
        one_at_a_time(tmp_path / "lock", wait=0),
    ):
        pass


def test_a_lock_where_nothing_can_be_written_is_told() -> None:
    with pytest.raises(Trouble, match="cannot write"):
        Lock(Path("/proc/midas"))
