"""The life of a membership is a table of moves."""

import pytest

from midas.core.members.membership import DECIDED, MEMBERSHIP, NEEDS_REASON
from midas.core.values.states import UnableToMove


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("applied", "in_assessment"),
        ("applied", "declined"),
        ("in_assessment", "admitted"),
        ("in_assessment", "declined"),
        ("admitted", "suspended"),
        ("suspended", "admitted"),
        ("suspended", "left"),
        ("admitted", "left"),
    ],
)
def test_a_membership_moves_as_the_domain_model_says(before, after):
    MEMBERSHIP.check(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("applied", "admitted"),
        ("applied", "suspended"),
        ("in_assessment", "applied"),
        ("admitted", "declined"),
        ("left", "admitted"),
        ("declined", "applied"),
    ],
)
def test_every_other_move_is_refused_and_names_what_is_possible(before, after):
    with pytest.raises(UnableToMove, match="possible from here"):
        MEMBERSHIP.check(before, after)


def test_nobody_is_admitted_suspended_or_declined_by_one_person_alone():
    assert {"admitted", "declined", "suspended"} == DECIDED


def test_bad_news_needs_a_reason():
    assert {"declined", "suspended", "left"} == NEEDS_REASON
    assert set(MEMBERSHIP.moves) >= NEEDS_REASON | DECIDED
