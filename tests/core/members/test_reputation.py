"""How sure a share of kept promises is."""

import pytest

from midas.core.members.reputation import (
    Experience,
    Reputation,
    beta_quantile,
    reputation,
    wilson_interval,
)


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


# Reputation; worked examples in the project's methods, section 5


def test_eight_good_and_two_bad_experiences():
    found = Reputation(8, 2, 10)

    assert found.expected == pytest.approx(0.75)
    opinion = found.opinion
    assert (opinion.belief, opinion.disbelief, opinion.uncertainty) == pytest.approx((2 / 3, 1 / 6, 1 / 6))
    assert found.lower == pytest.approx(0.5299, abs=5e-5)


def test_older_experiences_fade():
    found = reputation([Experience(value) for value in (1, 1, 0, 1, 1)], fading=0.9)

    assert (found.good, found.bad, found.count) == (pytest.approx(3.2851), pytest.approx(0.81), 5)
    assert found.expected == pytest.approx(0.7030, abs=5e-5)


def test_of_a_newcomer_nothing_is_known():
    found = reputation([])

    assert (found.known, found.expected, found.opinion.uncertainty) == (False, 0.5, 1.0)
    assert found.lower == pytest.approx(0.05)


def test_much_evidence_ranks_above_little_of_the_same_kind():
    few, many = (reputation([Experience(1)] * count, fading=1) for count in (3, 30))
    assert few.lower < many.lower


@pytest.mark.parametrize(("alpha", "beta"), [(1, 1), (0.5, 3), (9, 3), (200, 2), (2, 500), (300, 300)])
@pytest.mark.parametrize("part", [0.01, 0.05, 0.5, 0.95])
def test_quantiles_are_those_of_scipy(alpha, beta, part):
    stats = pytest.importorskip("scipy.stats")
    assert beta_quantile(alpha, beta, part) == pytest.approx(stats.beta.ppf(part, alpha, beta), abs=1e-8)


@pytest.mark.parametrize(("value", "weight"), [(-0.1, 1), (1.1, 1), (0.5, 0), (0.5, -1)])
def test_what_is_no_experience_is_refused(value, weight):
    with pytest.raises(ValueError, match="experience"):
        Experience(value, weight)


@pytest.mark.parametrize("fading", [0, -1, 1.1])
def test_what_is_no_fading_is_refused(fading):
    with pytest.raises(ValueError, match="older experience"):
        reputation([], fading)
