"""The plans of one search that are put before a broker."""

from decimal import Decimal

from midas.core.demand.requirement import WorkPackage
from midas.core.formation.choices import Virtue, choices, compared
from midas.core.formation.plan import Allocation, Alternative, FrontierPoint, Outcome, Plan, Status
from midas.core.formation.policy import Local, Policy
from midas.core.formation.problem import FormationProblem
from midas.core.members.profile import Firm, Offering

V = Virtue


def firm(name, price, reliability, region):
    offering = Offering(Decimal(price), competency="welding")
    return Firm(name, region=region, reliability=Decimal(reliability), offerings=(offering,))


FIRMS = (
    firm("cheap", 100, "0.8", "UKC1"),
    firm("sure", 130, "1", "UKC1"),
    firm("near", 120, "0.9", "UKE3"),
    firm("dear", 200, "0.9", "UKC1"),
)
PACKAGE = WorkPackage("wp1", "welding", Decimal(10), value=1_000)
LOCAL = Policy(local=Local(("UKE",)))


def by(name):
    return Plan((Allocation(name, 0, "wp1", Decimal(10)),), (name,))


def point(name):
    return FrontierPoint(by(name), 0.0, 0.0, 0.0)


def outcome(best="cheap", alternatives=(), frontier=()):
    return Outcome(
        Status.OPTIMAL,
        by(best),
        gap=0.0,
        alternatives=tuple(Alternative(by(name), 0.0, 0.0) for name in alternatives),
        frontier=tuple(point(name) for name in frontier),
    )


def told(problem, found):
    return [(choice.plan.partners[0], set(choice.virtues)) for choice in choices(problem, found)]


def test_each_plan_stands_once_and_is_named_by_what_it_is_best_at():
    problem = FormationProblem("GBP", (PACKAGE,), FIRMS, LOCAL)
    found = outcome(alternatives=("near", "dear"), frontier=("cheap", "sure", "near"))
    assert told(problem, found) == [
        ("cheap", {V.BEST, V.LEAST_COST}),
        ("near", {V.MOST_LOCAL}),
        ("sure", {V.LEAST_RISK}),
        ("dear", {V.ALTERNATIVE}),
    ]


def test_locality_counts_only_where_the_policy_says_what_is_local():
    problem = FormationProblem("GBP", (PACKAGE,), FIRMS, Policy())
    assert told(problem, outcome(frontier=("near",)))[1] == ("near", {V.LEAST_RISK})


def test_the_best_plan_wins_ties():
    problem = FormationProblem("GBP", (PACKAGE,), FIRMS, LOCAL)
    assert told(problem, outcome(best="near", alternatives=("dear",))) == [
        ("near", {V.BEST, V.LEAST_COST, V.LEAST_RISK, V.MOST_LOCAL}),
        ("dear", {V.ALTERNATIVE}),
    ]


def test_the_best_plan_comes_first_whatever_a_loose_search_left_behind():
    problem = FormationProblem("GBP", (PACKAGE,), FIRMS, LOCAL)
    assert told(problem, outcome(best="near", frontier=("cheap",)))[0][0] == "near"


def test_without_a_plan_there_is_nothing_to_choose():
    problem = FormationProblem("GBP", (PACKAGE,), FIRMS, LOCAL)
    assert choices(problem, Outcome(Status.INFEASIBLE)) == ()


def test_three_plans_are_compared_the_best_the_surest_and_the_most_local():
    offered = [{"best", "least_cost"}, {"alternative"}, {"trade_off"}, {"least_risk"}, {"most_local"}]
    assert compared(offered) == (0, 3, 4)


def test_alternatives_make_up_the_three_where_one_plan_is_several_things():
    assert compared([{"best", "least_risk"}, {"trade_off"}, {"alternative"}, {"most_local"}]) == (0, 2, 3)
    assert compared([{"best", "least_risk", "most_local"}, {"trade_off"}]) == (0, 1)
    assert compared([]) == ()
