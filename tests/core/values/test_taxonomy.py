"""Holding a competency means holding everything below it, and nothing above or beside it."""

from __future__ import annotations

import pytest

from midas.core.values.taxonomy import covers


@pytest.mark.parametrize(
    ("ancestor", "competency"),
    [
        ("cpv:42600000", "cpv:42600000"),
        ("cpv:42600000", "cpv:42611000"),
        ("cpv:42600000-2", "cpv:42611000-4"),
        ("cpv:42000000", "cpv:42611000"),
        ("cpv:30000000", "cpv:30100000"),  # never below two digits
        ("machining", "machining"),
        ("machining", "machining/5-axis"),
        ("machining/5-axis", "machining/5-axis/titanium"),
    ],
)
def test_a_competency_covers_itself_and_what_lies_below(ancestor: str, competency: str) -> None:
    assert covers(ancestor, competency)


@pytest.mark.parametrize(
    ("ancestor", "competency"),
    [
        ("cpv:42611000", "cpv:42600000"),
        ("cpv:42600000", "cpv:42700000"),
        ("cpv:30000000", "cpv:31000000"),
        ("machining/5-axis", "machining"),
        ("machining", "machining-services"),
        ("machining", "cpv:42600000"),
        ("cpv:42600000", "machining"),
    ],
)
def test_it_covers_nothing_above_or_beside_it(ancestor: str, competency: str) -> None:
    assert not covers(ancestor, competency)
