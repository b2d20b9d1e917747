"""Handing things to a process that runs as another account: open folders it could not walk to, secrets to
read once.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from midas.site.embedded.account import Account
from midas.site.home import unwritable


@contextmanager
def handed(*folders: Path) -> Iterator[tuple[int, ...]]:
    """The folders, open for the block; give the numbers to the process with `pass_fds`, and their `path_of`."""
    files: list[int] = []
    try:
        for folder in folders:
            files.append(_open(folder))
        yield tuple(files)
    finally:
        for file in files:
            os.close(file)


def _open(folder: Path) -> int:
    try:
        return os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise unwritable(folder, error) from error


def path_of(file: int) -> str:
    """The path under which a process finds a file handed to it, and so do all processes it starts."""
    return f"/proc/self/fd/{file}"


@contextmanager
def secret(text: str, who: Account) -> Iterator[int]:
    """A short text for one process to read once; it is never on a disk or a command line."""
    read, write = os.pipe()
    try:
        if who.other:
            os.fchown(read, who.uid, who.gid)
        os.write(write, text.encode())
        os.close(write)
        yield read
    finally:
        os.close(read)
