"""Jobs of the members stage: motions whose time is up are closed, in every cluster."""

from datetime import timedelta

from django.core import mail
from tests.actions.members.deciding_scene import AT, Cluster
from tests.actions.members.test_tell_decided import Scene

from midas.store import tenancy
from midas.store.models import Motion
from midas.tasks.members import close_motions, tell_decisions


def test_the_job_closes_what_is_due_in_every_cluster(db, monkeypatch):
    clusters = [Cluster(), Cluster()]
    for one in clusters:
        one.motion()
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT + timedelta(days=8))
    close_motions(timestamp=0)
    for one in clusters:
        with tenancy.tenant(one.cluster.pk):
            assert Motion.objects.get().state == "no_quorum"


def test_the_job_tells_what_was_decided_with_links_to_where_the_site_is(db, monkeypatch, settings):
    settings.MIDAS_ADDRESS = "https://midas.example.org"
    here = Scene()
    here.decide("admit")
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT + timedelta(days=1))
    tell_decisions(timestamp=0)
    assert "https://midas.example.org/" in mail.outbox[-1].body
