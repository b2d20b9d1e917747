"""Every Monday owners are sent what is new and in no list before: once, where they want it, and nothing is lost."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from tests.actions.access.mail_server import answer, go_away, overtaken, refusing
from tests.actions.demand.scene import AT, a_notice
from tests.builders import a_role

from midas.actions.access.permissions import NotAllowed
from midas.actions.demand.answer_match import answer_match
from midas.actions.demand.send_digest import LISTED, choose_digest, due_digests, send_digests
from midas.store.models import Cluster, Event, Match, Organisation

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MONDAY = datetime(2026, 11, 30, 7, 0, tzinfo=UTC)
"""Seven in the morning in London."""
NEXT = MONDAY + 7 * DAY


def shown(scene, firm="Rother", at=AT, opportunity=None, score=70):
    return Match.objects.create(
        cluster=scene.cluster,
        opportunity=opportunity or scene.opportunity,
        membership=scene.firms[firm],
        score=score,
        place=1,
        reasons=[{"kind": "codes", "words": "You make bodies"}],
        matched_at=at,
        shown_at=at,
    )


def another(scene, title, number=2):
    return a_notice(scene.cluster, ocid=f"ocds-{number}", title=title, deadline_at=AT + timedelta(days=40))


def send(at):
    return send_digests("https://midas.example", at=at)


def test_owners_are_sent_once_what_is_new(scene):
    shown(scene)
    assert [send(MONDAY), send(MONDAY + HOUR), send(NEXT)] == [1, 0, 0]
    (letter,) = mail.outbox
    assert letter.to == [scene.member.person.email]
    assert letter.subject == "Rother: 1 demand worth your time"
    assert "Mobile diagnostic units" in letter.body
    assert f"https://midas.example/demand/{scene.opportunity.pk}/" in letter.body


def test_a_list_is_sent_on_monday_from_seven_where_the_cluster_is(scene):
    Cluster.objects.filter(pk=scene.cluster.pk).update(time_zone="America/New_York")
    shown(scene, at=MONDAY - HOUR)
    assert [send(MONDAY), send(MONDAY + 4 * HOUR), send(MONDAY + 5 * HOUR)] == [0, 0, 1]


def test_a_monday_that_nobody_worked_is_made_good_at_the_first_chance_after(scene):
    shown(scene)
    assert [send(MONDAY + 3 * DAY), send(MONDAY + 4 * DAY)] == [1, 0]
    shown(scene, opportunity=another(scene, "More clinics"), at=MONDAY + 5 * DAY)
    assert send(NEXT) == 1, "the next list is not later for it"


def test_what_comes_after_monday_morning_waits_for_the_next(scene):
    shown(scene, at=MONDAY + HOUR)
    assert [send(MONDAY + 2 * HOUR), send(MONDAY + 6 * DAY), send(NEXT)] == [0, 0, 1]


def test_a_week_later_only_what_came_since_is_sent(scene):
    shown(scene)
    send(MONDAY)
    shown(scene, opportunity=another(scene, "More clinics"), at=MONDAY + 2 * DAY)
    assert send(NEXT) == 1
    assert "More clinics" in mail.outbox[1].body
    assert "Mobile diagnostic units" not in mail.outbox[1].body


def test_what_a_run_saved_after_the_list_but_began_before_it_is_in_the_next(scene):
    shown(scene)
    send(MONDAY + HOUR)
    shown(scene, opportunity=another(scene, "More clinics"), at=MONDAY - HOUR)
    assert [send(MONDAY + 2 * HOUR), send(NEXT)] == [0, 1]
    assert "More clinics" in mail.outbox[1].body


def test_a_long_list_tells_the_best_and_how_many_more_there_are_and_none_of_them_again(scene):
    for number in range(LISTED + 2):
        demand = another(scene, f"Clinic {number}.", number)
        shown(scene, opportunity=demand, score=90 - number)
    assert [send(MONDAY), send(NEXT)] == [1, 0]
    (letter,) = mail.outbox
    assert "And 2 more." in letter.body
    assert "Clinic 9." in letter.body
    assert "Clinic 10." not in letter.body


def test_who_wants_no_list_gets_none_and_what_was_dismissed_is_not_in_it(scene):
    shown(scene)
    pair = (scene.opportunity.pk, scene.firms["Rother"].pk)
    answer_match(scene.member, *pair, wanted=False, reason="", at=AT)
    assert send(MONDAY) == 0
    answer_match(scene.member, *pair, wanted=True, reason="", at=AT + HOUR)
    choose_digest(scene.member, wanted=False, at=AT)
    assert send(MONDAY) == 0
    choose_digest(scene.member, wanted=True, at=MONDAY)
    assert send(MONDAY + HOUR) == 1


def test_others_do_not_choose_for_a_firm(scene):
    with pytest.raises(NotAllowed):
        choose_digest(scene.broker, wanted=False, at=AT)


def test_a_firm_that_nobody_speaks_for_and_the_demo_get_none(scene):
    shown(scene, "Don")
    assert send(MONDAY) == 0
    shown(scene)
    Cluster.objects.filter(pk=scene.cluster.pk).update(is_demo=True)
    assert send(MONDAY) == 0
    assert mail.outbox == []


def test_an_address_that_is_refused_keeps_no_other_firm_from_its_list_and_is_tried_next_week(
    scene, monkeypatch
):
    dead, other = scene.member.person.email, a_role(scene.cluster, "member", scene.firms["Don"]).person.email
    for firm in ("Rother", "Don"):
        shown(scene, firm)
    with monkeypatch.context() as patched:
        tried = answer(patched, {dead: refusing(dead)})
        assert [send(MONDAY), send(MONDAY + HOUR)] == [1, 0]
        assert tried == [dead, other]
    assert Event.objects.get(verb="membership.letter_refused").subject_id == scene.firms["Rother"].pk
    assert send(NEXT) == 1
    assert "Mobile diagnostic units" in mail.outbox[-1].body


def test_a_list_waits_while_the_server_is_away(scene, monkeypatch):
    shown(scene)
    with monkeypatch.context() as patched:
        go_away(patched)
        assert send(MONDAY) == 0
    assert due_digests(scene.cluster, at=MONDAY) == [scene.firms["Rother"].pk]
    assert send(MONDAY + HOUR) == 1


def test_a_firm_whose_name_has_a_line_break_gets_its_list(scene):
    Organisation.objects.filter(pk=scene.firms["Rother"].organisation_id).update(name="Rother\nBodies")
    shown(scene)
    assert send(MONDAY) == 1
    assert mail.outbox[0].subject.startswith("Rother Bodies: ")


def test_two_rounds_that_found_the_same_due_send_it_once(scene, monkeypatch):
    shown(scene)
    assert overtaken(monkeypatch, lambda: send(MONDAY)) == (1, 0)
    assert len(mail.outbox) == 1
