"""Following, ending, repeating and changing a formation over the API, for those who may and nobody else."""

import pytest
from tests.actions.formation.solved import requested, solved

from midas.store import tenancy
from midas.store.models import Formation


@pytest.fixture
def run(scene):
    with tenancy.tenant(scene.cluster.pk):
        return solved(scene)


def set_running(scene, **fields):
    with tenancy.tenant(scene.cluster.pk):
        formation = requested(scene)
        Formation.objects.filter(pk=formation.pk).update(state="running", **fields)
        return formation


SO_FAR = {
    "objective": 6_200_000.0,
    "bound": 6_000_000.0,
    "gap": 0.03,
    "partners": [],
    "course": [[1.0, 6_200_000.0, None]],
}


def test_a_running_search_tells_its_best_plan_so_far(scene, broker):
    formation = set_running(scene, so_far=SO_FAR)
    told = broker.get(f"/formations/{formation.pk}").json()
    assert told["so_far"] == SO_FAR
    assert (told["stop_asked"], told["repeats_id"]) == (False, None)


def test_a_search_is_ended_with_the_best_so_far(scene, broker):
    formation = set_running(scene, so_far=SO_FAR)
    answer = broker.post(f"/formations/{formation.pk}/keep")
    assert (answer.status_code, answer.json()["state"]) == (202, "running")
    assert broker.get(f"/formations/{formation.pk}").json()["stop_asked"]


def test_before_the_first_plan_there_is_nothing_to_keep(scene, broker):
    answer = broker.post(f"/formations/{set_running(scene).pk}/keep")
    assert answer.status_code == 409
    assert "No team has been found yet" in answer.json()["message"]


def test_a_run_is_repeated_from_its_stored_input(broker, run):
    answer = broker.post(f"/formations/{run.pk}/again")
    assert answer.status_code == 202
    again = broker.get(f"/formations/{answer.json()['id']}").json()
    assert (again["repeats_id"], again["seed"]) == (run.pk, run.seed)
    assert broker.post(f"/formations/{run.pk}/again").status_code == 409


def test_what_if_answers_with_the_result_and_the_difference(scene, broker, run):
    answer = broker.post(f"/formations/{run.pk}/what-if", {"policy": {"risk_price": 20}})
    assert answer.status_code == 200
    told = answer.json()
    assert told["result"]["status"] == "OPTIMAL"
    assert told["difference"]["joined"] == [scene.id("Don")]
    assert told["difference"]["cost"] == 500_000


def test_what_if_tells_why_nothing_is_possible(scene, broker, run):
    told = broker.post(f"/formations/{run.pk}/what-if", {"drop": [scene.id("Tees")]}).json()
    assert told["difference"] is None
    assert told["result"]["diagnosis"]["reasons"]


def test_all_that_is_wrong_with_the_changes_is_told_at_once(broker, run):
    answer = broker.post(
        f"/formations/{run.pk}/what-if", {"policy": {"share_cap": 3}, "drop": ["x"], "nonsense": 1}
    )
    assert answer.status_code == 422
    assert {one["where"] for one in answer.json()["problems"]} == {
        "$.policy.share_cap",
        "$.drop[0]",
        "$.nonsense",
    }


@pytest.mark.parametrize("kind", ["committee", "project_manager", "coach", "agency", "purchaser"])
def test_roles_that_may_not_run_formations_are_refused(as_role, run, kind):
    caller = as_role(kind)
    for part in ("keep", "again", "what-if"):
        assert caller.post(f"/formations/{run.pk}/{part}").status_code == 403


def test_a_stranger_finds_no_run_to_act_on(stranger, run):
    for part in ("keep", "again", "what-if"):
        assert stranger.post(f"/formations/{run.pk}/{part}").status_code == 404
