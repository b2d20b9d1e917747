"""Who could step in, over the API."""

import pytest
from tests.actions.formation.solved import solved
from tests.builders import AT

from midas.actions.formation.choose_proposal import choose_proposal
from midas.actions.formation.found_enterprise import Chosen
from midas.store import tenancy


@pytest.fixture
def path(scene):
    with tenancy.tenant(scene.cluster.pk):
        chosen = Chosen("Clinic builders", lead_id=scene.firms["Rother"].pk)
        team = choose_proposal(scene.broker, solved(scene).proposals.first().pk, chosen, at=AT)
        return f"/enterprises/{team.pk}/step-in"


def test_the_answer_is_what_midas_form_prints_for_a_step_in(scene, broker, path):
    told = broker.post(path, {"failed": scene.id("Rother")}).json()
    assert told["schema"] == "midas/formation-step-in/1"
    assert (told["joined"], told["left"]) == ([scene.id("Don")], [scene.id("Rother")])
    assert told["price"] == 300_000


def test_what_is_wrong_is_told_at_once(scene, broker, path):
    answer = broker.post(path, {"failed": scene.id("Don"), "nonsense": 1})
    assert answer.status_code == 422
    assert {one["where"] for one in answer.json()["problems"]} == {"$.failed", "$.nonsense"}


def test_others_and_strangers_are_refused(as_role, stranger, path):
    assert as_role("committee").post(path, {"failed": "1"}).status_code == 403
    assert stranger.post(path, {"failed": "1"}).status_code == 404
