"""Jobs of the members stage: motions whose time is up are closed, in every cluster."""

from datetime import timedelta

from django.core import mail
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob
from tests import builders
from tests.actions.members.deciding_scene import AT, Cluster
from tests.actions.members.test_tell_decided import Scene
from tests.app_role import as_app

from midas.store import tenancy
from midas.store.models import Likeness, Motion
from midas.tasks import members
from midas.tasks.members import close_motions, tell_decisions


def test_the_job_closes_what_is_due_in_every_cluster(db, monkeypatch):
    clusters = [Cluster(), Cluster()]
    for one in clusters:
        one.motion()
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT + timedelta(days=8))
    with as_app():
        close_motions(timestamp=0)
    for one in clusters:
        with tenancy.tenant(one.cluster.pk):
            assert Motion.objects.get().state == "no_quorum"


def test_every_job_of_the_clock_runs_as_the_role_the_worker_takes(db, tmp_path, settings):
    settings.MIDAS_UPLOADS = tmp_path
    Cluster().motion()
    with as_app():
        assert not Motion.objects.exists(), "without a cluster nothing is seen"
        for job in (members.tidy_imports, members.remind, members.close_motions):
            job(timestamp=0)


def test_the_search_for_duplicates_looks_at_one_cluster_alone(db):
    ours, theirs = builders.a_cluster(), builders.a_cluster()
    for cluster in (ours, theirs):
        for name in ("Aire Forge Ltd", "Aire Forge Limited"):
            builders.a_member(cluster, name)
    with as_app():
        members.find_duplicates(cluster_id=ours.pk)
    for cluster, count in ((ours, 1), (theirs, 0)):
        with tenancy.tenant(cluster.pk):
            assert Likeness.objects.count() == count


def test_the_job_tells_what_was_decided_with_links_to_where_the_site_is(db, monkeypatch, settings):
    settings.MIDAS_ADDRESS = "https://midas.example.org"
    here = Scene()
    here.decide("admit")
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT + timedelta(days=1))
    tell_decisions(timestamp=0)
    assert "https://midas.example.org/" in mail.outbox[-1].body


def test_a_round_of_letters_whose_worker_died_gives_its_lock_back(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_jobs (queue_name, task_name, lock, status)"
            " values ('members', %s, 'tell decisions', 'doing') returning id",
            [tell_decisions.name],
        )
        (key,) = cursor.fetchone()
    with as_app():
        members.tidy_letters(timestamp=0)
    assert ProcrastinateJob.objects.get(pk=key).status == "failed"
