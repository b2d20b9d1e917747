"""Three ways of holding a demand back, one answer: nobody works on it, and every list and sum has the work once."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import pytest
from tests import builders
from tests.actions.demand.scene import AT, LATER, a_notice

from midas.actions.demand.decide_bid import Decided, decide_bid
from midas.actions.demand.drafts import save_draft
from midas.actions.demand.join_demands import join_demands, split_demand, undo_links
from midas.actions.demand.move_opportunity import move_opportunity
from midas.actions.demand.propose_requirement import propose_requirement
from midas.actions.demand.same_demand import CannotMerge, merge_demands, undo_merge
from midas.actions.formation.request_formation import request_formation
from midas.core.demand.joining import Part
from midas.core.values.states import UnableToMove
from midas.store.models import DemandLikeness, Opportunity, Requirement
from midas.store.queries import home, matches, search, seeing
from midas.store.queries.bidding import finished, ties
from midas.store.queries.demand import opportunities
from midas.store.queries.joining import held_in
from midas.store.queries.same_demand import undecided

WAYS = ("published twice", "joined", "split")


@dataclass
class Held:
    """A demand that is held, by what, and all that stands for the work instead."""

    demand: Opportunity
    by: Opportunity
    instead: list[Opportunity]


def hold(scene, way: str) -> Held:
    demand, broker = scene.opportunity, scene.broker
    if way == "published twice":
        other = a_notice(scene.cluster, ocid="ocds-b5fd17-2", title="Mobile units again")
        merge_demands(broker, other.pk, demand.pk, at=AT)
        by, instead = other, [other]
    elif way == "joined":
        other = a_notice(scene.cluster, ocid="ocds-b5fd17-2", title="Two clinics", value=1_000_000_00)
        by = join_demands(broker, [demand.pk, other.pk], "All clinics", at=AT)
        instead = [by]
    else:
        parts = [Part("Part 1", Decimal(50)), Part("Part 2", Decimal(50))]
        by, instead = demand, split_demand(broker, demand.pk, parts, at=AT)
    demand.refresh_from_db()
    return Held(demand, by, instead)


@pytest.fixture(params=WAYS)
def held(scene, request) -> Held:
    return hold(scene, request.param)


def keys(rows) -> set[int]:
    return {row.pk for row in rows}


def test_it_is_known_what_holds_it_and_that_nothing_holds_what_is_shown_instead(held):
    assert held_in(held.demand) == held.by
    assert [held_in(one) for one in held.instead] == [None] * len(held.instead)


def test_every_list_has_what_stands_for_it_and_not_the_demand_itself(scene, held):
    shown = keys(held.instead)
    near = scene.opportunity.deadline_at - timedelta(days=1)
    assert keys(opportunities(scene.cluster)) == shown
    assert keys(home.due_soon(near)) == shown
    assert keys(seeing.open_demands()) == shown
    assert keys(matches.open_demand(AT)) == shown
    assert set(map(int, seeing.asked_since(AT, "GBP")[1])) == shown
    assert held.demand.pk not in keys(search.opportunities("Mobile"))


def test_counts_and_the_worth_of_the_pipeline_have_the_work_once(scene, held):
    stage = home.pipeline(scene.cluster)["new"]
    assert (stage.count, stage.value) == (len(held.instead), sum(one.value for one in held.instead))
    assert home.to_qualify(AT - timedelta(days=60)).count == len(held.instead)


def test_a_requirement_of_it_neither_waits_for_a_team_nor_shows_gaps(scene, held):
    requirement = builders.a_requirement(held.demand)
    builders.a_package(requirement, "cpv:99000000")
    Opportunity.objects.filter(pk=held.demand.pk).update(state="qualified")
    assert home.standings() == []
    assert home.gaps(AT.date()) == []
    undo(scene, held)
    assert [one.opportunity.pk for one in home.standings()] == [held.demand.pk]
    assert len(home.gaps(AT.date())) == 1


def undo(scene, held: Held) -> None:
    if held.demand.same_as_id:
        undo_merge(scene.broker, held.demand.merged.get().pk, at=LATER, reason="two lots")
    else:
        undo_links(scene.broker, held.by.pk, at=LATER)


def test_what_was_won_and_is_held_counts_neither_as_a_customer_won_nor_as_a_template(scene, held):
    builders.a_requirement(held.demand, version=1)
    Opportunity.objects.filter(pk=held.demand.pk).update(state="won")
    new = a_notice(scene.cluster, ocid="ocds-b5fd17-9", title="Clinics of next year")
    assert (ties(new, "").customer_known, finished(new).count()) == (0, 0)
    undo(scene, held)
    assert (ties(new, "").customer_known, finished(new).count()) == (1, 1)


def test_nobody_works_on_it(scene, held):
    requirement = builders.a_requirement(held.demand, version=1)
    broker, demand = scene.broker, held.demand.pk
    third = a_notice(scene.cluster, ocid="ocds-b5fd17-3", title="Three clinics")
    for act in (
        lambda: move_opportunity(broker, demand, "qualified", at=AT),
        lambda: propose_requirement(broker, demand, at=AT),
        lambda: save_draft(broker, requirement.pk, {"version": 1}, at=AT),
        lambda: request_formation(broker, requirement.pk, at=AT),
        lambda: decide_bid(broker, demand, Decided("later", "Let us see."), [], at=AT),
        lambda: join_demands(broker, [demand, third.pk], "Again", at=AT),
        lambda: split_demand(broker, demand, [Part("A", Decimal(50)), Part("B", Decimal(50))], at=AT),
    ):
        with pytest.raises(UnableToMove, match="Mobile diagnostic units"):
            act()
    for kept, gone in ((third.pk, demand), (demand, third.pk)):
        with pytest.raises(CannotMerge, match="Mobile diagnostic units"):
            merge_demands(broker, kept, gone, at=AT)


def test_a_pair_with_it_waits_until_it_is_free(scene, held):
    third = a_notice(scene.cluster, ocid="ocds-b5fd17-3", title="Three clinics")
    DemandLikeness.objects.create(
        cluster=scene.cluster, first=held.demand, second=third, score=80, reasons=[], found_at=AT
    )
    assert undecided().count() == 0
    undo(scene, held)
    assert undecided().count() == 1


def test_after_merging_no_second_requirement_is_made_and_undoing_works(scene):
    """Proposed on the one taken in, a requirement stood in the way of the first when the merge was undone."""
    first = propose_requirement(scene.broker, scene.opportunity.pk, at=AT)
    other = a_notice(scene.cluster, ocid="ocds-b5fd17-2", title="Mobile units again")
    made = merge_demands(scene.broker, other.pk, scene.opportunity.pk, at=AT)
    with pytest.raises(UnableToMove, match="published twice"):
        propose_requirement(scene.broker, scene.opportunity.pk, at=AT)
    undo_merge(scene.broker, made.pk, at=LATER, reason="two lots")
    assert list(Requirement.objects.values_list("pk", "opportunity")) == [(first.pk, scene.opportunity.pk)]


def test_undoing_leaves_what_there_is_no_room_for_where_it_is(scene):
    first = propose_requirement(scene.broker, scene.opportunity.pk, at=AT)
    other = a_notice(scene.cluster, ocid="ocds-b5fd17-2", title="Mobile units again")
    made = merge_demands(scene.broker, other.pk, scene.opportunity.pk, at=AT)
    second = builders.a_requirement(scene.opportunity)
    undo_merge(scene.broker, made.pk, at=LATER, reason="two lots")
    assert dict(Requirement.objects.values_list("pk", "opportunity")) == {
        first.pk: other.pk,
        second.pk: scene.opportunity.pk,
    }
