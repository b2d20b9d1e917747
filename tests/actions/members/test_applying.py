"""A link leads to an application: sent to an address, good for 30 days, kept only as its SHA-256."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from tests.builders import AT, a_member, a_person, a_role
from tests.web.members.joining_scene import COMPLETE, a_joinable_cluster, an_application

from midas.actions.access.permissions import NotAllowed
from midas.actions.members.answer import save_step
from midas.actions.members.applying import (
    ExpiredLink,
    UnknownLink,
    ask_for_link,
    cluster_named,
    follow,
    invite_firm,
    may_continue,
    secret_of,
    withdraw,
)
from midas.actions.members.send_application import send_application
from midas.actions.members.write_rules import write_rules
from midas.core.members.given import StaleAnswers
from midas.core.values.problems import BadInput
from midas.core.values.states import UnableToMove
from midas.store import tenancy
from midas.store.models import Application, Cluster, Event

LATER = AT + timedelta(days=10)


@pytest.fixture
def cluster(db):
    return a_joinable_cluster(slug="five-rivers")


@pytest.fixture
def inside(cluster):
    with tenancy.tenant(cluster.pk):
        yield cluster


@contextmanager
def as_site():
    """As the role the site runs as, for which every policy counts; whatever was done is undone."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("set local role midas_app")
        yield
        transaction.set_rollback(True)


def asked(cluster, email="ada@loxley.example", at=AT, person=None):
    return ask_for_link(cluster, email, person=person, address=lambda secret: f"https://x/{secret}", at=at)


