"""Demands are joined and split with where they come from, exactly, and either is taken back."""

from decimal import Decimal

import pytest
from tests.actions.demand.scene import AT, LATER, a_notice

from midas.actions.access.permissions import NotAllowed
from midas.actions.demand.join_demands import join_demands, split_demand, undo_links
from midas.actions.demand.move_opportunity import move_opportunity
from midas.actions.demand.propose_requirement import propose_requirement
from midas.core.demand.joining import Part
from midas.core.values.problems import BadInput
from midas.core.values.states import UnableToMove
from midas.store.models import DemandLink, Opportunity
from midas.store.queries.demand import opportunities
from midas.store.queries.joining import links_of


@pytest.fixture
def other(scene):
    return a_notice(
        scene.cluster, ocid="ocds-b5fd17-2", title="Two clinics", value=500_000_00, cpv="34210000"
    )


@pytest.fixture
def whole(scene, other):
    return join_demands(scene.broker, [scene.opportunity.pk, other.pk], "All clinics", at=AT)


def listed(scene):
    return set(opportunities(scene.cluster).values_list("title", flat=True))


def test_the_whole_has_a_lot_for_each_and_the_sum_of_their_amounts(scene, whole):
    assert (whole.value, whole.cpv, whole.state, whole.door) == (6_500_000_00, "34200000", "new", "customer")
    assert [lot["title"] for lot in whole.lots] == ["Mobile diagnostic units", "Two clinics"]
    assert {link.part.title for link in links_of(whole).parts} == {"Mobile diagnostic units", "Two clinics"}


def test_lots_of_the_whole_are_packages_when_it_is_made_a_requirement(scene, whole):
    packages = propose_requirement(scene.broker, whole.pk, at=LATER).draft["packages"]
    assert [one["title"] for one in packages] == ["Mobile diagnostic units", "Two clinics"]
    assert [one["value"] for one in packages] == ["6,000,000.00", "500,000.00"]


def test_what_is_joined_waits_and_is_listed_no_more(scene, whole):
    assert listed(scene) == {"All clinics"}
    for act in (
        lambda: move_opportunity(scene.broker, scene.opportunity.pk, "qualified", at=AT),
        lambda: propose_requirement(scene.broker, scene.opportunity.pk, at=AT),
        lambda: join_demands(scene.broker, [scene.opportunity.pk, whole.pk], "Again", at=AT),
    ):
        with pytest.raises(UnableToMove, match="All clinics"):
            act()


def test_a_joining_is_taken_back_and_stays_on_record(scene, whole):
    assert undo_links(scene.broker, whole.pk, at=LATER) == 2
    whole.refresh_from_db()
    assert whole.state == "dropped"
    assert listed(scene) == {"All clinics", "Mobile diagnostic units", "Two clinics"}
    assert DemandLink.objects.filter(whole=whole, undone_at=LATER).count() == 2
    with pytest.raises(UnableToMove):
        undo_links(scene.broker, whole.pk, at=LATER)


def test_a_part_that_changes_later_is_told(scene, other, whole):
    other.updated_at = LATER
    other.save()
    assert [one.pk for one in links_of(whole).changed] == [other.pk]


def test_one_demand_alone_is_not_joined_and_needs_a_title(scene):
    with pytest.raises(BadInput) as bad:
        join_demands(scene.broker, [scene.opportunity.pk], " ", at=AT)
    assert {one.where for one in bad.value.problems} == {"parts", "title"}


def split(scene, *percents, role=None):
    parts = [Part(f"Part {number}", Decimal(share)) for number, share in enumerate(percents, 1)]
    return split_demand(role or scene.broker, scene.opportunity.pk, parts, at=AT)


def test_the_parts_sum_to_the_whole_to_the_penny_and_keep_what_it_said(scene):
    Opportunity.objects.filter(pk=scene.opportunity.pk).update(value=100_00)
    made = split(scene, "33.33", "33.33", "33.34")
    assert [one.value for one in made] == [3333, 3333, 3334]
    assert {(one.cpv, one.buyer_name, one.ocid) for one in made} == {("34200000", "Combined Authority", "")}
    assert listed(scene) == {"Part 1", "Part 2", "Part 3"}


def test_lots_go_with_their_part(scene):
    scene.opportunity.lots = [{"id": "1", "title": "A"}, {"id": "2", "title": "B"}]
    scene.opportunity.items = [{"id": "1", "lot": "1"}, {"id": "2", "lot": "2"}]
    scene.opportunity.save()
    parts = [Part("First", Decimal(60), ("1",)), Part("Second", Decimal(40), ("2",))]
    first, second = split_demand(scene.broker, scene.opportunity.pk, parts, at=AT)
    assert ([lot["title"] for lot in first.lots], [item["id"] for item in second.items]) == (["A"], ["2"])


def test_shares_that_are_not_a_hundred_make_nothing(scene):
    with pytest.raises(BadInput):
        split(scene, "50", "49")
    assert not DemandLink.objects.exists()


def test_a_split_is_taken_back_and_the_parts_are_dropped(scene):
    made = split(scene, "50", "50")
    undo_links(scene.broker, scene.opportunity.pk, at=LATER)
    assert set(
        Opportunity.objects.filter(pk__in=[one.pk for one in made]).values_list("state", flat=True)
    ) == {"dropped"}
    move_opportunity(scene.broker, scene.opportunity.pk, "qualified", at=LATER)


def test_what_has_a_requirement_is_divided_there(scene):
    propose_requirement(scene.broker, scene.opportunity.pk, at=AT)
    with pytest.raises(UnableToMove, match="requirement"):
        split(scene, "50", "50")


def test_only_brokers_join_split_and_undo(scene, other, whole):
    for act in (
        lambda: join_demands(scene.member, [scene.opportunity.pk, other.pk], "x", at=AT),
        lambda: split(scene, "50", "50", role=scene.member),
        lambda: undo_links(scene.member, whole.pk, at=AT),
    ):
        with pytest.raises(NotAllowed):
            act()
