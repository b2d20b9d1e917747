"""How a search got on is kept short, and says how good its best plan is."""

from tests.core.formation.examples import golden, golden_plan

from midas.core.formation.course import MOST_POINTS, lengthened, write_course
from midas.core.formation.plan import Incumbent


def incumbent(seconds, objective=150.0, bound=None):
    return Incumbent(golden_plan(T1="A", T2="A", T3="C"), objective, bound, None, seconds)


def test_the_course_grows_with_every_better_plan_or_bound():
    course = lengthened(lengthened((), incumbent(1.0)), incumbent(2.0, bound=140.0))
    assert [(one.seconds, one.bound) for one in course] == [(1.0, None), (2.0, 140.0)]


def test_a_long_course_is_thinned_out_and_keeps_both_ends():
    course = ()
    for second in range(1000):
        course = lengthened(course, incumbent(float(second)))
    assert len(course) <= MOST_POINTS
    assert (course[0].seconds, course[-1].seconds) == (0.0, 999.0)
    assert [one.seconds for one in course] == sorted(one.seconds for one in course)


def test_what_is_kept_has_the_plans_own_figures_and_its_partners_by_share():
    best = incumbent(2.0, objective=999.0, bound=float("-inf"))
    written = write_course(golden(5), best, lengthened((), best))
    assert (written["objective"], written["cost"], written["bound"]) == (150.0, 150.0, None)
    assert [one["id"] for one in written["partners"]] == ["A", "C"]
    assert written["course"] == [[2.0, 999.0, None]]


def test_a_local_share_is_told_only_where_it_is_known_what_is_local():
    assert write_course(golden(5), incumbent(1.0), ())["local_share"] is None
