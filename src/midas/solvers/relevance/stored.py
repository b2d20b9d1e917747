"""An index in one file: written whole or not at all, read without copying, and refused if anything is amiss.

    magic, 8 bytes   checksum of all that follows, 32 bytes   length of the head, 8 bytes
    head: JSON with the version, the words' version, the figures and where each array lies   padding   arrays

Every array begins on a multiple of 64 bytes, so that it can be used where it lies.
"""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from midas.core.demand.relevance import words
from midas.core.demand.relevance.bm25 import Tuning
from midas.solvers.relevance import postings as made
from midas.solvers.relevance.postings import Counts, Postings

if TYPE_CHECKING:
    from midas.solvers.relevance.index import Index

MAGIC = b"midasrel"
VERSION = 1
ALIGNED = 64
CHUNK = 1 << 24
FIXED = len(MAGIC) + 32 + 8

Arrays = dict[str, NDArray[Any]]


class StaleIndex(Exception):
    """A file that holds no index this program can use; `str` says why. The index must be built again."""


def save(index: Index, path: str | os.PathLike[str], label: str = "") -> None:
    """Write an index beside `path`, then put it in its place: a reader sees the old file or the new one."""
    target = Path(path)
    arrays = _arrays(index)
    head = _head(index, label, arrays)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            _write(file, head, arrays)
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def load(path: str | os.PathLike[str]) -> tuple[Index, str]:
    """Read an index and its label. Raises `StaleIndex`."""
    from midas.solvers.relevance.index import Index

    try:
        contents = np.memmap(path, np.uint8, mode="r")
    except (OSError, ValueError) as error:
        raise StaleIndex(f"there is no index that can be read: {error}") from error
    head, start = _checked(contents)
    arrays = {name: _array(contents, start, **place) for name, place in head["arrays"].items()}
    terms = _terms(arrays, "counts")
    counts = Counts(arrays["counts.ids"], terms, _table(arrays, len(terms)))
    average, tuning = head["average"], Tuning(**head["tuning"])
    recent = made.weigh(counts, average, tuning)
    whole = {name: arrays[f"base.{name}"] for name in ARRAYS}
    base = Postings(terms=_terms(arrays, "base"), size=int(np.count_nonzero(whole["alive"])), **whole)
    return Index(average, tuning, words.Reader(head["reader"]), base, recent, counts), str(head["label"])


ARRAYS = ("ids", "starts", "texts", "weights", "df", "most", "own_starts", "own", "alive")


def _arrays(index: Index) -> Arrays:
    counts = index.recent_counts
    return {
        **{f"base.{name}": getattr(index.base, name) for name in ARRAYS},
        "base.terms": _packed(index.base.terms),
        "counts.ids": counts.ids,
        "counts.terms": _packed(counts.terms),
        "counts.data": counts.table.data,
        "counts.indices": counts.table.indices,
        "counts.indptr": counts.table.indptr,
    }


def _packed(terms: Any) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(terms).encode(), np.uint8)


def _terms(arrays: Arrays, part: str) -> dict[str, int]:
    text = arrays[f"{part}.terms"].tobytes().decode()
    return {name: number for number, name in enumerate(text.split("\n"))} if text else {}


def _table(arrays: Arrays, columns: int) -> sparse.csr_matrix:
    data, indices, starts = (np.array(arrays[f"counts.{name}"]) for name in ("data", "indices", "indptr"))
    return sparse.csr_matrix((data, indices, starts), shape=(len(starts) - 1, columns))


def _head(index: Index, label: str, arrays: Arrays) -> bytes:
    places, end = {}, 0
    for name, one in arrays.items():
        places[name] = {"at": end, "type": one.dtype.str, "length": len(one)}
        end = _aligned(end + one.nbytes)
    head = {
        "version": VERSION,
        "words": words.VERSION,
        "label": label,
        "average": index.average,
        "tuning": asdict(index.tuning),
        "reader": index.reader,
        "arrays": places,
    }
    return json.dumps(head).encode()


def _write(file: BinaryIO, head: bytes, arrays: Arrays) -> None:
    """Everything, then the checksum in the room left for it."""
    digest, written = blake2b(digest_size=32), 0

    def put(data: bytes | memoryview) -> None:
        nonlocal written
        digest.update(data)
        written += file.write(data)

    file.write(MAGIC + bytes(32))
    put(len(head).to_bytes(8, "little"))
    put(head)
    put(bytes(_aligned(FIXED + len(head)) - FIXED - len(head)))
    for one in arrays.values():
        put(np.ascontiguousarray(one).view(np.uint8).data)
        put(bytes(_aligned(one.nbytes) - one.nbytes))
    file.seek(len(MAGIC))
    file.write(digest.digest())
    file.flush()
    os.fsync(file.fileno())


def _checked(whole: NDArray[np.uint8]) -> tuple[dict[str, Any], int]:
    """The head of a file and where its arrays begin, after all that can be wrong with it."""
    if len(whole) < FIXED or whole[: len(MAGIC)].tobytes() != MAGIC:
        raise StaleIndex("the file is no index of this program")
    digest = blake2b(digest_size=32)
    for at in range(FIXED - 8, len(whole), CHUNK):
        digest.update(whole[at : at + CHUNK].data)
    if digest.digest() != whole[len(MAGIC) : len(MAGIC) + 32].tobytes():
        raise StaleIndex("the file is damaged: its checksum is not that of its contents")
    size = int.from_bytes(whole[FIXED - 8 : FIXED].tobytes(), "little")
    head: dict[str, Any] = json.loads(whole[FIXED : FIXED + size].tobytes())
    for name, now in (("version", VERSION), ("words", words.VERSION)):
        if head[name] != now:
            raise StaleIndex(
                f"the file was written by another release: its {name} is {head[name]}, not {now}"
            )
    return head, _aligned(FIXED + size)


def _array(whole: NDArray[np.uint8], start: int, at: int, type: str, length: int) -> NDArray[Any]:
    kind = np.dtype(type)
    return whole[start + at : start + at + length * kind.itemsize].view(kind)


def _aligned(size: int) -> int:
    return -(-size // ALIGNED) * ALIGNED
