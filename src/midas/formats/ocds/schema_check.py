"""The standard's verdict on a release, a package or a link, each error in plain words with its JSON path.

As many problems as the schema has errors, no more and no fewer (jsonschema, Draft 4, formats not judged).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from jsonschema import Draft4Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from midas.core.values.fields import shown, step
from midas.core.values.problems import Problem
from midas.core.values.words import listing
from midas.formats.ocds.documents import Package
from midas.formats.ocds.quick import Test, quick
from midas.formats.ocds.schema import (
    Schema,
    flat_release_schema,
    linked_release_schema,
    package_schema,
)

TYPE_WORDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "object": "an object",
    "array": "a list",
    "null": "null",
}
MOST_CODES = 20


def release_faults(release: Any, where: str, version: str = "1.1") -> tuple[Problem, ...]:
    """What is wrong with one release by the schema of its OCDS version; empty if it is valid."""
    version = "1.0" if version == "1.0" else "1.1"
    if _quick_release(version)(release):
        return ()
    return tuple(_problems(_validator("release", version), release, where))


def link_faults(link: Any, where: str) -> tuple[Problem, ...]:
    """What is wrong with a link to a release in a record."""
    return tuple(_problems(_validator("link", "1.1"), link, where))


def package_faults(package: Package, where: str, entries: int) -> Iterator[Problem]:
    """What is wrong with what surrounds the releases or records of a package; it needs at least one."""
    version = "1.0" if package.version == "1.0" else "1.1"
    yield from _problems(_validator("package", version), package.fields, where)
    if not entries:
        name = "records" if package.kind == "record package" else "releases"
        yield Problem(step(where, name), "must have at least one entry.")


@cache
def _quick_release(version: str) -> Test:
    return quick(flat_release_schema(version), _key)


@cache
def _validator(what: str, version: str) -> Any:
    schema: Schema
    if what == "release":
        schema = flat_release_schema(version)
    elif what == "package":
        schema = package_schema(version)
    else:
        schema = linked_release_schema()
    extended: Any = extend
    return extended(Draft4Validator, {"uniqueItems": _unique_items})(schema)


def _problems(validator: Any, value: Any, where: str) -> Iterator[Problem]:
    for error in validator.iter_errors(value):
        yield Problem(_path(error, where), _message(error))


def _path(error: ValidationError, where: str) -> str:
    for part in error.absolute_path:
        where = f"{where}[{part}]" if isinstance(part, int) else step(where, part)
    return step(where, _missing(error)) if error.validator == "required" else where


def _missing(error: ValidationError) -> str:
    """The field that is required and missing; the schema's names need no escapes."""
    return error.message.split("'")[1]


def _message(error: ValidationError) -> str:
    wanted: Any = error.validator_value
    if error.validator == "type":
        types = [wanted] if isinstance(wanted, str) else wanted
        return f"must be {listing((TYPE_WORDS[name] for name in types), 'or')}, not {shown(error.instance)}."
    if error.validator == "enum":
        codes = [code for code in wanted if code is not None]
        allowed = listing(codes, "or") if len(codes) <= MOST_CODES else "a currency code of ISO 4217"
        return f"must be {allowed}, not {shown(error.instance)}."
    if error.validator == "pattern":
        return f"must be two numbers with a point between them, such as 1.1, not {shown(error.instance)}."
    return {
        "required": "is required and missing.",
        "minLength": "must not be empty.",
        "minItems": "must have at least one entry.",
        "uniqueItems": "has two entries that are the same.",
    }.get(str(error.validator), f"breaks the rule {error.validator} of OCDS.")


def _unique_items(_validator: Any, unique: bool, value: Any, _schema: Any) -> Iterator[ValidationError]:
    """As jsonschema's own, but in linear time: a list of a million entries must not hold up the import."""
    if unique and isinstance(value, list) and len({_key(entry) for entry in value}) < len(value):
        yield ValidationError("has non-unique elements")


def _key(value: Any) -> Any:
    """Equal for equal JSON values, and hashable: 1 and 1.0 are equal, 1 and true are not."""
    if isinstance(value, bool):
        return bool, value
    if isinstance(value, dict):
        return frozenset((name, _key(entry)) for name, entry in value.items())
    if isinstance(value, list):
        return (list, *map(_key, value))
    return value
