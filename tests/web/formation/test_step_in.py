"""A partner fails: the page that says who could step in, and what the change costs."""

import pytest
from django.urls import reverse
from tests.actions.formation.solved import solved
from tests.builders import AT, an_enterprise
from tests.web.formation.reading import text_of

from midas.actions.formation.choose_proposal import choose_proposal
from midas.actions.formation.found_enterprise import Chosen
from midas.store.models import Event

HTMX = {"HX-Request": "true"}


@pytest.fixture
def team(scene):
    chosen = Chosen("Clinic builders", lead_id=scene.firms["Rother"].pk)
    return choose_proposal(scene.broker, solved(scene).proposals.first().pk, chosen, at=AT)


def address(team):
    return reverse("formation:step-in", args=[team.pk])


def ask(browser, team, **more):
    return browser.get(address(team), more, headers=HTMX)


def test_the_team_leads_there_for_those_who_may(scene, broker, as_role, team):
    page = reverse("formation:enterprise", args=[team.pk])
    assert address(team) in broker.get(page).content.decode()
    assert address(team) not in as_role("committee").get(page).content.decode()
    bare = an_enterprise(scene.cluster, [scene.firms["Don"]])
    assert "A partner fails" not in text_of(broker.get(reverse("formation:enterprise", args=[bare.pk])))
    assert broker.get(address(bare)).status_code == 409


def test_the_page_asks_who_fails_and_what_is_under_way(broker, team):
    text = text_of(broker.get(address(team)))
    assert "Who fails? Rother Tees" in text
    assert "Welding of the cabins, of 1,000 hours" in text
    assert "Choose who fails" in text
    assert "Nothing is saved" in text
    assert "required" not in text, "a page just opened is not yet wrong"


def test_to_ask_without_saying_who_fails_is_told(broker, team):
    answer = broker.get(address(team), {"now": "1"})
    assert answer.status_code == 422
    assert "This field is required" in text_of(answer)


def test_the_repair_says_who_comes_goes_and_stays_and_what_it_costs(scene, broker, team):
    answer = ask(broker, team, failed=scene.id("Rother"))
    text = text_of(answer)
    assert "<html" not in answer.content.decode()
    assert "Proven: no repair changes less" in text
    assert "+£3,000" in text
    assert "in Don out Rother stays Tees" in text
    assert "Welding of the cabins Rother 1,000 hours none" in text
    assert "Welding of the cabins Don – new 1,000 hours" in text
    assert answer["HX-Replace-Url"] == f"{address(team)}?failed={scene.id('Rother')}"


def test_what_is_finished_stays_with_the_firm_that_did_it(scene, broker, team):
    text = text_of(ask(broker, team, **{"failed": scene.id("Rother"), "done-0": "400"}))
    assert "Welding of the cabins Rother 1,000 hours less 400 hours" in text
    assert "Don – new 600 hours" in text


def test_where_nobody_can_step_in_the_page_says_what_stands_in_the_way(scene, broker, team):
    text = text_of(ask(broker, team, failed=scene.id("Tees")))
    assert "Nobody can step in for Tees within the rules" in text
    assert "What cannot be met" in text


def test_an_address_with_a_question_asks_for_its_answer_and_without_scripts_brings_it(scene, broker, team):
    html = broker.get(address(team), {"failed": scene.id("Rother")}).content.decode()
    assert f'hx-get="{address(team)}?failed={scene.id("Rother")}"' in html
    assert "+£3,000" in text_of(broker.get(address(team), {"failed": scene.id("Rother"), "now": "1"}))


def test_everything_wrong_is_told_at_once(scene, broker, team):
    wrong = {"failed": scene.id("Don"), "done-0": "5000", "done-1": "x"}
    html = ask(broker, team, **wrong).content.decode()
    for field in ("failed_0", "done-0", "done-1"):
        assert f'href="#id_{field}"' in html
    assert broker.get(address(team), {**wrong, "now": "1"}).status_code == 422


def test_nothing_is_saved(scene, broker, team):
    before = Event.objects.count()
    ask(broker, team, failed=scene.id("Rother"))
    assert Event.objects.count() == before


@pytest.mark.parametrize("kind", ["committee", "project_manager", "coach", "agency", "purchaser"])
def test_roles_that_may_not_run_formations_are_refused(as_role, team, kind):
    assert as_role(kind).get(address(team)).status_code == 403


def test_a_stranger_finds_no_team_to_repair(scene, stranger, team):
    assert stranger.get(address(team)).status_code == 404
    assert ask(stranger, team, failed=scene.id("Rother")).status_code == 404
