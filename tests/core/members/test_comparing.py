"""Firms compared: by their keys, in one unit, by what is known, and how far the order holds."""

import pytest

from midas.core.members.comparing import (
    CRITERIA,
    Agreement,
    Candidate,
    Held,
    Offer,
    by_figures,
    by_pairs,
    candidate,
    in_one_unit,
    rank,
)
from midas.core.members.reputation import reputation

CHEAP, GOOD = CRITERIA[0], CRITERIA[2]
NOBODY = reputation(())


def firm(key, price=1.0, quality=0.5):
    return Candidate(key, {"price": price, "quality": quality})


def test_namesakes_are_two_firms():
    found, lacking = rank([firm(1, 10), firm(2, 5)], [CHEAP], [1.0])
    assert [row.candidate.key for row in found.rows] == [2, 1]
    assert not lacking


def test_a_firm_without_a_figure_that_counts_is_left_out_and_named():
    found, lacking = rank([firm(1), firm(2, 2.0), firm(3, None)], [CHEAP], [1.0])
    assert lacking == {3: ("price",)}
    assert len(found.rows) == 2


def test_a_criterion_without_weight_leaves_nobody_out():
    _found, lacking = rank([firm(1), firm(2, quality=None)], [CHEAP, GOOD], [1.0, 0.0])
    assert lacking == {}


def test_one_firm_alone_is_not_ranked():
    assert rank([firm(1), firm(2, None)], [CHEAP], [1.0])[0] is None


def test_who_is_better_in_everything_leads_firmly_by_both_methods():
    found, _lacking = rank([firm(1, 9, 0.1), firm(2, 1, 0.9)], [CHEAP, GOOD], [0.5, 0.5])
    assert found.agreement is Agreement.ALL
    assert {(one.leader, one.held, one.tips) for one in found.said} == {(2, Held.FIRM, ())}


def test_offers_are_compared_in_the_unit_most_of_them_use():
    hours, pieces = Offer(1, "HUR", 5.0, None, 1.0), Offer(2, "C62", 1.0, None, 1.0)
    assert in_one_unit({1: [hours, pieces], 2: [hours], 3: [pieces], 4: [hours]}) == {
        1: [hours],
        2: [hours],
        4: [hours],
    }
    assert in_one_unit({}) == {}


def test_a_firm_counts_by_its_cheapest_offer_and_by_what_is_certain():
    offers = [Offer(1, "HUR", 5.0, 3.0, 0.9), Offer(2, "HUR", 4.0, 7.0, 0.8)]
    figures = candidate(1, offers, 1.0, 0, NOBODY).figures
    assert (figures["price"], figures["lead"], figures["quality"]) == (4.0, 7.0, 0.8)
    assert figures["kept"] is None
    assert 0 < candidate(1, offers, 1.0, 4, NOBODY).figures["kept"] < 1


def test_weights_come_from_figures_or_from_pairs():
    assert by_figures([CHEAP, GOOD], {"price": 30, "quality": 10}) == (0.5, 0.5)
    assert by_figures([CHEAP, GOOD], {"price": 0, "quality": 0}) == by_figures([CHEAP, GOOD], {})
    weights, found = by_pairs([CHEAP, GOOD], {(0, 1): 3.0})
    assert weights == pytest.approx((0.75, 0.25))
    assert found.consistent
