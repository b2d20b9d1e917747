"""The desk's pages on applications, and the rules of engagement, by role."""

import csv
import io
import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from tests import builders
from tests.web.members.complete_answers import COMPLETE
from tests.web.members.joining_scene import a_joinable_cluster, an_application

from midas.actions.members.send_application import send_application
from midas.store import tenancy
from midas.store.models import Event, Membership, RulesVersion

INSIDE = ("broker", "project_manager", "committee", "coach", "member", "administrator")


@pytest.fixture
def cluster(db):
    cache.clear()
    return a_joinable_cluster(slug="five-rivers", name="Five Rivers Cluster")


@pytest.fixture
def draft(cluster):
    return an_application(cluster, {"identity": COMPLETE["identity"]}, "draft@loxley.example")


@pytest.fixture
def sent(cluster):
    answers = {**COMPLETE, "identity": {**COMPLETE["identity"], "name": "Don Castings", "number": "7654321"}}
    application = an_application(cluster, answers, "sent@don.example")
    with tenancy.tenant(cluster.pk):
        send_application(application.pk, by=None, at=builders.AT)
    return application


def as_(cluster, kind):
    return builders.signed_in(builders.a_role(cluster, kind))


def text(response):
    return response.content.decode()


def test_the_desk_sees_who_applies_how_far_and_since_when(cluster, draft, sent):
    page = text(as_(cluster, "coach").get("/applications/"))
    assert "Loxley Forge Limited" in page
    assert "1 of 11" in page
    assert "11 of 11" in page
    assert "http://testserver/join/five-rivers/" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["Don", "Loxley"]),
        ({"state": "draft"}, ["Loxley"]),
        ({"state": "applied"}, ["Don"]),
        ({"state": "open"}, ["Don", "Loxley"]),
        ({"state": "declined"}, []),
        ({"q": "castings"}, ["Don"]),
        ({"q": "7654321"}, ["Don"]),
        ({"q": "draft@"}, ["Loxley"]),
        ({"q": "nobody"}, []),
    ],
)
def test_the_list_is_narrowed_down(cluster, draft, sent, query, found):
    page = text(as_(cluster, "broker").get("/applications/", query))
    names = re.findall(r'data-label="Firm"[^>]*><a href="/applications/\d+/">(\w+)', page)
    assert sorted(names) == found
    if not found:
        assert "No application matches" in page


def test_the_list_downloads_as_it_is_narrowed_down(cluster, draft, sent):
    answer = as_(cluster, "broker").get("/applications/", {"state": "draft", "_export": "csv"})
    [head, row] = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert head[:5] == ["Firm", "Number", "E-mail", "State", "Complete"]
    assert row[:5] == ["Loxley Forge Limited", "GB-COH 1234567", "draft@loxley.example", "being written", "1"]
    assert as_(cluster, "broker").get("/applications/", {"_export": "xlsx"}).status_code == 200
    assert as_(cluster, "coach").get("/applications/", {"_export": "csv"}).status_code == 403


def test_the_list_takes_few_queries_however_long_it_is(cluster, django_assert_max_num_queries):
    client = as_(cluster, "broker")
    for number in range(30):
        an_application(cluster, {"identity": COMPLETE["identity"]}, f"firm-{number}@example.org")
    with django_assert_max_num_queries(28):
        page = text(client.get("/applications/"))
    assert "1 to 25 of 30" in page


def test_an_empty_list_says_what_to_do(cluster):
    assert "No firm has applied yet" in text(as_(cluster, "broker").get("/applications/"))


@pytest.mark.parametrize("kind", ["member", "purchaser", "agency"])
def test_other_roles_are_refused(cluster, sent, kind):
    client = as_(cluster, kind)
    for path in ("/applications/", f"/applications/{sent.pk}/", "/applications/new/"):
        assert client.get(path).status_code == 403
    assert client.post(f"/applications/{sent.pk}/assess/", {"reason": "x"}).status_code == 403


def test_strangers_find_nothing(cluster, sent, stranger):
    assert stranger.get(f"/applications/{sent.pk}/").status_code == 404
    assert "Don Castings" not in text(stranger.get("/applications/"))
    coach = builders.signed_in(builders.a_role(builders.a_cluster(), "coach"))
    assert coach.post(f"/applications/{sent.pk}/assess/", {"reason": "x"}).status_code == 404
    assert Client().get("/applications/").status_code == 302


