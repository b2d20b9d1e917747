"""The files of a folder that a source reads: those that are new or have changed, whatever links lie in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ENDINGS = (".json", ".jsonl", ".ndjson", ".xml", ".json.gz", ".jsonl.gz", ".ndjson.gz", ".xml.gz")
MOST = 20_000
"""So many files of one folder are looked at."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read; `stamp` is its size and when it was last written, in billionths of a second."""

    name: str
    path: Path
    size: int
    stamp: list[int]


def changed_files(folder: Path, known: Mapping[str, list[int]]) -> list[SourceFile]:
    """The files of notices below a folder that are not `known` as they are now, by name; none from outside it."""
    root = folder.resolve()
    found = []
    for path in sorted(root.rglob("*"))[:MOST]:
        if not path.name.lower().endswith(ENDINGS) or not path.is_file():
            continue
        if not path.resolve().is_relative_to(root):
            continue
        state = path.stat()
        stamp, name = [state.st_size, state.st_mtime_ns], path.relative_to(root).as_posix()
        if known.get(name) != stamp:
            found.append(SourceFile(name, path, state.st_size, stamp))
    return found
