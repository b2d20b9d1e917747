"""Firms compared: both methods side by side, told in words, with prices only for those who may see them."""

from decimal import Decimal

import pytest
from tests import builders

WELDING = "cpv:45262680"


@pytest.fixture
def firms(cluster):
    """Price, lead time and quality as in the golden matrix of methods.md section 2."""
    figures = {"Aire": (100, 20, "0.7"), "Bain": (90, 25, "0.8"), "Cam": (120, 15, "0.9")}
    made = {}
    for name, (price, lead, quality) in figures.items():
        member = builders.a_member(cluster, name, reliability=Decimal("0.8"), reliability_evidence=20)
        builders.an_offering(
            member, WELDING, unit_price=Decimal(price), lead_time_days=lead, quality=Decimal(quality)
        )
        made[name] = member
    return made


@pytest.fixture
def broker(cluster):
    return builders.signed_in(builders.a_role(cluster))


def test_both_methods_are_shown_with_how_far_they_hold(broker, firms):
    page = broker.get("/members/compare/").content.decode()

    assert "Place by TOPSIS" in page
    assert "Place by PROMETHEE II" in page
    assert "500 draws" in page
    assert "£" in page


def test_where_the_methods_disagree_it_is_said(broker, firms):
    weights = {"w.price": "4", "w.lead": "2", "w.quality": "4", "w.kept": "0", "w.reputation": "0"}
    page = broker.get("/members/compare/", {"work": WELDING, **weights}).content.decode()

    assert "Both methods" in page or "The methods disagree" in page
    assert "Promises kept" not in page.split("What comes out")[1].split("</thead>")[0]


def test_a_member_compares_without_prices(cluster, firms):
    client = builders.signed_in(builders.a_role(cluster, "member", firms["Aire"]))
    page = client.get("/members/compare/").content.decode()

    assert "price is no criterion here" in page
    assert "£" not in page
    assert "w.price" not in page
    assert b"Price" not in client.get("/members/compare/?_export=csv").content


def test_comparisons_in_pairs_that_go_round_in_a_circle_are_pointed_out(broker, firms):
    circle = {"by": "pairs", "p.price.lead": "9", "p.lead.quality": "9", "p.price.quality": "1/9"}

    assert "contradict each other" in broker.get("/members/compare/", circle).content.decode()
    assert "agree with each other" in broker.get("/members/compare/", {"by": "pairs"}).content.decode()


def test_who_has_no_figure_is_left_out_and_named(broker, cluster, firms):
    new = builders.a_member(cluster, "Don New", reliability_evidence=0)
    builders.an_offering(new, WELDING, unit_price=Decimal(80), lead_time_days=9)
    page = broker.get("/members/compare/").content.decode()

    assert "Don New (Promises kept, at least)" in page


def test_one_firm_alone_is_not_compared(broker, firms):
    page = broker.get("/members/compare/", {"firm": firms["Aire"].pk}).content.decode()

    assert "Two firms at least are needed" in page


def test_where_nobody_offers_the_same_there_is_nothing_to_compare(broker, cluster):
    assert "nothing to compare" in broker.get("/members/compare/").content.decode()


@pytest.mark.parametrize(
    "typed", [{"work": "x"}, {"w.price": "x"}, {"firm": "x"}, {"by": "pairs", "p.price.lead": "x"}]
)
def test_what_makes_no_sense_is_passed_over(broker, firms, typed):
    assert broker.get("/members/compare/", typed).status_code == 200


def test_the_comparison_is_downloaded(broker, firms):
    assert b"Aire" in broker.get("/members/compare/?_export=csv").content


def test_namesakes_are_compared_as_two_firms(broker, cluster, firms):
    builders.an_offering(
        builders.a_member(cluster, "Aire", reliability_evidence=20),
        WELDING,
        unit_price=Decimal(1),
        lead_time_days=1,
    )
    response = broker.get("/members/compare/", {"work": WELDING, "_export": "csv"})
    lines = response.content.decode("utf-8-sig").strip().splitlines()
    assert sum(line.startswith("Aire,") for line in lines) == 2


def test_a_single_criterion_ranks_too(broker, firms):
    weights = {"w.price": "4", "w.lead": "0", "w.quality": "0", "w.kept": "0", "w.reputation": "0"}
    page = broker.get("/members/compare/", {"work": WELDING, **weights}).content.decode()
    assert "Both methods put the firms in the same order" in page
