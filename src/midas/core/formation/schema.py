"""The JSON Schema (draft 2020-12) of a formation problem, and what schemas here are made of.

It says the shape; that ids differ, references hold and windows run forwards is for `read_problem` to say.
A test keeps it in step with the records, and with the copy published beside the reference page.
"""

from __future__ import annotations

from collections.abc import Mapping

from midas.core.formation.problem import SCHEMA
from midas.core.members.profile import LARGEST_VALUE
from midas.core.values.fields import LARGEST

Schema = dict[str, object]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DECIMAL = r"^\s*\+?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*$"


def problem_schema() -> Schema:
    """The schema of what `read_problem` reads."""
    return {
        "$schema": DIALECT,
        "$id": f"urn:{SCHEMA.replace('/', ':')}",
        "title": "A formation problem",
        "description": "Work packages, the firms that might do them, and the policy they are chosen under.",
        **whole_object(
            {
                "schema": or_null({"const": SCHEMA}),
                "currency": or_null({"type": "string", "pattern": "^[A-Z]{3}$"}),
                "work_packages": {"type": "array", "minItems": 1, "items": _work_package()},
                "firms": or_null(list_of(_firm())),
                "policy": or_null(_policy()),
            },
            required=["work_packages"],
        ),
    }


def whole_object(properties: Mapping[str, object], required: list[str] | None = None) -> Schema:
    """An object with these fields and no others; all of them required unless said otherwise."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties) if required is None else required,
        "additionalProperties": False,
    }


def or_null(schema: Schema) -> Schema:
    """The same, or `null`, which means absent."""
    return {"anyOf": [schema, {"type": "null"}]}


def list_of(items: Schema, length: int | None = None) -> Schema:
    """A list, of exactly `length` entries if given."""
    bounds = {} if length is None else {"minItems": length, "maxItems": length}
    return {"type": "array", "items": items, **bounds}


def number_from_0(most: int | None = int(LARGEST)) -> Schema:
    """An exact number from 0: a JSON number, or a decimal string."""
    bound = {} if most is None else {"maximum": most}
    return {"anyOf": [{"type": "number", "minimum": 0, **bound}, {"type": "string", "pattern": DECIMAL}]}


def integer_from_0(most: int = int(LARGEST)) -> Schema:
    """A whole number from 0."""
    return {"type": "integer", "minimum": 0, "maximum": most}


TEXT: Schema = {"type": "string", "pattern": r"\S"}
FLAG: Schema = {"type": "boolean"}
DAY: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
SHARE = number_from_0(1)
TEXTS = list_of(TEXT)
NUMBERS: Schema = {"type": "object", "additionalProperties": number_from_0()}
BIG = int(LARGEST_VALUE)
POSITION: Schema = {
    "description": "Latitude and longitude in degrees.",
    "type": "array",
    "prefixItems": [{"type": ["number", "string"], "minimum": -most, "maximum": most} for most in (90, 180)],
    "minItems": 2,
    "maxItems": 2,
}


def _optional(required: Mapping[str, object], optional: Mapping[str, object]) -> Schema:
    absent = {name: or_null(schema) for name, schema in optional.items() if isinstance(schema, dict)}
    return whole_object({**required, **absent}, required=list(required))


def _work_package() -> Schema:
    return _optional(
        {"id": TEXT, "competency": TEXT, "quantity": number_from_0()},
        {
            "unit": TEXT,
            "value": integer_from_0(BIG),
            "window": list_of(DAY, 2),
            "certificates": TEXTS,
            "min_quality": SHARE,
            "place": TEXT,
            "position": POSITION,
            "min_suppliers": integer_from_0(),
            "max_suppliers": {**integer_from_0(), "minimum": 1},
            "min_split": SHARE,
            "criticality": number_from_0(),
            "after": TEXTS,
        },
    )


def _firm() -> Schema:
    held = _optional({"name": TEXT}, {"valid_until": DAY})
    return _optional(
        {"id": TEXT},
        {
            "name": TEXT,
            "kind": TEXT,
            "region": TEXT,
            "position": POSITION,
            "tags": TEXTS,
            "engagement_cost": integer_from_0(),
            "turnover": integer_from_0(BIG),
            "reliability": SHARE,
            "can_lead": FLAG,
            "certificates": list_of({"anyOf": [TEXT, held]}),
            "resources": NUMBERS,
            "offerings": list_of(_offering()),
            "blocked": TEXTS,
        },
    )


def _offering() -> Schema:
    named = {"competency": TEXT, "work_package": TEXT}
    return {
        **_optional(
            {"unit_price": number_from_0()},
            {
                **named,
                "id": TEXT,
                "set_up": integer_from_0(),
                "capacity": number_from_0(),
                "min_order": number_from_0(),
                "quality": SHARE,
                "lead_time_days": integer_from_0(),
                "regions_served": TEXTS,
                "uses": NUMBERS,
            },
        ),
        "oneOf": [{"required": [name], "properties": {name: {"type": "string"}}} for name in named],
    }


def _policy() -> Schema:
    pair = list_of(TEXT, 2)
    familiar: Schema = {
        "type": "array",
        "prefixItems": [TEXT, TEXT, integer_from_0()],
        "minItems": 3,
        "maxItems": 3,
    }
    return _optional(
        {},
        {
            "as_of": DAY,
            "min_partners": integer_from_0(),
            "max_partners": integer_from_0(),
            "min_value_share": SHARE,
            "share_cap": SHARE,
            "standing_multiple": number_from_0(),
            "turnover_multiple": number_from_0(),
            "contract_value": integer_from_0(BIG),
            "local": _optional({}, {"regions": TEXTS, "min_share": SHARE}),
            "tag_min_share": {"type": "object", "additionalProperties": SHARE},
            "risk_price": number_from_0(),
            "loss_given_failure": SHARE,
            "haulage_per_km": number_from_0(),
            "require": TEXTS,
            "exclude": TEXTS,
            "conflicts": list_of(pair),
            "at_most": list_of(whole_object({"firms": {**TEXTS, "minItems": 1}, "count": integer_from_0()})),
            "familiar": list_of(familiar),
            "certificates_any": TEXTS,
            "certificates_all": TEXTS,
            "need_lead": FLAG,
            "ceiling": integer_from_0(BIG),
        },
    )
