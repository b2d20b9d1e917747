"""The JSON Schema (Draft 4) of OCDS, made from the table in `midas.rules.ocds_1_1`.

The verdict on a release is the standard's own: the schema made here says what the official one says (a test
compares the two), so the errors are the same in number. Nothing is ever fetched.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from midas.rules.ocds_1_1 import CLOSED, IN_PLACE, PACKAGE, STRUCTURES

Schema = dict[str, Any]

DRAFT_4 = "http://json-schema.org/draft-04/schema#"
JSON_TYPES = {"string", "integer", "number", "boolean", "object", "array"}
FORMATS = {"date-time", "uri"}
HINTS = {"omitWhenMerged", "wholeListMerge", "versionId"}
VERSION_PATTERN = r"^(\d+\.)(\d+)$"

# A language tag of RFC 5646 (BCP 47), without its irregular ones, as OCDS writes it for translated fields.
_LANGUAGE = "(([A-Za-z]{2,3}(-([A-Za-z]{3}(-[A-Za-z]{3}){0,2}))?)|[A-Za-z]{4}|[A-Za-z]{5,8})"
_SCRIPT, _REGION = "(-([A-Za-z]{4}))?", "(-([A-Za-z]{2}|[0-9]{3}))?"
_VARIANTS = "(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"
_EXTENSIONS = "(-([0-9A-WY-Za-wy-z](-[A-Za-z0-9]{2,8})+))*"
_PRIVATE = "(x(-[A-Za-z0-9]{1,8})+)"
LANGUAGE_TAG = f"(({_LANGUAGE}{_SCRIPT}{_REGION}{_VARIANTS}{_EXTENSIONS}(-{_PRIVATE})?)|{_PRIVATE})"


@cache
def release_schema() -> Schema:
    """The schema of one release, its definitions referred to by `$ref`. Shared: do not change it."""
    definitions = {name: _structure(name) for name in STRUCTURES if name not in IN_PLACE}
    return {"$schema": DRAFT_4, **_structure("Release"), "definitions": definitions}


@cache
def package_schema(version: str = "1.1") -> Schema:
    """The schema of what surrounds releases or records in a package of OCDS `version`, 1.0 or 1.1."""
    schema = _fields(PACKAGE)
    if version == "1.0":
        schema["required"] = [name for name in schema["required"] if name != "version"]
    return {"$schema": DRAFT_4, **schema}


@cache
def linked_release_schema() -> Schema:
    """The schema of a release a record only links to."""
    return {"$schema": DRAFT_4, **_structure("LinkedRelease")}


@cache
def flat_release_schema(version: str = "1.1") -> Schema:
    """The schema of one release with every reference replaced by what it refers to, which is faster to check.

    OCDS 1.0 is checked by what it shares with 1.1: all of it but the closed list of currencies.
    """
    schema = release_schema()
    definitions: Schema = {name: dict(found) for name, found in schema["definitions"].items()}
    if version == "1.0":
        value = definitions["Value"]
        value["properties"] = {**value["properties"], "currency": {"type": ["string", "null"]}}
    flat: Schema = _flat({key: schema[key] for key in schema if key != "definitions"}, definitions)
    return flat


def _flat(schema: Any, definitions: Schema) -> Any:
    if isinstance(schema, list):
        return [_flat(item, definitions) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _flat(definitions[schema["$ref"].rsplit("/", 1)[1]], definitions)
    return {key: _flat(value, definitions) for key, value in schema.items()}


def _structure(name: str) -> Schema:
    return _fields(STRUCTURES[name])


def _fields(table: str) -> Schema:
    """The schema of an object whose fields are the lines of `table`."""
    schema: Schema = {"type": "object", "properties": {}}
    required: list[str] = []
    patterns: Schema = {}
    for line in filter(None, map(str.strip, table.splitlines())):
        name, type_, *traits = line.split()
        schema["properties"][name] = _field(type_, traits)
        if "required" in traits:
            required.append(name)
        if "translated" in traits:
            patterns[f"^({name}_{LANGUAGE_TAG})$"] = {"type": ["string", "null"]}
    if required:
        schema["required"] = required
    if patterns:
        schema["patternProperties"] = patterns
    return schema


def _field(type_: str, traits: list[str]) -> Schema:
    field = _type(type_)
    for trait in traits:
        key, _, value = trait.partition("=")
        field.update(_trait(key, value, field))
    return field


def _type(written: str) -> Schema:
    nullable, plain = written.endswith("?"), written.removesuffix("?")
    if plain.startswith("{"):
        return _structure(plain[1:-1])
    if plain.startswith("["):
        return {"type": ["array", "null"] if nullable else "array", "items": _type(plain[1:-1])}
    types = [*plain.split("|"), *(["null"] if nullable else [])]
    if types[0] not in JSON_TYPES:
        return {"$ref": f"#/definitions/{plain}"}
    return {"type": types if len(types) > 1 else types[0]}


def _trait(key: str, value: str, field: Schema) -> Schema:
    """What a trait adds to the schema of its field."""
    is_list = "items" in field
    if key == "filled":
        return {"minItems" if is_list else "minLength": 1}
    if key in FORMATS:
        return {"format": key}
    if key in {"open", "closed"}:
        return _code_list(value, key == "open", field)
    added: dict[str, Schema] = {
        "unique": {"uniqueItems": True},
        "uris": {"items": {"type": "string", "format": "uri"}},
        "decimal": {"pattern": VERSION_PATTERN},
        "deprecated": {"deprecated": {"deprecatedVersion": "1.1"}},
        "default": {"default": value},
        **{hint: {hint: True} for hint in HINTS},
    }
    return added.get(key, {})


def _code_list(name: str, is_open: bool, field: Schema) -> Schema:
    facts: Schema = {"codelist": f"{name}.csv", "openCodelist": is_open}
    if is_open:
        return facts
    codes: list[str | None] = list(CLOSED[name])
    if "items" in field:
        return {**facts, "items": {"type": "string", "enum": codes}}
    return {**facts, "enum": [*codes, None] if "null" in field["type"] else codes}
