"""A partner of a chosen team fails, and who could step in is worked out without saving anything."""

import pytest
from tests.actions.formation.scene import AT
from tests.actions.formation.solved import solved
from tests.builders import a_role, an_enterprise

from midas.actions.access.permissions import NotAllowed
from midas.actions.formation.choose_proposal import choose_proposal
from midas.actions.formation.found_enterprise import Chosen
from midas.actions.formation.refusals import UnableToForm
from midas.actions.formation.step_in import work_out_step_in
from midas.core.formation.plan import Status
from midas.core.values.problems import BadInput, Problem
from midas.store.models import Event


@pytest.fixture
def team(scene):
    chosen = Chosen("Clinic builders", lead_id=scene.firms["Rother"].pk)
    return choose_proposal(scene.broker, solved(scene).proposals.first().pk, chosen, at=AT)


def test_the_firm_that_can_do_the_work_steps_in_at_the_price_of_the_change(scene, team):
    answer = work_out_step_in(scene.broker, team.pk, {"failed": scene.id("Rother")})
    assert answer.found.status is Status.OPTIMAL
    assert answer.found.joined == (scene.id("Don"),)
    assert answer.found.left == (scene.id("Rother"),)
    assert answer.found.kept == (scene.id("Tees"),)
    assert answer.found.price == 500_000 - 200_000  # 5.00 an hour more, and nothing to be lost any more


def test_what_is_finished_stays_and_only_the_rest_is_done_by_another(scene, team):
    done = {"firm": scene.id("Rother"), "offering": 0, "work_package": "wp1", "quantity": 400}
    answer = work_out_step_in(scene.broker, team.pk, {"failed": scene.id("Rother"), "under_way": [done]})
    after = {(one.firm, one.work_package): one.after for one in answer.found.changes}
    assert after[scene.id("Don"), "wp1"] == 600
    assert after[scene.id("Rother"), "wp1"] == 400


def test_where_nobody_can_step_in_the_reason_is_told(scene, team):
    answer = work_out_step_in(scene.broker, team.pk, {"failed": scene.id("Tees")})
    assert answer.found.status is Status.INFEASIBLE
    assert answer.found.diagnosis.reasons


def test_everything_wrong_is_told_at_once(scene, team):
    too_much = {"firm": scene.id("Rother"), "offering": 0, "work_package": "wp1", "quantity": 5000}
    broken = {"firm": scene.id("Rother"), "offering": 0, "work_package": "wp1"}
    with pytest.raises(BadInput) as refused:
        work_out_step_in(
            scene.broker, team.pk, {"failed": scene.id("Don"), "under_way": [too_much], "more": 1},
            known=[Problem("done-1", "is no number")],
        )  # fmt: skip
    assert {one.where for one in refused.value.problems} == {
        "done-1", "$.more", "$.failed", f"$.under_way[{scene.id('Rother')}, 0, wp1]",
    }  # fmt: skip
    with pytest.raises(BadInput) as refused:
        work_out_step_in(scene.broker, team.pk, {"under_way": [broken]})
    assert {one.where for one in refused.value.problems} == {"$.failed", "$.under_way[0].quantity"}


def test_nothing_is_saved(scene, team):
    before = Event.objects.count()
    work_out_step_in(scene.broker, team.pk, {"failed": scene.id("Rother")})
    team.refresh_from_db()
    assert (team.partners.count(), Event.objects.count()) == (2, before)


def test_a_team_without_a_plan_or_at_its_end_has_nothing_to_repair(scene, team):
    bare = an_enterprise(scene.cluster, [scene.firms["Don"]])
    with pytest.raises(UnableToForm, match="not chosen from a search"):
        work_out_step_in(scene.broker, bare.pk, {"failed": scene.id("Don")})
    team.state = "abandoned"
    team.save()
    with pytest.raises(UnableToForm, match="is no more"):
        work_out_step_in(scene.broker, team.pk, {"failed": scene.id("Rother")})


@pytest.mark.parametrize("kind", ["committee", "project_manager", "coach", "member", "agency"])
def test_only_those_who_may_run_formations_may_ask(scene, team, kind):
    role = a_role(scene.cluster, kind, scene.firms["Don"] if kind == "member" else None)
    with pytest.raises(NotAllowed):
        work_out_step_in(role, team.pk, {"failed": scene.id("Rother")})
