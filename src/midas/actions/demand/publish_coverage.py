"""A cluster tells the others here how many of its members offer what, where: counts alone, and if it chose to."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from midas.actions.access.events import record
from midas.actions.access.permissions import require
from midas.core.values.moments import day_of
from midas.store.models import Cluster, PublishedCoverage, Role
from midas.store.queries.elsewhere import own_counts
from midas.store.tenancy import every_cluster, tenant


@transaction.atomic
def set_publishing(role: Role, publish: bool, *, at: datetime) -> int:
    """Switch it on or off; how many counts are published then. Off, what was published is taken away at once."""
    require(role, "coverage.publish")
    cluster = Cluster.objects.select_for_update(no_key=True).get(pk=role.cluster_id)
    changed, cluster.publishes_coverage = cluster.publishes_coverage != publish, publish
    cluster.save(update_fields=["publishes_coverage"])
    role.cluster.publishes_coverage = publish
    if changed:
        verb = "published" if publish else "withheld"
        record(role, f"coverage.{verb}", by=role.person, at=at)
    return publish_counts(cluster, at=at)


@transaction.atomic
def publish_counts(cluster: Cluster, *, at: datetime) -> int:
    """Bring the published counts of a cluster up to date; none where it publishes nothing."""
    PublishedCoverage.objects.filter(cluster=cluster).delete()
    if not cluster.publishes_coverage:
        return 0
    counted = own_counts(cluster, day_of(at, cluster.time_zone))
    rows = [
        PublishedCoverage(cluster=cluster, competency=code, region=region, firms=firms, published_at=at)
        for (code, region), firms in sorted(counted.items())
    ]
    return len(PublishedCoverage.objects.bulk_create(rows, batch_size=2000))


def publish_everywhere(*, at: datetime) -> None:
    """The same for every cluster of the installation, one after another."""
    for cluster_id in every_cluster():
        with tenant(cluster_id):
            publish_counts(Cluster.objects.get(pk=cluster_id), at=at)
