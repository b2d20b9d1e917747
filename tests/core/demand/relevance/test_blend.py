"""Parts in one figure: what is unknown is left out, what is switched off does not count, and the shares add up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from midas.core.demand.relevance.blend import UNKNOWN, WEIGHTS, Blend, Part, Share, strength

some_parts = st.dictionaries(st.sampled_from(Part), st.none() | st.floats(0, 1))


def test_the_default_weights_add_to_one() -> None:
    assert sum(WEIGHTS.values()) == pytest.approx(1)


def test_the_weighted_mean_of_what_is_known() -> None:
    blended = Blend({Part.CODES: 3.0, Part.WORDS: 1.0}).score(
        {Part.CODES: 0.5, Part.WORDS: 1.0, Part.WINS: 0.0}
    )

    assert blended.score == pytest.approx((3 * 0.5 + 1) / 4)
    assert blended.shares == (Share(Part.CODES, 0.5, 0.375), Share(Part.WORDS, 1.0, 0.25))


@given(some_parts)
def test_shares_add_to_the_score_which_lies_between_the_parts(parts: dict[Part, float | None]) -> None:
    blended, counted = Blend().score(parts), [UNKNOWN if one is None else one for one in parts.values()]

    if all(one is None for one in parts.values()):
        assert blended.score is None
        return
    assert blended.score is not None
    assert sum(one.adds for one in blended.shares) == pytest.approx(blended.score)
    assert min(counted) - 1e-9 <= blended.score <= max(counted) + 1e-9


def test_what_is_not_known_of_a_firm_is_worse_than_a_good_part_and_better_than_a_bad_one() -> None:
    good, unknown, bad = (
        Blend().score({Part.CODES: 0.8, Part.WINS: value}).score or 0 for value in (0.9, None, 0.0)
    )

    assert good > unknown > bad


def test_what_is_not_asked_of_anybody_is_left_out() -> None:
    assert Blend().score({Part.CODES: 0.8}).score == pytest.approx(0.8)


def test_a_part_can_be_switched_off_and_alone_be_left() -> None:
    parts: dict[Part, float | None] = {Part.CODES: 1.0, Part.WORDS: 0.0}

    assert Blend().without(Part.WORDS).score(parts).score == 1
    assert Blend().only(Part.WORDS).score(parts).score == 0


def test_weights_that_mean_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="below 0"):
        Blend({Part.CODES: -1.0})
    with pytest.raises(ValueError, match="every part is switched off"):
        Blend().only()


def test_a_part_outside_its_range_is_refused() -> None:
    with pytest.raises(ValueError, match=r"codes is 1\.5"):
        Blend().score({Part.CODES: 1.5})


def test_strength_is_the_share_of_what_could_be_said_and_never_above_one() -> None:
    assert [strength(score, 10.0) for score in (0.0, 4.0, 10.0, 12.0)] == [0, 0.4, 1, 1]
    assert strength(1.0, 0.0) == 0