def test_the_page_of_an_application_shows_everything_said(cluster, draft, sent):
    broker = as_(cluster, "broker")
    page = text(broker.get(f"/applications/{sent.pk}/"))
    for words in ("Don Castings", "Forged flanges", "Hammer hours", "ISO 9001", "123456", "1970-05"):
        assert words in page
    assert "1 of 11 complete" in text(broker.get(f"/applications/{draft.pk}/"))


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("broker", True),
        ("committee", True),
        ("administrator", True),
        ("coach", False),
        ("project_manager", False),
    ],
)
def test_prices_are_shown_to_those_who_may_see_prices(cluster, sent, kind, shown):
    page = text(as_(cluster, kind).get(f"/applications/{sent.pk}/"))
    assert "Forged flanges" in page
    assert ("12.345" in page) == shown


def test_an_assessor_begins_the_assessment_with_a_reason(cluster, sent):
    coach = as_(cluster, "coach")
    assert "Begin the assessment" in text(coach.get(f"/applications/{sent.pk}/"))
    answer = coach.post(f"/applications/{sent.pk}/assess/", {"reason": " "})
    assert answer.status_code == 422
    coach.post(f"/applications/{sent.pk}/assess/", {"reason": "All is there."})
    with tenancy.tenant(cluster.pk):
        assert Membership.objects.get().state == "in_assessment"
        assert Event.objects.get(verb="membership.in_assessment").reason == "All is there."
    assert "Begin the assessment" not in text(coach.get(f"/applications/{sent.pk}/"))
    assert coach.post(f"/applications/{sent.pk}/assess/", {"reason": "Again."}).status_code == 409


def test_a_broker_reads_but_does_not_assess(cluster, sent):
    broker = as_(cluster, "broker")
    assert "Begin the assessment" not in text(broker.get(f"/applications/{sent.pk}/"))
    assert broker.post(f"/applications/{sent.pk}/assess/", {"reason": "x"}).status_code == 403


def test_a_draft_is_not_assessed(cluster, draft):
    assert as_(cluster, "coach").post(f"/applications/{draft.pk}/assess/", {"reason": "x"}).status_code == 404


def test_a_firm_is_invited_and_the_link_shown_once(cluster, draft, django_capture_on_commit_callbacks):
    broker = as_(cluster, "broker")
    with django_capture_on_commit_callbacks(execute=True):
        page = text(broker.post("/applications/new/", {"email": "new@firm.example"}))
    link = re.search(r"http://testserver(/join/five-rivers/open/\w+/)", page)[1]
    assert link in mail.outbox[0].body
    assert Client().get(link).status_code == 302
    again = broker.post("/applications/new/", {"email": "draft@loxley.example"})
    assert (again.status_code, "open application" in text(again)) == (422, True)


@pytest.mark.parametrize("kind", INSIDE)
def test_everybody_inside_reads_the_rules_in_force(cluster, kind):
    page = text(as_(cluster, kind).get("/rules/"))
    assert "<h2>1. What we are</h2>" in page
    assert "in force" in page
    assert ("Write a new version" in page) == (kind in ("committee", "administrator"))
    assert as_(cluster, kind).get("/rules/1/").status_code == 200
    assert as_(cluster, kind).get("/rules/9/").status_code == 404


@pytest.mark.parametrize("kind", ["purchaser", "agency"])
def test_outsiders_do_not_read_the_rules(cluster, kind):
    assert as_(cluster, kind).get("/rules/").status_code == 403


def test_rules_of_another_cluster_are_not_there(cluster, stranger):
    assert "What we are" not in text(stranger.get("/rules/"))
    assert stranger.get("/rules/1/").status_code == 404


def test_without_rules_the_page_says_what_to_do(db):
    cluster = builders.a_cluster()
    assert "Start from the standard text" in text(as_(cluster, "committee").get("/rules/"))
    assert "The executive committee writes them" in text(as_(cluster, "member").get("/rules/"))
    assert "1. What we are" in text(as_(cluster, "committee").get("/rules/write/"))


