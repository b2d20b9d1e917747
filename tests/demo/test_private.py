"""The demo's purchaser has needs, its brokers have decided, and only the other cluster publishes its counts."""

from datetime import date

from midas.demo.load import load
from midas.store import tenancy
from midas.store.models import BidDecision, Need, PublishedCoverage
from midas.store.queries.elsewhere import elsewhere


def test_needs_decisions_and_published_counts_are_there(db):
    five_rivers, lights = load(7, date(2026, 11, 28), lambda _words: None)
    with tenancy.tenant(five_rivers.pk):
        assert sorted(Need.objects.values_list("state", flat=True)) == ["draft", "sent"]
        assert all(one.sheet and one.reason for one in BidDecision.objects.all())
        assert BidDecision.objects.count() >= 5
        assert not PublishedCoverage.objects.exists()
        assert not five_rivers.publishes_coverage
        assert {one.cluster for one in elsewhere("cpv:45000000")} <= {lights.name}
    with tenancy.tenant(lights.pk):
        assert PublishedCoverage.objects.exists()
        assert not Need.objects.exists()
