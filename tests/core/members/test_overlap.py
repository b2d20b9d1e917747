"""Overlap, gaps and coverage; worked examples from the project's methods (section 6)."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from midas.core.members.overlap import Claim, Row, alike, cosine, coverage, gaps, heat, jaccard, redundancy

A, B = {"a", "b", "c"}, {"b", "c", "d"}
WELDING, COATING = "cpv:45262680", "cpv:45442200"


def test_two_of_four_competencies_in_common_is_a_half():
    assert jaccard(A, B) == Fraction(1, 2)


def test_levels_of_the_same_sets_are_two_thirds_alike():
    assert cosine(dict.fromkeys(A, 1), dict.fromkeys(B, 1)) == pytest.approx(0.6667, abs=5e-5)


def test_firms_without_competencies_have_nothing_in_common():
    assert jaccard([], []) == 0
    assert cosine({}, {"a": 1}) == 0


def test_coverage_is_weighted_by_value():
    need = {"welding": 300, "coating": 100}
    assert coverage(need, ["welding/tig"]) == Fraction(3, 4)
    assert coverage(need, ["coating", "welding"]) == 1
    assert coverage(need, []) == 0


def test_holding_a_part_of_the_kind_of_work_covers_the_need_and_holding_more_than_it_does_not():
    assert coverage({"cpv:45000000": 1}, [WELDING]) == 1
    assert coverage({WELDING: 1}, ["cpv:45000000"]) == 0


def test_nothing_needed_is_covered():
    assert coverage({}, []) == 1


def test_a_need_cannot_weigh_less_than_nothing():
    with pytest.raises(ValueError, match="negative"):
        coverage({"welding": -1}, [])


@pytest.mark.parametrize(("holders", "spare"), [(0, 0), (1, 0), (2, 1), (7, 6)])
def test_redundancy_is_holders_less_one(holders, spare):
    assert redundancy(holders) == spare


def claims():
    return [
        Claim("rother", WELDING, "UKE"),
        Claim("rother", "cpv:45262000", "UKE"),
        Claim("don", WELDING, "UKE"),
        Claim("tees", COATING, "UKC"),
        Claim("elbe", WELDING, "DE"),
    ]


def test_a_firm_counts_once_in_a_cell_however_many_claims_it_has():
    construction, health = heat(claims(), ["cpv:45000000", "cpv:33000000"], ["UKE", "UKC"])
    assert construction == Row("cpv:45000000", (2, 1), 4)
    assert construction.redundancy == 3
    assert health == Row("cpv:33000000", (0, 0), 0)


def test_claims_from_elsewhere_count_in_the_total_only():
    (row,) = heat(claims(), [WELDING], ["UKC"])
    assert row == Row(WELDING, (0,), 3)


def test_gaps_are_what_too_few_hold_fewest_first():
    rows = heat(claims(), [COATING, "cpv:33000000", WELDING], ["UKE"])
    assert [(row.competency, row.firms) for row in gaps(rows)] == [("cpv:33000000", 0), (COATING, 1)]


def test_the_most_alike_come_first_and_strangers_not_at_all():
    others = {"near": {"a", "b", "c", "d"}, "far": {"c", "x", "y"}, "same": A, "none": {"z"}}
    assert alike(A, others) == (("same", Fraction(1)), ("near", Fraction(3, 4)), ("far", Fraction(1, 5)))
    assert alike(A, others, most=1) == (("same", Fraction(1)),)


sets = st.sets(st.sampled_from("abcdefgh"))


@given(sets, sets)
def test_overlap_is_mutual_and_a_share(a, b):
    assert jaccard(a, b) == jaccard(b, a)
    assert 0 <= jaccard(a, b) <= 1
    levels_a, levels_b = dict.fromkeys(a, 2.0), dict.fromkeys(b, 3.0)
    assert cosine(levels_a, levels_b) == pytest.approx(cosine(levels_b, levels_a))
    assert cosine(levels_a, levels_b) <= 1 + 1e-12
