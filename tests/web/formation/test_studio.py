"""The studio: ask for a team, watch the search, look at what it found."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from tests.actions.formation.solved import best, outcome_of, ran, requested, solved
from tests.builders import AT, a_member, an_assessment, an_offering, an_opportunity
from tests.web.formation.reading import text_of

from midas.actions.formation.stop_formation import stop_formation
from midas.core.formation.explain import partner_reasons, priced
from midas.core.formation.plan import (
    Almost,
    Diagnosis,
    Explanation,
    Outcome,
    Recruit,
    Relaxation,
    Robustness,
    Status,
)
from midas.store.models import Formation, Membership
from midas.web.formation.studio import covered


def studio(scene):
    return reverse("formation:studio", args=[scene.opportunity.pk])


def run(formation, query=""):
    return reverse("formation:run", args=[formation.pk]) + query


def infeasible(scene):
    told = Diagnosis(
        reasons=("wp2 needs 200 square metres, and all who qualify can do 120",),
        relaxations=(
            Relaxation("max_partners", "", 1, "allow 3 partners instead of 2"),
            Relaxation("capacity", scene.id("Tees"), 80, "80 square metres more of wp2 from Tees"),
        ),
        recruit=("coating",),
    )
    return ran(requested(scene), lambda *_: Outcome(Status.INFEASIBLE, diagnosis=told))


# Asking


def test_before_the_first_search_the_page_says_what_will_be_looked_for(scene, broker):
    text = text_of(broker.get(studio(scene)))
    assert "Form a team" in text
    assert "Work packages 2" in text
    assert "Admitted members 3" in text


def test_asking_queues_a_search_and_shows_it(scene, broker):
    answer = broker.post(studio(scene), {"time_limit": "300"})
    formation = Formation.objects.get()
    assert answer.url == run(formation)
    assert formation.time_limit == 300
    assert "Waiting" in text_of(broker.get(answer.url))


def test_asking_twice_leads_to_the_search_that_goes_on(scene, broker):
    broker.post(studio(scene))
    answer = broker.post(studio(scene), follow=True)
    assert Formation.objects.count() == 1
    assert "already" in text_of(answer)


def test_a_requirement_that_cannot_be_solved_says_all_that_is_wrong_by_its_titles(scene, broker):
    scene.requirement.policy = {"require": [scene.id("Aire")], "max_partners": 1}
    scene.requirement.save()
    answer = broker.post(studio(scene))
    assert answer.status_code == 422
    assert "Policy, require: Aire is suspended, not admitted" in text_of(answer)
    assert not Formation.objects.exists()


def test_a_demand_without_a_requirement_leads_to_the_editor(scene, broker):
    bare = an_opportunity(scene.cluster)
    answer = broker.get(reverse("formation:studio", args=[bare.pk]), follow=True)
    assert answer.redirect_chain[0][0] == reverse("demand:requirement", args=[bare.pk])
    assert "Say first what is needed" in text_of(answer)


def test_a_requirement_without_packages_leads_to_the_editor(scene, broker):
    scene.requirement.work_packages.all().delete()
    answer = broker.get(studio(scene))
    assert "no work package yet" in text_of(answer)
    assert reverse("demand:requirement", args=[scene.opportunity.pk]) in answer.content.decode()


def test_a_search_whose_worker_died_does_not_bar_the_next(scene, broker):
    requested(scene)
    Formation.objects.update(state="running")
    with_dead_worker()
    assert "has stopped" in text_of(broker.get(run(Formation.objects.get())))
    broker.post(studio(scene))
    assert list(Formation.objects.order_by("pk").values_list("state", flat=True)) == ["failed", "waiting"]


def with_dead_worker():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set status = 'doing', worker_id = null")


# Watching


def test_progress_is_told_in_words_and_as_a_bar(scene, broker):
    formation = requested(scene)
    Formation.objects.update(state="running", progress=0.4, message="Proving that nothing is cheaper")
    answer = broker.get(reverse("formation:progress", args=[formation.pk]))
    assert "Proving that nothing is cheaper" in text_of(answer)
    assert 'aria-valuenow="40"' in answer.content.decode()


def test_a_search_that_ended_reloads_the_page(scene, broker):
    answer = broker.get(reverse("formation:progress", args=[solved(scene).pk]))
    assert (answer.status_code, answer["HX-Refresh"]) == (204, "true")


def test_a_search_can_be_stopped_and_started_again(scene, broker):
    formation = requested(scene)
    answer = broker.post(reverse("formation:stop", args=[formation.pk]), follow=True)
    text = text_of(answer)
    assert "A broker stopped it." in text
    assert "Search again" in text


def test_stopping_what_is_over_is_refused_in_words(scene, broker):
    answer = broker.post(reverse("formation:stop", args=[solved(scene).pk]))
    assert answer.status_code == 409
    assert "over already" in text_of(answer)


# What came of it


def test_the_plans_stand_side_by_side_with_cost_risk_and_shares(scene, broker):
    text = text_of(broker.get(run(solved(scene))))
    assert "Best by your policy" in text
    assert "Proven best" in text
    assert "Least risk" in text
    assert "£60,000" in text
    assert "£4,750 more than the best plan" in text
    assert "Rother" in text
    assert "66.7 %" in text


def test_the_studio_takes_few_queries_however_many_plans(scene, broker, django_assert_max_num_queries):
    formation = solved(scene)
    with django_assert_max_num_queries(26):
        broker.get(run(formation))


def test_any_point_of_the_trade_off_can_be_put_beside_the_others(scene, broker):
    text = text_of(broker.get(run(solved(scene), "?plans=2&show=2")))
    assert "Plan 2 closer" in text
    assert "Plan 1 ·" not in text


@pytest.mark.parametrize("query", ["?plans=9,x,-1&show=²", "?plans=&show=0", "?plans=" + "1" * 400])
def test_a_mistyped_choice_of_plans_falls_back_to_the_three(scene, broker, query):
    answer = broker.get(run(solved(scene), query))
    assert answer.status_code == 200
    assert "Plan 1 closer" in text_of(answer)


def test_an_impossible_requirement_says_why_and_where_to_mend_it(scene, broker):
    answer = broker.get(run(infeasible(scene)))
    text, html = text_of(answer), answer.content.decode()
    assert "That is proven, not guessed" in text
    assert "“Coating of the cabins” needs 200 square metres" in text
    assert "These 2 changes together are enough" in text
    assert reverse("demand:requirement", args=[scene.opportunity.pk]) in html
    assert reverse("members:member", args=[scene.firms["Tees"].pk]) in html
    assert "Or find a firm for Coating of the cabins" in text


def test_an_impossible_requirement_says_what_else_would_help_whom_to_find_and_what_nearly_works(
    scene, broker
):
    limit = Relaxation("max_partners", "", 1, "allow 3 partners instead of 2")
    told = Diagnosis(
        reasons=("wp2 needs more",),
        relaxations=(limit,),
        recruit=("coating",),
        instead=((Relaxation("quantity", "wp2", 80, "ask for 120 square metres of wp2"),),),
        needed=(Recruit("coating", "wp2", Decimal(80), "MTK", None, None, (), "a firm for 80 square metres of wp2"),),
        almost=(
            Almost("max_partners", best(scene), 6_200_000, 0.0, "without the limit it would cost GBP 62,000"),
        ),
    )  # fmt: skip
    formation = ran(requested(scene), lambda *_: Outcome(Status.INFEASIBLE, diagnosis=told))
    answer = broker.get(run(formation))
    text = text_of(answer)
    assert "Or instead" in text
    assert "Ask for 120 square metres of “Coating of the cabins”" in text
    assert "A firm for 80 square metres of “Coating of the cabins”" in text
    assert (
        "With one rule less there would be a team Most partners Without the limit it would cost £62,000"
        in text
    )
    assert reverse("formation:what-if", args=[formation.pk]) + "?max_partners=" in answer.content.decode()


@pytest.mark.parametrize(
    ("without", "proven", "told"),
    [
        (7_000_000, True, "Without it the best team would cost £8,000 more, risk included."),
        (
            7_000_000,
            False,
            "There is a team without it for £8,000 more, risk included, and perhaps a cheaper one.",
        ),
        (6_100_000, False, "There is a team without it that costs £1,000 less, risk included."),
        (None, True, "Without it no team can do the work."),
    ],
)
def test_of_teams_without_a_partner_no_more_is_told_than_is_known(scene, broker, without, proven, told):
    def solve(problem, *_):
        found = outcome_of(problem, best(scene))
        bare = partner_reasons(problem, found.plan)[0]
        reason = priced(problem, bare, found.objective, without, proven=proven)
        return replace(found, explanation=Explanation(partners=(reason,)))

    formation = ran(requested(scene), solve)
    said = f"Rother does all of “Welding of the cabins” (cheapest of 2) {told}"
    assert said in text_of(broker.get(run(formation)))
    assert said in text_of(broker.get(reverse("formation:plan", args=[formation.pk, 1])))
    assert told in text_of(
        broker.get(reverse("formation:why-in", args=[formation.pk, 1, scene.id("Rother")]))
    )


def test_an_outcome_kept_before_reasons_had_a_part_still_shows(scene, broker):
    def solve(problem, *_):
        found = outcome_of(problem, best(scene))
        reason = priced(
            problem, partner_reasons(problem, found.plan)[0], found.objective, 7_000_000, proven=True
        )
        return replace(found, explanation=Explanation(partners=(reason,)))

    formation = ran(requested(scene), solve)
    proposal = formation.proposals.get(rank=1)
    for reason in proposal.plan["explanation"]["partners"]:
        del reason["part"], reason["proven"]
    proposal.save()

    text = text_of(broker.get(run(formation)))
    assert "Rother does all of “Welding of the cabins”" in text
    assert "There is a team without it for £8,000 more, risk included, and perhaps a cheaper one." in text


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (None, ""),
        ({"cost": 1e-9, "risk": 0.0, "local_share": 0.0}, "costs at most 0.01 % more."),
        (
            {"cost": 0.01, "risk": 120_001.0, "local_share": 0.0},
            "1.00 % more and carries at most £1,201 more risk.",
        ),
        ({"cost": 0.01, "risk": 0.0, "local_share": 0.0501}, "1.00 % more and is at most 5.1 % less local."),
        (
            {"cost": 0.01, "risk": 120_000.0, "local_share": 0.05},
            "1.00 % more, carries at most £1,200 more risk and is at most 5.0 % less local.",
        ),
    ],
)
def test_what_the_chart_leaves_out_is_rounded_up_and_told_of_what_is_traded(told, words):
    assert covered(told, "GBP").replace("\u00a0", " ").endswith(words)


def test_how_often_random_prices_leave_the_choice_standing_is_told_with_a_bar(scene, broker):
    def solve(problem, *_):
        drawn = Robustness(
            "random prices", False, "in 15 of 20 random draws the plan stays the best", draws=20, kept=15
        )
        odd = Robustness("something new", True, "a test of a kind nobody has seen before")
        return replace(outcome_of(problem, best(scene)), explanation=Explanation(robustness=(drawn, odd)))

    answer = broker.get(run(ran(requested(scene), solve)))
    assert "In 15 of 20 random draws the plan stays the best" in text_of(answer)
    assert "A test of a kind nobody has seen before" in text_of(answer)
    assert 'style="width: 75.0%"' in answer.content.decode()


def test_a_search_out_of_time_offers_a_longer_one(scene, broker):
    formation = ran(requested(scene, time_limit=30), lambda *_: Outcome(Status.UNKNOWN))
    answer = broker.get(run(formation))
    assert "Nothing was found in 30 seconds" in text_of(answer)
    assert '<option value="60" selected>' in answer.content.decode()


def test_an_unproven_plan_says_how_much_better_there_could_be(scene, broker):
    def solve(problem, *_):
        found = outcome_of(problem, best(scene))
        return Outcome(Status.FEASIBLE, found.plan, found.objective, found.objective - 310_000, 0.05)

    text = text_of(broker.get(run(ran(requested(scene), solve))))
    assert "a longer search could save £3,100 at most" in text
    assert "within 5.0 % of the best" in text


def test_a_requirement_changed_since_says_so_and_offers_no_choice(scene, broker):
    formation = solved(scene)
    scene.requirement.version += 1
    scene.requirement.save()
    text = text_of(broker.get(run(formation)))
    assert "has changed since this search" in text
    assert "Choose" not in text


def test_the_newest_search_is_where_the_studio_leads(scene, broker):
    stop_formation(scene.broker, requested(scene).pk, at=AT)
    newest = solved(scene)
    assert broker.get(studio(scene)).url == run(newest)


def test_searches_can_be_compared(scene, broker):
    first, second = solved(scene), solved(scene)
    address = reverse("formation:compare", args=[scene.opportunity.pk])
    answer = broker.get(address, {"run": [first.pk, second.pk, "x", "7" * 30]})
    assert text_of(answer).count("Proven best") == 4  # two plans, and both in the list below
    assert "Mark two or three searches" in text_of(broker.get(address))


# Why


def test_a_partner_says_why_it_is_in(scene, broker):
    formation = solved(scene)
    address = reverse("formation:why-in", args=[formation.pk, 1, scene.id("Rother")])
    text = text_of(broker.get(address))
    assert "Why Rother is in" in text
    assert "cheapest of 2" in text
    part = broker.get(address, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()


def test_who_is_not_a_partner_has_no_such_page(scene, broker):
    formation = solved(scene)
    assert broker.get(reverse("formation:why-in", args=[formation.pk, 1, scene.id("Don")])).status_code == 404
    assert broker.get(reverse("formation:plan", args=[formation.pk, 9])).status_code == 404


def test_any_member_can_be_asked_about(scene, broker):
    address = reverse("formation:why-not", args=[solved(scene).pk, 1])
    assert "Don" in text_of(broker.get(address, {"q": "don"}))
    answer = text_of(broker.get(address, {"firm": scene.id("Don")}))
    assert "Why not Don?" in answer
    assert "Welding of the cabins Price" in answer
    assert "Coating of the cabins Competency" in answer


def test_a_member_that_was_not_admitted_was_not_considered(scene, broker):
    address = reverse("formation:why-not", args=[solved(scene).pk, 1])
    text = text_of(broker.get(address, {"firm": scene.id("Aire")}))
    assert "Aire was not considered" in text
    assert "It is suspended now" in text


def test_a_member_that_was_not_eligible_was_left_out_and_the_pages_say_why(scene, broker):
    weir = a_member(scene.cluster, "Weir")
    an_offering(weir, "welding")
    an_assessment(weir, valid_until=AT.date() - timedelta(days=1))
    formation = solved(scene)
    text = text_of(broker.get(reverse("formation:why-not", args=[formation.pk, 1]), {"firm": weir.pk}))
    assert "Weir was left out of the search" in text
    assert "Its finance assessment lapsed on 23 November 2026" in text
    for address in (
        reverse("formation:plan", args=[formation.pk, 1]),
        reverse("formation:run", args=[formation.pk]),
    ):
        assert "1 firm was left out: not eligible" in text_of(broker.get(address))


@pytest.mark.parametrize("firm", ["nobody", "²", "99999999999999999999"])
def test_a_firm_that_is_not_there_is_not_found(scene, broker, firm):
    address = reverse("formation:why-not", args=[solved(scene).pk, 1])
    assert broker.get(address, {"firm": firm}).status_code == 404


# Who may


def test_a_project_manager_sees_the_plans_without_any_firms_prices(scene, as_role):
    formation, browser = solved(scene), as_role("project_manager")
    html = browser.get(run(formation)).content.decode()
    assert "Rother" in html
    assert "Choose" not in text_of(browser.get(run(formation)))
    for firm_money in ("£41,000", "£19,000", "per unit"):
        assert firm_money not in html
    why = reverse("formation:why-not", args=[formation.pk, 1])
    assert "per unit" not in text_of(browser.get(why, {"firm": scene.id("Don")}))


@pytest.mark.parametrize("kind", ["member", "coach", "purchaser", "agency"])
def test_roles_without_formation_are_refused(scene, as_role, kind):
    formation, browser = solved(scene), as_role(kind, scene.firms["Don"] if kind == "member" else None)
    for address in (run(formation), studio(scene), reverse("formation:plan", args=[formation.pk, 1])):
        assert browser.get(address).status_code == 403


def test_only_a_broker_can_start_a_search(scene, as_role):
    browser = as_role("committee")
    assert "A broker can start the search" in text_of(browser.get(studio(scene)))
    assert browser.post(studio(scene)).status_code == 403
    assert not Formation.objects.exists()


def test_a_stranger_from_another_cluster_finds_nothing(scene, stranger):
    formation = solved(scene)
    names = ("run", "progress", "problem", "outcome")
    addresses = [reverse(f"formation:{name}", args=[formation.pk]) for name in names]
    addresses += [
        reverse(f"formation:{name}", args=[formation.pk, 1]) for name in ("plan", "why-not", "choose")
    ]
    addresses += [studio(scene), reverse("formation:compare", args=[scene.opportunity.pk])]
    assert {stranger.get(address).status_code for address in addresses} == {404}
    assert stranger.post(reverse("formation:stop", args=[formation.pk])).status_code == 404


def test_who_is_not_signed_in_is_sent_to_the_door(scene, client):
    assert client.get(run(solved(scene))).url.startswith(reverse("account_login"))


def test_a_member_suspended_since_is_still_shown_in_the_past_plan(scene, broker):
    formation = solved(scene)
    Membership.objects.filter(pk=scene.firms["Tees"].pk).update(state="suspended")
    assert "Tees" in text_of(broker.get(run(formation)))
