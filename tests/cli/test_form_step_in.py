"""`midas form --step-in` repairs a running plan from files: the story of a failed partner at the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tests.core.formation.examples import GOOD, bridge
from typer.testing import CliRunner

from midas.cli import app
from midas.core.formation.problem import write_problem
from midas.core.formation.result import read_plan, write_plan
from midas.core.formation.result_schema import step_in_schema


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the footbridge's problem and running plan, and what Ash and Birch have begun."""
    begun = [
        {"firm": "ash", "work_package": "steel", "quantity": "250"},
        {"firm": "birch", "work_package": "steel", "quantity": 100},
    ]
    files = {
        "problem.json": write_problem(bridge()),
        "running.json": write_plan(bridge(), GOOD),
        "begun.json": {"allocations": begun},
    }
    for name, value in files.items():
        (tmp_path / name).write_text(json.dumps(value), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*options: str) -> Any:
    return CliRunner().invoke(app, ["form", "problem.json", *options])


def test_a_plan_is_made_a_partner_fails_and_the_repair_is_the_next_running_plan(folder: Path) -> None:
    assert run("-o", "running.json").exit_code == 0
    running = json.loads((folder / "running.json").read_text(encoding="utf-8"))
    assert {one["id"] for one in running["partners"]} == {"ash", "birch"}

    shown = run("--step-in", "running.json", "--failed", "ash", "-o", "repaired.json")

    assert (shown.exit_code, shown.stderr) == (0, "")
    words = " ".join(shown.stdout.split())
    assert "The least change, proven" in words
    assert "Ash Fabrication is out. birch takes on 400 hours of steel and cedar takes on 300 hours" in words
    assert "What changes" in words
    repaired = json.loads((folder / "repaired.json").read_text(encoding="utf-8"))
    assert {one["id"] for one in repaired["partners"]} == {"birch", "cedar"}
    again = run("--step-in", "repaired.json", "--failed", "cedar")
    assert again.exit_code == 0
    assert "cedar is out. Ash Fabrication takes on 300 hours of steel." in " ".join(again.stdout.split())


def test_a_program_gets_the_repair_as_its_published_schema_says(folder: Path) -> None:
    result = run("--step-in", "running.json", "--failed", "ash", "--under-way", "begun.json", "--json")
    value = json.loads(result.stdout)

    assert (result.exit_code, result.stderr) == (0, "")
    assert list(Draft202012Validator(step_in_schema()).iter_errors(value)) == []
    assert (value["status"], value["failed"], value["price"]) == ("OPTIMAL", "ash", 4_150)
    assert (value["kept"], value["joined"], value["left"]) == (["birch"], ["cedar"], ["ash"])
    assert value["changes"][:2] == [
        {"firm": "ash", "offering": 0, "work_package": "steel", "before": 600, "after": 250},
        {"firm": "birch", "offering": 0, "work_package": "steel", "before": 400, "after": 700},
    ]
    done = {(one.firm, one.work_package): one.quantity for one in read_plan(bridge(), value).allocations}
    assert done["ash", "steel"] == 250


def test_where_nobody_can_step_in_the_exit_code_is_3_and_the_diagnosis_is_the_output(folder: Path) -> None:
    problem = write_problem(bridge(cedar={"offerings": []}))
    (folder / "problem.json").write_text(json.dumps(problem), encoding="utf-8")

    shown = run("--step-in", "running.json", "--failed", "ash")
    value = json.loads(run("--step-in", "running.json", "--failed", "ash", "--json").stdout)

    assert shown.exit_code == 3
    assert "No change within the rules repairs the plan" in shown.stdout
    assert "300 more hours of metal for steel" in " ".join(shown.stdout.split())
    assert list(Draft202012Validator(step_in_schema()).iter_errors(value)) == []
    assert (value["partners"], value["price"]) == ([], None)
    assert value["diagnosis"]["recruit"] == ["metal"]


def refused(*options: str) -> list[str]:
    result = run(*options)
    assert (result.exit_code, result.stdout) == (2, "")
    return [line.strip() for line in result.stderr.splitlines()[1:]]


def test_options_that_do_not_go_together_are_refused(folder: Path) -> None:
    assert refused("--step-in", "running.json", "--explain", "--frontier", "3") == [
        "--frontier: does not go with --step-in",
        "--explain: does not go with --step-in",
        "--failed: is missing: name the partner that failed",
    ]
    assert refused("--failed", "ash", "--under-way", "begun.json") == [
        "--failed: goes with --step-in RUNNING.json",
        "--under-way: goes with --step-in RUNNING.json",
    ]


def test_every_fault_of_the_files_is_told_with_its_file_and_place(folder: Path) -> None:
    (folder / "broken.json").write_text('{"partners": [5], "allocations": [{"firm": "ash"}]}')
    (folder / "odd.json").write_text(
        '{"allocations": [{"firm": "ash", "work_package": "steel", "quantity": 700}]}'
    )

    assert refused("--step-in", "broken.json", "--failed", "ash", "--under-way", "missing.json") == [
        "broken.json $.partners[0]: must be an object, not 5",
        "broken.json $.allocations[0].work_package: is missing",
        "broken.json $.allocations[0].quantity: is missing",
        "missing.json $: cannot be read: No such file or directory",
    ]
    assert refused("--step-in", "running.json", "--failed", "oak", "--under-way", "odd.json") == [
        "--failed: there is no firm 'oak' in this problem",
        "odd.json [ash, 0, steel]: 700 is more than the 600 that are allotted",
    ]
    told = run("--step-in", "running.json", "--failed", "cedar", "--json")
    assert json.loads(told.stdout) == {
        "problems": [{"path": "--failed", "message": "cedar is not a partner of the running plan"}]
    }
