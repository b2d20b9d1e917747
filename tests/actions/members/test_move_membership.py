"""A membership moves by a decision, by an assessor, or because the firm leaves; each move is on record."""

import pytest
from tests.builders import AT, a_cluster, a_member, a_role

from midas.actions.access.permissions import NotAllowed, may
from midas.actions.members.move_membership import move_membership
from midas.core.values.problems import BadInput
from midas.core.values.states import UnableToMove
from midas.store import tenancy
from midas.store.models import Event


@pytest.fixture
def inside(db):
    cluster = a_cluster()
    with tenancy.tenant(cluster.pk):
        yield cluster


def test_an_assessor_begins_the_assessment(inside):
    coach = a_role(inside, "coach")
    firm = a_member(inside, state="applied", joined_on=None)
    moved = move_membership(coach, firm, "in_assessment", at=AT, reason="All is there.", by=coach.person)
    assert moved.state == firm.state == "in_assessment"
    event = Event.objects.get(verb="membership.in_assessment")
    assert (event.before, event.after, event.reason) == ("applied", "in_assessment", "All is there.")
    assert event.by == coach.person


@pytest.mark.parametrize("kind", ["broker", "project_manager", "member", "purchaser", "agency"])
def test_who_does_not_assess_cannot_begin_the_assessment(inside, kind):
    role = a_role(inside, kind)
    firm = a_member(inside, state="applied", joined_on=None)
    with pytest.raises(NotAllowed):
        move_membership(role, firm, "in_assessment", at=AT, reason="", by=role.person)


def test_a_decision_admits_and_the_joining_date_is_that_day(inside):
    firm = a_member(inside, state="in_assessment", joined_on=None)
    moved = move_membership(None, firm, "admitted", at=AT, reason="Motion 1", by=None)
    assert (moved.state, moved.joined_on) == ("admitted", AT.date())


def test_coming_back_from_suspension_keeps_the_joining_date(inside):
    firm = a_member(inside, state="suspended")
    first = firm.joined_on
    assert move_membership(None, firm, "admitted", at=AT, reason="Repaired", by=None).joined_on == first


@pytest.mark.parametrize("after", ["admitted", "declined"])
def test_no_role_admits_or_declines_alone(inside, after):
    committee = a_role(inside, "committee")
    firm = a_member(inside, state="in_assessment", joined_on=None)
    with pytest.raises(UnableToMove, match="by a decision of the cluster"):
        move_membership(committee, firm, after, at=AT, reason="I say so", by=committee.person)


def test_a_decline_needs_a_reason(inside):
    firm = a_member(inside, state="applied", joined_on=None)
    with pytest.raises(BadInput) as caught:
        move_membership(None, firm, "declined", at=AT, reason=" ", by=None)
    assert caught.value.problems[0].where == "reason"


def test_the_owner_takes_the_firm_out_and_its_staff_do_not(inside):
    firm = a_member(inside)
    staff = a_role(inside, "member", firm)
    with pytest.raises(NotAllowed, match="owner or the administrator"):
        move_membership(staff, firm, "left", at=AT, reason="We close.", by=staff.person)
    owner = a_role(inside, "member", firm)
    owner.is_owner = True
    owner.save()
    assert move_membership(owner, firm, "left", at=AT, reason="We close.", by=owner.person).state == "left"


def test_a_move_the_table_does_not_have_is_refused(inside):
    firm = a_member(inside, state="applied", joined_on=None)
    with pytest.raises(UnableToMove):
        move_membership(None, firm, "admitted", at=AT, reason="", by=None)


@pytest.mark.parametrize("state", ["applied", "in_assessment", "declined", "left"])
def test_the_people_of_a_firm_outside_see_to_their_own_and_nothing_of_the_work_inside(inside, state):
    firm = a_member(inside, state=state, joined_on=AT.date() if state == "left" else None)
    role = a_role(inside, "member", firm)
    assert may(role, "members.change_own")
    assert may(role, "rules.view")
    for permission in ("opportunities.view", "enterprises.view", "motions.view", "motions.vote"):
        assert not may(role, permission)


@pytest.mark.parametrize("state", ["admitted", "suspended"])
def test_the_people_of_a_member_see_the_work_inside(inside, state):
    role = a_role(inside, "member", a_member(inside, state=state))
    assert may(role, "opportunities.view")
