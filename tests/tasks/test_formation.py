"""The jobs of formation on a real queue, with a real worker and the real engine."""

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from tests.actions.formation.scene import a_scene
from tests.actions.formation.solved import requested
from tests.app_role import as_app, who

from midas.actions.formation.request_formation import JOB
from midas.core.formation.check import check
from midas.core.formation.problem import read_problem
from midas.core.formation.result import read_plan
from midas.site.roles import APP
from midas.store import tenancy
from midas.store.models import Formation
from midas.tasks import formation as jobs

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _empty_queue(transactional_db):
    """The queue's tables are not Django's, so nobody else empties them after a test that commits."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("truncate procrastinate_jobs, procrastinate_workers cascade")


@pytest.fixture
def asked():
    """A scene with a formation asked for, committed."""
    scene = a_scene()
    with tenancy.tenant(scene.cluster.pk):
        formation = requested(scene)
    return scene, formation


def work_once():
    """Let a worker do what is queued, then leave."""
    with as_app(), app.replace_connector(app.connector.get_worker_connector()) as running:
        running.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


def test_a_connection_a_worker_opens_is_the_apps(asked):
    with as_app():
        connection.close()
        assert who() == APP
        connection.close()
    assert who() != APP


def test_the_action_and_the_job_know_each_other_by_one_name():
    assert jobs.run_formation.name == JOB


def test_a_worker_solves_what_was_asked_for(asked):
    scene, formation = asked
    work_once()
    with tenancy.tenant(scene.cluster.pk):
        formation = Formation.objects.get(pk=formation.pk)
        proposals = list(formation.proposals.all())
    assert (formation.state, formation.status) == ("done", "OPTIMAL")
    assert formation.engine_version.startswith("Midas ")
    problem = read_problem(formation.problem)
    assert len(proposals) > 1
    assert all(check(problem, read_plan(problem, one.plan)).ok for one in proposals)
    best = float(proposals[0].objective)
    assert formation.so_far["objective"] == pytest.approx(best)
    assert formation.so_far["course"][-1][1:] == pytest.approx([best, best])
    assert {"best", "least_risk"} <= {virtue for one in proposals for virtue in one.label.split("+")}


def test_a_run_left_by_a_dead_worker_is_tidied_away(asked):
    scene, formation = asked
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set status = 'doing', worker_id = null")
    with as_app():
        jobs.tidy_formations(0)
    with tenancy.tenant(scene.cluster.pk):
        assert Formation.objects.get(pk=formation.pk).state == "failed"
