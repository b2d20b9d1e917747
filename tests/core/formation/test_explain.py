"""Why a plan looks as it does: who carries what, who was nearly in, which rules leave no room."""

from __future__ import annotations

from typing import Any

import pytest
from tests.core.formation.examples import GOOD, bridge, golden, golden_plan, share_out

from midas.core.formation.explain import (
    all_in_price,
    binding_rules,
    explain,
    near_misses,
    partner_reasons,
    price_ranks,
    priced,
    summary,
)
from midas.core.formation.plan import NearMiss
from midas.core.formation.problem import read_problem, write_problem


def test_partners_come_by_share_with_their_packages_and_their_place_by_price() -> None:
    birch, ash = partner_reasons(bridge(), GOOD)

    assert (birch.firm, birch.packages, birch.cost) == ("birch", ("steel", "survey"), 56_700)
    assert birch.price_ranks == (("steel", 2, 3), ("survey", 1, 2))
    assert (
        birch.message == "birch does 40 % of steel (number 2 by price of 3) and all of survey (cheapest of 2)"
    )
    assert (ash.firm, ash.cost, ash.resolved, ash.without) == ("ash", 19_000, False, None)


def test_firms_of_one_price_share_a_place() -> None:
    same = {"offerings": [{"competency": "metal", "unit_price": 30}]}

    assert price_ranks(bridge(cedar=same))["steel"] == {"ash": (1, 3), "cedar": (1, 3), "birch": (3, 3)}


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        ({"require": ["cedar"]}, "cedar is required by the policy, without work of its own"),
        ({"familiar": [["cedar", "ash", 5000]]}, "cedar is familiar to others, without work of its own"),
        ({"min_partners": 3}, "cedar makes up the number of partners, without work of its own"),
        (
            {"turnover_multiple": 1, "need_lead": True, "certificates_any": ["AS 9100"]},
            "cedar lends its turnover, is fit to lead and holds AS 9100, without work of its own",
        ),
    ],
)
def test_a_partner_without_work_is_there_for_a_reason(policy: dict[str, Any], words: str) -> None:
    cedar = {"turnover": 9, "can_lead": True, "certificates": ["AS 9100"]}
    plan = share_out(
        ("ash", 0, "steel", 600), ("birch", 0, "steel", 400), ("birch", 1, "survey", 10), partners=("cedar",)
    )

    assert partner_reasons(bridge(cedar=cedar, **policy), plan)[-1].message == words


def test_the_price_of_doing_without_a_partner_is_what_a_search_found() -> None:
    reason = partner_reasons(bridge(), GOOD)[0]
    told = priced(bridge(), reason, objective=75_700, without=170_000)
    stuck = priced(bridge(), reason, objective=75_700, without=None)

    assert (told.resolved, told.without, told.proven) == (True, 170_000, True)
    assert (told.part, told.message.startswith(told.part)) == (reason.message, True)
    assert told.message.endswith("; without it the best plan would cost GBP 943.00 more")
    found = priced(bridge(), reason, objective=75_700, without=170_000, proven=False)
    assert found.message.endswith(
        "; there is a plan without it that costs GBP 943.00 more, and perhaps a cheaper one"
    )
    better = priced(bridge(), reason, objective=75_700, without=75_600)
    assert better.message.endswith("; there is a plan without it that costs GBP 1.00 less")
    assert (stuck.resolved, stuck.without) == (True, None)
    assert stuck.message.endswith("; no plan is possible without it")


def missed(**changes: Any) -> list[NearMiss]:
    return [miss for miss in near_misses(bridge(**changes), GOOD) if miss.work_package == "steel"]


def test_a_dearer_firm_is_told_by_how_much() -> None:
    # Birch, the dearest on steel: 35.5 + (500 + 2,000) / 1,000 = 38; Cedar 80
    assert missed() == [
        NearMiss("cedar", "steel", "price", "cedar: doing all of steel would cost GBP 0.80 per hour all told,"
                 " GBP 0.42 more than the dearest firm on it")
    ]  # fmt: skip


