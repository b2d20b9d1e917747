"""The published JSON Schemas say what the reader takes and the writer gives, field for field."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tests.core.formation.examples import GOOD, bridge, golden
from tests.core.formation.test_problem import EXAMPLE

from midas.core.demand.requirement import WorkPackage
from midas.core.formation.plan import Alternative, Diagnosis, FrontierPoint, Outcome, Relaxation, Status
from midas.core.formation.policy import AtMost, Local, Policy
from midas.core.formation.problem import read_problem, write_problem
from midas.core.formation.result import write_outcome
from midas.core.formation.result_schema import result_schema, step_in_schema
from midas.core.formation.schema import Schema, problem_schema
from midas.core.members.profile import Firm, HeldCertificate, Offering
from midas.core.values.problems import BadInput

REFERENCE = Path(__file__).resolve().parents[3] / "docs" / "reference"
PUBLISHED = {
    "formation-problem.schema.json": problem_schema(),
    "formation-result.schema.json": result_schema(),
    "formation-step-in.schema.json": step_in_schema(),
}


def errors(schema: Schema, value: object) -> list[str]:
    return [error.message for error in Draft202012Validator(schema).iter_errors(value)]


def objects(schema: Any) -> list[set[str]]:
    """The field names of every object in a schema."""
    if isinstance(schema, list):
        return [found for item in schema for found in objects(item)]
    if not isinstance(schema, dict):
        return []
    here = [set(schema["properties"])] if schema.get("type") == "object" and "properties" in schema else []
    return here + [found for item in schema.values() for found in objects(item)]


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_schema_is_a_schema_and_is_published_as_it_is(name: str) -> None:
    Draft202012Validator.check_schema(PUBLISHED[name])
    text = json.dumps(PUBLISHED[name], indent=1) + "\n"

    assert (REFERENCE / name).read_text(encoding="utf-8") == text, (
        f"docs/reference/{name} is behind: write json.dumps(schema, indent=1) of midas.core.formation.schema there"
    )


@pytest.mark.parametrize("record", [WorkPackage, Firm, Offering, Policy, HeldCertificate, Local, AtMost])
def test_every_field_of_a_record_is_in_the_schema_and_no_other(record: type) -> None:
    assert {field.name for field in fields(record)} in objects(problem_schema())


@pytest.mark.parametrize("raw", [EXAMPLE, write_problem(golden(5)), write_problem(bridge(need_lead=True))])
def test_what_the_reader_takes_the_schema_allows(raw: dict[str, Any]) -> None:
    assert errors(problem_schema(), raw) == []
    assert errors(problem_schema(), json.loads(json.dumps(write_problem(read_problem(raw))))) == []


def test_null_is_allowed_wherever_a_field_may_be_absent() -> None:
    raw: dict[str, Any] = deepcopy(EXAMPLE)
    raw["schema"] = raw["currency"] = raw["policy"] = None
    raw["work_packages"][0] = {
        name: value if name in {"id", "competency", "quantity"} else None
        for name, value in raw["work_packages"][0].items()
    }

    assert errors(problem_schema(), raw) == []
    assert read_problem(raw).work_packages[0].window is None


@pytest.mark.parametrize(
    "change",
    [
        {"work_packages": []},
        {"work_packages": [{"id": "w", "competency": "c"}]},
        {"work_packages": [{"id": "w", "competency": "c", "quantity": -1}]},
        {"work_packages": [{"id": "w", "competency": "c", "quantity": "lots"}]},
        {"work_packages": [{"id": "w", "competency": "c", "quantity": 1, "windw": []}]},
        {"work_packages": [{"id": "w", "competency": "c", "quantity": 1, "max_suppliers": 0}]},
        {"work_packages": [{"id": "w", "competency": "c", "quantity": 1, "position": [91, 0]}]},
        {"firms": [{"id": " "}]},
        {"firms": [{"id": "f", "reliability": 1.5}]},
        {"firms": [{"id": "f", "engagement_cost": "5"}]},
        {"firms": [{"id": "f", "offerings": [{"unit_price": 1}]}]},
        {"firms": [{"id": "f", "offerings": [{"unit_price": 1, "competency": "c", "work_package": "w"}]}]},
        {"policy": {"need_lead": 1}},
        {"policy": {"conflicts": [["a"]]}},
        {"policy": {"familiar": [["a", "b", "c"]]}},
        {"policy": {"at_most": [{"firms": [], "count": 1}]}},
        {"currency": "pounds"},
        {"schema": "midas/formation-problem/2"},
    ],
)
def test_what_the_schema_refuses_the_reader_refuses_too(change: dict[str, Any]) -> None:
    raw = {"work_packages": [{"id": "w", "competency": "c", "quantity": 1}], **change}

    assert errors(problem_schema(), raw)
    with pytest.raises(BadInput):
        read_problem(raw)


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome(Status.OPTIMAL, GOOD, 1.0, 1.0, 0.0, 0.1, "HiGHS"),
        Outcome(
            Status.FEASIBLE,
            GOOD,
            alternatives=(Alternative(GOOD, 1.0, 2.0),),
            frontier=(FrontierPoint(GOOD, 1.0, 1.0, 0.5),),
        ),
        Outcome(
            Status.INFEASIBLE, diagnosis=Diagnosis(("no",), (Relaxation("ceiling", "", 1.0, "x"),), ("c",))
        ),
        Outcome(Status.UNKNOWN),
    ],
)
def test_what_the_writer_gives_the_schema_allows(outcome: Outcome) -> None:
    assert errors(result_schema(), json.loads(json.dumps(write_outcome(bridge(), outcome)))) == []


def test_the_reference_page_names_every_field() -> None:
    page = (REFERENCE / "formation-format.md").read_text(encoding="utf-8")
    names = {name for schema in PUBLISHED.values() for found in objects(schema) for name in found}

    assert sorted(name for name in names if f"`{name}`" not in page and f'"{name}"' not in page) == []


def test_the_example_on_the_reference_page_can_be_read() -> None:
    page = (REFERENCE / "formation-format.md").read_text(encoding="utf-8")
    example = json.loads(page.split("```json")[1].split("```")[0])

    assert errors(problem_schema(), example) == []
    assert [pair.firm.id for pair in read_problem(example).pairs] == ["f1", "f2", "f2"]
