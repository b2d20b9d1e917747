"""Who applied is told the decision once, with its reasons; the admitted take their firm over."""

from datetime import timedelta
from threading import Thread

import pytest
from django.core import mail
from django.db import connection
from tests import builders
from tests.actions.access.mail_server import answer, go_away, overtaken, refusing
from tests.builders import AT
from tests.web.members.joining_scene import COMPLETE, a_joinable_cluster, an_application

from midas.actions.access import letters
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

    def __init__(self, before=None, email="ada@loxley.example", **identity) -> None:
        self.cluster = before.cluster if before else a_joinable_cluster(name="Five Rivers")
        self.committee = (
            before.committee if before else [builders.a_role(self.cluster, "committee") for _ in range(3)]
        )
        answers = {**COMPLETE, "identity": {**COMPLETE["identity"], **identity}}
        self.application = an_application(self.cluster, answers, email)
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
        self.staff(email, is_owner=True)

    def staff(self, email, is_owner=False, **more):
        person = builders.a_person(email=email, **more)
        with tenancy.tenant(self.cluster.pk):
            kind = Role.Kind.MEMBER
            return Role.objects.create(
                cluster=self.cluster, person=person, kind=kind, membership=self.firm, is_owner=is_owner
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
    with monkeypatch.context() as broken:
        go_away(broken)
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


@pytest.fixture
def three(here):
    """Firms of one cluster that applied by these addresses and are admitted."""
    scenes = [
        here,
        Scene(here, "bo@loxley.example", name="Don Castings", number="7654321"),
        Scene(here, "cy@loxley.example", name="Calder Tools", number="7654322"),
    ]
    for scene in scenes:
        scene.decide("admit")
    mail.outbox.clear()
    return scenes


def recipients():
    return [to for letter in mail.outbox for to in letter.to]


def test_an_address_that_is_refused_keeps_nobody_else_from_their_letter(three, monkeypatch):
    tried = answer(monkeypatch, {"ada@loxley.example": refusing("ada@loxley.example")})
    assert tell_everybody(ADDRESSES, at=LATER) == 2
    assert tell_everybody(ADDRESSES, at=LATER) == 0
    assert tried == ["ada@loxley.example", "bo@loxley.example", "cy@loxley.example"]
    with tenancy.tenant(three[0].cluster.pk):
        assert Event.objects.get(verb="membership.letter_refused").subject_id == three[0].firm.pk
        assert not Invitation.objects.filter(email="ada@loxley.example").exists(), "nobody has its link"


def test_staff_who_read_the_mail_of_the_address_that_applied_are_made_owner(three):
    role = three[1].staff("bo@loxley.example")

    assert tell_everybody(ADDRESSES, at=LATER) == 3
    assert tell_everybody(ADDRESSES, at=LATER) == 0

    assert recipients() == ["ada@loxley.example", "bo@loxley.example", "cy@loxley.example"]
    assert ADDRESSES.sign_in in mail.outbox[1].body
    with tenancy.tenant(three[0].cluster.pk):
        role.refresh_from_db()
        assert role.is_owner
        assert Event.objects.filter(verb="role.made_owner", subject_id=role.pk).count() == 1
        assert Invitation.objects.count() == 2


def test_an_address_that_cannot_be_invited_is_told_without_an_invitation(three):
    role = three[1].staff("bo@loxley.example", is_active=False)

    assert tell_everybody(ADDRESSES, at=LATER) == 3

    assert ADDRESSES.sign_in in mail.outbox[1].body
    with tenancy.tenant(three[0].cluster.pk):
        role.refresh_from_db()
        assert not role.is_owner, "who may not sign in owns nothing"
        assert Invitation.objects.count() == 2


def test_a_letter_that_fails_after_another_was_sent_does_not_send_that_again(three, monkeypatch):
    with monkeypatch.context() as broken:
        answer(broken, {"bo@loxley.example": ConnectionResetError()})
        assert tell_everybody(ADDRESSES, at=LATER) == 1
    assert tell_everybody(ADDRESSES, at=LATER) == 2
    assert recipients() == ["ada@loxley.example", "bo@loxley.example", "cy@loxley.example"]


def test_two_rounds_that_found_the_same_due_tell_it_once(three, monkeypatch):
    assert overtaken(monkeypatch, lambda: tell_everybody(ADDRESSES, at=LATER)) == (3, 0)
    assert len(mail.outbox) == 3


@pytest.mark.django_db(transaction=True)
def test_a_round_waits_for_the_letter_another_is_sending(transactional_db, monkeypatch):
    Scene().decide("admit")
    mail.outbox.clear()
    second = Thread(target=_round_of_its_own)
    send = letters.send_mail

    def slowly(*arguments):
        if second.ident is None:
            second.start()
            while second.is_alive() and not _somebody_waits():
                pass
        return send(*arguments)

    monkeypatch.setattr(letters, "send_mail", slowly)
    assert tell_everybody(ADDRESSES, at=LATER) == 1
    second.join()
    assert len(mail.outbox) == 1


def _round_of_its_own():
    try:
        tell_everybody(ADDRESSES, at=LATER)
    finally:
        connection.close()


def _somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute("select exists(select from pg_locks where not granted)")
        return cursor.fetchone()[0]


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
