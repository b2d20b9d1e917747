"""A run comes to nothing, says so, and can be asked for again."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.actions.formation.scene import AT
from tests.actions.formation.solved import requested, solved
from tests.builders import a_role

from midas.actions.access.permissions import NotAllowed
from midas.actions.formation.refusals import UnableToForm
from midas.actions.formation.stop_formation import fail_orphans, stop_formation
from midas.store import tenancy
from midas.store.models import Event, Formation


def job_in_hand_since(moment):
    """The one job is being done by a worker whose last sign of life was at `moment`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_workers (last_heartbeat) values (%s) returning id", [moment]
        )
        worker = cursor.fetchone()[0]
        cursor.execute("update procrastinate_jobs set status = 'doing', worker_id = %s", [worker])


def test_a_waiting_run_is_stopped_with_its_job(scene):
    formation = stop_formation(scene.broker, requested(scene).pk, at=AT)
    assert (formation.state, formation.message) == ("stopped", "A broker stopped it.")
    assert ProcrastinateJob.objects.get().status == "cancelled"
    event = Event.objects.filter(verb="formation.stopped").get()
    assert (event.before, event.after, event.by) == ("waiting", "stopped", scene.broker.person)


def test_what_is_over_cannot_be_stopped(scene):
    with pytest.raises(UnableToForm, match="over already"):
        stop_formation(scene.broker, solved(scene).pk, at=AT)


def test_only_those_who_may_run_formations_can_stop_one(scene):
    with pytest.raises(NotAllowed):
        stop_formation(a_role(scene.cluster, "committee"), requested(scene).pk, at=AT)


def test_a_run_whose_worker_died_fails_and_says_what_to_do(scene):
    formation = requested(scene)
    Formation.objects.update(state="running")
    job_in_hand_since(AT - timedelta(minutes=5))
    assert fail_orphans(at=AT) == 1
    formation.refresh_from_db()
    assert formation.state == "failed"
    assert "start it again" in formation.message
    assert ProcrastinateJob.objects.get().status == "failed"
    assert requested(scene).state == "waiting"


def test_the_job_of_a_run_that_is_over_ends_when_its_worker_died(scene):
    formation = requested(scene)
    Formation.objects.update(state="done")
    job_in_hand_since(AT - timedelta(minutes=5))
    assert fail_orphans(at=AT) == 0
    formation.refresh_from_db()
    assert (formation.state, ProcrastinateJob.objects.get().status) == ("done", "failed")


def test_a_run_whose_job_was_dropped_fails_for_the_worker_too_who_sees_no_cluster_by_itself(scene):
    formation = requested(scene)
    app.job_manager.cancel_job_by_id(ProcrastinateJob.objects.get().pk)
    now = timezone.now()  # the queue keeps its own time
    with tenancy.tenant(None), connection.cursor() as cursor:
        cursor.execute("set local role midas_app")
        assert fail_orphans(at=now) == 1
        assert fail_orphans(at=now) == 0
        cursor.execute("reset role")
    formation.refresh_from_db()
    assert formation.state == "failed"


def test_a_run_in_good_hands_goes_on(scene):
    formation = requested(scene)
    job_in_hand_since(AT - timedelta(seconds=15))
    assert fail_orphans(at=AT) == 0
    formation.refresh_from_db()
    assert formation.state == "waiting"


def test_a_run_waiting_for_its_turn_goes_on_waiting(scene):
    requested(scene)
    assert fail_orphans(at=AT + timedelta(days=1)) == 0


def test_dead_runs_of_other_clusters_are_told_too_and_one_can_be_singled_out(scene):
    formation = requested(scene)
    job_in_hand_since(AT - timedelta(minutes=5))
    assert fail_orphans(at=AT, formation_id=formation.pk + 1) == 0
    assert fail_orphans(at=AT, formation_id=formation.pk) == 1
    assert fail_orphans(at=AT) == 0
