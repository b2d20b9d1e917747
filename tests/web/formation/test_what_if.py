"""What if, in the browser: changes in the address, the answer beside the saved plan, nothing saved."""

from dataclasses import replace

import pytest
from django.urls import reverse
from tests.actions.formation.solved import best, outcome_of, plan_of, ran, requested, solved, surer
from tests.web.formation.reading import text_of

from midas.core.formation.plan import Diagnosis, Outcome, Status
from midas.store.models import Event, Formation, Proposal

HTMX = {"HX-Request": "true"}


@pytest.fixture
def run(scene):
    return solved(scene)


def address(run):
    return reverse("formation:what-if", args=[run.pk])


def ask(browser, run, **changes):
    return browser.get(address(run), changes, headers=HTMX)


def test_the_page_comes_with_the_rules_as_they_were_and_nothing_to_wait_for(broker, run):
    answer = broker.get(address(run))
    html = answer.content.decode()
    assert 'name="risk_price" value="1"' in html
    assert f'name="change-{run.proposals.first().plan["partners"][0]["id"]}"' in html
    assert "Nothing is changed yet" in text_of(answer)
    assert 'hx-trigger="load"' not in html


def test_the_studio_leads_there_for_those_who_may(broker, as_role, run):
    page = reverse("formation:run", args=[run.pk])
    assert address(run) in broker.get(page).content.decode()
    assert address(run) not in as_role("committee").get(page).content.decode()


def test_an_address_with_changes_asks_for_its_answer_once_the_page_is_there(broker, run):
    html = broker.get(address(run), {"risk_price": "20"}).content.decode()
    assert 'hx-trigger="load"' in html
    assert f'hx-get="{address(run)}?risk_price=20"' in html
    assert 'name="risk_price" value="20"' in html


def test_without_scripts_the_page_brings_the_answer_itself(broker, run):
    assert "Don comes in; Rother is out" in text_of(
        broker.get(address(run), {"risk_price": "20", "now": "1"})
    )


def test_the_answer_stands_beside_the_saved_plan_with_who_comes_and_goes_marked(broker, run):
    answer = ask(broker, run, risk_price="20")
    text, html = text_of(answer), answer.content.decode()
    assert "<html" not in html
    assert "Proven best for these changes. Don comes in; Rother is out." in text
    assert "£5,000 more than the saved plan" in text
    assert "in Don" in text
    assert "out Rother" in text
    assert "Leave out Don" in text
    assert "HX-Request" in answer["Vary"]


def test_the_address_is_kept_short_and_holds_all_that_is_changed(scene, broker, run):
    answer = ask(
        broker, run, risk_price="1", max_partners="", share_cap="80", drop=scene.id("Don"), supposed_name=""
    )
    assert answer["HX-Replace-Url"] == f"{address(run)}?share_cap=80&drop={scene.id('Don')}"


def test_a_firm_is_left_out_and_a_price_changed(scene, broker, run):
    assert "Don comes in; Rother is out" in text_of(ask(broker, run, drop=scene.id("Rother")))
    dearer = {f"change-{scene.id('Rother')}": "50"}
    assert "Don comes in; Rother is out" in text_of(ask(broker, run, **dearer))
    assert "Don comes in" in text_of(ask(broker, run, other=scene.id("Don"), other_change="-40"))
    assert "Don comes in" in text_of(ask(broker, run, require=scene.id("Don")))


def test_a_firm_the_policy_keeps_out_can_be_let_in(scene, broker):
    scene.requirement.policy = {"risk_price": 20, "exclude": [scene.id("Don")]}
    scene.requirement.save()
    run = ran(requested(scene), lambda problem, *_: outcome_of(problem, best(scene)))
    assert "Kept out so far; let in Don" in text_of(broker.get(address(run)))
    assert "Don comes in; Rother is out" in text_of(ask(broker, run, add=scene.id("Don")))


def test_a_supposed_firm_is_one_of_the_team_if_it_is_worth_it(broker, run):
    newcomer = {"supposed_name": "Newcomer", "supposed_work": "welding", "supposed_price": "20"}
    text = text_of(ask(broker, run, **newcomer))
    assert "Newcomer comes in; Rother is out" in text


def test_what_becomes_impossible_says_what_stands_in_the_way(scene, broker, run):
    text = text_of(ask(broker, run, drop=scene.id("Tees")))
    assert "With these changes no team can do it" in text
    assert "What cannot be met" in text


