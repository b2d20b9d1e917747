"""A running search keeps its best plan so far for the page, ends with it on request, and can be repeated."""

from datetime import timedelta

import pytest
from tests.actions.formation.scene import AT
from tests.actions.formation.solved import best, outcome_of, ran, requested, solved, surer
from tests.builders import a_role

from midas.actions.access.permissions import NotAllowed
from midas.actions.formation.refusals import AlreadyForming, UnableToForm
from midas.actions.formation.request_formation import request_again
from midas.actions.formation.run_formation import run_formation
from midas.actions.formation.stop_formation import keep_best, stop_formation
from midas.core.formation.plan import Incumbent, Outcome, Status
from midas.core.formation.score import score
from midas.store.models import Event, Formation


def ticking():
    """A clock that moves on by a second whenever it is asked."""
    ticks = iter(AT + timedelta(seconds=n) for n in range(1000))
    return lambda: next(ticks)


def incumbent(problem, plan, bound=None, seconds=1.0):
    objective = float(score(problem, plan).objective)
    gap = None if bound is None else (objective - bound) / objective
    return Incumbent(plan, objective, bound, gap, seconds)


def followed(scene, solve):
    formation = requested(scene)
    run_formation(scene.cluster.pk, formation.pk, clock=ticking(), solve=solve)
    formation.refresh_from_db()
    return formation


def feasible(problem, plan):
    found = outcome_of(problem, plan)
    return Outcome(Status.FEASIBLE, plan, found.objective, found.objective - 50_000, 0.008)


def test_the_best_plan_so_far_is_saved_with_its_gap_as_it_improves(scene):
    seen = []

    def solve(problem, run, follower):
        for plan, bound, seconds in ((surer(scene), None, 0.5), (best(scene), 6_000_000, 2.0)):
            follower.improved(incumbent(problem, plan, bound, seconds))
            seen.append(Formation.objects.values_list("so_far", flat=True).get(pk=run.pk))
        return outcome_of(problem, best(scene))

    formation = followed(scene, solve)
    first, second = seen
    assert {one["name"] for one in first["partners"]} == {"Rother", "Don", "Tees"}
    assert first["gap"] is None
    assert {one["name"] for one in second["partners"]} == {"Rother", "Tees"}
    assert (second["cost"], second["bound"]) == (6_000_000, 6_000_000)
    assert second["gap"] == pytest.approx(200_000 / 6_200_000)
    assert [one[0] for one in second["course"]] == [0.5, 2.0]
    assert formation.so_far["course"] == second["course"]


def test_what_comes_faster_than_it_is_saved_is_not_lost(scene):
    def solve(problem, run, follower):
        follower.improved(incumbent(problem, surer(scene), seconds=0.1))
        follower.improved(incumbent(problem, best(scene), seconds=0.2))
        return outcome_of(problem, best(scene))

    formation = ran(requested(scene), solve)  # a clock that stands still
    assert [one[0] for one in formation.so_far["course"]] == [0.1, 0.2]


def test_the_search_ends_with_the_best_so_far_when_somebody_asks_for_it(scene):
    asked = []

    def solve(problem, run, follower):
        follower.improved(incumbent(problem, best(scene), 6_100_000))
        asked.append(follower.stop())
        keep_best(scene.broker, run.pk, at=AT)
        asked.append(follower.stop())
        follower.tell(1.0, "done")
        return feasible(problem, best(scene))

    formation = followed(scene, solve)
    assert asked == [False, True]
    assert (formation.state, formation.status, formation.stop_asked) == ("done", "FEASIBLE", True)
    assert formation.proposals.get().plan["gap"] == 0.008
    verbs = set(Event.objects.filter(subject_kind="formation").values_list("verb", flat=True))
    assert {"formation.stop_asked", "formation.done"} <= verbs


def test_keeping_the_best_takes_a_plan_and_a_search_that_goes_on(scene):
    formation = requested(scene)
    with pytest.raises(UnableToForm, match="No team has been found yet"):
        keep_best(scene.broker, formation.pk, at=AT)
    stop_formation(scene.broker, formation.pk, at=AT)
    with pytest.raises(UnableToForm, match="over already"):
        keep_best(scene.broker, formation.pk, at=AT)


def test_only_those_who_may_run_formations_keep_the_best_or_repeat(scene):
    formation = solved(scene)
    committee = a_role(scene.cluster, "committee")
    with pytest.raises(NotAllowed):
        keep_best(committee, formation.pk, at=AT)
    with pytest.raises(NotAllowed):
        request_again(committee, formation.pk, at=AT)


def test_a_discarded_run_stops_the_engine_and_keeps_nothing(scene):
    stopped = []

    def solve(problem, run, follower):
        follower.improved(incumbent(problem, best(scene)))
        stop_formation(scene.broker, run.pk, at=AT)
        stopped.append(follower.stop())
        return feasible(problem, best(scene))

    formation = followed(scene, solve)
    assert stopped == [True]
    assert (formation.state, formation.proposals.count()) == ("stopped", 0)


def test_a_run_is_repeated_from_its_stored_input_whatever_changed_since(scene):
    first = solved(scene)
    scene.requirement.version += 1
    scene.requirement.save()
    scene.opportunity.state = "lost"
    scene.opportunity.save()
    again = request_again(scene.broker, first.pk, at=AT)
    assert (again.problem, again.names, again.seed) == (first.problem, first.names, first.seed)
    assert (again.time_limit, again.requirement_version) == (first.time_limit, first.requirement_version)
    assert (again.repeats, again.state) == (first, "waiting")
    with pytest.raises(AlreadyForming):
        request_again(scene.broker, first.pk, at=AT)


def test_a_search_that_goes_on_is_not_repeated(scene):
    with pytest.raises(AlreadyForming):
        request_again(scene.broker, requested(scene).pk, at=AT)
