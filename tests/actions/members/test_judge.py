"""Accounts, claims and confirmations become judgements; owners are reminded before one lapses."""

from datetime import date, timedelta

import pytest
from django.core import mail
from tests import builders
from tests.actions.access.mail_server import answer, go_away, overtaken, refusing
from tests.builders import AT, TODAY, a_cluster, a_member, a_role, an_assessment, an_offering, some_accounts

from midas.actions.access.permissions import NotAllowed
from midas.actions.members.accounts import accounts_of, save_accounts, stamp
from midas.actions.members.assess import JudgedMeanwhile
from midas.actions.members.confirm import ConfirmedAlready, NotTogether, confirm, may_confirm
from midas.actions.members.judge import Changed, assess, compute
from midas.actions.members.remind import due_reminders, remind_everybody
from midas.core.members.assessment import Dimension
from midas.core.members.capability import Proof
from midas.core.values.problems import BadInput
from midas.store import tenancy
from midas.store.models import Assessment, Event, FinancialYear
from midas.store.queries.standing import capabilities

pytestmark = pytest.mark.django_db
YEAR = TODAY + timedelta(days=365)


@pytest.fixture
def coach():
    coach = a_role(a_cluster(), "coach")
    with tenancy.tenant(coach.cluster_id):
        yield coach


@pytest.fixture
def firm(coach):
    return a_member(coach.cluster, "Rother")


def test_accounts_of_altmans_example_score_as_he_has_it(firm):
    some_accounts(firm)
    found = compute(firm, Dimension.FINANCE, TODAY)
    (z2,) = [one for one in found.judgement.measures if one.name == "z2"]
    assert round(float(z2.value), 3) == 3.662
    assert found.inputs["years"][0]["turnover"] == 150_000_000
    assert found.method == "Altman and ratios, limits of 2024-04-23"


def test_old_accounts_are_judged_with_a_warning_and_newer_ones_asked_for(firm):
    some_accounts(firm, date(2024, 3, 31))
    judgement = compute(firm, Dimension.FINANCE, TODAY).judgement
    assert "newer accounts" in judgement.missing
    assert any("2024-03-31" in note for note in judgement.notes)


def test_a_judgement_is_recorded_only_on_what_was_seen(coach, firm):
    some_accounts(firm)
    seen = compute(firm, Dimension.FINANCE, TODAY).digest
    some_accounts(firm, date(2025, 3, 31))
    with pytest.raises(Changed):
        assess(coach, firm.pk, Dimension.FINANCE, valid_until=YEAR, seen=seen, after=0, at=AT)
    assert not Assessment.objects.exists()
    seen = compute(firm, Dimension.FINANCE, TODAY).digest
    assert assess(coach, firm.pk, Dimension.FINANCE, valid_until=YEAR, seen=seen, after=0, at=AT).grade == "A"


def test_claims_are_proven_by_delivery_confirmation_or_a_file(coach, firm):
    an_offering(firm, "cpv:45260000", title="a", is_core=True)
    confirmed = an_offering(firm, "cpv:72262000", title="b")
    an_offering(firm, "cpv:33112000", title="c", evidence="Three references.")
    an_offering(firm, "cpv:60180000", title="d")
    team = builders.an_enterprise(coach.cluster, [firm, a_member(coach.cluster)], "operating")
    builders.some_work(team.partners.get(membership=firm), "cpv:45262680")
    waiting = builders.an_enterprise(coach.cluster, [firm], "bidding")
    builders.some_work(waiting.partners.get(membership=firm), "cpv:60182000")
    confirm(coach, confirmed.pk, at=AT)
    claims = {one.title: one.proof for one in capabilities([firm], TODAY)[firm.pk].claims}
    assert claims == {
        "a": Proof.DELIVERED,
        "b": Proof.CONFIRMED,
        "c": Proof.ON_FILE,
        "d": Proof.NOTHING,
    }


