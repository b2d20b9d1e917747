"""Kept texts read anew: the same as is kept, or told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.builders import AT, a_cluster
from tests.formats.ocds.notices import a_package, a_release, a_tender, stream, text

from midas.actions.demand.import_notices import import_file
from midas.actions.demand.replay_notices import replay_notices
from midas.store import tenancy
from midas.store.models import Cluster, Event, Notice, Opportunity

RELEASES = [
    a_release(1, awards=[{"id": "a", "suppliers": [{"id": "s", "name": "Don"}]}]),
    a_release(2, day=2, tender=a_tender(title="Trailers")),
    a_release(3, ocid="ocds-b5fd17-other"),
]


@pytest.fixture
def cluster(db: None) -> Iterator[Cluster]:
    made = a_cluster()
    with tenancy.tenant(made.pk):
        import_file(stream(text(a_package(*RELEASES))), name="n.json", cluster=made, by=None, at=AT)
        yield made


def test_what_was_imported_is_read_the_same_again(cluster: Cluster) -> None:
    told: list[int] = []
    found = replay_notices(cluster, at=AT, progress=told.append)
    assert (found.opportunities, found.texts, found.differ, found.altered, found.problems) == (2, 3, 0, 0, ())
    assert told == [2]


def test_a_difference_is_told_by_its_field_and_kept_only_when_asked(cluster: Cluster) -> None:
    Opportunity.objects.filter(ocid="ocds-b5fd17-other").update(title="Once read otherwise")
    found = replay_notices(cluster, at=AT)
    (problem,) = found.problems
    assert problem.where == "ocds-b5fd17-other title"
    assert problem.message == "is kept as 'Once read otherwise' and is now read as 'Cargo bicycles'."
    assert Opportunity.objects.get(ocid="ocds-b5fd17-other").title == "Once read otherwise"

    assert replay_notices(cluster, at=AT, save=True).differ == 1
    assert Opportunity.objects.get(ocid="ocds-b5fd17-other").title == "Cargo bicycles"
    assert Event.objects.filter(verb="opportunity.reread").count() == 1
    assert replay_notices(cluster, at=AT).differ == 0


def test_a_text_that_is_not_the_one_kept_is_told_and_not_read(cluster: Cluster) -> None:
    other = Opportunity.objects.get(ocid="ocds-b5fd17-other")
    Notice.objects.create(
        cluster=cluster,
        opportunity=other,
        ocid=other.ocid,
        release_id="9",
        sha256="0" * 64,
        text=text(a_release(9, ocid=other.ocid, tender=a_tender(title="Forged"))).decode(),
        source="n.json",
        imported_at=AT,
    )
    found = replay_notices(cluster, at=AT, save=True)
    assert (found.altered, found.differ) == (1, 0)
    assert "is not that text any more" in found.problems[0].message
    assert Opportunity.objects.get(pk=other.pk).title == "Cargo bicycles"
