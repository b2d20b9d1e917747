"""What would raise a firm's standing: each gap once, assessments first."""

from datetime import date, timedelta

import pytest

from midas.core.members.assessment import Dimension
from midas.core.members.eligibility import Standing
from midas.core.members.raising import Help, Judged, Paper, Step, raising

ON = date(2026, 11, 28)


def judged(days=100, failed=(), missing=()):
    return {
        one: Judged(Standing(one, ON + timedelta(days=days), failed), missing)
        for one in Dimension
        if one is Dimension.FINANCE
    }


def finance(**gaps):
    return [one for one in raising(judged(**gaps), [], [], ON) if one.about == "finance"]


def test_a_dimension_never_judged_is_asked_for():
    assert [one.step for one in raising({}, [], [], ON)] == [Step.ASK] * len(Dimension)


@pytest.mark.parametrize(
    ("gaps", "step"),
    [
        ({"days": -1}, Step.AGAIN),
        ({"failed": ("gate",)}, Step.PUT_RIGHT),
        ({"missing": ("stock",)}, Step.HAND_IN),
    ],
)
def test_what_keeps_a_judgement_from_counting_is_named(gaps, step):
    assert [one.step for one in finance(**gaps)] == [step]


def test_a_sound_judgement_needs_nothing():
    assert finance(days=0) == []


def test_papers_are_renewed_within_sixty_days():
    papers = [Paper("A", ON + timedelta(days=61)), Paper("B", ON + timedelta(days=60)), Paper("C", None)]
    late = Paper("D", ON - timedelta(days=1))
    found = [one for one in raising(judged(), [*papers, late], [], ON) if one.step is not Step.ASK]
    assert found == [
        Help(Step.RENEW, "B", ON + timedelta(days=60)),
        Help(Step.RENEW_LATE, "D", ON - timedelta(days=1)),
    ]


def test_insurances_are_renewed_too_after_the_certificates():
    late = Paper("public liability", ON - timedelta(days=1))
    soon = Paper("product liability", ON + timedelta(days=60))
    found = raising(judged(), [Paper("B", ON)], [], ON, insurances=[late, soon])
    assert [(one.step, one.about) for one in found if one.step is not Step.ASK] == [
        (Step.RENEW, "B"),
        (Step.INSURE_LATE, "public liability"),
        (Step.INSURE, "product liability"),
    ]


def test_an_offer_needs_evidence_and_to_be_confirmed():
    found = raising(judged(), [], [Paper("Welding", ON, evidence=False), Paper("Painting", None)], ON)
    assert [(one.step, one.about) for one in found if one.step is not Step.ASK] == [
        (Step.GIVE_EVIDENCE, "Welding"),
        (Step.CONFIRM, "Welding"),
    ]
