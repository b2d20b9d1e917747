"""Files on their way in with a request: how much of them is taken at most, and how they are kept for a job.

The quota has to stand before anything reads the request; whoever hands in files checks rights before that, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

HOPELESS = 20
"""A request this many times above the limit of a file is not even read."""


class Quota(FileUploadHandler):
    """Drops every file that passes the limit while it arrives, so that nothing large is ever kept."""

    def __init__(self, request: HttpRequest, most: int) -> None:
        super().__init__(request)
        self.most = most
        self.refused: list[str] = []
        self._size = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self._size += len(raw_data)
        if self._size > self.most:
            self.refused.append(self.file_name or "")
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def limited(request: HttpRequest, most: int) -> Quota:
    """Put a quota of `most` bytes for each file on a request nothing was read of; it tells what it refused."""
    quota = Quota(request, most)
    request.upload_handlers.insert(0, quota)
    return quota


def is_hopeless(request: HttpRequest, most: int) -> bool:
    """True if the request says of itself that it is far above what is taken, so that it need not be read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return length.isdecimal() and int(length) > HOPELESS * most


class TooLarge(ValueError):
    """A file is larger than what is taken."""


class Empty(ValueError):
    """A file holds nothing."""


def keep(chunks: Iterable[bytes], path: Path, most: int) -> int:
    """Write a file that only this program may read; its size in bytes.

    Raises `TooLarge`, with a part written, or `Empty`.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    size = 0
    with path.open("wb") as file:
        path.chmod(0o600)
        for chunk in chunks:
            size += len(chunk)
            if size > most:
                raise TooLarge(f"more than {most} bytes")
            file.write(chunk)
    if not size:
        raise Empty("nothing in it")
    return size


def megabytes(size: int) -> str:
    """A number of bytes for a sentence: 50 MB."""
    return f"{size / 1_000_000:,.0f} MB"


def sweep(folder: Path, pattern: str, *, older_than: timedelta, at: datetime) -> int:
    """Remove kept files that have lain there too long for any job to come; how many there were."""
    limit = at.timestamp() - older_than.total_seconds()
    old = [path for path in folder.glob(pattern) if path.stat().st_mtime < limit]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def shown_name(name: str) -> str:
    """The last part of a file's name, without what cannot be shown."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable())[:255] or "file"
