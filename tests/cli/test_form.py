"""`midas form` solves a problem in a file: a table for people, JSON for programs, an exit code for scripts."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tests.core.formation.examples import GOOD, bridge, golden
from typer.testing import CliRunner

import midas.solvers.formation
from midas.cli import app
from midas.core.formation.check import check
from midas.core.formation.plan import (
    Almost,
    Alternative,
    BindingRule,
    Coverage,
    Diagnosis,
    Explanation,
    FrontierPoint,
    Outcome,
    Plan,
    Recruit,
    Relaxation,
    Robustness,
    Status,
)
from midas.core.formation.problem import FormationProblem, write_problem
from midas.core.formation.result import read_plan
from midas.core.formation.result_schema import result_schema


def run(problem: FormationProblem, *options: str) -> Any:
    return CliRunner().invoke(app, ["form", "-", *options], input=json.dumps(write_problem(problem)))


def solved(problem: FormationProblem, *options: str) -> dict[str, Any]:
    result = run(problem, "--json", *options)
    value: dict[str, Any] = json.loads(result.stdout)
    assert (result.exit_code, result.stderr) == (0, "")
    assert list(Draft202012Validator(result_schema()).iter_errors(value)) == []
    return value


@pytest.mark.parametrize(
    ("engagement", "objective", "partners"), [(0, 130, {"A", "B", "C"}), (5, 142, {"B", "C"})]
)
def test_the_three_firm_example_is_solved_to_the_proven_optimum(
    engagement: int, objective: int, partners: set[str]
) -> None:
    value = solved(golden(engagement))

    assert (value["status"], value["objective"], value["cost"]) == ("OPTIMAL", objective, objective)
    assert value["bound"] == pytest.approx(objective, rel=1e-6)
    assert {partner["id"] for partner in value["partners"]} == partners


def test_the_plan_printed_keeps_every_rule() -> None:
    problem = bridge(share_cap=0.7, risk_price=1, min_value_share=0.1, need_lead=True)
    value = solved(problem, "--seed", "3", "--time-limit", "20", "--gap", "1e-6")
    verdict = check(problem, read_plan(problem, value))

    assert verdict.violations == ()
    assert verdict.score is not None
    assert value["objective"] == pytest.approx(float(verdict.score.objective), abs=0.01)


def test_a_quick_plan_is_judged_by_the_same_rules() -> None:
    problem = bridge(need_lead=True)
    value = solved(problem, "--greedy")

    assert value["method"] == "greedy"
    assert check(problem, read_plan(problem, value)).ok


def test_people_get_tables() -> None:
    result = run(bridge(local={"regions": ["UKE"]}), "--explain")

    assert (result.exit_code, result.stderr) == (0, "")
    for words in (
        "The best plan, proven",
        "Partners",
        "Who does what",
        "Local share",
        "Why each partner is in",
    ):
        assert words in result.stdout


def test_an_impossible_problem_exits_3_and_its_diagnosis_is_the_output() -> None:
    problem = bridge(steel={"quantity": 1, "competency": "wood"})
    result = run(problem, "--json")
    value = json.loads(result.stdout)

    assert (result.exit_code, value["status"], value["partners"]) == (3, "INFEASIBLE", [])
    assert value["diagnosis"]["reasons"]
    assert "No plan keeps every rule" in run(problem).stdout


def test_the_result_is_written_to_a_file_too(tmp_path: Path) -> None:
    out = tmp_path / "outcome.json"
    result = run(golden(5), "-o", str(out))

    assert result.exit_code == 0
    assert json.loads(out.read_text(encoding="utf-8"))["objective"] == 142
    assert "The best plan, proven" in result.stdout


def test_a_problem_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "problem.json"
    file.write_text(json.dumps(write_problem(golden(0))), encoding="utf-8")

    assert CliRunner().invoke(app, ["form", str(file)]).exit_code == 0


def answering(monkeypatch: pytest.MonkeyPatch, outcome: Outcome) -> dict[str, Any]:
    """Let the engine answer with `outcome`, and give what it was asked."""
    asked: dict[str, Any] = {}

    def form(problem: FormationProblem, **options: Any) -> Outcome:
        asked.update(options)
        return outcome

    monkeypatch.setattr(midas.solvers.formation, "form", form, raising=False)
    return asked


def test_a_fault_of_the_engine_is_told_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def form(problem: FormationProblem, **options: Any) -> Outcome:
        raise midas.solvers.formation.PlanRefused(check(problem, Plan((), ())).violations)

    monkeypatch.setattr(midas.solvers.formation, "form", form)
    result = run(bridge(), "--json")

    assert (result.exit_code, result.stdout) == (1, "")
    assert (
        "A fault in Midas: a plan was found that does not keep the rules (0 of the 1,000 hours"
        in result.stderr
    )


def test_the_options_reach_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answering(monkeypatch, Outcome(Status.OPTIMAL, GOOD, 75_700.0, 75_700.0, 0.0))
    run(
        bridge(), "--time-limit", "7.5", "--gap", "0.01", "--seed", "11", "--alternatives", "2",
        "--frontier", "5", "--explain", "--greedy",
    )  # fmt: skip

    assert asked.pop("progress") is None, "there is no terminal to show progress on"
    assert asked == {
        "time_limit": 7.5, "gap": 0.01, "seed": 11, "alternatives": 2, "frontier": 5, "explain": True,
        "method": "greedy",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("status", "code"),
    [(Status.OPTIMAL, 0), (Status.FEASIBLE, 0), (Status.INFEASIBLE, 3), (Status.UNKNOWN, 4)],
)
@pytest.mark.parametrize("options", [[], ["--json"], ["--explain"]])
def test_the_exit_code_is_the_status(
    status: Status, code: int, options: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = GOOD if code == 0 else None
    answering(monkeypatch, Outcome(status, plan))

    assert run(bridge(), *options).exit_code == code


def test_everything_found_is_shown_to_people(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(
        monkeypatch,
        Outcome(
            Status.FEASIBLE, GOOD, objective=75_700.0, bound=70_000.0, gap=0.0814, seconds=1.5, engine="HiGHS",
            alternatives=(Alternative(GOOD, 75_700.0, 0.0, gap=0.01),),
            frontier=(FrontierPoint(GOOD, 75_700.0, 1_800.0, 0.0),),
        ),
    )  # fmt: skip
    shown = run(bridge()).stdout

    assert "A plan, not proven best: objective GBP 757.00, at most 8.14% above the bound of GBP 700.00" in (
        " ".join(shown.split())
    )
    for words in (
        "Alternatives",
        "1.00%",
        "no plan beats these in cost, risk and local share at once",
        "ash, birch",
        "GBP 147.00",
    ):
        assert words in shown


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (
            Coverage(0.012301, 1_800.2, 0.05001),
            "1.24 % more, carries at most GBP 18.01 more risk and is at most 5.01 % less local.",
        ),
        (Coverage(1e-7, 0.0, 0.0), "one of these that costs at most 0.01 % more."),
    ],
)
def test_what_a_frontier_leaves_out_is_rounded_up_and_told_of_what_is_traded(
    told: Coverage, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    points = (FrontierPoint(GOOD, 75_700.0, 1_800.0, 0.0),)
    answering(monkeypatch, Outcome(Status.OPTIMAL, GOOD, frontier=points, coverage=told))

    assert words in " ".join(run(bridge()).stdout.split())


def test_a_diagnosis_and_a_robust_choice_are_shown_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    diagnosis = Diagnosis(
        ("steel lacks 300 hours",), (Relaxation("capacity", "ash", 300.0, "300 hours more"),), ("metal",)
    )
    answering(monkeypatch, Outcome(Status.INFEASIBLE, diagnosis=diagnosis))
    shown = run(bridge()).stdout
    for words in ("steel lacks 300 hours", "300 hours more", "recruit or sub-contract to", "• metal"):
        assert words in shown

    whom = Recruit("metal", "steel", Decimal(300), "HUR", None, None, (), "a firm for 300 hours of metal")
    almost = Almost("ceiling", GOOD, 1.0, 0.0, "without the ceiling there is a plan")
    fuller = replace(diagnosis, needed=(whom,), almost=(almost,))
    answering(monkeypatch, Outcome(Status.INFEASIBLE, diagnosis=fuller))
    shown = run(bridge()).stdout
    for words in (
        "• a firm for 300 hours of metal",
        "without one rule",
        "• without the ceiling there is a plan",
    ):
        assert words in shown

    told = Explanation(
        binding=(BindingRule("ceiling", "", "the budget is spent", saving=125.0),),
        robustness=(Robustness("prices", True, "it survives dearer prices"),),
        summary="In short.",
    )
    answering(monkeypatch, Outcome(Status.OPTIMAL, GOOD, explanation=told))
    shown = run(bridge(), "--explain").stdout
    assert "it survives dearer prices" in shown
    assert "the budget is spent; one unit more would save GBP 1.25" in shown
    assert "it survives dearer prices" not in run(bridge()).stdout


def test_a_name_cannot_move_the_cursor_or_style_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, Outcome(Status.OPTIMAL, GOOD))
    shown = run(bridge(ash={"name": "\x1b[2J[red]Ash\r"})).stdout

    assert "\x1b" not in shown
    assert "\N{REPLACEMENT CHARACTER}[2J[red]Ash\N{REPLACEMENT CHARACTER}" in shown


def test_a_problem_can_be_invented_and_kept(tmp_path: Path) -> None:
    kept = tmp_path / "problem.json"
    options = ["--generate", "120", "3", "5", "--json"]

    first = CliRunner().invoke(app, ["form", *options, "--save-problem", str(kept)])
    again = CliRunner().invoke(app, ["form", str(kept), "--json"])

    assert first.exit_code == again.exit_code == 0
    told, repeated = json.loads(first.stdout), json.loads(again.stdout)
    assert (told["objective"], told["partners"]) == (repeated["objective"], repeated["partners"])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "--generate N W SEED"),
        (["-", "--generate", "10", "2", "1"], "and not both"),
        (["--generate", "0", "2", "1"], "at least 1 firm"),
        (["-", "--save-problem", "problem.json"], "goes with --generate"),
        (["--generate", "10", "2", "1", "--save-problem", "/no/such/folder/p.json"], "no folder"),
    ],
)
def test_an_invention_that_makes_no_sense_is_refused(options: list[str], said: str) -> None:
    result = CliRunner().invoke(app, ["form", *options], input="{}")

    assert result.exit_code == 2
    assert said in result.stderr
