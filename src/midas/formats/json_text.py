"""JSON as strictly as its standard has it, with the place of every fault.

Decimal numbers come out exact (`Decimal`), a key that stands twice in one object is refused rather than the
first value lost, and no text, however large or deep, costs more than reading it. Source: RFC 8259.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from midas.core.values.fields import step
from midas.core.values.problems import BadInput, Problem

MOST_BYTES = 100_000_000
"""More than this is not read: a formation problem of 10,000 firms takes a tenth of it."""

_LONGEST_INT = 400


class _Object(dict[str, object]):
    """An object that remembers which of its keys stood more than once."""

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        super().__init__(pairs)
        often = Counter(key for key, _ in pairs) if len(self) < len(pairs) else {}
        self.repeated = [key for key, times in often.items() if times > 1]


def read_json(data: bytes, most: int = MOST_BYTES) -> object:
    """The value in a JSON text of at most `most` bytes in UTF-8. Raises `BadInput` if it cannot be read."""
    if len(data) > most:
        size, limit = len(data) / 1e6, most / 1e6
        raise BadInput([Problem("$", f"is larger than {limit:g} MB ({size:,.0f} MB read); split it")])
    value = _parse(_decode(data))
    if repeated := list(_repeated(value)):
        raise BadInput(repeated)
    return value


def _decode(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"is not UTF-8 text: byte {data[error.start]:#04x} in line {line}; save it as UTF-8"
        raise BadInput([Problem("$", message)]) from None
    if not text.strip():
        raise BadInput([Problem("$", "is empty; a JSON text was expected")])
    return text


def _parse(text: str) -> object:
    try:
        return json.loads(
            text, object_pairs_hook=_Object, parse_float=_decimal, parse_int=_integer, parse_constant=Decimal
        )
    except json.JSONDecodeError as error:
        message = f"is not JSON: {error.msg} in line {error.lineno}, column {error.colno}"
        raise BadInput([Problem("$", message)]) from None
    except RecursionError:
        raise BadInput([Problem("$", "is nested too deeply to be read")]) from None


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:  # an exponent beyond what a Decimal holds
        return Decimal("Infinity")


def _integer(text: str) -> int | Decimal:
    return int(text) if len(text) <= _LONGEST_INT else Decimal(text)


def _repeated(value: object) -> Iterator[Problem]:
    """A problem for every key that stands twice, in the order of the text."""
    waiting: list[tuple[str, object]] = [("$", value)]
    while waiting:
        where, item = waiting.pop()
        if isinstance(item, _Object):
            for key in item.repeated:
                yield Problem(step(where, key), "stands more than once in the same object; keep one")
            waiting.extend((step(where, key), inner) for key, inner in reversed(item.items()))
        elif isinstance(item, list):
            inside = ((f"{where}[{index}]", inner) for index, inner in enumerate(item))
            waiting.extend(reversed(list(inside)))