def test_an_address_gets_the_link_to_a_new_application(cluster, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        application = asked(cluster, " Ada@Loxley.Example ")
    [letter] = mail.outbox
    assert letter.to == [application.email] == ["ada@loxley.example"]
    assert f"https://x/{secret_of(application)}" in letter.body
    assert application.link_expires_at == AT + timedelta(days=30)


def test_the_secret_is_kept_nowhere(inside):
    application = asked(inside)
    secret = secret_of(application)
    kept = str(Application.objects.values().get()) + str(list(Event.objects.values()))
    assert secret not in kept
    assert follow(secret, at=AT) == application


def test_asking_again_leads_to_the_same_application_by_the_same_link(inside):
    first, again = asked(inside), asked(inside, at=LATER)
    assert (first.pk, secret_of(first)) == (again.pk, secret_of(again))
    assert again.link_expires_at == LATER + timedelta(days=30)


def test_two_addresses_have_two_applications(inside):
    assert asked(inside).pk != asked(inside, "bob@loxley.example").pk


@pytest.mark.parametrize("email", ["", "ada", "ada@", "a b@example.org"])
def test_what_is_no_address_is_refused(inside, email):
    with pytest.raises(BadInput) as caught:
        asked(inside, email)
    assert caught.value.problems[0].where == "email"


def test_an_unknown_link_is_told_from_one_that_has_run_out(inside):
    application = asked(inside)
    with pytest.raises(UnknownLink, match="ask for it again"):
        follow("0" * 64, at=AT)
    with pytest.raises(ExpiredLink, match="What was saved is still there"):
        follow(secret_of(application), at=AT + timedelta(days=31))


def test_every_save_keeps_the_link_alive(inside):
    application = asked(inside)
    save_step(application.pk, "size", {"staff": "4"}, opened=1, at=LATER)
    assert follow(secret_of(application), at=AT + timedelta(days=31)) == application


def test_the_site_finds_cluster_and_application_by_name_and_secret_alone(cluster):
    application = asked(cluster)
    with as_site():
        assert list(Cluster.objects.all()) == []
        assert cluster_named("five-rivers") == cluster
        assert cluster_named("five") is None
        assert follow(secret_of(application), at=AT) == application
        assert asked(cluster, "bob@loxley.example").cluster_id == cluster.pk


def test_naming_a_cluster_lets_nobody_write_it(cluster):
    with as_site(), tenancy.token("five-rivers"):
        assert Cluster.objects.filter(slug="five-rivers").update(name="Mine") == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            Application.objects.create(
                cluster=cluster, email="x@x.org", digest="x", link_expires_at=AT, created_at=AT, saved_at=AT
            )


def test_a_browser_continues_with_the_links_digest_and_a_person_signed_in(inside):
    application, ada = asked(inside), a_person()
    assert may_continue(application, key=application.digest, person=None)
    assert not may_continue(application, key="", person=None)
    assert not may_continue(application, key="", person=ada)
    application.person = ada
    assert may_continue(application, key="", person=ada)
    assert not may_continue(application, key="", person=a_person())


def test_who_is_signed_in_with_that_address_is_its_person_and_nobody_else(inside):
    ada, eve = a_person(email="ada@loxley.example"), a_person()
    assert asked(inside, person=eve).person is None
    assert asked(inside, person=ada).person == ada


def test_those_who_may_invite_begin_one_and_get_the_link(inside, django_capture_on_commit_callbacks):
    broker = a_role(inside, "broker")
    with django_capture_on_commit_callbacks(execute=True):
        application, link = invite_firm(broker, "ada@loxley.example", address=str, at=AT)
    assert link == secret_of(application)
    assert len(mail.outbox) == 1
    assert Event.objects.get(verb="application.started").by == broker.person
    with pytest.raises(BadInput, match="open application"):
        invite_firm(broker, "ada@loxley.example", address=str, at=AT)


@pytest.mark.parametrize("kind", ["member", "project_manager", "purchaser", "agency"])
def test_others_may_not_invite(inside, kind):
    with pytest.raises(NotAllowed):
        invite_firm(a_role(inside, kind), "ada@loxley.example", address=str, at=AT)


def test_two_writers_of_one_group_are_told_of_each_other(inside):
    application = asked(inside)
    save_step(application.pk, "size", {"staff": "4"}, opened=1, at=AT)
    with pytest.raises(StaleAnswers) as caught:
        save_step(application.pk, "size", {"staff": "5"}, opened=1, at=AT)
    assert caught.value.theirs["staff"] == "4"
    save_step(application.pk, "size", {"staff": "5"}, opened=caught.value.version, at=AT)
    assert Application.objects.get().answers["size"]["staff"] == "5"


def test_a_withdrawn_application_keeps_nothing_that_was_said(inside):
    application = an_application(inside)
    gone = withdraw(application.pk, by=None, at=AT)
    assert (gone.state, gone.answers) == ("withdrawn", {})
    with pytest.raises(UnableToMove):
        save_step(application.pk, "size", {"staff": "4"}, opened=1, at=AT)
    assert asked(inside, "ada@loxley.example", at=LATER).pk != application.pk


def test_sending_makes_the_firm_with_everything_it_said(inside):
    application = an_application(inside)
    membership = send_application(application.pk, by=None, at=AT)
    firm = membership.organisation
    assert (membership.state, firm.scheme, firm.identifier) == ("applied", "GB-COH", "01234567")
    assert (firm.size, firm.region, firm.country, firm.time_zone) == ("small", "UKE3", "GB", "Europe/London")
    assert (firm.latitude, firm.longitude) == (53.5, -1.3)
    [offering], [pool] = membership.offerings.all(), membership.resources.all()
    assert (offering.title, offering.unit_price, pool.code) == ("Forged flanges", 1234.5, "hammer-hours")
    assert [use.resource for use in offering.uses.all()] == [pool]
    assert [one.name for one in membership.certificates.all()] == ["ISO 9001"]
    assert [(one.name, one.born) for one in membership.officers.all()] == [("Ada Loxley", "1970-05")]
    accepted = membership.acceptances.get()
    assert (accepted.rules.number, accepted.signatory) == (1, "Ada Loxley")
    application.refresh_from_db()
    assert (application.state, application.membership) == ("sent", membership)
    assert Event.objects.filter(verb="membership.applied", subject_id=membership.pk).exists()
    assert not membership.roles.exists()


def test_who_wrote_it_signed_in_becomes_the_firms_owner(inside):
    ada = a_person(email="ada@loxley.example")
    application = asked(inside, person=ada)
    an_application(inside)
    membership = send_application(application.pk, by=ada, at=AT)
    role = membership.roles.get()
    assert (role.person, role.kind, role.is_owner) == (ada, "member", True)


def test_a_broker_who_sends_it_for_the_firm_does_not_become_its_owner(inside):
    broker = a_role(inside, "broker")
    membership = send_application(an_application(inside).pk, by=broker.person, at=AT)
    assert not membership.roles.exists()


def test_the_site_may_send_and_write_rules_as_the_role_it_runs_as(cluster):
    application = an_application(cluster)
    with as_site(), tenancy.tenant(cluster.pk):
        assert send_application(application.pk, by=None, at=AT).state == "applied"
        committee = a_role(cluster, "committee")
        assert write_rules(committee, title="Rules", text="Be kind", opened=None, at=AT).number == 2


def test_an_incomplete_application_is_not_sent_and_everything_missing_is_said(inside):
    application = an_application(inside, {**COMPLETE, "size": {"staff": "x"}, "officers": {}})
    with pytest.raises(BadInput) as caught:
        send_application(application.pk, by=None, at=AT)
    assert {problem.where for problem in caught.value.problems} == {"staff", "turnover", ""}
    assert Application.objects.get().state == "draft"


def test_a_firm_that_is_in_the_cluster_is_not_made_twice(inside):
    a_member(inside, identifier="01234567")
    application = an_application(inside)
    with pytest.raises(BadInput, match="known to the cluster already"):
        send_application(application.pk, by=None, at=AT)


def test_an_application_is_sent_once(inside):
    application = an_application(inside)
    send_application(application.pk, by=None, at=AT)
    with pytest.raises(UnableToMove):
        send_application(application.pk, by=None, at=AT)
    with pytest.raises(UnableToMove):
        save_step(application.pk, "size", {"staff": "4"}, opened=99, at=AT)


def test_after_sending_the_link_goes_on_to_show_how_things_stand(inside):
    application = an_application(inside)
    send_application(application.pk, by=None, at=LATER)
    assert follow(secret_of(application), at=LATER + timedelta(days=29)) == application
    assert asked(inside, at=LATER + timedelta(days=40)).pk == application.pk


def test_a_firm_abroad_gets_its_countrys_iso_code_and_time(inside):
    answers = {**COMPLETE, "sites": {"locality": "Athens", "region": "EL"}}
    firm = send_application(an_application(inside, answers).pk, by=None, at=AT).organisation
    assert (firm.region, firm.country, firm.time_zone) == ("EL", "GR", "Europe/Athens")
