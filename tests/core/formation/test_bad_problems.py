"""A problem that makes no sense is refused with everything that is wrong in it, each fault at its JSON path."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.formation.test_problem import EXAMPLE

from midas.core.formation.problem import read_problem
from midas.core.values.problems import BadInput

PACKAGE = {"id": "w", "competency": "c", "quantity": 1}


def faults(raw: object) -> dict[str, str]:
    with pytest.raises(BadInput) as refused:
        read_problem(raw)
    return {one.where: one.message for one in refused.value.problems}


def numbers(raw: Any, where: str = "$") -> Iterator[tuple[str, Callable[[object], None]]]:
    """Every number of a problem by its path, with a function that puts something else there."""
    items: Any = raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else ()
    for key, value in items:
        path = f"{where}[{key}]" if isinstance(key, int) else f"{where}.{key}"
        if isinstance(value, int | float) and not isinstance(value, bool):
            yield path, lambda other, raw=raw, key=key: raw.__setitem__(key, other)
        else:
            yield from numbers(value, path)


def fresh() -> Any:
    return json.loads(json.dumps(EXAMPLE))


PLACES = [path for path, _ in numbers(fresh())]


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), -1])
def test_every_number_that_is_none_or_negative_is_told_at_its_own_path(bad: float) -> None:
    raw = fresh()
    for path, put in numbers(raw):
        if ".position" not in path:
            put(bad)

    wanted = {path for path in PLACES if ".position" not in path}
    assert len(wanted) > 20
    assert wanted <= set(faults(raw))


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(
    st.sampled_from(PLACES), st.sampled_from([float("nan"), float("-inf"), -1e30, 1e30, "soon", True, [], {}])
)
def test_one_bad_number_is_told_where_it_stands(path: str, bad: object) -> None:
    raw = fresh()
    dict(numbers(raw))[path](bad)

    told = faults(raw)

    assert any(path.startswith(where) for where in told), (path, told)


def test_all_circles_of_packages_that_wait_for_each_other_are_told() -> None:
    waits = {"a": ["b"], "b": ["c"], "c": ["a"], "d": ["d"], "e": ["a", "f"], "f": [], "g": ["h"], "h": ["g"]}
    raw = {"work_packages": [{**PACKAGE, "id": name, "after": after} for name, after in waits.items()]}

    assert faults(raw) == {
        "$.work_packages[0].after": "these packages wait for each other: a after b after c after a",
        "$.work_packages[3].after": "these packages wait for each other: d after d",
        "$.work_packages[6].after": "these packages wait for each other: g after h after g",
    }


def test_a_long_chain_is_no_circle_and_a_long_circle_is_found() -> None:
    chain = [{**PACKAGE, "id": f"w{number}", "after": [f"w{number - 1}"]} for number in range(1, 5000)]
    first = {**PACKAGE, "id": "w0"}
    assert len(read_problem({"work_packages": [first, *chain]}).work_packages) == 5000

    told = faults({"work_packages": [{**first, "after": ["w4999"]}, *chain]})
    assert list(told) == ["$.work_packages[0].after"]


def test_every_id_that_nobody_has_is_told() -> None:
    raw = {
        "work_packages": [{**PACKAGE, "after": ["no1"]}],
        "firms": [{"id": "f", "offerings": [{"work_package": "no2", "unit_price": 1}]}],
        "policy": {
            "require": ["no3"],
            "exclude": ["no4"],
            "conflicts": [["f", "no5"]],
            "familiar": [["no6", "f", 1]],
            "at_most": [{"firms": ["f", "no7"], "count": 1}],
        },
    }

    assert set(faults(raw)) == {
        "$.work_packages[0].after[0]",
        "$.firms[0].offerings[0].work_package",
        "$.policy.require[0]",
        "$.policy.exclude[0]",
        "$.policy.conflicts[0][1]",
        "$.policy.familiar[0][0]",
        "$.policy.at_most[0].firms[1]",
    }


@pytest.mark.parametrize(
    ("raw", "paths"),
    [
        (None, ["$"]),
        ([], ["$"]),
        ({}, ["$.work_packages"]),
        ({"work_packages": [], "firms": [], "policy": {}}, ["$.work_packages"]),
        ({"work_packages": "", "firms": {}, "policy": []}, ["$.work_packages", "$.firms", "$.policy"]),
        (
            {"work_packages": [{}], "firms": [{}, {"id": "f", "offerings": [{}]}]},
            [
                "$.work_packages[0].id",
                "$.work_packages[0].competency",
                "$.work_packages[0].quantity",
                "$.firms[0].id",
                "$.firms[1].offerings[0].unit_price",
                "$.firms[1].offerings[0].competency",
            ],
        ),
        (
            {"work_packages": [PACKAGE], "policy": {"conflicts": [[]], "familiar": [[]], "at_most": [{}]}},
            [
                "$.policy.conflicts[0]",
                "$.policy.at_most[0].count",
                "$.policy.at_most[0].firms",
                "$.policy.familiar[0]",
            ],
        ),
    ],
)
def test_empty_things_are_told_as_what_is_missing(raw: object, paths: list[str]) -> None:
    assert list(faults(raw)) == paths


def test_prices_a_million_times_too_large_are_refused_where_they_pass_the_limit() -> None:
    raw = fresh()
    dear = {}
    for index, firm in enumerate(raw["firms"]):
        for place, offering in enumerate(firm.get("offerings", [])):
            offering["unit_price"] = "4300e12"
            dear[f"$.firms[{index}].offerings[{place}].unit_price"] = offering

    told = faults(raw)

    assert set(told) == set(dear)
    assert all(message.startswith("must be at most 1,000,000,000,000") for message in told.values())
