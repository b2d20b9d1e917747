"""What if? A problem with some of it changed, and everything that is wrong with the changes at once."""

from decimal import Decimal

import pytest
from tests.core.formation.examples import bridge, golden

from midas.core.formation.changes import changed, read_changes
from midas.core.formation.problem import read_problem, write_problem
from midas.core.values.problems import BadInput, Problem


def after(problem, found=(), **changes):
    problems = list(found)
    return changed(problem, read_changes(changes, problems), problems)


def faults(problem, found=(), **changes):
    with pytest.raises(BadInput) as refused:
        after(problem, found, **changes)
    return {one.where: one.message for one in refused.value.problems}


def test_no_change_is_the_same_problem():
    assert after(golden(5)) == golden(5)


def test_a_rule_of_the_policy_takes_the_place_of_the_old_one_and_null_takes_it_away():
    problem = bridge(max_partners=2, share_cap="0.6", risk_price=1)
    policy = after(problem, policy={"max_partners": 3, "share_cap": None}).policy
    assert (policy.max_partners, policy.share_cap, policy.risk_price) == (3, None, 1)


def test_of_the_local_and_tag_shares_only_what_is_named_changes():
    problem = bridge(
        local={"regions": ["UKE"], "min_share": "0.3"}, tag_min_share={"sme": "0.5", "coop": "0.1"}
    )
    policy = after(problem, policy={"local": {"min_share": "0.4"}, "tag_min_share": {"sme": None}}).policy
    assert (policy.local.regions, policy.local.min_share) == (("UKE",), Decimal("0.4"))
    assert policy.tag_min_share == {"coop": Decimal("0.1")}


def test_a_dropped_firm_is_kept_out_even_where_it_was_required():
    policy = after(bridge(require=["ash"]), drop=["ash"]).policy
    assert (policy.require, policy.exclude) == ((), ("ash",))


def test_a_firm_that_was_kept_out_or_barred_is_let_in():
    problem = bridge(ash={"blocked": ["its assessment ran out"]}, exclude=["ash", "birch"])
    changed_problem = after(problem, add=["ash"])
    assert changed_problem.policy.exclude == ("birch",)
    assert changed_problem.firm["ash"].blocked == ()


def test_a_firm_put_in_is_required_and_excluded_no_longer():
    policy = after(bridge(exclude=["cedar"]), require=["cedar"]).policy
    assert (policy.require, policy.exclude) == (("cedar",), ())


def test_a_price_changes_for_all_offerings_or_for_one():
    problem = golden(5)
    every = after(problem, prices=[{"firm": "A", "times": "0.9"}])
    assert [one.unit_price for one in every.firm["A"].offerings] == [Decimal("36.0"), Decimal("54.0")]
    one = after(problem, prices=[{"firm": "A", "offering": "1", "times": 2}])
    assert [offering.unit_price for offering in one.firm["A"].offerings] == [40, 120]
    assert one.firm["B"] == problem.firm["B"]


def test_a_supposed_firm_holds_what_is_asked_for_and_is_else_like_the_middle_one():
    problem = bridge(
        steel={"certificates": ["EN 1090"]}, ash={"reliability": "0.8", "engagement_cost": 900},
        birch={"reliability": "0.9", "engagement_cost": 700}, cedar={"reliability": "0.7", "engagement_cost": 100},
    )  # fmt: skip
    entry = {
        "name": "Elm",
        "competency": "metal/welding",
        "unit_price": "25",
        "capacity": 400,
        "region": "UKE3",
    }
    elm = after(problem, suppose=[entry]).firm["supposed-1"]
    assert (elm.name, elm.kind, elm.region) == ("Elm", "supposed", "UKE3")
    assert (elm.reliability, elm.engagement_cost) == (Decimal("0.8"), 700)
    assert elm.holds("EN 1090")
    assert (elm.offerings[0].unit_price, elm.offerings[0].capacity) == (25, 400)


def test_a_changed_problem_is_one_that_can_be_written_and_read():
    made = after(
        bridge(exclude=["ash"]),
        policy={"risk_price": "0.5"},
        add=["ash"],
        suppose=[{"name": "Elm", "competency": "metal/welding", "unit_price": 25}],
    )
    assert read_problem(write_problem(made)) == made


def test_everything_wrong_is_told_at_once_by_its_place():
    told = faults(
        bridge(),
        found=[Problem("$.policy.ceiling", "must be an amount")],
        policy={"max_partners": -1, "nonsense": 3, "local": {"min_share": "0.3"}},
        drop=["ash", "oak"],
        require=["ash"],
        add=["pine"],
        prices=[
            {"firm": "yew", "times": 1},
            {"firm": "ash", "times": 0},
            {"firm": "ash", "offering": "9", "times": 2},
        ],
        suppose=[{"name": " ", "competency": "cpv:1", "unit_price": "x"}],
        more=1,
    )
    assert set(told) == {
        "$.policy.ceiling",
        "$.policy.max_partners",
        "$.policy.nonsense",
        "$.policy.local.regions",
        "$.drop[1]",
        "$.require[0]",
        "$.add[0]",
        "$.prices[0].firm",
        "$.prices[1].times",
        "$.prices[2].offering",
        "$.suppose[0].name",
        "$.suppose[0].competency",
        "$.suppose[0].unit_price",
        "$.more",
    }
    assert "choose one" in told["$.require[0]"]


@pytest.mark.parametrize("raw", [None, [], "x", {"policy": [1]}, {"drop": "ash"}, {"prices": [3]}])
def test_what_is_no_set_of_changes_is_refused_in_words(raw):
    problems: list[Problem] = []
    read_changes(raw, problems)
    assert problems


def test_a_price_made_larger_than_any_is_a_slip():
    problem = bridge(ash={"offerings": [{"competency": "metal", "unit_price": "900000000000"}]})
    assert list(faults(problem, prices=[{"firm": "ash", "times": 900}])) == [
        "$.firms[0].offerings[0].unit_price"
    ]
