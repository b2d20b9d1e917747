"""A quick yes: a function made of a schema, true only for values in which the schema finds no error.

jsonschema finds and names errors, slowly; most releases have none. What this says no to goes to jsonschema,
which has the last word, so the two may differ only in one direction (a test compares them).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

Test = Callable[[Any], bool]

_KINDS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float, Decimal),
    "boolean": (bool,),
    "object": (dict,),
    "array": (list,),
    "null": (type(None),),
}


def quick(schema: dict[str, Any], key: Callable[[Any], Any]) -> Test:
    """The test for a schema without references. `key` makes list entries hashable, equal for equal ones."""
    tests = [_type(schema["type"])] if "type" in schema else []
    if "enum" in schema:
        tests.append(_one_of(schema["enum"]))
    if "minLength" in schema or "minItems" in schema:
        tests.append(_filled)
    if "pattern" in schema:
        tests.append(_matches(schema["pattern"]))
    if schema.get("uniqueItems"):
        tests.append(lambda value: not isinstance(value, list) or len(set(map(key, value))) == len(value))
    if "items" in schema:
        tests.append(_items(quick(schema["items"], key)))
    if "properties" in schema:
        tests.append(_object(schema, key))
    return tests[0] if len(tests) == 1 else lambda value: all(test(value) for test in tests)


def _type(wanted: str | list[str]) -> Test:
    names = [wanted] if isinstance(wanted, str) else wanted
    kinds = tuple(kind for name in names for kind in _KINDS[name])
    allowed = frozenset(kinds)
    return lambda value: type(value) in allowed


def _one_of(values: list[Any]) -> Test:
    allowed = frozenset(values)
    return lambda value: (value is None or isinstance(value, str)) and value in allowed


def _filled(value: Any) -> bool:
    return bool(value) or not isinstance(value, str | list)


def _matches(pattern: str) -> Test:
    compiled = re.compile(pattern)
    return lambda value: isinstance(value, str) and compiled.search(value) is not None


def _items(test: Test) -> Test:
    return lambda value: not isinstance(value, list) or all(map(test, value))


def _object(schema: dict[str, Any], key: Callable[[Any], Any]) -> Test:
    required = frozenset(schema.get("required", ()))
    tests = {name: quick(field, key) for name, field in schema["properties"].items()}
    patterns = [
        (re.compile(pattern), quick(field, key))
        for pattern, field in schema.get("patternProperties", {}).items()
    ]

    def test(value: Any) -> bool:
        if not isinstance(value, dict):
            return True
        if not required <= value.keys():
            return False
        for name, entry in value.items():
            known = tests.get(name)
            if known is not None:
                if not known(entry):
                    return False
            elif "_" in name and not all(pattern(entry) for shape, pattern in patterns if shape.search(name)):
                return False
        return True

    return test
