"""Cost by kind, risk, shares and standing, worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from tests.core.formation.examples import GOOD, bridge, share_out

from midas.core.formation.score import Cost, add_up, allocation_cost, score, value_by_firm


def test_cost_is_counted_by_kind() -> None:
    figures = score(bridge(familiar=[["ash", "birch", 300], ["ash", "cedar", 70]]), GOOD)

    # 600 · 30 + 400 · 35.5 + 10 · 4,000; one set-up; two partners; the pair that both are in
    assert figures.cost == Cost(
        goods=Fraction(72_200), set_up=Fraction(500), engagement=Fraction(3_000), familiarity=Fraction(300)
    )
    assert figures.cost.total == 75_400


def test_set_up_is_paid_once_per_offering_and_package() -> None:
    birch = {"offerings": [{"competency": "cpv:71000000", "unit_price": 1, "set_up": 500}]}
    both = bridge(steel={"competency": "cpv:71000000"}, birch=birch)
    plan = share_out(("birch", 0, "steel", 1000), ("birch", 0, "survey", 10))

    assert score(both, plan).cost.set_up == 1_000


def test_a_partner_without_work_pays_its_engagement() -> None:
    guarantor = share_out(("cedar", 0, "steel", 1000), ("cedar", 1, "survey", 10), partners=("ash",))

    assert score(bridge(), guarantor).cost.engagement == 1_000


def test_haulage_is_paid_once_per_firm_and_package_by_the_kilometre() -> None:
    poles = bridge(
        steel={"position": [90, 0]},
        ash={"position": [0, 77], "offerings": [{"competency": "metal", "unit_price": 1}] * 2},
        haulage_per_km="2.5",
    )
    plan = share_out(("ash", 0, "steel", 500), ("ash", 1, "steel", 500), ("birch", 1, "survey", 10))

    assert float(score(poles, plan).cost.haulage) == pytest.approx(2.5 * 10007.5572, abs=1e-3)


def test_haulage_is_free_where_a_place_is_unknown() -> None:
    assert score(bridge(steel={"position": [53.4, -1.5]}, haulage_per_km=9), GOOD).cost.haulage == 0


def test_risk_is_the_expected_loss_and_is_priced() -> None:
    problem = bridge(
        steel={"criticality": 2},
        birch={
            "reliability": "0.95",
            "offerings": [
                {"competency": "metal", "unit_price": 35},
                {"competency": "cpv:71350000", "unit_price": 1},
            ],
        },
        loss_given_failure=0.4,
        risk_price="1.5",
    )
    figures = score(problem, GOOD)

    # steel: (36,000 · 0.1 + 24,000 · 0.05) · 0.4 · 2; survey: 40,000 · 0.05 · 0.4
    assert figures.risk == 3_840 + 800
    assert figures.objective == figures.cost.total + Fraction("1.5") * figures.risk


def test_without_a_risk_price_the_objective_is_the_cost() -> None:
    figures = score(bridge(), GOOD)

    assert figures.risk == 36_000 * Fraction("0.1") * Fraction("0.5")
    assert figures.objective == figures.cost.total


def test_shares_are_of_the_value_of_the_whole_requirement() -> None:
    problem = bridge(local={"regions": ["UKF"]}, tag_min_share={"women-led": 0})
    figures = score(problem, GOOD)

    assert value_by_firm(problem, add_up(GOOD)) == {"ash": 36_000, "birch": 64_000}
    assert figures.value_shares == {"ash": Fraction(36, 100), "birch": Fraction(64, 100)}
    assert figures.local_share == Fraction(64, 100)
    assert figures.tag_shares == {"sme": Fraction(36, 100), "women-led": 0}
    assert (figures.standing, figures.leads) == (590_000, ("ash",))


def test_a_package_without_a_value_is_worth_its_quantity_at_the_median_eligible_price() -> None:
    problem = bridge(steel={"value": None})
    even = bridge(steel={"value": None}, exclude=["cedar"])
    nobody = bridge(steel={"value": None, "competency": "wood"})

    assert problem.values == {"steel": Fraction("35500"), "survey": 40_000}  # of 30, 35.5 and 80
    assert even.values["steel"] == 1000 * Fraction("32.75")  # the mean of 30 and 35.5
    assert nobody.values["steel"] == 0
    assert (problem.total_value, problem.contract_value) == (75_500, 75_500)


def test_a_requirement_worth_nothing_has_no_shares() -> None:
    worthless = bridge(steel={"value": 0, "competency": "cpv:71000000"})
    problem = bridge(steel={"value": 0})

    assert worthless.values["steel"] == 0
    assert score(problem, share_out(("ash", 0, "steel", 600))).value_shares == {"ash": 0}


def test_the_cost_of_one_line_is_its_goods_and_its_set_up() -> None:
    assert [allocation_cost(bridge(), line) for line in GOOD.allocations] == [
        18_000,
        Fraction(Decimal("14200") + 500),
        40_000,
    ]