def test_a_version_is_written_as_a_draft_in_several_goes(cluster):
    committee = as_(cluster, "committee")
    opened = re.search(r'name="opened"[^>]*value="([^"]*)"', text(committee.get("/rules/write/")))
    assert opened is None
    answer = committee.post("/rules/write/", {"title": "Rules", "text": "1. Be kind\nAlways.", "opened": ""})
    assert answer.url == "/rules/2/"
    page = text(committee.get("/rules/2/"))
    assert "being written" in page
    assert "<h2>1. Be kind</h2>" in page
    with tenancy.tenant(cluster.pk):
        assert RulesVersion.objects.get(number=2).in_force_from is None


def test_two_writers_of_rules_lose_nothing(cluster):
    ada, bo = as_(cluster, "committee"), as_(cluster, "administrator")
    ada.post("/rules/write/", {"title": "Rules", "text": "Ada's", "opened": ""})
    answer = bo.post("/rules/write/", {"title": "Rules", "text": "Bo's", "opened": ""})
    assert answer.status_code == 409
    assert "Ada&#x27;s" in text(answer)
    assert "Bo&#x27;s" in text(answer)
    opened = re.search(r'name="opened" value="([^"]*)"', text(answer))[1]
    assert bo.post("/rules/write/", {"title": "Rules", "text": "Both", "opened": opened}).status_code == 302


def test_rules_without_a_word_are_refused_beside_their_field(cluster):
    answer = as_(cluster, "committee").post("/rules/write/", {"title": "", "text": ""})
    assert answer.status_code == 422
    assert {"title", "text"} == set(answer.context["form"].errors)


def test_a_draft_is_for_members_and_not_for_firms_outside(cluster):
    as_(cluster, "committee").post("/rules/write/", {"title": "Rules", "text": "Be kind", "opened": ""})
    assert as_(cluster, "member").get("/rules/2/").status_code == 200
    outside = builders.a_role(cluster, "member", builders.a_member(cluster, state="applied", joined_on=None))
    assert builders.signed_in(outside).get("/rules/2/").status_code == 404
    assert builders.signed_in(outside).get("/rules/").status_code == 200


def test_others_do_not_write_rules(cluster):
    for kind in ("broker", "coach", "member"):
        assert as_(cluster, kind).get("/rules/write/").status_code == 403
        assert as_(cluster, kind).post("/rules/write/", {"title": "x", "text": "x"}).status_code == 403


@pytest.fixture
def owner(cluster):
    role = builders.a_role(cluster, "member")
    role.is_owner = True
    with tenancy.tenant(cluster.pk):
        role.save()
    return role


def test_the_owner_of_a_member_accepts_the_rules_in_force_once(cluster, owner):
    client = builders.signed_in(owner)
    assert "Accept for the firm" in text(client.get("/rules/"))
    assert client.post("/rules/1/accept/", {"signatory": " "}).status_code == 422
    page = text(client.post("/rules/1/accept/", {"signatory": "Ada Loxley"}, follow=True))
    assert "accepted version 1" in page
    assert "Accept for the firm" not in page
    with tenancy.tenant(cluster.pk):
        accepted = owner.membership.acceptances.get()
        assert (accepted.signatory, accepted.rules.number) == ("Ada Loxley", 1)
        assert Event.objects.filter(verb="rules.accepted", by=owner.person).exists()
    assert client.post("/rules/1/accept/", {"signatory": "Ada Loxley"}).status_code == 409


def test_only_the_version_in_force_is_accepted(cluster, owner):
    builders.signed_in(builders.a_role(cluster, "committee")).post(
        "/rules/write/", {"title": "Rules", "text": "Be kind", "opened": ""}
    )
    assert builders.signed_in(owner).post("/rules/2/accept/", {"signatory": "Ada"}).status_code == 409
    assert "has not accepted the rules in force" in text(builders.signed_in(owner).get("/rules/2/"))


def test_the_rules_are_accepted_by_nobody_but_an_owner(cluster):
    for kind in ("broker", "committee", "coach", "member", "agency"):
        client = as_(cluster, kind)
        assert "Accept for the firm" not in text(client.get("/rules/"))
        assert client.post("/rules/1/accept/", {"signatory": "Ada"}).status_code == 403
