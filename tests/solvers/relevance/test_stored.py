"""A saved index answers as it did; a damaged or foreign file is refused, and a failed save leaves the old file."""

from __future__ import annotations

from pathlib import Path

import pytest

from midas.core.demand.relevance import words
from midas.core.demand.relevance.bm25 import Tuning
from midas.core.demand.relevance.words import Reader
from midas.solvers.relevance import Index, StaleIndex, stored

TEXTS = [(3, "Steel bridges"), (1, "Painting of bridges"), (7, "Café")]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "members.index"


@pytest.mark.parametrize("reader", list(Reader))
def test_a_loaded_index_answers_as_the_saved_one_and_can_be_changed(path: Path, reader: Reader) -> None:
    index = Index.build(TEXTS, tuning=Tuning(b=0.5), reader=reader)
    index = index.with_changes([(9, "bolts and bridges")], removed=[1])
    index.save(path)
    loaded = Index.load(path)

    for one in (index, loaded):
        assert one.ids().tolist() == [3, 7, 9]
    assert loaded.search("bridge bolts") == index.search("bridge bolts")
    changes = {"added": [(4, "bridges")], "removed": [3]}
    assert loaded.with_changes(**changes).search("bridges") == index.with_changes(**changes).search("bridges")


def test_an_empty_index_is_saved_too(path: Path) -> None:
    Index.build([]).save(path)

    assert Index.load(path).size == 0
    assert [hit.id for hit in Index.load(path).with_changes([(1, "steel")]).search("steel")] == [1]


def test_the_label_comes_back(path: Path) -> None:
    Index.build(TEXTS).save(path, label="changes to 17")

    assert stored.load(path)[1] == "changes to 17"


@pytest.mark.parametrize("place", [0, 20, 60, -1, -300])
def test_a_file_with_one_wrong_byte_is_refused(path: Path, place: int) -> None:
    Index.build(TEXTS).save(path)
    contents = bytearray(path.read_bytes())
    contents[place] ^= 1
    path.write_bytes(contents)

    with pytest.raises(StaleIndex, match=r"no index of this program|damaged"):
        Index.load(path)


@pytest.mark.parametrize("size", [0, 10, 48, 200])
def test_a_file_cut_short_is_refused(path: Path, size: int) -> None:
    Index.build(TEXTS).save(path)
    path.write_bytes(path.read_bytes()[:size])

    with pytest.raises(StaleIndex):
        Index.load(path)


def test_no_file_is_refused_the_same_way(path: Path) -> None:
    with pytest.raises(StaleIndex, match="no index that can be read"):
        Index.load(path)


@pytest.mark.parametrize("module", [stored, words])
def test_a_file_of_another_version_of_format_or_words_is_refused(
    path: Path, module: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    Index.build(TEXTS).save(path)
    monkeypatch.setattr(module, "VERSION", 99)

    with pytest.raises(StaleIndex, match=r"another release: its .* is 1, not 99"):
        Index.load(path)


def test_a_save_that_fails_leaves_the_old_file_and_nothing_else(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Index.build(TEXTS).save(path)
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(stored.os, "fsync", full)
    with pytest.raises(OSError, match="no space left"):
        Index.build([(1, "other")]).save(path)

    assert [one.name for one in path.parent.iterdir()] == [path.name]
    assert path.read_bytes() == before


def test_the_same_index_makes_the_same_file(tmp_path: Path) -> None:
    for name in ("one", "two"):
        Index.build(TEXTS).save(tmp_path / name)

    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_reader_keeps_what_it_loaded_while_the_file_is_replaced(path: Path) -> None:
    Index.build(TEXTS).save(path)
    loaded = Index.load(path)
    Index.build([(5, "steel")]).save(path)

    assert [hit.id for hit in loaded.search("steel")] == [3]
    assert [hit.id for hit in Index.load(path).search("steel")] == [5]
