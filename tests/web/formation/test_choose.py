"""Choosing a plan in the browser."""

import pytest
from django.urls import reverse
from tests.actions.formation.solved import solved
from tests.web.formation.reading import text_of

from midas.store.models import Certificate, Enterprise


@pytest.fixture
def run(scene):
    return solved(scene)


def address(run, rank=1):
    return reverse("formation:choose", args=[run.pk, rank])


def answers(scene, **more):
    return {
        "name": "Clinic builders",
        "mode": "virtual_manufacturing",
        "lead": scene.firms["Rother"].pk,
        **more,
    }


def test_the_form_proposes_the_demands_title_and_who_could_lead(scene, broker, run):
    html = broker.get(address(run)).content.decode()
    assert 'value="Mobile clinics"' in html
    for name in ("Rother", "Tees"):
        assert f'<option value="{scene.firms[name].pk}">{name}</option>' in html
    assert f'<option value="{scene.firms["Don"].pk}">' not in html
    assert "Why this plan and not the best one" not in html


def test_choosing_founds_the_team_and_shows_its_page(scene, broker, run):
    answer = broker.post(address(run), answers(scene), follow=True)
    enterprise = Enterprise.objects.get()
    assert answer.redirect_chain == [(reverse("formation:enterprise", args=[enterprise.pk]), 302)]
    text = text_of(answer)
    assert "Clinic builders is formed" in text
    assert "£60,000" in text
    assert "Virtual manufacturing" in text


def test_another_plan_than_the_best_takes_a_reason(scene, broker, run):
    answer = broker.post(address(run, 2), answers(scene))
    assert answer.status_code == 422
    assert 'href="#id_reason"' in answer.content.decode()
    broker.post(address(run, 2), answers(scene, reason="Don has never failed us."))
    assert Enterprise.objects.get().proposal.rank == 2


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("name", ""), ("name", "x" * 161), ("mode", "cartel"), ("lead", ""), ("lead", "999999")],
)
def test_each_wrong_field_is_pointed_at(scene, broker, run, field, wrong):
    answer = broker.post(address(run), answers(scene, **{field: wrong}))
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in answer.content.decode()
    assert not Enterprise.objects.exists()


def test_a_plan_that_no_longer_holds_is_refused_with_the_reason(scene, broker, run):
    Certificate.objects.filter(membership=scene.firms["Tees"]).delete()
    answer = broker.post(address(run), answers(scene))
    assert answer.status_code == 409
    assert "Tees may not do “Coating of the cabins”: does not hold ISO 9001" in text_of(answer)


def test_choosing_twice_is_refused(scene, broker, run):
    broker.post(address(run), answers(scene))
    answer = broker.post(address(run, 2), answers(scene, reason="second thoughts"))
    assert answer.status_code == 409
    assert "Clinic builders is already the team" in text_of(answer)
    assert Enterprise.objects.count() == 1


def test_once_chosen_the_studio_shows_the_team_and_offers_no_other(scene, broker, run):
    broker.post(address(run), answers(scene))
    text = text_of(broker.get(reverse("formation:run", args=[run.pk])))
    assert "Clinic builders is the team for this demand" in text
    assert "Choose this team" not in text


@pytest.mark.parametrize("kind", ["project_manager", "committee", "coach"])
def test_only_those_who_change_enterprises_choose(scene, as_role, run, kind):
    browser = as_role(kind)
    assert browser.get(address(run)).status_code == 403
    assert browser.post(address(run), answers(scene)).status_code == 403
    assert not Enterprise.objects.exists()


def test_a_stranger_cannot_choose(scene, stranger, run):
    assert stranger.post(address(run), answers(scene)).status_code == 404
