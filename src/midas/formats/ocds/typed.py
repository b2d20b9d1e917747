"""A release decoded straight into typed structures, many times faster than into dictionaries; or not at all.

The structures are made from the schema, so what decodes is what the standard finds no error in. As with `quick`, the
two may differ only in one direction: what does not decode, or might say something in a way these structures do not
hold, goes the exact way, which has the last word (a test compares the two).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Annotated, Any, Literal, Union

import msgspec

from midas.formats.ocds.schema import Schema, flat_release_schema

# What the facts of a notice are read from beside the standard's own fields: the extensions lots, location and
# suitability, and what Contracts Finder writes. Another type than these is no fault, only nothing for here.
_TEXT: Schema = {"type": ["string", "null"]}
_ID: Schema = {"type": ["string", "integer", "null"]}
_FLAG: Schema = {"type": ["boolean", "null"]}


def _object(**fields: Schema) -> Schema:
    return {"type": ["object", "null"], "properties": fields}


def _list(entry: Schema) -> Schema:
    kinds = [entry["type"]] if isinstance(entry["type"], str) else entry["type"]
    entry = {**entry, "type": [kind for kind in kinds if kind != "null"]}
    return {"type": ["array", "null"], "items": entry}


_CODE = _object(scheme=_TEXT, id=_ID)
_PERIOD = _object(startDate=_TEXT, endDate=_TEXT, durationInDays={"type": ["integer", "null"]})
_ADDRESS = _object(**dict.fromkeys(("locality", "postalCode", "region", "countryName", "country"), _TEXT))
_DELIVERED = {
    "deliveryAddress": _ADDRESS,
    "deliveryAddresses": _list(_ADDRESS),
    "deliveryLocation": _object(description=_TEXT),
}
_SUITABLE = _object(sme=_FLAG, vcse=_FLAG)
_VALUE = _object(amount={"type": ["number", "null"]}, currency=_TEXT)
_LOT = _object(
    id=_ID,
    title=_TEXT,
    description=_TEXT,
    value=_VALUE,
    contractPeriod=_PERIOD,
    status=_TEXT,
    suitability=_SUITABLE,
    **_DELIVERED,
)
_ITEM = {"relatedLot": _TEXT, "relatedLots": _list({"type": "string"}), **_DELIVERED}
_MORE: dict[tuple[str, ...], dict[str, Schema]] = {
    (): {"title": _TEXT, "description": _TEXT},
    ("tender",): {
        "lots": _list(_LOT),
        "classification": _CODE,
        "additionalClassifications": _list(_CODE),
        "suitability": _SUITABLE,
        "xClassifications": _object(isSuitableForSme=_FLAG, isSuitableForVco=_FLAG),
    },
    ("tender", "items"): _ITEM,
    ("awards", "items"): _ITEM,
    ("awards",): {"relatedLots": _list({"type": "string"})},
    ("parties",): {"details": _object(scale=_TEXT)},
    **{
        (*way, "address"): {"country": _TEXT}
        for way in (("buyer",), ("parties",), ("tender", "procuringEntity"))
    },
}

_TYPES: dict[str, Any] = {
    "string": str,
    "integer": int,
    "number": int | float,
    "boolean": bool,
    "null": None,
}
_TRANSLATED = re.compile(rb'"[A-Za-z]+_[A-Za-z0-9-]+"[ \t\r\n]*:')


def decode(raw: bytes, version: str) -> Any:
    """The release as structures, their fields named as in OCDS, None for what is not given; None if it is not plain."""
    if b"_" in raw and _TRANSLATED.search(raw):  # a field in another language, which no structure has
        return None
    try:
        return _decoder("1.0" if version == "1.0" else "1.1").decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def decode_many(raw: bytes) -> list[Any] | None:
    """A list of releases of OCDS 1.1, each as `decode` gives it; None if one of them is not plain."""
    if b"_" in raw and _TRANSLATED.search(raw):
        return None
    try:
        made: list[Any] = _decoder("1.1", many=True).decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return made


@cache
def _decoder(version: str, *, many: bool = False) -> Any:
    release = _release(version)
    return msgspec.json.Decoder(list[release] if many else release)  # type: ignore[valid-type]


@cache
def _release(version: str) -> Any:
    return _structure(flat_release_schema(version), ())


def _structure(schema: Schema, way: tuple[str, ...]) -> Any:
    """The structure for the object that stands at `way` in a release."""
    required = frozenset(schema.get("required", ()))
    properties = {**schema["properties"], **_MORE.get(way, {})}
    kinds = {name: _type(field, (*way, name)) for name, field in properties.items()}
    needed = [(name, kind) for name, kind in kinds.items() if name in required]
    # What may be left out but not be null is None only where it is left out: defaults are not checked against types.
    others = [(name, kind, None) for name, kind in kinds.items() if name not in required]
    unique = tuple(name for name, field in properties.items() if field.get("uniqueItems"))
    namespace = {"__post_init__": _all_unlike(unique)} if unique else {}
    name = "".join(map(str.capitalize, way)) or "Release"
    return msgspec.defstruct(name, [*needed, *others], namespace=namespace, gc=False)


def _type(schema: Schema, way: tuple[str, ...]) -> Any:
    if "enum" in schema:
        return Literal[tuple(schema["enum"])]
    written = schema["type"]
    kinds = [_kind(name, schema, way) for name in ([written] if isinstance(written, str) else written)]
    return Any if Any in kinds else Union[tuple(kinds)]  # noqa: UP007  made of values


def _kind(name: str, schema: Schema, way: tuple[str, ...]) -> Any:
    if name == "object":
        return _structure(schema, way) if "properties" in schema or way in _MORE else dict[str, Any]
    if name == "array":
        entries = list[_type(schema["items"], way)] if "items" in schema else Any  # type: ignore[misc]
        return Annotated[entries, msgspec.Meta(min_length=1)] if "minItems" in schema else entries
    if name == "string" and "minLength" in schema:
        return Annotated[str, msgspec.Meta(min_length=1)]
    return _TYPES[name]


def _all_unlike(names: tuple[str, ...]) -> Any:
    """A check that lists of a structure surely have no two entries that are the same: their ids differ."""

    def check(made: Any) -> None:
        for name in names:
            entries = getattr(made, name)
            if entries is not None and len(entries) > 1:
                keys = {entry if isinstance(entry, str) else getattr(entry, "id", None) for entry in entries}
                if len(keys) < len(entries):
                    raise ValueError("perhaps two entries are the same")

    return check
