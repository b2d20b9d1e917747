"""Gaps of a requirement: a partner outside is looked for, other clusters are searched for what they publish."""

from datetime import UTC, date, datetime

import pytest
from tests.actions.demand.scene import AT, LATER, PACKAGES, POLICY, a_scene
from tests.builders import a_role

from midas.actions.access.permissions import NotAllowed
from midas.actions.demand.propose_requirement import propose_requirement
from midas.actions.demand.publish_coverage import publish_everywhere, set_publishing
from midas.actions.demand.save_requirement import save_requirement
from midas.actions.demand.seek_partner import close_search, seek_partner
from midas.core.values.problems import BadInput
from midas.core.values.states import UnableToMove
from midas.store import tenancy
from midas.store.models import PublishedCoverage
from midas.store.queries.elsewhere import elsewhere


@pytest.fixture
def requirement(scene):
    made = propose_requirement(scene.broker, scene.opportunity.pk, at=AT)
    return save_requirement(scene.broker, made.pk, PACKAGES, POLICY, version=0, at=AT)


def seek(role, requirement, package="wp1", what="Coat 24 cabins.", needed_by=None, at=AT):
    return seek_partner(role, requirement.pk, package, what=what, needed_by=needed_by, at=at)


def test_a_partner_is_looked_for_and_found(scene, requirement):
    sought = seek(scene.broker, requirement)
    assert (sought.state, sought.title, sought.competency) == ("open", "Cabins", "cpv:34200000")
    closed = close_search(
        scene.broker,
        sought.pk,
        state="found",
        outcome="Hull Coaters",
        found_id=scene.firms["Don"].pk,
        at=LATER,
    )
    assert (closed.state, closed.found, closed.closed_at) == ("found", scene.firms["Don"], LATER)


def test_one_search_at_a_time_and_none_ends_twice(scene, requirement):
    sought = seek(scene.broker, requirement)
    with pytest.raises(UnableToMove):
        seek(scene.broker, requirement)
    close_search(scene.broker, sought.pk, state="withdrawn", outcome="A member can.", found_id=None, at=AT)
    with pytest.raises(UnableToMove):
        close_search(scene.broker, sought.pk, state="found", outcome="x", found_id=None, at=AT)
    assert seek(scene.broker, requirement).state == "open"


def test_all_that_is_wrong_is_told(scene, requirement):
    with pytest.raises(BadInput) as bad:
        seek(scene.broker, requirement, package="wp9", what=" ", needed_by=date(2020, 1, 1))
    assert {one.where for one in bad.value.problems} == {"package", "what", "needed_by"}


def test_only_brokers_look_for_partners(scene, requirement):
    with pytest.raises(NotAllowed):
        seek(a_role(scene.cluster, "committee"), requirement)


def published(cluster, publish=True):
    with tenancy.tenant(cluster.pk):
        return set_publishing(a_role(cluster, "committee"), publish, at=AT)


def test_a_cluster_publishes_nothing_unless_it_chose_to(scene):
    there = a_scene("elsewhere").cluster
    with tenancy.tenant(there.pk):
        publish_everywhere(at=AT)
    assert elsewhere("cpv:34200000") == []


def test_what_is_published_is_counts_by_kind_of_work_and_region(scene):
    there = a_scene("elsewhere").cluster
    assert published(there) == 3
    found = {(one.competency, one.firms, one.cluster) for one in elsewhere("cpv:34200000")}
    assert found == {("cpv:34210000", 1, there.name), ("cpv:34200000", 1, there.name)}
    assert not hasattr(elsewhere("cpv:34200000")[0], "firm")


def test_what_is_withheld_again_is_gone_at_once(scene):
    there = a_scene("elsewhere").cluster
    published(there)
    published(there, publish=False)
    assert elsewhere("cpv:34200000") == []
    with tenancy.tenant(there.pk):
        assert not PublishedCoverage.objects.exists()


def test_ones_own_counts_are_not_among_those_of_others(scene):
    published(scene.cluster)
    assert elsewhere("cpv:34200000") == []


def test_only_the_committee_and_administrators_publish(scene):
    with pytest.raises(NotAllowed):
        set_publishing(scene.broker, True, at=AT)


def test_a_day_has_passed_where_the_cluster_is(scene, requirement):
    """Past noon in London it is the 25th in Auckland, and in Honolulu past midnight still the 24th."""
    noon, night = datetime(2026, 11, 24, 12, tzinfo=UTC), datetime(2026, 11, 25, 1, tzinfo=UTC)
    scene.broker.cluster.time_zone = "Pacific/Auckland"
    with pytest.raises(BadInput) as bad:
        seek(scene.broker, requirement, needed_by=date(2026, 11, 24), at=noon)
    assert [one.where for one in bad.value.problems] == ["needed_by"]
    scene.broker.cluster.time_zone = "Pacific/Honolulu"
    assert seek(scene.broker, requirement, needed_by=date(2026, 11, 24), at=night).state == "open"
