"""Who works on a demand hears that a notice changed it: noted once, mailed once, until they have looked."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from tests import builders
from tests.actions.access.mail_server import answer, go_away, overtaken, refusing
from tests.actions.demand.scene import AT, LATER, a_notice

from midas.actions.access.permissions import NotAllowed
from midas.actions.demand.amendments import (
    follow,
    mail_amendments,
    note_amendments,
    see_amendments,
    tell_everybody,
)
from midas.actions.demand.move_opportunity import move_opportunity
from midas.actions.demand.same_demand import merge_demands
from midas.core.demand.amendment_words import Amount, Told, meant, message
from midas.core.demand.notice import Change
from midas.store.models import AmendmentNote, Event, Notice
from midas.store.queries.amendments import unseen

CHANGES = [
    {"field": "deadline_at", "before": "2026-12-15 12:00 UTC", "after": "2027-01-10 12:00 UTC"},
    {"field": "value", "before": "", "after": "GBP 900.00"},
]


def amend(opportunity, at=LATER, by=None, number="2", changes=CHANGES):
    return Notice.objects.create(
        cluster=opportunity.cluster, opportunity=opportunity, ocid=opportunity.ocid, release_id=number,
        sha256=f"{opportunity.pk}{number}".rjust(64, "0"), text="{}", source="a.json", imported_at=at,
        imported_by=by, changes=changes,
    )  # fmt: skip


def told(scene):
    return {note.person for note in AmendmentNote.objects.all()}


def test_whoever_owns_follows_or_took_it_further_is_told_and_nobody_else(scene):
    demand, coach = scene.opportunity, builders.a_role(scene.cluster, "coach")
    demand.owner = scene.rival.person
    demand.save()
    move_opportunity(scene.broker, demand.pk, "qualified", at=AT)
    follow(coach, demand.pk, wanted=True, at=AT)
    builders.a_role(scene.cluster, "administrator")
    amend(demand)
    assert note_amendments(scene.cluster, at=LATER) == 3
    assert told(scene) == {scene.rival.person, scene.broker.person, coach.person}
    assert note_amendments(scene.cluster, at=LATER) == 0


def test_a_notice_that_changes_nothing_is_nothing_to_tell(scene):
    follow(scene.broker, scene.opportunity.pk, wanted=True, at=AT)
    amend(scene.opportunity, changes=[])
    assert note_amendments(scene.cluster, at=LATER) == 0


def test_changes_before_somebody_followed_are_not_told(scene):
    amend(scene.opportunity, at=AT)
    follow(scene.broker, scene.opportunity.pk, wanted=True, at=LATER)
    assert note_amendments(scene.cluster, at=LATER) == 0


def test_whoever_handed_the_notice_in_knows_already(scene):
    follow(scene.broker, scene.opportunity.pk, wanted=True, at=AT)
    amend(scene.opportunity, by=scene.broker.person)
    assert note_amendments(scene.cluster, at=LATER) == 0


def test_who_does_not_want_to_hear_of_it_is_left_alone_although_they_own_it(scene):
    demand = scene.opportunity
    demand.owner = scene.broker.person
    demand.save()
    follow(scene.broker, demand.pk, wanted=False, at=AT)
    amend(demand)
    assert note_amendments(scene.cluster, at=LATER) == 0
    follow(scene.broker, demand.pk, wanted=True, at=AT)
    assert note_amendments(scene.cluster, at=LATER) == 1


def test_who_has_left_or_may_not_see_demand_is_not_told(scene):
    gone = builders.a_role(scene.cluster, "coach")
    follow(gone, scene.opportunity.pk, wanted=True, at=AT)
    gone.delete()
    amend(scene.opportunity)
    assert note_amendments(scene.cluster, at=LATER) == 0


def test_each_person_gets_one_message_with_everything_once(scene):
    second = a_notice(scene.cluster, ocid="ocds-b5fd17-2", title="Forty benches")
    for demand in (scene.opportunity, second):
        follow(scene.broker, demand.pk, wanted=True, at=AT)
        amend(demand)
    assert tell_everybody(at=LATER, address=lambda key: f"https://midas.example/demand/{key}/") == (2, 1)
    (sent,) = mail.outbox
    assert sent.to == [scene.broker.person.email]
    assert sent.subject == "[Midas] Changed: 2 demands you work on"
    assert "- deadline at: 15 December 2026, 12:00 UTC → 10 January 2027, 12:00 UTC" in sent.body
    assert "- value: nothing → GBP 900.00" in sent.body
    assert f"Forty benches\nhttps://midas.example/demand/{second.pk}/\n- deadline" in sent.body
    assert Event.objects.filter(verb="opportunity.amendment_told").count() == 2
    assert tell_everybody(at=LATER + timedelta(minutes=1)) == (0, 0)


def test_a_message_that_cannot_be_sent_is_tried_again(scene, monkeypatch):
    follow(scene.broker, scene.opportunity.pk, wanted=True, at=AT)
    amend(scene.opportunity)
    note_amendments(scene.cluster, at=LATER)
    with monkeypatch.context() as patched:
        go_away(patched)
        assert mail_amendments(scene.cluster, at=LATER) == 0
    assert AmendmentNote.objects.get().mailed_at is None
    assert not Event.objects.filter(verb="opportunity.amendment_told").exists()
    assert mail_amendments(scene.cluster, at=LATER) == 1


def test_an_address_that_is_refused_is_on_record_and_keeps_nobody_else_from_their_message(scene, monkeypatch):
    for role in (scene.broker, scene.rival):
        follow(role, scene.opportunity.pk, wanted=True, at=AT)
    amend(scene.opportunity)
    first = scene.broker.person
    tried = answer(monkeypatch, {first.email: refusing(first.email)})
    assert [tell_everybody(at=LATER), tell_everybody(at=LATER)] == [(2, 1), (0, 0)]
    assert sorted(tried) == sorted([first.email, scene.rival.person.email])
    refusal = Event.objects.get(verb="opportunity.letter_refused")
    assert (refusal.subject_id, refusal.details["name"]) == (scene.opportunity.pk, first.name)
    assert AmendmentNote.objects.filter(seen_at=None).count() == 2, "the home page still tells of it"


def test_two_rounds_that_found_the_same_due_tell_it_once(scene, monkeypatch):
    follow(scene.broker, scene.opportunity.pk, wanted=True, at=AT)
    amend(scene.opportunity)
    inner, outer = overtaken(monkeypatch, lambda: tell_everybody(at=LATER)[1])
    assert (inner, outer, len(mail.outbox)) == (1, 0, 1)


def test_nobody_is_mailed_about_the_demo(scene):
    scene.cluster.is_demo = True
    scene.cluster.save()
    follow(scene.broker, scene.opportunity.pk, wanted=True, at=AT)
    amend(scene.opportunity)
    assert tell_everybody(at=LATER) == (1, 0)
    assert mail.outbox == []


def test_a_change_waits_until_it_was_looked_at(scene):
    follow(scene.broker, scene.opportunity.pk, wanted=True, at=AT)
    amend(scene.opportunity)
    note_amendments(scene.cluster, at=LATER)
    (waiting,) = unseen(scene.broker.person)
    assert (waiting, waiting.changed) == (scene.opportunity, 1)
    assert see_amendments(scene.rival, scene.opportunity.pk, at=LATER) == 0
    assert see_amendments(scene.broker, scene.opportunity.pk, at=LATER) == 1
    assert list(unseen(scene.broker.person)) == []


def test_a_change_of_the_twin_is_told_to_who_works_on_the_one_that_was_kept(scene):
    twin = a_notice(scene.cluster, ocid="ocds-h6vhtk-9", title="Mobile units")
    merge_demands(scene.broker, scene.opportunity.pk, twin.pk, at=AT)
    follow(scene.broker, scene.opportunity.pk, wanted=True, at=AT)
    amend(twin)
    note_amendments(scene.cluster, at=LATER)
    assert [one.opportunity for one in AmendmentNote.objects.all()] == [scene.opportunity]


def test_who_may_not_see_demand_may_not_follow_it(scene):
    agency = builders.a_role(scene.cluster, "agency")
    for forbidden in (
        lambda: follow(agency, scene.opportunity.pk, wanted=True, at=AT),
        lambda: see_amendments(agency, scene.opportunity.pk, at=AT),
    ):
        with pytest.raises(NotAllowed):
            forbidden()


def test_a_message_stays_short_and_on_one_line_where_it_must():
    long = [Change(f"lots/{number}/value", "", "x" * 500) for number in range(30)]
    subject, text = message("Five Rivers", [Told("Cabins\r\nBcc: all", long)])
    assert subject == "[Midas] Changed: Cabins Bcc: all"
    assert "- and 18 more" in text
    assert max(map(len, text.splitlines())) < 220


def test_a_side_of_a_change_is_known_for_what_it_is():
    assert meant("GBP 1,234.50") == Amount("GBP", Decimal("1234.50"))
    assert meant("2027-01-10").isoformat() == "2027-01-10"
    assert meant("2027-01-10 12:00 UTC").isoformat() == "2027-01-10T12:00:00+00:00"
    for text in ("2027-13-10", "2027-13-10 12:00 UTC", "GBP many", "open", ""):
        assert meant(text) == text
