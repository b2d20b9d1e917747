"""How much of a file is taken in, and the refusal of what is too much or not OCDS at all.

Whatever the file, memory stays bounded: it is read in pieces, no piece is larger than `max_release_bytes`,
and a gzip file that blows up is dropped before it does harm.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from midas.core.values.problems import BadInput, Problem

GZIP = b"\x1f\x8b"
UNTOUCHED = 16 * 2**20
"""A gzip file may expand this far before its ratio counts: small files of much repetition are no harm."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may be at most. The defaults suit a file on one's own disk; uploads want tighter ones."""

    max_bytes: int = 2**40
    max_expanded_bytes: int = 2**40
    max_ratio: int = 400
    max_releases: int = 20_000_000
    max_release_bytes: int = 64 * 2**20
    max_depth: int = 60


class Refused(BadInput):
    """The file is not taken, as a whole; nothing in it was used. The problems say why, and what to do."""

    def __init__(self, message: str, where: str = "$") -> None:
        super().__init__([Problem(where, message)])


class Source:
    """A binary stream read in pieces, unzipped if it is gzip, within the limits.

    `consumed` says how many bytes of the file itself have been read, for progress.
    """

    def __init__(
        self, stream: BinaryIO, limits: Limits, progress: Callable[[int], None] | None = None
    ) -> None:
        self.consumed = 0
        self._stream, self._limits, self._progress = stream, limits, progress
        self._expanded = 0
        start = stream.read(2)
        stream.seek(0)
        self._gzip = gzip.GzipFile(fileobj=_Counted(self), mode="rb") if start == GZIP else None

    def read(self, size: int) -> bytes:
        """Up to `size` more bytes; empty at the end. Raises `Refused` when a limit is passed."""
        chunk = self._unzip(size) if self._gzip else self.read_raw(size)
        self._expanded += len(chunk)
        self._check_expansion()
        if self._progress is not None:
            self._progress(self.consumed)
        return chunk

    def read_raw(self, size: int) -> bytes:
        """Bytes of the file as they are stored."""
        chunk = self._stream.read(size)
        self.consumed += len(chunk)
        if self.consumed > self._limits.max_bytes:
            raise Refused(
                f"The file is larger than {_size(self._limits.max_bytes)}, the most taken in this way. "
                "Split it, or import it with `midas ocds import`."
            )
        return chunk

    def _unzip(self, size: int) -> bytes:
        assert self._gzip is not None
        try:
            return bytes(self._gzip.read(size))
        except EOFError:
            raise Refused("The gzip file ends too soon; the download was cut off. Fetch it again.") from None
        except (gzip.BadGzipFile, zlib.error):
            raise Refused("The gzip file is damaged; it cannot be unzipped. Fetch it again.") from None

    def _check_expansion(self) -> None:
        limits = self._limits
        if self._expanded > limits.max_expanded_bytes:
            raise Refused(
                f"The file holds more than {_size(limits.max_expanded_bytes)} of text, the most taken "
                "in this way. Split it, or import it with `midas ocds import`."
            )
        if self._expanded > UNTOUCHED and self._expanded > limits.max_ratio * self.consumed:
            raise Refused(
                f"The gzip file unzips to more than {limits.max_ratio} times its size, as only a gzip bomb "
                "does. If it is a real one, unzip it first and import what comes out."
            )


class _Counted:
    """The raw file as `gzip` reads it, counted by the source."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def read(self, size: int = -1) -> bytes:
        return self._source.read_raw(size)

    def seekable(self) -> bool:
        return False

    def seek(self, position: int) -> int:
        raise io.UnsupportedOperation("a counted stream only goes forward")


def _size(count: int) -> str:
    """A number of bytes in words: 50 MB."""
    for unit, step in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= step:
            return f"{count / step:,.0f} {unit}"
    return f"{count} bytes"
