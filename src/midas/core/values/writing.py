"""Writing records as JSON values, so that reading them back gives equal records.

A field left at its default is left out. A decimal is written as a JSON number where that says it exactly,
and as a decimal string where a float would not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from midas.core.values.periods import Period


def json_number(value: Decimal) -> int | float | str:
    """A number, or a decimal string where the nearest float is another number."""
    if value == value.to_integral_value() and abs(value) < 2**53:
        return int(value)
    nearest = float(value)
    return nearest if Decimal(repr(nearest)) == value else str(value)


def json_value(value: object) -> Any:
    """A record, or anything a record is made of, as what `json.dumps` takes."""
    if value is None or type(value) in _PLAIN:
        return value
    if isinstance(value, Decimal):
        return json_number(value)
    if isinstance(value, tuple):
        return [json_value(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Period):
        return [value.start.isoformat(), value.end.isoformat()]
    if isinstance(value, Mapping):
        return {key: json_value(item) for key, item in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    if is_dataclass(value):
        return {name: json_value(item) for name, item in stated(value).items()}
    return value


_PLAIN = frozenset({str, int, bool, float})


def stated(record: Any) -> dict[str, object]:
    """The fields of a dataclass instance that are not at their default."""
    told = {}
    kind: Any = type(record)
    for name, default in _defaults(kind):
        value = getattr(record, name)
        if value != (default() if isinstance(default, _Made) else default):
            told[name] = value
    return told


@dataclass(frozen=True, slots=True)
class _Made:
    """A default that is made anew each time."""

    factory: Callable[[], object]

    def __call__(self) -> object:
        return self.factory()


@cache
def _defaults(kind: Any) -> tuple[tuple[str, object], ...]:
    """The fields of a dataclass, each with its default."""
    return tuple(
        (one.name, one.default if one.default_factory is MISSING else _Made(one.default_factory))
        for one in fields(kind)
    )
