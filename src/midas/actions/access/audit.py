"""Whether the history of each cluster is as it was written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from midas.core.values.chain import Chain, follow
from midas.store import tenancy
from midas.store.models import Cluster
from midas.store.queries.trail import links, unsealed


@dataclass(frozen=True, slots=True)
class Audited:
    """A cluster and its chain."""

    cluster: str
    chain: Chain


def verify() -> Iterator[Audited]:
    """Follow the chain of every cluster; for whoever runs the installation, since it asks for no role."""
    for cluster in Cluster.objects.order_by("slug"):
        with tenancy.tenant(cluster.pk):
            yield Audited(cluster.slug, verify_cluster(cluster.pk))


def verify_cluster(cluster_id: int) -> Chain:
    """Follow the chain of the cluster one works for."""
    chain = follow(links(cluster_id))
    return chain if chain.fault else replace(chain, fault=unsealed(cluster_id))
