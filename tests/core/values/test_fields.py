"""Every fault in a JSON object is found in one pass, told in words, at its JSON path."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from midas.core.values.fields import Fields
from midas.core.values.periods import Period

Read = Callable[[Fields], object]


def read(raw: object, getter: Read) -> tuple[object, list[str]]:
    fields = Fields(raw, "$", [])
    value = getter(fields)
    return value, [str(problem) for problem in fields.problems]


@pytest.mark.parametrize(
    ("raw", "getter", "value"),
    [
        ("Sheffield", lambda f: f.text("x", None), "Sheffield"),
        (True, lambda f: f.flag("x", False), True),
        ("1200.50", lambda f: f.number("x", None), Decimal("1200.5")),
        (0.1, lambda f: f.number("x", None), Decimal("0.1")),
        (np.float64(0.1), lambda f: f.number("x", None), Decimal("0.1")),
        (" 3 ", lambda f: f.number("x", None), Decimal(3)),
        (1e3, lambda f: f.integer("x", None), 1000),
        (1, lambda f: f.share("x", None), Decimal(1)),
        (["a", "b"], lambda f: f.texts("x"), ("a", "b")),
        ("2027-01-04", lambda f: f.day("x", None), date(2027, 1, 4)),
        (["2027-01-04", "2027-01-04"], lambda f: f.period("x"), Period(date(2027, 1, 4), date(2027, 1, 4))),
        ([53.38, "-1.47"], lambda f: f.position("x"), (53.38, -1.47)),
        ({"h": "4000"}, lambda f: f.numbers("x"), {"h": Decimal(4000)}),
    ],
)
def test_a_field_that_is_right_is_read(raw: object, getter: Read, value: object) -> None:
    assert read({"x": raw}, getter) == (value, [])


@pytest.mark.parametrize(
    ("raw", "getter", "fault"),
    [
        (5, lambda f: f.text("x", None), "$.x: must be a text that is not blank, not 5"),
        (" ", lambda f: f.text("x", None), "$.x: must be a text that is not blank, not ' '"),
        ("\ud800", lambda f: f.text("x", None), "$.x: holds half a character"),
        (1, lambda f: f.flag("x", False), "$.x: must be true or false, not 1"),
        (True, lambda f: f.number("x", None), "$.x: must be a number, not true"),
        ("1,5", lambda f: f.number("x", None), "$.x: must be a number, not '1,5'"),
        ("NaN", lambda f: f.number("x", None), "$.x: must be a number, not 'NaN'"),
        (float("nan"), lambda f: f.number("x", None), "$.x: must be a finite number, not NaN"),
        (float("inf"), lambda f: f.number("x", None), "$.x: must be a finite number, not Infinity"),
        (-1, lambda f: f.number("x", None), "$.x: must not be negative, and is -1"),
        ("1e13", lambda f: f.number("x", None), "$.x: must be at most 1,000,000,000,000, and is '1e13'"),
        pytest.param(
            10**5000,
            lambda f: f.number("x", None),
            "$.x: must be at most 1,000,000,000,000, and is 1000",
            id="huge",
        ),
        ("1e-999999", lambda f: f.number("x", None), "$.x: must have at most 30 decimal places"),
        (0, lambda f: f.number("x", None, above_zero=True), "$.x: must be more than 0"),
        (1.5, lambda f: f.share("x", None), "$.x: must be at most 1, and is 1.5"),
        (1.5, lambda f: f.integer("x", None, unit="firms"), "$.x: must be a whole number of firms, not 1.5"),
        ("5", lambda f: f.integer("x", None), "$.x: must be a whole number, not '5'"),
        (float("inf"), lambda f: f.integer("x", None), "$.x: must be a finite number"),
        ({}, lambda f: f.texts("x"), "$.x: must be a list, not an object"),
        (["a", 5], lambda f: f.texts("x"), "$.x[1]: must be a text"),
        ("2027-02-30", lambda f: f.day("x", None), "$.x: is not a day of the calendar: '2027-02-30'"),
        ("4 January", lambda f: f.day("x", None), "$.x: must be a date such as 2027-01-31, not '4 January'"),
        ("2027-W01-1", lambda f: f.day("x", None), "$.x: must be a date"),
        (["2027-01-04"], lambda f: f.period("x"), "$.x: must be a first and a last day, not a list"),
        (["2027-01-04", 3], lambda f: f.period("x"), "$.x[1]: must be a date"),
        (["2027-01-04", "2026-01-04"], lambda f: f.period("x"), "$.x: ends on 2026-01-04, before it starts"),
        ([53.38], lambda f: f.position("x"), "$.x: must be a latitude and a longitude"),
        (["north", 1], lambda f: f.position("x"), "$.x: must be a latitude and a longitude"),
        (
            [-1.47, 253.38],
            lambda f: f.position("x"),
            "$.x: is not on Earth: -1.47, 253.38 (latitude comes first)",
        ),
        ([], lambda f: f.numbers("x"), "$.x: must be an object of numbers, not a list"),
        ({"5-axis": -1}, lambda f: f.numbers("x"), '$.x["5-axis"]: must not be negative, and is -1'),
        ({" ": 1}, lambda f: f.numbers("x"), '$.x[" "]: must be a text that is not blank'),
    ],
)
def test_a_field_that_is_wrong_is_told(raw: object, getter: Read, fault: str) -> None:
    _, problems = read({"x": raw}, getter)

    assert len(problems) == 1
    assert problems[0].startswith(fault)
    assert len(problems[0]) < 200


@pytest.mark.parametrize("raw", [{}, {"x": None}])
def test_null_means_absent(raw: object) -> None:
    assert read(raw, lambda f: f.text("x", "default")) == ("default", [])
    assert read(raw, lambda f: f.text("x", None, required=True)) == (None, ["$.x: is missing"])
    assert read(raw, lambda f: f.number("x", None, required=True)) == (None, ["$.x: is missing"])


def test_what_is_no_object_is_told_once() -> None:
    assert read([], lambda f: f.text("x", None, required=True)) == (
        None,
        ["$: must be an object, not a list"],
    )


def test_a_field_nobody_knows_is_told_with_the_one_it_resembles() -> None:
    fields = Fields({"quantty": 1, "zzz": 2}, "$.w[0]", [])
    fields.number("quantity", None)
    fields.close()

    assert [str(problem) for problem in fields.problems] == [
        "$.w[0].quantty: is not a field of this format; did you mean 'quantity'?",
        "$.w[0].zzz: is not a field of this format; known here: quantity",
    ]