def test_a_search_without_a_team_can_be_tried_with_changes(scene, broker):
    told = Diagnosis(reasons=("nobody",))
    run = ran(requested(scene), lambda *_: Outcome(Status.INFEASIBLE, diagnosis=told))
    assert "found no team" in text_of(broker.get(address(run)))
    assert "Proven best for these changes" in text_of(ask(broker, run, max_partners="3"))


def test_everything_wrong_is_told_at_once_and_points_to_its_field(scene, broker, run):
    wrong = {
        "risk_price": "many",
        "share_cap": "140",
        "require": scene.id("Don"),
        "drop": scene.id("Don"),
        "supposed_name": "Newcomer",
        f"change-{scene.id('Rother')}": "-100",
    }
    answer = ask(broker, run, **wrong)
    html = answer.content.decode()
    assert answer.status_code == 200
    for field in (
        "risk_price",
        "share_cap",
        "require",
        "supposed_work",
        "supposed_price",
        f"change-{scene.id('Rother')}",
    ):
        assert f'href="#id_{field}"' in html, field
    whole = broker.get(address(run), {**wrong, "now": "1"})
    assert whole.status_code == 422
    assert "field-wrong" in whole.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "drop=0",
        "require=0",
        "add=x",
        "change-1=5",
        "supposed_region=XX",
        "risk_price=1e999",
        "max_partners=2.5",
    ],
)
def test_nothing_an_address_can_say_breaks_the_page(broker, run, query):
    assert broker.get(f"{address(run)}?{query}").status_code == 200
    assert broker.get(f"{address(run)}?{query}", headers=HTMX).status_code == 200


def test_nothing_is_saved(broker, run):
    def counts():
        return Formation.objects.count(), Proposal.objects.count(), Event.objects.count()

    before = counts()
    ask(broker, run, risk_price="20")
    assert counts() == before


def test_a_search_that_is_not_done_has_nothing_to_start_from(scene, broker):
    answer = broker.get(address(requested(scene)))
    assert answer.status_code == 409
    assert "no result to start from" in text_of(answer)


@pytest.mark.parametrize("kind", ["committee", "project_manager", "coach", "purchaser", "agency"])
def test_roles_that_may_not_run_formations_are_refused(as_role, run, kind):
    assert as_role(kind).get(address(run)).status_code == 403


def test_a_stranger_finds_nothing_to_ask_about(stranger, run):
    assert stranger.get(address(run)).status_code == 404
    assert ask(stranger, run, risk_price="2").status_code == 404


def test_shares_and_amounts_are_typed_as_people_write_them(scene, broker):
    scene.requirement.policy = {
        "ceiling": 7_000_000, "local": {"regions": ["UKE"], "min_share": 0.25}, "tag_min_share": {"coop": 0},
    }  # fmt: skip
    scene.requirement.save()
    run = ran(requested(scene), lambda problem, *_: outcome_of(problem, best(scene), surer(scene)))
    html = broker.get(address(run)).content.decode()
    assert 'name="ceiling" value="70000"' in html
    assert 'name="local_share" value="25"' in html
    assert 'name="tag-coop" value="0"' in html
    assert "no team can do it" in text_of(ask(broker, run, ceiling="50000"))
    assert "no team can do it" in text_of(ask(broker, run, **{"tag-coop": "10"}))
    assert "Proven best" in text_of(ask(broker, run, ceiling=""))


def test_a_question_too_hard_for_its_seconds_says_what_is_known(scene, broker, run, monkeypatch):
    def solves(outcome):
        monkeypatch.setattr("midas.actions.formation.what_if._solve", lambda problem, *_: outcome(problem))
        return text_of(ask(broker, run, risk_price="2"))

    assert "Nothing was found in the time" in solves(lambda _: Outcome(Status.UNKNOWN))
    plan = surer(scene)
    assert "another could be better by 4.0 % at most" in solves(
        lambda problem: replace(outcome_of(problem, plan), status=Status.FEASIBLE, gap=0.04)
    )
    assert "nothing is proven" in solves(
        lambda problem: replace(outcome_of(problem, plan), status=Status.FEASIBLE, gap=None)
    )


def test_other_shares_of_the_same_firms_are_told_as_such(scene, broker, run, monkeypatch):
    everyone = ran(requested(scene), lambda problem, *_: outcome_of(problem, surer(scene)))
    other = plan_of(scene, {"wp1": {"Rother": 500, "Don": 500}, "wp2": {"Tees": 200}})
    monkeypatch.setattr(
        "midas.actions.formation.what_if._solve", lambda problem, *_: outcome_of(problem, other)
    )
    text = text_of(ask(broker, everyone, risk_price="2"))
    assert "The same firms, in other shares or at other prices." in text
    assert "+16.7 % 33.3 %" in text
