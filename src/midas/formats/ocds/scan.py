"""Cutting a JSON file of any size into its values without reading it whole.

The scanner knows only quotes and brackets; what it cuts out is handed on as bytes, exactly as they came, with
the line and column where they start. At no time does it hold more than one value and a chunk.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from midas.formats.ocds.limits import Limits, Refused
from midas.formats.ocds.text import Broken, Text, parse

CHUNK = 2**18
GLANCE = 2**20
WINDOW = 2**19
"""How much of a long list is looked at in one go when its entries are cut."""

GUESSES = 3
"""How many places are tried for the end of an entry before the list is walked bracket by bracket."""

_SPACE = re.compile(rb"[ \t\r\n]*+")
# The outer repetition is not possessive, and so has a limit, for it remembers each step: up to Python 3.11.4 (Debian 12
# has 3.11.2) a possessive one of a group leaves off where a failed alternative had got to (CPython issue 106052).
_NO_BRACKET = re.compile(rb'(?:[^"{}\[\]]++|"[^"\\]*+(?:\\.[^"\\]*+)*+"){0,1000}', re.DOTALL)
STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_PLAIN = re.compile(rb"[^\s,\]\}\[\{\":]*+")
_OPEN, _BRACKETS, _QUOTE = b"{[", b"{}[]", b'"'
_BEGINNING = re.compile(rb'\{[ \t\r\n]*"[^"\\]{1,100}"')
_BETWEEN = re.compile(rb"[ \t\r\n]*,[ \t\r\n]*")
_WHOLE: msgspec.json.Decoder[list[msgspec.Raw]] = msgspec.json.Decoder(list[msgspec.Raw])


class Scanner:
    """A place in a JSON text, moving forward. `read(size)` gives more bytes, and none at the end."""

    def __init__(self, read: Callable[[int], bytes], limits: Limits, line: int = 1, column: int = 1) -> None:
        self._read, self._limits = read, limits
        self._buffer, self._at = b"", 0
        self._line, self._column = line, column
        self._kept: int | None = None
        self._ended = False

    def peek(self) -> bytes:
        """The next character that is not white space, as one byte; empty at the end."""
        while True:
            match = _SPACE.match(self._buffer, self._at)
            assert match is not None
            self._move(match.end())
            if self._at < len(self._buffer):
                return self._buffer[self._at : self._at + 1]
            if not self._more():
                return b""

    def expect(self, character: bytes, what: str) -> None:
        """Go past `character`; raises `Broken`, naming `what`, if something else is next."""
        if self.peek() != character:
            raise self.broken(f"{what} was expected here" + ("." if self.peek() else ", but the file ends."))
        self._move(self._at + 1)

    def broken(self, reason: str) -> Broken:
        """The complaint about the place where the scanner is."""
        return Broken(self._line, self._column, reason)

    def value(self) -> Text:
        """Cut out the next value. Its brackets balance; whether it is JSON shows when it is parsed."""
        first = self.peek()
        if not first or first in b"}],:":
            raise self.broken("a value was expected here" + ("." if first else ", but the file ends."))
        line, column = self._line, self._column
        if first == _QUOTE:
            end = self._end_of_string()
        else:
            end = self._end_of_container() if first in _OPEN else self._end_of_plain()
        raw = self._buffer[self._at : end]
        self._move(end)
        return Text(raw, line, column)

    def items(self) -> Iterator[int]:
        """Step through a list: yields each index with the scanner before its entry, to be consumed."""
        self.expect(b"[", "a list")
        index = 0
        while self.peek() != b"]":
            if index:
                self.expect(b",", "a comma or the end of the list")
            yield index
            index += 1
        self.expect(b"]", "the end of the list")

    def entries(self) -> Iterator[Text]:
        """Cut out every entry of a list, as `items` and `value` would; many at a time where they are alike."""
        self.expect(b"[", "a list")
        first = True
        while self.peek() != b"]":
            if not first:
                self.expect(b",", "a comma or the end of the list")
                self.peek()
            first = False
            yield from self._many() or (self.value(),)
        self.expect(b"]", "the end of the list")

    def batches(self, read: Callable[[bytes], list[Any] | None]) -> Iterator[list[Any] | Text]:
        """Every entry of a list, many at once as `read` reads them from a list; alone where it gives None."""
        self.expect(b"[", "a list")
        first = True
        while self.peek() != b"]":
            if not first:
                self.expect(b",", "a comma or the end of the list")
                self.peek()
            first = False
            for before in self._guesses():
                if (entries := read(b"[%b]" % before)) is not None:
                    self._move(self._at + len(before))
                    yield entries
                    break
            else:
                yield from self._many() or (self.value(),)
        self.expect(b"]", "the end of the list")

    def _many(self) -> list[Text]:
        """The entries from here that are surely whole; none where that cannot be seen."""
        for before in self._guesses():
            try:
                return self._cut(_WHOLE.decode(b"[%b]" % before))
            except (msgspec.DecodeError, RecursionError):
                continue
        return []

    def _guesses(self) -> Iterator[bytes]:
        """What follows, up to where an entry may end; the longest first.

        The guess is that an entry begins as this one does. What is before such a place is a list of whole entries
        if, in brackets, it is JSON, whatever stands in its texts; so a wrong guess costs time and nothing else.
        """
        if self._limits.max_release_bytes < 2 * WINDOW or self._kept is not None:
            return
        while len(self._buffer) - self._at < WINDOW // 2 and self._more(WINDOW):
            pass
        mark = _BEGINNING.match(self._buffer, self._at)
        end = len(self._buffer)
        for _ in range(GUESSES if mark else 0):
            assert mark is not None
            end = self._buffer.rfind(mark[0], self._at + 1, end)
            if end < 0:
                return
            before = self._buffer[self._at : end].rstrip(b" \t\r\n")
            if before.endswith(b","):
                yield before[:-1]

    def _cut(self, entries: list[msgspec.Raw]) -> list[Text]:
        """These entries, which are next, with the places where they start; the scanner is then after the last."""
        texts: list[Text] = []
        buffer, at = self._buffer, self._at
        for entry in entries:
            if texts:
                between = _BETWEEN.match(buffer, at)
                assert between is not None
                self._move(between.end())
            raw = bytes(entry)
            texts.append(Text(raw, self._line, self._column))
            at = self._at + len(raw)
            if b"\n" in raw:
                self._move(at)
            else:
                self._column += len(raw)
                self._at = at
        return texts

    def members(self) -> Iterator[str]:
        """Step through an object: yields each name with the scanner before its value, to be consumed."""
        self.expect(b"{", "an object")
        first = True
        while self.peek() != b"}":
            if not first:
                self.expect(b",", "a comma or the end of the object")
            if self.peek() != _QUOTE:
                raise self.broken('a field name in "double quotes" was expected here.')
            name, _ = parse(self.value())
            self.expect(b":", "a colon")
            first = False
            yield name
        self.expect(b"}", "the end of the object")

    def keep(self) -> tuple[int, int]:
        """Remember the text from here, after white space, until `kept` or `drop`; the line and column it is."""
        self.peek()
        self._kept = self._at
        return self._line, self._column

    def kept(self) -> bytes:
        """The text since `keep`, which is then forgotten."""
        assert self._kept is not None
        raw, self._kept = self._buffer[self._kept : self._at], None
        return raw

    def drop(self) -> None:
        """Forget the text since `keep`."""
        self._kept = None

    def line(self) -> Text | None:
        """Cut out the rest of this line, without its end; None at the end of the file."""
        line, column = self._line, self._column
        start = 0
        while (end := self._buffer.find(b"\n", self._at + start)) < 0:
            start = len(self._buffer) - self._at
            if not self._more():
                end = len(self._buffer)
                break
        if end == self._at == len(self._buffer):
            return None
        raw = self._buffer[self._at : end]
        self._move(min(end + 1, len(self._buffer)))
        return Text(raw, line, column)

    def ahead(self, enough: Callable[[bytes], bool]) -> bytes:
        """What follows, unconsumed, read on until it is `enough` or ends, or is more than a glance."""
        while not enough(self._buffer[self._at :]):
            if len(self._buffer) - self._at > GLANCE or not self._more():
                break
        return self._buffer[self._at :]

    def _end_of_plain(self) -> int:
        """Past a number, true, false or null."""
        while True:
            match = _PLAIN.match(self._buffer, self._at)
            assert match is not None
            if match.end() < len(self._buffer) or not self._more():
                return max(match.end(), self._at + 1)

    def _end_of_string(self) -> int:
        while (string := STRING.match(self._buffer, self._at)) is None:
            self._grow()
        return string.end()

    def _end_of_container(self) -> int:
        """Past an object or a list: each step goes from one bracket to the next."""
        depth, passed = 0, 0
        while True:
            skipped = _NO_BRACKET.match(self._buffer, self._at + passed)
            assert skipped is not None
            end = skipped.end()
            passed = end - self._at
            bracket = self._buffer[end : end + 1]
            if not bracket or (bracket == _QUOTE and STRING.match(self._buffer, end) is None):
                self._grow()
                continue
            if bracket not in _BRACKETS:
                continue
            depth += 1 if bracket in _OPEN else -1
            if depth == 0:
                return end + 1
            if depth > self._limits.max_depth:
                raise self._too_deep()
            passed += 1

    def _too_deep(self) -> Refused:
        most = self._limits.max_depth
        return Refused(
            f"From line {self._line:,} on, the JSON is nested more than {most} levels deep; OCDS never is."
        )

    def _grow(self) -> None:
        if not self._more():
            raise self.broken(
                "what starts here has no end; the file was cut off, or a quote or bracket is missing."
            )

    def _more(self, least: int = CHUNK) -> bool:
        """Read on; False at the end. What is behind is let go."""
        if self._ended:
            return False
        start = self._at if self._kept is None else self._kept
        held = len(self._buffer) - start
        if held > self._limits.max_release_bytes:
            raise Refused(
                f"One release, from line {self._line:,} on, is larger than "
                f"{self._limits.max_release_bytes // 2**20} MiB; no real one is."
            )
        chunk = self._read(max(least, held))
        self._ended = not chunk
        self._buffer = self._buffer[start:] + chunk
        self._at -= start
        self._kept = None if self._kept is None else 0
        return not self._ended

    def _move(self, to: int) -> None:
        if self._buffer.find(b"\n", self._at, to) >= 0:
            self._line += self._buffer.count(b"\n", self._at, to)
            self._column = to - self._buffer.rfind(b"\n", self._at, to)
        else:
            self._column += to - self._at
        self._at = to
