"""The data folder: found, closed to others, and never at the cost of a folder of somebody else's."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from midas.site.home import home, private_file, private_folder, secret_key, unwritable
from midas.site.trouble import Trouble


def test_the_folder_is_the_one_named_else_the_checkouts(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MIDAS_HOME", str(tmp_path / "named"))
    assert home() == tmp_path / "named"
    monkeypatch.delenv("MIDAS_HOME")
    assert home().name == ".midas"
    assert (home().parent / "pyproject.toml").is_file()


def test_a_relative_name_does_not_move_with_the_current_folder(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MIDAS_HOME", "data")
    monkeypatch.chdir(tmp_path)
    assert home() == tmp_path / "data"


def test_a_folder_made_is_closed_to_others_and_a_folder_found_keeps_its_permissions(tmp_path: Path) -> None:
    found = tmp_path / "found"
    found.mkdir()
    found.chmod(0o755)
    private_folder(found)
    assert stat.S_IMODE(found.stat().st_mode) == 0o755
    assert stat.S_IMODE(private_folder(found / "made").stat().st_mode) == 0o700


@pytest.mark.parametrize("folder", ["/proc/midas", "/dev/null/midas"])
def test_a_folder_that_cannot_be_made_is_told_with_the_way_to_name_another(folder: str) -> None:
    with pytest.raises(Trouble, match=f"cannot write to {folder}") as told:
        private_folder(Path(folder))
    assert "MIDAS_HOME=" in told.value.do


def test_a_folder_that_may_not_be_written_is_refused(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(Trouble, match="you may not write there"):
        private_folder(tmp_path)


def test_a_full_disk_is_told_as_that(tmp_path: Path) -> None:
    assert "disk of" in unwritable(tmp_path, OSError(28, "No space left on device")).what


def test_a_private_file_is_readable_for_its_owner_only_and_replaced_whole(tmp_path: Path) -> None:
    private_file(tmp_path / "secret", "one")
    private_file(tmp_path / "secret", "two")
    assert (tmp_path / "secret").read_text() == "two"
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_the_secret_key_is_made_once_whoever_asks_first(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: secret_key(tmp_path / "home"), range(16)))
    assert len(keys) == 1
    assert secret_key(tmp_path / "home") in keys
    assert stat.S_IMODE((tmp_path / "home" / "secret-key").stat().st_mode) == 0o600


def test_a_damaged_secret_key_is_told_and_not_replaced_behind_anybodys_back(tmp_path: Path) -> None:
    (tmp_path / "secret-key").write_text("short")
    with pytest.raises(Trouble, match="is damaged"):
        secret_key(tmp_path)
    assert (tmp_path / "secret-key").read_text() == "short"
