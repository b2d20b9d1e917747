"""An enterprise goes through its life, or is abandoned before it operates."""

from datetime import date

import pytest
from tests.actions.formation.scene import AT
from tests.actions.formation.solved import solved
from tests.builders import a_role

from midas.actions.access.permissions import NotAllowed
from midas.actions.formation.choose_proposal import choose_proposal
from midas.actions.formation.found_enterprise import Chosen
from midas.actions.formation.move_enterprise import move_enterprise
from midas.core.values.problems import BadInput
from midas.core.values.states import UnableToMove
from midas.store.models import Enterprise, Event, Opportunity


@pytest.fixture
def enterprise(scene):
    lead = scene.firms["Rother"].pk
    proposal = solved(scene).proposals.first()
    return choose_proposal(scene.broker, proposal.pk, Chosen("Clinic builders", lead_id=lead), at=AT)


def brought_to(enterprise, state, demand):
    Enterprise.objects.filter(pk=enterprise.pk).update(state=state)
    Opportunity.objects.filter(pk=enterprise.opportunity_id).update(state=demand)


def test_abandoning_a_forming_team_frees_its_opportunity(scene, enterprise):
    moved = move_enterprise(scene.broker, enterprise.pk, "abandoned", reason="The lead fell ill.", at=AT)
    assert moved.state == "abandoned"
    scene.opportunity.refresh_from_db()
    assert scene.opportunity.state == "qualified"
    gone = Event.objects.get(verb="enterprise.abandoned")
    assert (gone.before, gone.reason, gone.by) == ("forming", "The lead fell ill.", scene.broker.person)
    freed = Event.objects.get(verb="opportunity.qualified")
    assert freed.reason == "Clinic builders was abandoned: The lead fell ill."


def test_abandoning_a_bid_drops_the_opportunity(scene, enterprise):
    brought_to(enterprise, "bidding", "bidding")
    move_enterprise(scene.broker, enterprise.pk, "abandoned", reason="Too dear.", at=AT)
    scene.opportunity.refresh_from_db()
    assert scene.opportunity.state == "dropped"


def test_abandoning_takes_a_reason(scene, enterprise):
    with pytest.raises(BadInput) as caught:
        move_enterprise(scene.broker, enterprise.pk, "abandoned", reason="  ", at=AT)
    assert caught.value.problems[0].where == "reason"


@pytest.mark.parametrize("state", ["operating", "decommissioning"])
def test_a_team_at_work_is_not_abandoned(scene, enterprise, state):
    brought_to(enterprise, state, "won")
    with pytest.raises(UnableToMove, match="cannot become abandoned"):
        move_enterprise(scene.broker, enterprise.pk, "abandoned", reason="Enough.", at=AT)


def test_the_days_of_starting_and_dissolving_are_kept(scene, enterprise):
    brought_to(enterprise, "bidding", "won")
    for state in ("operating", "decommissioning", "dissolved"):
        enterprise = move_enterprise(scene.broker, enterprise.pk, state, at=AT)
    assert enterprise.operating_from == enterprise.dissolved_on == date(2026, 11, 24)


def test_only_those_who_may_change_enterprises_can_move_one(scene, enterprise):
    with pytest.raises(NotAllowed):
        move_enterprise(
            a_role(scene.cluster, "project_manager"), enterprise.pk, "abandoned", reason="x", at=AT
        )
