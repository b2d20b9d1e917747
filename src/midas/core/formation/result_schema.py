"""The JSON Schemas (draft 2020-12) of a formation result and of a step-in: every field of what is written.

A test keeps them in step with what is written, and with the copies published beside the reference page.
"""

from __future__ import annotations

from midas.core.formation.plan import Status
from midas.core.formation.result import RESULT_SCHEMA, STEP_IN_SCHEMA
from midas.core.formation.schema import (
    DAY,
    DIALECT,
    FLAG,
    TEXT,
    TEXTS,
    Schema,
    integer_from_0,
    list_of,
    number_from_0,
    or_null,
    whole_object,
)

FIGURE: Schema = {"type": "number"}
OFFERING: Schema = {"description": "Its id, or its place in the firm's list.", "type": ["string", "integer"]}


def result_schema() -> Schema:
    """The schema of what `write_outcome` writes."""
    plan = _plan()
    return {
        "$schema": DIALECT,
        "$id": f"urn:{RESULT_SCHEMA.replace('/', ':')}",
        "title": "A formation result",
        "description": "The plan found, how good it is proven to be, others like it, and why.",
        **whole_object(
            {
                "schema": {"const": RESULT_SCHEMA},
                "status": {"enum": [status.value for status in Status]},
                "currency": TEXT,
                "bound": or_null(FIGURE),
                "gap": or_null(FIGURE),
                "seconds": FIGURE,
                "engine": {"type": "string"},
                "method": TEXT,
                "seed": {"type": "integer"},
                **plan,
                "alternatives": list_of(whole_object({**plan, "over_best": FIGURE, "gap": or_null(FIGURE)})),
                "frontier": list_of(whole_object({**plan, "gap": or_null(FIGURE)})),
                "coverage": or_null(whole_object({"cost": FIGURE, "risk": FIGURE, "local_share": FIGURE})),
                "explanation": or_null(_explanation()),
                "diagnosis": or_null(_diagnosis()),
            }
        ),
    }


def step_in_schema() -> Schema:
    """The schema of what `write_step_in` writes."""
    change = {
        "firm": TEXT,
        "offering": OFFERING,
        "work_package": TEXT,
        "before": number_from_0(None),
        "after": number_from_0(None),
    }
    return {
        "$schema": DIALECT,
        "$id": f"urn:{STEP_IN_SCHEMA.replace('/', ':')}",
        "title": "A step-in",
        "description": "The least-change repair of a running plan after a partner failed, and what it costs.",
        **whole_object(
            {
                "schema": {"const": STEP_IN_SCHEMA},
                "status": {"enum": [status.value for status in Status]},
                "currency": TEXT,
                "failed": TEXT,
                "message": TEXT,
                "price": or_null(FIGURE),
                "kept": TEXTS,
                "joined": TEXTS,
                "left": TEXTS,
                "changes": list_of(whole_object(change)),
                **_plan(),
                "diagnosis": or_null(_diagnosis()),
            }
        ),
    }


def _plan() -> Schema:
    kinds = ("goods", "set_up", "engagement", "haulage", "familiarity")
    return {
        "objective": or_null(FIGURE),
        "cost": or_null(FIGURE),
        "cost_by_kind": or_null(whole_object(dict.fromkeys(kinds, FIGURE))),
        "risk": or_null(FIGURE),
        "local_share": or_null(FIGURE),
        "tag_shares": {"type": "object", "additionalProperties": FIGURE},
        "standing": or_null({"type": "integer"}),
        "leads": TEXTS,
        "partners": list_of(_partner()),
        "allocations": list_of(_allocation()),
    }


def _partner() -> Schema:
    return whole_object(
        {
            "id": TEXT,
            "name": TEXT,
            "kind": TEXT,
            "value_share": FIGURE,
            "value": FIGURE,
            "engagement_cost": integer_from_0(),
            "can_lead": FLAG,
            "work_packages": TEXTS,
        }
    )


def _allocation() -> Schema:
    return whole_object(
        {
            "firm": TEXT,
            "offering": OFFERING,
            "work_package": TEXT,
            "quantity": number_from_0(None),
            "cost": {"description": "Goods and set-up of this line.", **FIGURE},
        }
    )


def _explanation() -> Schema:
    rank = whole_object({"work_package": TEXT, "rank": {"type": "integer"}, "of": {"type": "integer"}})
    reason = {
        "firm": TEXT,
        "packages": TEXTS,
        "price_ranks": list_of(rank),
        "cost": FIGURE,
        "resolved": FLAG,
        "without": or_null(FIGURE),
        "proven": FLAG,
        "part": TEXT,
        "message": TEXT,
    }
    miss: Schema = {"firm": TEXT, "work_package": TEXT, "rule": TEXT, "message": TEXT}
    subject: Schema = {"type": "string"}
    binding = {"rule": TEXT, "subject": subject, "message": TEXT, "saving": or_null(FIGURE)}
    robust = {
        "change": TEXT,
        "survives": FLAG,
        "message": TEXT,
        "objective": or_null(FIGURE),
        "draws": integer_from_0(),
        "kept": integer_from_0(),
    }
    return whole_object(
        {
            "summary": {"type": "string"},
            "partners": list_of(whole_object(reason)),
            "near_misses": list_of(whole_object(miss)),
            "binding": list_of(whole_object(binding)),
            "robustness": list_of(whole_object(robust)),
        }
    )


def _diagnosis() -> Schema:
    subject: Schema = {"type": "string"}
    relaxation = whole_object({"rule": TEXT, "subject": subject, "amount": FIGURE, "message": TEXT})
    recruit = {
        "competency": TEXT,
        "work_package": TEXT,
        "quantity": number_from_0(None),
        "unit": or_null(TEXT),
        "place": or_null(TEXT),
        "by": or_null(DAY),
        "certificates": TEXTS,
        "message": TEXT,
        "regions": TEXTS,
        "tags": TEXTS,
    }
    almost = {
        "rule": TEXT,
        "objective": FIGURE,
        "gap": or_null(FIGURE),
        "partners": TEXTS,
        "message": TEXT,
    }
    return whole_object(
        {
            "reasons": TEXTS,
            "relaxations": list_of(relaxation),
            "recruit": TEXTS,
            "instead": list_of(list_of(relaxation)),
            "needed": list_of(whole_object(recruit)),
            "almost": list_of(whole_object(almost)),
        }
    )
