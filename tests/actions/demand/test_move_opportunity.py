import pytest
from tests.builders import AT, a_cluster, a_member, a_role, an_enterprise, an_opportunity

from midas.actions.access.permissions import NotAllowed
from midas.actions.demand.move_opportunity import move_opportunity
from midas.core.values.problems import BadInput
from midas.core.values.states import UnableToMove
from midas.store import tenancy
from midas.store.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def broker():
    broker = a_role(a_cluster())
    with tenancy.tenant(broker.cluster_id):
        yield broker


def test_a_move_is_on_record_with_its_reason(broker):
    opportunity = an_opportunity(broker.cluster, state="new")
    move_opportunity(broker, opportunity.pk, "dropped", reason=" too far away ", at=AT)
    event = Event.objects.get(subject_kind="opportunity", subject_id=opportunity.pk)
    assert (event.before, event.after, event.reason) == ("new", "dropped", "too far away")
    assert event.by == broker.person


def test_dropping_takes_a_reason(broker):
    opportunity = an_opportunity(broker.cluster, state="new")
    with pytest.raises(BadInput):
        move_opportunity(broker, opportunity.pk, "dropped", reason="  ", at=AT)


def test_a_move_that_is_not_in_the_life_cycle_is_refused(broker):
    opportunity = an_opportunity(broker.cluster, state="won")
    with pytest.raises(UnableToMove, match="final"):
        move_opportunity(broker, opportunity.pk, "new", at=AT)


def test_a_demand_with_a_team_is_not_given_up_behind_its_back(broker):
    opportunity = an_opportunity(broker.cluster, state="forming")
    team = an_enterprise(broker.cluster, [a_member(broker.cluster)], "forming", opportunity=opportunity)
    for after in ("dropped", "qualified"):
        with pytest.raises(UnableToMove, match=team.name):
            move_opportunity(broker, opportunity.pk, after, reason="no time", at=AT)
    team.state = "abandoned"
    team.save()
    assert move_opportunity(broker, opportunity.pk, "dropped", reason="no time", at=AT).state == "dropped"


def test_a_member_moves_nothing(broker):
    opportunity = an_opportunity(broker.cluster, state="new")
    with pytest.raises(NotAllowed):
        move_opportunity(a_role(broker.cluster, "coach"), opportunity.pk, "qualified", at=AT)
