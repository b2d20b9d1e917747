"""Two plans side by side, two inputs side by side, two results side by side."""

from tests.core.formation.examples import golden, golden_plan

from midas.core.formation.comparing import difference, sketch
from midas.core.formation.inputs import Repeat, differing, repeated
from midas.core.formation.plan import Outcome, Status
from midas.core.formation.problem import write_problem
from midas.core.formation.result import write_outcome


def test_a_difference_says_who_joined_who_left_and_what_it_costs():
    problem = golden(5)
    before = sketch(problem, golden_plan(T1="A", T2="A", T3="C"))  # 40 + 60 + 40, two partners
    after = sketch(problem, golden_plan(T1="C", T2="B", T3="C"))  # 42 + 50 + 40, two partners
    found = difference(before, after)
    assert (found.joined, found.left) == (("B",), ("A",))
    assert list(found.moved) == ["C"]
    assert found.moved["C"] > 0
    assert (found.cost, found.objective, found.risk) == (-8, -8, 0)
    assert found.local_share is None
    assert not found.is_none


def test_a_plan_does_not_differ_from_itself():
    plan = sketch(golden(5), golden_plan(T1="A", T2="A", T3="C"))
    assert difference(plan, plan).is_none


def test_inputs_differ_where_policy_packages_or_firms_do():
    before = write_problem(golden(5))
    after = write_problem(golden(7))
    after["policy"] = {**after["policy"], "max_partners": 2}
    after["work_packages"] = [*after["work_packages"][1:], {"id": "T4", "competency": "T4", "quantity": 1}]
    after["firms"] = after["firms"][1:]
    found = differing(before, after)
    assert found.policy == {"max_partners": (None, 2)}
    assert found.packages == {"T1": {"": ("T1", None)}, "T4": {"": (None, "T4")}}
    assert found.firms_gone == ("A",)
    assert found.firms_changed == {"B": ("engagement_cost",), "C": ("engagement_cost",)}
    assert differing(before, write_problem(golden(5))).are_same


def result(plan, *others, status=Status.OPTIMAL):
    from midas.core.formation.plan import Alternative

    alternatives = tuple(Alternative(other, 0, 0) for other in others)
    return write_outcome(golden(5), Outcome(status, plan, 1.0, seconds=1.5, alternatives=alternatives))


def test_a_repeated_search_gives_the_same_whatever_time_it_took():
    one, other = golden_plan(T1="A", T2="A", T3="C"), golden_plan(T1="C", T2="B", T3="C")
    assert repeated(result(one, other), {**result(one, other), "seconds": 9}) is Repeat.SAME
    assert repeated(result(one, other), result(one)) is Repeat.SAME_BEST
    assert repeated(result(one), result(other)) is Repeat.DIFFERENT
    assert repeated(result(one), result(one, status=Status.FEASIBLE)) is Repeat.DIFFERENT
