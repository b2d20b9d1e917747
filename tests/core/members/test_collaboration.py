"""Readiness is two axes, eight stages and five perspectives; weak items come with what to do."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from midas.core.members.collaboration import (
    LEVELS,
    Axis,
    Perspective,
    Stage,
    answer_faults,
    judge_collaboration,
    readiness,
)
from midas.rules.readiness import ITEMS

FULL = {item.name: LEVELS for item in ITEMS}


def test_the_questionnaire_asks_about_every_stage_axis_and_perspective() -> None:
    assert set(Counter(item.stage for item in ITEMS).values()) <= {2, 3, 4}
    assert {item.stage for item in ITEMS} == set(Stage)
    assert {item.axis for item in ITEMS} == set(Axis)
    assert {item.perspective for item in ITEMS} == set(Perspective)
    assert len({item.name for item in ITEMS}) == len({item.topic for item in ITEMS}) == len(ITEMS)


def test_who_has_everything_in_place_and_is_willing_has_all_points() -> None:
    found = judge_collaboration(ITEMS, FULL)

    assert (found.score, found.grade, found.missing) == (Decimal("100.0"), "A", ())
    assert found.notes == ("Preparedness 100.0", "Willingness 100.0")


def test_the_two_axes_are_told_apart() -> None:
    answers = {item.name: LEVELS if item.axis is Axis.WILLINGNESS else 1 for item in ITEMS}

    found = readiness(ITEMS, answers)
    assert found.axes == {Axis.PREPAREDNESS: Decimal("25.0"), Axis.WILLINGNESS: Decimal("100.0")}
    assert {item.axis for item in found.weak} == {Axis.PREPAREDNESS}


def test_weak_items_come_weakest_and_weightiest_first_with_what_to_do() -> None:
    found = readiness(
        ITEMS, {**FULL, "shares_gain": 0, "early_warning": 1, "why_partner": 1, "hands_over": 2}
    )

    assert [item.name for item in found.weak] == ["shares_gain", "early_warning", "why_partner"]
    assert all(item.advice and item.topic for item in found.weak)


def test_what_is_not_answered_is_in_no_score_and_is_asked_for() -> None:
    answers = {**FULL, "joint_work": None}

    found = judge_collaboration(ITEMS, answers)
    assert found.score == 100
    assert found.missing == ("Have you delivered work together with another firm in the last three years?",)


@pytest.mark.parametrize("axis", Axis)
def test_without_answers_on_both_axes_there_is_no_score(axis: Axis) -> None:
    found = judge_collaboration(ITEMS, {item.name: LEVELS for item in ITEMS if item.axis is axis})

    assert (found.score, found.grade) == (None, "")


def test_nothing_answered_is_not_assessable() -> None:
    assert judge_collaboration(ITEMS, {}).score is None
    assert readiness(ITEMS, {}).weak == ()


def test_all_faults_of_answers_are_told_at_once() -> None:
    found = answer_faults(ITEMS, {**FULL, "tax": 1, "joint_work": 5, "references": None})

    assert set(found) == {"joint_work", "references"}
    assert found["joint_work"] == "The answer is a level from 0 to 4."
