"""Ending roles, separation of duties, and second factors."""

import pytest
from allauth.mfa.models import Authenticator
from tests import builders
from tests.builders import AT

from midas.actions.access import duties
from midas.actions.access.own_firm import own_firms
from midas.actions.access.permissions import NotAllowed
from midas.actions.access.role_ending import end_role
from midas.actions.access.second_factor import lacks_second_factor, require_for
from midas.core.values.problems import BadInput
from midas.core.values.states import UnableToMove
from midas.store import tenancy
from midas.store.models import Change, Event, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def cluster():
    return builders.a_cluster()


@pytest.fixture
def administrator(cluster):
    return builders.a_role(cluster, "administrator")


@pytest.fixture
def here(cluster):
    with tenancy.tenant(cluster.pk):
        yield


def test_a_role_ends_with_a_reason_and_the_trail_keeps_both(administrator, cluster, here):
    broker = builders.a_role(cluster, "broker")
    key = broker.pk
    end_role(administrator, key, reason=" Left the firm ", at=AT)
    assert not Role.objects.filter(pk=key).exists()
    event = Event.objects.get(verb="role.ended")
    assert (event.subject_id, event.reason, event.details["person"]) == (
        key,
        "Left the firm",
        broker.person.name,
    )
    assert Change.objects.get(thing="role", thing_id=key).before["kind"] == "broker"


def test_a_role_does_not_end_without_a_reason(administrator, cluster, here):
    with pytest.raises(BadInput):
        end_role(administrator, builders.a_role(cluster, "broker").pk, reason="  ", at=AT)


def test_only_administrators_end_roles(cluster, here):
    with pytest.raises(NotAllowed):
        end_role(builders.a_role(cluster, "committee"), 1, reason="x", at=AT)


def test_the_last_administrator_stays(administrator, cluster, here):
    gone = builders.a_role(cluster, "administrator", person=builders.a_person(is_active=False))
    with pytest.raises(UnableToMove, match="last administrator"):
        end_role(administrator, administrator.pk, reason="x", at=AT)
    end_role(administrator, gone.pk, reason="left", at=AT)
    second = builders.a_role(cluster, "administrator")
    end_role(administrator, administrator.pk, reason="handed over", at=AT)
    assert list(Role.objects.filter(kind="administrator")) == [second]


def test_a_role_of_another_cluster_is_not_there(administrator, here):
    other = builders.a_role(builders.a_cluster(), "broker")
    with pytest.raises(Role.DoesNotExist):
        end_role(administrator, other.pk, reason="x", at=AT)


def both_hats(cluster, firm):
    """A committee member who also acts for a firm."""
    committee = builders.a_role(cluster, "committee")
    builders.a_role(cluster, "member", membership=firm, person=committee.person)
    return committee


def test_a_committee_member_stands_aside_for_their_own_firm(cluster, here):
    firm, other = builders.a_member(cluster), builders.a_member(cluster)
    committee = both_hats(cluster, firm)
    assert "Your own firm" in duties.recused(committee, [other.pk, firm.pk])
    assert duties.recused(committee, [other.pk]) == ""
    with pytest.raises(NotAllowed, match="own firm"):
        duties.require_impartial(committee, memberships=[firm.pk])


def test_and_for_a_partner_of_it_until_their_enterprise_is_over(cluster, here):
    firm, partner, past = (builders.a_member(cluster) for _ in range(3))
    builders.an_enterprise(cluster, [firm, partner])
    builders.an_enterprise(cluster, [firm, past], state="dissolved")
    committee = both_hats(cluster, firm)
    assert "in an enterprise with yours" in duties.recused(committee, [partner.pk])
    assert duties.recused(committee, [past.pk]) == ""


def test_a_committee_member_without_a_firm_stands_aside_for_nobody(cluster, here):
    firm = builders.a_member(cluster)
    builders.an_enterprise(cluster, [firm, builders.a_member(cluster)])
    assert duties.recused(builders.a_role(cluster, "committee"), [firm.pk]) == ""


def test_a_firm_in_another_cluster_does_not_count(cluster, here):
    committee = builders.a_role(cluster, "committee")
    builders.a_role(builders.a_cluster(), "member", person=committee.person)
    assert own_firms(committee) == set()


def test_a_broker_does_not_approve_for_their_own_enterprise(cluster, here):
    broker, other = builders.a_role(cluster, "broker"), builders.a_role(cluster, "broker")
    founded = builders.an_enterprise(cluster, [builders.a_member(cluster)], created_by=broker.person)
    with pytest.raises(NotAllowed, match="own enterprise"):
        duties.require_impartial(broker, enterprise=founded)
    duties.require_impartial(other, enterprise=founded)


def test_nor_by_changing_into_another_role(cluster, here):
    broker = builders.a_role(cluster, "broker")
    founded = builders.an_enterprise(cluster, [builders.a_member(cluster)], created_by=broker.person)
    committee = builders.a_role(cluster, "committee", person=broker.person)
    assert duties.is_own_enterprise(committee, founded)


def test_a_broker_for_one_enterprise_alone_does_not_approve_for_it(cluster, here):
    team = builders.an_enterprise(cluster, [builders.a_member(cluster)])
    broker = builders.a_role(cluster, "broker")
    Role.objects.filter(pk=broker.pk).update(enterprise=team)
    assert duties.is_own_enterprise(broker, team)


def test_a_role_lacks_a_second_factor_only_where_it_is_asked_for(administrator, cluster, here):
    assert not lacks_second_factor(administrator)
    require_for(administrator, ["administrator"], at=AT)
    administrator.cluster.refresh_from_db()
    assert lacks_second_factor(administrator)
    Authenticator.objects.create(user=administrator.person, type="recovery_codes", data={})
    assert lacks_second_factor(administrator), "recovery codes alone are none"
    Authenticator.objects.create(user=administrator.person, type="totp", data={"secret": "x"})
    assert not lacks_second_factor(administrator)
    assert Event.objects.get(verb="cluster.second_factor_required").details["after"] == ["administrator"]


def test_only_administrators_say_who_needs_a_second_factor(cluster, here):
    with pytest.raises(NotAllowed):
        require_for(builders.a_role(cluster, "committee"), ["broker"], at=AT)


def test_a_role_that_is_not_there_cannot_be_asked_for_one(administrator, here):
    with pytest.raises(BadInput, match="wizard"):
        require_for(administrator, ["wizard"], at=AT)