def test_a_firm_stopped_by_filters_is_told_which() -> None:
    poor = [{"competency": "metal", "unit_price": 1, "quality": 0.1, "regions_served": ["FR"]}]

    assert missed(steel={"min_quality": 0.5}, cedar={"offerings": poor}) == [
        NearMiss("cedar", "steel", "quality", "cedar: quality 0.1 is below the floor of 0.5;"
                 " serves FR, and the work is in UKE32")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "policy", "words"),
    [
        ("conflicts", {"conflicts": [["cedar", "ash"]]}, "it may not be a partner beside Ash Fabrication"),
        (
            "at_most",
            {"at_most": [{"firms": ["cedar", "ash"], "count": 1}]},
            "it is one of a set of which at most 1",
        ),
        ("max_partners", {"max_partners": 2}, "the plan has all the 2 partners it may have"),
        ("combination", {}, "would cost GBP 0.05 per hour all told, no more than a firm on it"),
    ],
)
def test_a_cheap_firm_was_kept_out_by_something_else(rule: str, policy: dict[str, Any], words: str) -> None:
    cheap = {"offerings": [{"competency": "metal", "unit_price": 5}]}
    (told,) = missed(cedar=cheap, **policy)

    assert told.rule == rule
    assert words in told.message


def test_an_order_too_large_for_the_package_is_told() -> None:
    bulk = {"offerings": [{"competency": "metal", "unit_price": 5, "min_order": 5000}]}
    (told,) = missed(cedar=bulk)

    assert (told.rule, told.message) == (
        "min_order",
        "cedar: it takes no order below 5,000, and steel is 1,000",
    )


def test_the_nearest_come_first_and_only_a_few_are_told() -> None:
    problem = bridge(steel={"min_quality": 0.5}, cedar={"offerings": []})
    many = [
        {
            "id": f"n{number}",
            "offerings": [{"competency": "metal", "unit_price": 90 - number, "quality": number % 2}],
        }
        for number in range(8)
    ]
    raw: dict[str, Any] = write_problem(problem)
    crowd = read_problem({**raw, "firms": [*raw["firms"], *many]})

    assert [miss.firm for miss in near_misses(crowd, GOOD)] == ["n7", "n5", "n3", "n1", "n6"]
    assert [miss.firm for miss in near_misses(crowd, GOOD, per_package=1)] == ["n7"]


def test_the_all_in_price_holds_everything_that_comes_with_a_firm() -> None:
    problem = bridge(risk_price=2)
    birch = next(pair for pair in problem.pairs if (pair.firm.id, pair.package.id) == ("birch", "steel"))
    ash = next(pair for pair in problem.pairs if pair.firm.id == "ash")

    assert float(all_in_price(problem, birch)) == 35.5 + 2.5
    assert float(all_in_price(problem, ash)) == 30 + 1 + 2 * 60 * 0.1 * 0.5


def test_rules_met_with_nothing_to_spare_are_told() -> None:
    problem = bridge(
        steel={"max_suppliers": 2},
        max_partners=2,
        share_cap=0.64,
        min_partners=1,
        local={"regions": ["UKE"], "min_share": 0.35},
        ceiling=75_700,
        conflicts=[["ash", "cedar"]],
    )
    told = binding_rules(problem, GOOD)

    assert [(rule.rule, rule.subject) for rule in told] == [
        ("max_suppliers", "steel"),
        ("max_partners", ""),
        ("share_cap", "birch"),
        ("ceiling", ""),
    ]
    assert told[2].message == "birch carries 64 % of the value, at most 64 % allowed"
    assert told[2].saving is None


def test_a_plan_is_summed_up_in_a_sentence_or_two() -> None:
    assert summary(bridge(), GOOD) == (
        "2 partners do 2 work packages for GBP 757.00, with an expected loss of GBP 18.00."
        " Shares of the value: birch 64 % and Ash Fabrication 36 %."
    )
    assert summary(golden(0), golden_plan(T1="C", T2="B", T3="C")).startswith("2 partners do 3 work packages")


def test_an_explanation_holds_it_all_and_nothing_re_solved() -> None:
    told = explain(bridge(), GOOD)

    assert told.partners == partner_reasons(bridge(), GOOD)
    assert told.near_misses == near_misses(bridge(), GOOD)
    assert told.robustness == ()
    assert explain(bridge(), GOOD, near=False).near_misses == ()
