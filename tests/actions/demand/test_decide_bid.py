"""Whether to bid is decided with reasons, kept as it stood, and never changed."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction
from tests.actions.demand.scene import AT, LATER
from tests.builders import a_role

from midas.actions.access.permissions import NotAllowed
from midas.actions.demand.bid_sheet import bid_sheet
from midas.actions.demand.decide_bid import Decided, decide_bid
from midas.actions.demand.move_opportunity import move_opportunity
from midas.core.demand.bid import fit_line
from midas.core.values.problems import BadInput
from midas.core.values.states import UnableToMove
from midas.store.models import BidDecision, Event, Offering
from midas.web.demand.listing import demands

SHEET = [fit_line(80, "two codes offered")]


def decide(role, scene, choice, reason="It is our kind of work.", at=AT, **more):
    return decide_bid(role, scene.opportunity.pk, Decided(choice, reason, **more), SHEET, at=at)


def test_to_bid_qualifies_a_new_demand_and_keeps_the_sheet_as_it_stood(scene):
    made = decide(scene.broker, scene, "bid", strategic=4)
    scene.opportunity.refresh_from_db()
    assert scene.opportunity.state == "qualified"
    assert (made.choice, made.strategic, made.by) == ("bid", 4, scene.broker.person)
    assert made.sheet == [{"name": "fit", "light": "green", "figure": "80", "why": "two codes offered"}]
    assert Event.objects.filter(verb="bid.bid", reason="It is our kind of work.").exists()


def test_not_to_bid_drops_it_with_the_reason(scene):
    decide(scene.broker, scene, "no_bid", "Too far away.")
    scene.opportunity.refresh_from_db()
    assert scene.opportunity.state == "dropped"


def test_to_decide_later_changes_nothing_and_the_newest_decision_counts(scene):
    decide(scene.broker, scene, "later", "Ask the welders first.")
    decide(scene.broker, scene, "bid", at=LATER)
    assert [one.choice for one in BidDecision.objects.all()] == ["bid", "later"]


def test_a_decision_is_never_changed_or_taken_away(scene):
    made = decide(scene.broker, scene, "later")
    for change in (lambda: BidDecision.objects.update(reason="Other"), made.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_without_a_reason_nothing_is_decided(scene):
    with pytest.raises(BadInput) as bad:
        decide(scene.broker, scene, "perhaps", "  ", strategic=9)
    assert {one.where for one in bad.value.problems} == {"choice", "reason", "strategic"}
    assert not BidDecision.objects.exists()


def test_what_is_over_is_decided_no_more(scene):
    move_opportunity(scene.broker, scene.opportunity.pk, "dropped", reason="No", at=AT)
    with pytest.raises(UnableToMove):
        decide(scene.broker, scene, "bid")


@pytest.mark.parametrize("kind", ["committee", "project_manager", "coach", "agency", "purchaser"])
def test_only_brokers_decide(scene, kind):
    with pytest.raises(NotAllowed):
        decide(a_role(scene.cluster, kind), scene, "bid")


def test_the_sheet_and_the_list_go_by_the_day_the_cluster_has(scene):
    """Past noon in London on the last day of every offering it is the day after in Auckland."""
    noon = datetime(2026, 11, 24, 12, tzinfo=UTC)
    Offering.objects.update(valid_until=date(2026, 11, 24))
    for zone, is_offered in (("Europe/London", True), ("Pacific/Auckland", False)):
        scene.broker.cluster.time_zone = zone
        lines, _won = bid_sheet(scene.broker, scene.opportunity, noon)
        (shown,) = demands(scene.broker.cluster, [scene.opportunity], at=noon)
        assert (bool(shown.fit.score), lines[0].light == "green") == (is_offered, is_offered), zone
