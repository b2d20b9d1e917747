"""How sure a share of kept promises is."""

import pytest

from midas.core.members.reputation import wilson_interval


def test_eight_of_ten_kept_is_at_least_49_per_cent():
    """Worked example in the project's methods, section 5: the lower 95 % bound is .4902."""
    low, high = wilson_interval(0.8, 10)
    assert low == pytest.approx(0.4902, abs=5e-5)
    assert high == pytest.approx(0.9433, abs=5e-5)


def test_a_newcomer_is_unknown_not_bad():
    assert wilson_interval(1.0, 0) == (0.0, 1.0)


def test_more_evidence_narrows_the_range():
    few, many = wilson_interval(0.9, 10), wilson_interval(0.9, 100)
    assert few[0] < many[0] < 0.9 < many[1] < few[1]


@pytest.mark.parametrize(("share", "count"), [(0.0, 5), (1.0, 5)])
def test_the_range_stays_a_share(share, count):
    low, high = wilson_interval(share, count)
    assert 0 <= low <= share <= high <= 1


@pytest.mark.parametrize(("share", "count"), [(-0.1, 5), (1.1, 5), (0.5, -1)])
def test_what_is_no_share_is_refused(share, count):
    with pytest.raises(ValueError, match="share"):
        wilson_interval(share, count)
