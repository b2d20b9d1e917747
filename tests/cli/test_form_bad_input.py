"""`midas form` refuses what it cannot read with exit 2, says everything that is wrong, and where."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from midas.cli import app
from midas.formats.json_text import MOST_BYTES


def run(*arguments: str, stdin: str | bytes | None = None) -> Any:
    return CliRunner().invoke(app, ["form", *arguments], input=stdin)


def refusal(text: str | bytes) -> list[str]:
    """What is told of a problem on stdin, as people see it."""
    result = run("-", stdin=text)

    assert (result.exit_code, result.stdout) == (2, "")
    return [line.strip() for line in result.stderr.splitlines()]


def test_every_problem_is_listed_with_its_path() -> None:
    raw = {"work_packages": [{"id": "w", "competency": "cpv:1", "quantity": -1}], "firms": [{"id": 5}]}

    assert refusal(json.dumps(raw)) == [
        "The input cannot be used: 3 problems",
        "$.work_packages[0].competency: 'cpv:1' is not a CPV code; write eight digits, such as 'cpv:42600000'",
        "$.work_packages[0].quantity: must not be negative, and is -1",
        "$.firms[0].id: must be a text that is not blank, not 5",
    ]


def test_with_json_the_problems_are_json_on_standard_output(tmp_path: Path) -> None:
    file = tmp_path / "problem.json"
    file.write_text('{"work_packages": [{"id": "w", "quantity": 1}]}')
    result = run(str(file), "--json")

    assert (result.exit_code, result.stderr) == (2, "")
    assert json.loads(result.stdout) == {
        "problems": [{"path": "$.work_packages[0].competency", "message": "is missing"}]
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "$: is empty"),
        (" \n", "$: is empty"),
        ('{"a": 1,\n "b": }', "$: is not JSON: Expecting value in line 2, column 7"),
        ('{"a": 1', "$: is not JSON: Expecting ',' delimiter in line 1, column 8"),
        ("not json", "$: is not JSON: Expecting value in line 1, column 1"),
        ("[" * 100_000, "$: is nested too deeply to be read"),
        (b"{\n\xff}", "$: is not UTF-8 text: byte 0xff in line 2"),
        (b"\x1f\x8b\x08\x00", "$: is not UTF-8 text: byte 0x8b in line 1"),
        (
            '{"firms": [{"id": "f", "id": "g"}], "firms": []}',
            "$.firms: stands more than once in the same object",
        ),
        (
            '{"firms": [{"id": "f", "id": "g"}]}',
            "$.firms[0].id: stands more than once in the same object; keep one",
        ),
        (
            '{"work_packages": [{"id": "w", "competency": "c", "quantity": NaN}]}',
            "quantity: must be a finite number",
        ),
        (
            '{"work_packages": [{"id": "w", "competency": "c", "quantity": -Infinity}]}',
            "must be a finite number",
        ),
        (
            '{"work_packages": [{"id": "w", "competency": "c", "quantity": 1e9999999999999999999}]}',
            "must be a finite",
        ),
        (
            f'{{"work_packages": [{{"id": "w", "competency": "c", "quantity": {"9" * 5000}}}]}}',
            "must be at most",
        ),
        ("[]", "$: must be an object, not a list"),
    ],
)
def test_broken_text_is_told_with_its_place(text: str | bytes, words: str) -> None:
    assert any(words in line for line in refusal(text)[1:])


def test_a_byte_order_mark_does_no_harm() -> None:
    assert "$.work_packages: must hold at least one" in refusal("\ufeff{}")[1]


def test_a_huge_file_is_refused_without_being_read_to_its_end(tmp_path: Path) -> None:
    huge = tmp_path / "huge.json"
    with huge.open("wb") as file:
        file.truncate(MOST_BYTES * 20)  # sparse: takes no room on the disk
    result = run(str(huge))

    assert result.exit_code == 2
    assert "$: is larger than 100 MB" in result.stderr


@pytest.mark.parametrize(
    ("name", "words"),
    [("missing.json", "No such file or directory"), (".", "Is a directory"), ("x" * 300, "File name too long"),
     ("nul\0", "embedded null byte")],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_told(
    name: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(name)

    assert result.exit_code == 2
    assert f"$: cannot be read: {words}" in result.stderr


@pytest.mark.parametrize(
    ("out", "words"), [(".", "is a folder; name a file in it"), ("no/such/out.json", "there is no folder")]
)
def test_an_output_that_cannot_be_written_is_told_before_the_search(
    out: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("-", "-o", out, stdin="{}")

    assert result.exit_code == 2
    assert words in result.stderr


@pytest.mark.parametrize(
    "options",
    [
        ["--time-limit", "0"],
        ["--time-limit", "nan"],
        ["--time-limit", "soon"],
        ["--gap", "-1"],
        ["--gap", "inf"],
        ["--seed", "-1"],
        ["--alternatives", "-1"],
        ["--frontier", "1.5"],
        ["--no-such-option"],
    ],
)
def test_an_option_that_makes_no_sense_is_refused(options: list[str]) -> None:
    result = run("-", *options, stdin="{}")

    assert result.exit_code == 2
    assert options[0] in result.stderr


def test_a_command_nobody_knows_is_told_with_the_one_it_resembles() -> None:
    result = CliRunner().invoke(app, ["from"])

    assert result.exit_code == 2
    assert "Did you mean 'form'?" in result.stderr


def test_the_version_and_the_list_of_commands_are_told() -> None:
    assert CliRunner().invoke(app, ["--version"]).stdout.startswith("midas ")
    listed = CliRunner().invoke(app, ["--help"]).stdout
    assert "Find the best team of firms" in listed
