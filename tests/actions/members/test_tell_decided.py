"""Who applied is told the decision once, with its reasons; the admitted take their firm over."""

from datetime import timedelta

import pytest
from django.core import mail
from tests import builders
from tests.builders import AT
from tests.web.members.joining_scene import a_joinable_cluster, an_application

from midas.actions.access.accepting import accept, look
from midas.actions.access.inviting import Offer, invite
from midas.actions.members.decide import open_motion, vote
from midas.actions.members.decision import decision_on
from midas.actions.members.move_membership import move_membership
from midas.actions.members.send_application import send_application
from midas.actions.members.tell_decided import Addresses, tell_everybody
from midas.core.members.motions import Wording
from midas.store import tenancy
from midas.store.models import Event, Invitation, Membership, Motion, Role

LATER = AT + timedelta(hours=2)
ADDRESSES = Addresses(
    invitation="https://here.example/invited/{}".format,
    application="https://here.example/join/{}/open/{}".format,
    door="https://here.example/join/{}".format,
    sign_in="https://here.example/sign-in",
)


class Scene:
    """A firm whose application is sent and being assessed, and a committee of three."""

    def __init__(self) -> None:
        self.cluster = a_joinable_cluster(name="Five Rivers")
        self.committee = [builders.a_role(self.cluster, "committee") for _ in range(3)]
        self.application = an_application(self.cluster)
        with tenancy.tenant(self.cluster.pk):
            self.firm = send_application(self.application.pk, by=None, at=AT)
            move_membership(None, self.firm, "in_assessment", at=AT, by=None)

    def decide(self, kind, **more):
        with tenancy.tenant(self.cluster.pk):
            wording = Wording(kind, f"{kind} it", "No accounts were shown.", membership=self.firm.pk, **more)
            motion = open_motion(self.committee[0], wording, at=AT)
            for role in self.committee:
                vote(role, motion.pk, "yes", at=AT + timedelta(hours=1))

    def owner(self, email):
        person = builders.a_person(email=email)
        with tenancy.tenant(self.cluster.pk):
            kind = Role.Kind.MEMBER
            Role.objects.create(
                cluster=self.cluster, person=person, kind=kind, membership=self.firm, is_owner=True
            )


@pytest.fixture
def here(db):
    made = Scene()
    mail.outbox.clear()
    return made


def secret_of(letter):
    return letter.body.split("https://here.example/invited/")[1].split()[0]


def test_an_admitted_firm_is_told_with_its_conditions_and_taken_over_by_whoever_applied(here):
    until = AT.date() + timedelta(days=180)
    here.decide("admit", conditions="ISO 9001 within a year", probation_until=until)

    assert tell_everybody(ADDRESSES, at=LATER) == 1

    [letter] = mail.outbox
    assert letter.to == ["ada@loxley.example"]
    assert "Five Rivers" in letter.subject
    assert "ISO 9001 within a year" in letter.body
    assert f"{until.day} {until:%B %Y}" in letter.body
    secret = secret_of(letter)
    assert look(secret, at=LATER).place == "Loxley Forge Limited"
    role = accept(secret, builders.a_person(email="ada@loxley.example"), at=LATER)
    assert (role.kind, role.membership_id, role.is_owner) == ("member", here.firm.pk, True)


def test_it_is_told_once(here):
    here.decide("admit")
    assert tell_everybody(ADDRESSES, at=LATER) == 1
    assert tell_everybody(ADDRESSES, at=LATER) == 0
    assert len(mail.outbox) == 1


def test_a_declined_firm_is_told_the_reasons_and_what_it_can_do(here):
    here.decide("decline")

    tell_everybody(ADDRESSES, at=LATER)

    [letter] = mail.outbox
    assert letter.to == ["ada@loxley.example"]
    for words in ("not to admit", "No accounts were shown.", f"/join/{here.cluster.slug}", "apply again"):
        assert words in letter.body
    with tenancy.tenant(here.cluster.pk):
        assert not Invitation.objects.exists()


def test_a_firm_that_has_an_owner_is_told_and_nobody_is_invited(here):
    here.owner("bo@loxley.example")
    here.decide("admit")

    tell_everybody(ADDRESSES, at=LATER)

    [letter] = mail.outbox
    assert letter.to == ["ada@loxley.example", "bo@loxley.example"]
    assert "https://here.example/sign-in" in letter.body
    with tenancy.tenant(here.cluster.pk):
        assert not Invitation.objects.exists()


def test_an_invitation_as_staff_becomes_that_of_the_owner(here):
    administrator = builders.a_role(here.cluster, "administrator")
    with tenancy.tenant(here.cluster.pk):
        invite(administrator, "ada@loxley.example", Offer("member", here.firm.pk), at=AT)
    here.decide("admit")

    tell_everybody(ADDRESSES, at=LATER)

    with tenancy.tenant(here.cluster.pk):
        assert Invitation.objects.get().is_owner
    assert look(secret_of(mail.outbox[0]), at=LATER).email == "ada@loxley.example"


def test_a_letter_that_cannot_be_sent_leaves_nothing_and_is_tried_again(here, monkeypatch):
    here.decide("admit")

    def refuse(*args, **more):
        raise OSError("the server is away")

    with monkeypatch.context() as broken:
        broken.setattr("midas.actions.members.tell_decided.send_mail", refuse)
        assert tell_everybody(ADDRESSES, at=LATER) == 0
    with tenancy.tenant(here.cluster.pk):
        assert not Invitation.objects.exists()
        assert not Event.objects.filter(verb="membership.told_of_decision").exists()
    assert tell_everybody(ADDRESSES, at=LATER) == 1


def test_who_is_not_decided_on_or_was_decided_on_long_ago_gets_no_letter(here):
    assert tell_everybody(ADDRESSES, at=LATER) == 0
    here.decide("admit")
    assert tell_everybody(ADDRESSES, at=AT + timedelta(days=30)) == 0
    with tenancy.tenant(here.cluster.pk):
        assert Membership.objects.get(pk=here.firm.pk).state == "admitted"


def test_a_decision_is_of_the_day_on_which_the_cluster_made_it(here):
    here.decide("admit")
    with tenancy.tenant(here.cluster.pk):
        Motion.objects.update(closed_at=AT.replace(hour=12))
        here.firm.refresh_from_db()
        days = []
        for zone in ("Europe/London", "Pacific/Auckland"):
            here.firm.cluster.time_zone = zone
            days.append(decision_on(here.firm).on)
    assert days == [AT.date(), AT.date() + timedelta(days=1)]
