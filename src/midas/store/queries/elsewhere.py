"""What other clusters of the installation publish of themselves: how many firms offer a kind of work, by region."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from midas.core.values.taxonomy import CPV_PREFIX, stem
from midas.store.models import Cluster, Membership, Offering
from midas.store.queries.members import level1, live
from midas.store.queries.taxonomy import mapped_to_cpv


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """One published count of another cluster, as of the moment it was published."""

    cluster: str
    competency: str
    region: str
    firms: int
    published_at: datetime


def elsewhere(competency: str) -> list[Elsewhere]:
    """What other clusters publish for a CPV competency or a part of it; most firms first. Needs the acting tenant."""
    if not competency.startswith(CPV_PREFIX):
        return []
    with connection.cursor() as cursor:
        cursor.execute("select * from midas_published_coverage(%s)", [stem(competency)])
        return [Elsewhere(*row) for row in cursor.fetchall()]


def own_counts(cluster: Cluster, on: date) -> dict[tuple[str, str], int]:
    """How many admitted members offer each kind of work with a CPV code, by the large region they sit in."""
    own = mapped_to_cpv()
    claims = Offering.objects.filter(
        live(on), cluster=cluster, membership__state=Membership.State.ADMITTED, membership__sponsor=None
    ).values_list("competency", "membership_id", "membership__organisation__region")
    firms: dict[tuple[str, str], set[int]] = defaultdict(set)
    for competency, firm, region in claims:
        code = own.get(competency, competency)
        if code.startswith(CPV_PREFIX):
            firms[code, level1(region)].add(firm)
    return {place: len(found) for place, found in firms.items()}