def test_claims_of_many_firms_take_four_queries(coach, django_assert_num_queries):
    members = [a_member(coach.cluster) for _ in range(4)]
    for member in members:
        an_offering(member)
    with django_assert_num_queries(4):
        assert len(capabilities(members, TODAY)) == 4


def test_a_claim_is_confirmed_once_by_each_side_and_by_who_knows(coach, firm):
    offering = an_offering(firm)
    confirm(coach, offering.pk, at=AT)
    with pytest.raises(ConfirmedAlready):
        confirm(coach, offering.pk, at=AT)
    other = a_role(coach.cluster, "member")
    with pytest.raises(NotTogether):
        confirm(other, offering.pk, at=AT)
    builders.an_enterprise(coach.cluster, [firm, other.membership], "dissolved")
    assert confirm(other, offering.pk, at=AT).firm == other.membership
    with pytest.raises(NotAllowed):
        confirm(a_role(coach.cluster, "member", firm), offering.pk, at=AT)
    with pytest.raises(BadInput):
        confirm(a_role(coach.cluster, "committee"), an_offering(firm).pk, "x" * 201, at=AT)


@pytest.mark.parametrize("state", ["left", "suspended"])
def test_people_of_a_firm_that_has_left_or_is_suspended_confirm_nothing(coach, firm, state):
    offering = an_offering(firm)
    other = a_role(coach.cluster, "member")
    builders.an_enterprise(coach.cluster, [firm, other.membership], "dissolved")
    assert may_confirm(other, firm)
    other.membership.state = state
    other.membership.save()

    assert not may_confirm(other, firm)
    with pytest.raises(NotAllowed):
        confirm(other, offering.pk, at=AT)
    assert not offering.confirmations.exists()


def test_a_broker_confirms_nothing(coach, firm):
    broker = a_role(coach.cluster, "broker")
    assert not may_confirm(broker, firm)
    with pytest.raises(NotAllowed):
        confirm(broker, an_offering(firm).pk, at=AT)


# Accounts


def test_accounts_that_did_not_change_keep_who_entered_them(coach, firm):
    owner = a_role(coach.cluster, "member", firm)
    typed = [{"year_end": "2026-03-31", "turnover": "1500", "source": "a browser says"}]
    save_accounts(owner, firm.pk, typed, at=AT)
    save_accounts(coach, firm.pk, [*typed, {"year_end": "2025-03-31", "turnover": "9"}], at=AT)
    latest, before = FinancialYear.objects.all()
    assert (latest.entered_by, latest.source, before.entered_by) == (owner.person, "", coach.person)
    assert accounts_of(latest).turnover == 150_000
    assert stamp([latest, before]) == stamp([before, latest]) != stamp([latest])


@pytest.mark.parametrize("kind", ["broker", "member", "agency"])
def test_others_do_not_enter_accounts(coach, firm, kind):
    with pytest.raises(NotAllowed):
        save_accounts(a_role(coach.cluster, kind), firm.pk, [{"year_end": "2026-03-31"}], at=AT)


# Reminders


@pytest.fixture
def owner(coach, firm):
    role = a_role(coach.cluster, "member", firm)
    a_role(coach.cluster, "member", firm)
    role.is_owner = True
    role.save()
    return role


def test_an_owner_is_told_60_30_and_7_days_before_and_each_time_once(firm, owner):
    an_assessment(firm, valid_until=TODAY + timedelta(days=61), missing=["stock"])
    sent = []
    for day in range(62):
        remind_everybody(at=AT + timedelta(days=day))
        sent += [day] * len(mail.outbox)
        mail.outbox.clear()
    assert sent == [1, 31, 54]
    assert Event.objects.filter(verb="membership.reminded_of_assessment").count() == 3


def test_the_message_says_what_lapses_when_and_what_to_do(firm, owner):
    an_assessment(firm, valid_until=TODAY + timedelta(days=30), missing=["stock"])
    remind_everybody(at=AT)
    (message,) = mail.outbox
    assert message.to == [owner.person.email]
    for text in ("24 December 2026", "30 days", "left out of new teams", "- stock"):
        assert text in message.body


