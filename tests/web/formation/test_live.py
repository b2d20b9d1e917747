"""A search on the page while it goes on, ended with its best team, and run again; a plan picked in the chart."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.actions.formation.scene import a_firm
from tests.actions.formation.solved import best, outcome_of, plan_of, ran, requested, solved, surer
from tests.builders import AT
from tests.web.formation.reading import text_of

from midas.actions.formation.request_formation import request_again
from midas.actions.formation.stop_formation import stop_formation
from midas.core.formation.plan import Outcome, Status
from midas.store.models import Formation
from midas.web.formation.live import HEIGHT, WIDTH, picture

SO_FAR = {
    "objective": 6_200_000.0, "bound": 6_000_000.0, "gap": 0.0322, "seconds": 2.0, "cost": 6_000_000.0,
    "risk": 200_000.0, "local_share": None, "course": [[1.0, 6_500_000.0, None], [2.0, 6_200_000.0, 6_000_000.0]],
    "partners": [
        {"id": "1", "name": "Rother", "value_share": 0.667}, {"id": "2", "name": "Tees", "value_share": 0.333},
    ],
}  # fmt: skip


def of(name, run, *more):
    return reverse(f"formation:{name}", args=[run.pk, *more])


def running(scene, **fields):
    formation = requested(scene)
    Formation.objects.filter(pk=formation.pk).update(state="running", **fields)
    return formation


def test_the_best_team_so_far_is_shown_with_its_true_gap(scene, broker):
    answer = broker.get(of("progress", running(scene, so_far=SO_FAR)))
    text = text_of(answer)
    assert "The best team so far £60,000 total cost" in text
    assert "Rother 66.7 %" in text
    assert "at most 3.22 %" in text
    assert "no team can be below £60,000" in text
    assert answer.content.decode().count("<polyline") == 2


def test_what_the_engine_is_doing_is_told_as_the_page_writes_amounts(scene, broker):
    said = "best plan so far GBP 2,513,133.12, at most 0.17 % above the least possible"
    text = text_of(broker.get(of("progress", running(scene, message=said))))
    assert "Best plan so far £2,513,133, at most 0.17 %" in text


def test_of_a_large_team_the_largest_are_named_and_the_others_counted(scene, broker):
    many = [{"id": f"{n}", "name": f"Firm {n}", "value_share": 0.1} for n in range(11)]
    text = text_of(broker.get(of("progress", running(scene, so_far={**SO_FAR, "partners": many}))))
    assert "Firm 7 10.0 % and 3 others" in text


def test_before_anything_is_proven_the_page_says_so(scene, broker):
    text = text_of(broker.get(of("progress", running(scene, so_far={**SO_FAR, "bound": None, "gap": None}))))
    assert "Could still be better by not known yet" in text


def test_without_a_team_yet_there_is_nothing_to_keep(scene, broker):
    text = text_of(broker.get(of("run", running(scene))))
    assert "No team found yet" in text
    assert "Stop and keep" not in text
    assert "Stop and discard" in text


def test_a_search_is_ended_with_its_best_team(scene, broker):
    formation = running(scene, so_far=SO_FAR)
    text = text_of(broker.post(of("keep", formation), follow=True))
    assert "Ending with the best team so far" in text
    assert "Stop and keep" not in text
    formation.refresh_from_db()
    assert (formation.state, formation.stop_asked) == ("running", True)


def test_a_search_that_was_ended_says_so_and_not_that_time_ran_out(scene, broker):
    def solve(problem, run, follower):
        Formation.objects.filter(pk=run.pk).update(stop_asked=True)
        found = outcome_of(problem, best(scene))
        return Outcome(Status.FEASIBLE, found.plan, found.objective, found.objective - 310_000, 0.05)

    text = text_of(broker.get(of("run", ran(requested(scene), solve))))
    assert "was stopped and the best team so far kept. A longer search could save £3,100 at most" in text
    assert "ran out of time" not in text


def test_only_those_who_run_formations_are_offered_to_stop_one(scene, as_role):
    formation = running(scene, so_far=SO_FAR)
    browser = as_role("committee")
    text = text_of(browser.get(of("run", formation)))
    assert "The best team so far" in text
    assert "Stop and" not in text
    assert browser.post(of("keep", formation)).status_code == 403
    assert browser.post(of("again", formation)).status_code == 403


def test_a_poll_does_not_read_the_problem(scene, broker):
    formation = running(scene, so_far=SO_FAR)
    with CaptureQueriesContext(connection) as asked:
        broker.get(of("progress", formation))
    assert not [one for one in asked if '"store_formation"."problem"' in one["sql"]]


# The picture of the search


def coordinates(line):
    return [tuple(map(float, point.split(","))) for point in line.split()]


def test_the_lines_lie_in_their_box_and_step_from_moment_to_moment():
    drawn = picture([(1.0, 100.0, None), (2.0, 80.0, 60.0), (4.0, 80.0, 70.0)])
    plan, bound = coordinates(drawn.plan), coordinates(drawn.bound)
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in [*plan, *bound])
    assert plan[0][1] < plan[-1][1]  # the plan comes down
    assert bound[0][1] > bound[-1][1]  # the bound comes up
    assert plan[-1][1] < bound[-1][1]
    assert plan[0][1] == plan[1][1]  # level until the next moment
    assert [x for x, _ in plan] == sorted(x for x, _ in plan)


@pytest.mark.parametrize("course", [[], [(0.0, 5.0, None)], [(0.0, 5.0, 5.0)]])
def test_a_course_of_hardly_anything_can_be_drawn(course):
    assert picture(course).seconds == 0


# Run again


def test_a_run_is_repeated_and_says_that_the_same_came_out(scene, broker):
    first = solved(scene)
    assert "Run again from the stored input" in text_of(broker.get(of("run", first)))
    answer = broker.post(of("again", first))
    again = Formation.objects.get(repeats=first)
    assert answer.url == of("run", again)
    ran(again, lambda problem, *_: outcome_of(problem, best(scene), surer(scene)))
    text = text_of(broker.get(of("run", again)))
    assert "run again from its stored input. The same came out, to the last plan." in text


def test_a_run_that_came_out_differently_says_why(scene, broker):
    first = solved(scene)

    def again(outcome):
        made = request_again(scene.broker, first.pk, at=AT)
        return text_of(broker.get(of("run", ran(made, outcome))))

    other = lambda problem, *_: outcome_of(problem, surer(scene))  # noqa: E731
    assert "although both searches ended by themselves" in again(other)
    assert "The best team is the same" in again(lambda problem, *_: outcome_of(problem, best(scene)))
    assert "depends on the machine" in again(lambda *_: Outcome(Status.UNKNOWN))


def test_a_discarded_search_can_be_run_again_and_has_nothing_to_compare_with(scene, broker):
    first = stop_formation(scene.broker, requested(scene).pk, at=AT)
    assert "Run again from the stored input" in text_of(broker.get(of("run", first)))
    again = request_again(scene.broker, first.pk, at=AT)
    ran(again, lambda problem, *_: outcome_of(problem, best(scene)))
    text = text_of(broker.get(of("run", again)))
    assert "That search has no result to compare with" in text
    assert "run again from stored input" in text


def test_repeating_while_another_search_goes_on_leads_to_that_one(scene, broker):
    first = solved(scene)
    live = requested(scene)
    answer = broker.post(of("again", first))
    assert answer.url == of("run", live)


# Picking a plan in the chart


def test_a_picked_plan_brings_its_team_without_a_page(scene, broker):
    answer = broker.get(of("picked", solved(scene), 2), {"plans": "1"}, headers={"HX-Request": "true"})
    text, html = text_of(answer), answer.content.decode()
    assert "<html" not in html
    assert "Plan 2: Least risk" in text
    assert "in Don" in text
    assert "£64,750 +£4.8k" in text
    assert "?plans=1,2&amp;show=2#closer" in html


def test_without_scripts_a_pick_leads_to_the_page_with_that_plan(scene, broker):
    run = solved(scene)
    answer = broker.get(of("picked", run, 2), {"plans": "1"})
    assert answer.url == of("run", run) + "?plans=1,2&show=2"
    assert broker.get(of("picked", run, 9)).status_code == 404


def test_every_point_of_the_chart_can_be_picked_from_the_table(scene, broker):
    run = solved(scene)
    html = broker.get(of("run", run)).content.decode()
    for rank in (1, 2):
        assert f'hx-get="{of("picked", run, rank)}?plans=1,2"' in html
        assert f'data-item="{rank}"' in html


def test_alternatives_mark_who_is_in_and_out_and_whose_share_moved(scene, broker):
    text = text_of(broker.get(of("run", solved(scene))))
    assert "in Don" in text
    assert "−50.0 % 16.7 %" in text  # Rother does a quarter of the welding instead of all


def test_a_stranger_can_do_nothing_to_a_run(scene, stranger):
    run = solved(scene)
    assert stranger.post(of("keep", run)).status_code == 404
    assert stranger.post(of("again", run)).status_code == 404
    assert stranger.get(of("picked", run, 1)).status_code == 404


def chart_of(browser, run):
    html = browser.get(of("run", run)).content.decode()
    return json.loads(re.search(r'<script id="frontier" type="application/json">(.*?)</script>', html)[1])


def test_the_chart_shades_plans_by_their_local_share_where_that_differs(scene, broker):
    chart = chart_of(broker, solved(scene))  # local is Yorkshire, where Rother is and Don is not
    low, high = sorted(one["value"][2] for one in chart["series"][0]["data"])
    assert low < high
    assert (chart["visualMap"]["min"], chart["visualMap"]["max"]) == (low, high)
    assert "color" not in chart["series"][0]["data"][0]["itemStyle"]  # it would hide the shade


def test_a_scale_that_would_say_nothing_is_left_out(scene, broker):
    a_firm(scene, "Wear", "coating", "9100", "MTK", region="UKC1")
    both = plan_of(scene, {"wp1": {"Rother": 1000}, "wp2": {"Tees": 100, "Wear": 100}})
    run = ran(requested(scene), lambda problem, *_: outcome_of(problem, best(scene), both))
    chart = chart_of(broker, run)
    assert len(chart["series"][0]["data"]) == 2
    assert "visualMap" not in chart
