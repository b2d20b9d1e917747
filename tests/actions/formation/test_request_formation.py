"""A broker asks for a team."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.actions.formation.scene import AT
from tests.actions.formation.solved import requested
from tests.builders import a_role

from midas.actions.access.permissions import NotAllowed
from midas.actions.formation.refusals import AlreadyForming, UnableToForm
from midas.actions.formation.request_formation import JOB, request_formation
from midas.actions.formation.stop_formation import stop_formation
from midas.core.formation.problem import read_problem
from midas.core.values.problems import BadInput
from midas.store.models import Event, Formation


def jobs():
    return list(ProcrastinateJob.objects.filter(task_name=JOB).order_by("pk"))


def test_the_problem_is_kept_as_it_is_now_and_a_job_waits_for_it(scene):
    formation = requested(scene, time_limit=30, seed=7)
    formation.refresh_from_db()
    assert (formation.state, formation.requirement_version, formation.time_limit) == ("waiting", 1, 30)
    assert len(read_problem(formation.problem).firms) == 3
    [job] = jobs()
    assert job.args == {"formation_id": formation.pk, "cluster_id": scene.cluster.pk}
    assert Event.objects.get(subject_kind="formation").verb == "formation.requested"


def test_a_requirement_is_worked_on_by_one_run_at_a_time(scene):
    first = requested(scene)
    with pytest.raises(AlreadyForming) as caught:
        requested(scene)
    assert caught.value.formation_id == first.pk
    assert len(jobs()) == 1


def test_once_stopped_it_can_be_asked_for_again(scene):
    stop_formation(scene.broker, requested(scene).pk, at=AT)
    again = requested(scene)
    assert [job.status for job in jobs()] == ["cancelled", "todo"]
    assert again.state == Formation.State.WAITING


@pytest.mark.parametrize("state", ["bidding", "won", "lost", "dropped"])
def test_no_team_is_formed_for_what_is_past_forming(scene, state):
    scene.opportunity.state = state
    scene.opportunity.save()
    with pytest.raises(UnableToForm, match="new, qualified or forming"):
        requested(scene)
    assert not Formation.objects.exists()
    assert jobs() == []


def test_a_requirement_that_cannot_be_solved_as_written_leaves_nothing_behind(scene):
    scene.requirement.work_packages.all().delete()
    with pytest.raises(BadInput):
        requested(scene)
    assert not Formation.objects.exists()


@pytest.mark.parametrize("seconds", [0, -1, 901, float("nan")])
def test_a_search_without_sense_of_time_is_refused(scene, seconds):
    with pytest.raises(BadInput):
        requested(scene, time_limit=seconds)


@pytest.mark.parametrize("kind", ["project_manager", "committee", "coach", "purchaser", "agency"])
def test_only_those_who_may_run_formations_can_ask(scene, kind):
    with pytest.raises(NotAllowed):
        request_formation(a_role(scene.cluster, kind), scene.requirement.pk, at=AT)