def test_nobody_is_reminded_of_what_was_renewed_or_of_a_firm_that_left(coach, firm, owner):
    an_assessment(firm, valid_until=TODAY + timedelta(days=5))
    an_assessment(firm)
    gone = a_role(coach.cluster, "member", a_member(coach.cluster, state="left")).membership
    an_assessment(gone, valid_until=TODAY + timedelta(days=5))
    assert due_reminders(coach.cluster, at=AT) == []


def test_a_message_that_could_not_be_sent_is_sent_another_day(firm, owner, monkeypatch):
    an_assessment(firm, valid_until=TODAY + timedelta(days=5))
    with monkeypatch.context() as patch:
        go_away(patch)
        assert remind_everybody(at=AT) == 0
    assert not Event.objects.filter(verb="membership.reminded_of_assessment").exists()
    assert remind_everybody(at=AT) == 1


def test_an_owner_whose_address_is_refused_keeps_nobody_else_from_a_reminder(coach, firm, owner, monkeypatch):
    other = a_role(coach.cluster, "member", a_member(coach.cluster))
    for number, member in enumerate((firm, other.membership)):
        an_assessment(member, valid_until=TODAY + timedelta(days=25 + number))
    tried = answer(monkeypatch, {owner.person.email: refusing(owner.person.email)})
    assert [remind_everybody(at=AT), remind_everybody(at=AT)] == [1, 0]
    assert tried == [owner.person.email, other.person.email]
    assert Event.objects.get(verb="membership.letter_refused").details["days"] == 30
    remind_everybody(at=AT + timedelta(days=20))
    assert tried[2:] == [owner.person.email, other.person.email], "the next nearer one is tried"


def test_a_firm_whose_name_has_a_line_break_is_reminded_too(firm, owner):
    firm.organisation.name = "Rother\nBodies"
    firm.organisation.save()
    an_assessment(firm, valid_until=TODAY + timedelta(days=5))
    assert remind_everybody(at=AT) == 1
    assert mail.outbox[0].subject.startswith("Rother Bodies: ")


def test_two_rounds_that_found_the_same_due_remind_once(firm, owner, monkeypatch):
    an_assessment(firm, valid_until=TODAY + timedelta(days=5))
    assert overtaken(monkeypatch, lambda: remind_everybody(at=AT)) == (1, 0)
    assert len(mail.outbox) == 1


def test_every_cluster_is_looked_at_each_for_itself(firm, owner):
    other = a_role(a_cluster(), "member")
    for member in (firm, other.membership):
        an_assessment(member, valid_until=TODAY + timedelta(days=5))
    assert remind_everybody(at=AT) == 2
    assert {message.to[0] for message in mail.outbox} == {owner.person.email, other.person.email}


def test_the_demo_mails_nobody():
    member = a_role(a_cluster(is_demo=True), "member").membership
    an_assessment(member, valid_until=TODAY + timedelta(days=5))
    assert remind_everybody(at=AT) == 0


def test_a_page_that_is_sent_twice_records_one_judgement(coach, firm):
    some_accounts(firm)
    seen = compute(firm, Dimension.FINANCE, TODAY).digest
    sent = {"valid_until": YEAR, "seen": seen, "after": 0, "at": AT}
    assess(coach, firm.pk, Dimension.FINANCE, **sent)
    with pytest.raises(JudgedMeanwhile):
        assess(coach, firm.pk, Dimension.FINANCE, **sent)
    assert Assessment.objects.count() == 1


def test_what_is_judged_by_answers_is_not_recorded_from_data(coach, firm):
    with pytest.raises(NotAllowed, match="answers"):
        assess(coach, firm.pk, Dimension.ETHICS, valid_until=YEAR, seen="x", after=0, at=AT)
