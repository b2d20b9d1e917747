"""One JSON text, read strictly: exact decimals, no NaN, and a note of every field given twice.

What is broken is told with its line and column in the whole file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from typing import Any

import orjson

WHITE = b" \t\r\n"

_CONSTANT = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|(NaN|-?Infinity)', re.DOTALL)

_NO_MARKS = bytes(set(range(256)) - set(b'":\\'))


class Broken(ValueError):
    """The text is not JSON; line and column, from 1, say where in the file (column 0: from that line on)."""

    def __init__(self, line: int, column: int, reason: str) -> None:
        self.line, self.column, self.reason = line, column, reason
        place = f"line {line:,}, column {column:,}" if column else f"line {line:,}"
        super().__init__(f"The JSON is broken at {place}: {reason}")


@dataclass(slots=True)
class Text:
    """Bytes cut from the file, and where they start in it."""

    raw: bytes
    line: int
    column: int

    def stripped(self) -> Text:
        """The text without white space around it."""
        bare = self.raw.lstrip(WHITE)
        return Text(bare.rstrip(WHITE), self.line, self.column + len(self.raw) - len(bare))

    def again(self) -> Callable[[int], bytes]:
        """The bytes once more, as a `read` that gives them all at once."""
        rest = [self.raw]
        return lambda size: rest.pop() if rest else b""

    def broken(self, index: int, reason: str) -> Broken:
        """The complaint about the character at `index` of the decoded text."""
        before = self.raw.decode("utf-8", "replace")[:index]
        line = before.count("\n")
        column = len(before) - before.rfind("\n") if line else self.column + len(before)
        return Broken(self.line + line, column, reason)


def glance(text: Text) -> Any:
    """The value, quickly, decimals as floats: enough to see what it is. Raises `Broken`, as `parse` does."""
    try:
        return orjson.loads(text.raw)
    except orjson.JSONDecodeError:
        return parse(text)[0]


def glance_once(text: Text) -> tuple[Any, bool]:
    """The value, as `glance` gives it, and whether no object in it gives a field twice, as far as is seen quickly.

    Written anew, the value has the same quotes and colons in the same order unless a field stood there twice.
    """
    try:
        value = orjson.loads(text.raw)
    except orjson.JSONDecodeError:
        return parse(text)[0], False
    if text.raw.translate(None, _NO_MARKS) == orjson.dumps(value).translate(None, _NO_MARKS):
        return value, True
    try:
        return value, not parse(text)[
            1
        ]  # characters written otherwise than orjson does, or a field given twice
    except Broken:
        return value, False


def parse(text: Text) -> tuple[Any, tuple[str, ...]]:
    """The value, decimals exact, and the names of the fields that one object gives twice (the last counts).

    Raises `Broken`.
    """
    twice: dict[str, None] = {}

    def pairs(members: list[tuple[str, Any]]) -> dict[str, Any]:
        read = dict(members)
        if len(read) < len(members):
            seen: set[str] = set()
            for name, _ in members:
                if name in seen:
                    twice[name] = None
                seen.add(name)
        return read

    return _loads(text, pairs), tuple(twice)


def _loads(text: Text, pairs: Any) -> Any:
    try:
        decoded = text.raw.decode("utf-8")
    except UnicodeDecodeError as error:
        start = len(text.raw[: error.start].decode("utf-8", "replace"))
        raise text.broken(start, "this is not UTF-8 text. Save the file as UTF-8.") from None
    try:
        return json.loads(decoded, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=pairs)
    except json.JSONDecodeError as error:
        raise text.broken(error.pos, _words(error.msg)) from None
    except DecimalException:
        raise Broken(text.line, 0, "a number is too large to read.") from None
    except _NotANumber as error:
        raise text.broken(_constant_at(decoded), f"{error} is not a JSON number.") from None
    except ValueError:
        raise Broken(text.line, 0, "a whole number has thousands of digits.") from None


class _NotANumber(Exception):
    pass


def _no_constant(name: str) -> None:
    raise _NotANumber(name)


def _constant_at(decoded: str) -> int:
    found = next((match for match in _CONSTANT.finditer(decoded) if match[1]), None)
    return found.start() if found else 0


def _words(message: str) -> str:
    """The parser's complaint in the words of a person."""
    known = {
        "Expecting value": "a value was expected here.",
        "Expecting property name enclosed in double quotes": 'a field name in "double quotes" was expected.',
        "Expecting ',' delimiter": "a comma was expected here, or the end of the list or object.",
        "Expecting ':' delimiter": "a colon was expected here.",
        "Illegal trailing comma before end of object": "there is a comma before the end of the object.",
        "Illegal trailing comma before end of array": "there is a comma before the end of the list.",
        "Invalid control character at": "a line break or control character stands inside a text.",
        "Unterminated string starting at": "the text that starts here has no end.",
        "Invalid \\escape": "a backslash stands before a character that it cannot.",
        "Invalid \\uXXXX escape": "a \\u is not followed by four hexadecimal digits.",
        "Extra data": "the text goes on where it should have ended.",
    }
    return known.get(message, message + ".")
