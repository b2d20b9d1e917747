"""Jobs of the members stage: motions whose time is up are closed, in every cluster."""

from datetime import timedelta

from tests.actions.members.deciding_scene import AT, Cluster

from midas.store import tenancy
from midas.store.models import Motion
from midas.tasks.members import close_motions


def test_the_job_closes_what_is_due_in_every_cluster(db, monkeypatch):
    clusters = [Cluster(), Cluster()]
    for one in clusters:
        one.motion()
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT + timedelta(days=8))
    close_motions(timestamp=0)
    for one in clusters:
        with tenancy.tenant(one.cluster.pk):
            assert Motion.objects.get().state == "no_quorum"
