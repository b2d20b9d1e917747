"""Bank and insurance: from the application into the membership, seen by whom the rules say, changed by the owner."""

import re

import pytest
from tests import builders
from tests.web.members.joining_scene import a_joinable_cluster, an_application

from midas.actions.members.send_application import send_application
from midas.store import tenancy
from midas.store.models import Bank, Change, Event, Insurance

pytestmark = pytest.mark.django_db
TYPED = {
    "version": "0",
    "bank": "Example Bank",
    "iban": "",
    "sort_code": "12-34-56",
    "insurances-0-kind": "public",
    "insurances-0-insurer": "Example Mutual",
    "insurances-0-cover": "5,000,000",
    "insurances-0-expires_on": "2127-06-30",
}


def page(firm, more=""):
    return f"/members/{firm.pk}/bank/{more}"


def kept(cluster):
    with tenancy.tenant(cluster.pk):
        rows = Insurance.objects.order_by("pk")
        return [(one.kind, one.insurer, one.cover) for one in rows], Bank.objects.first()


def test_what_a_firm_said_when_it_applied_is_a_fact_of_its_membership():
    cluster = a_joinable_cluster()
    application = an_application(cluster)
    with tenancy.tenant(cluster.pk):
        send_application(application.pk, by=None, at=builders.AT)
    insurances, bank = kept(cluster)
    assert insurances == [("public", "Example Mutual", 500_000_000)]
    assert (bank.name, bank.sort_code) == ("Example Bank", "12-34-56")


def test_an_owner_changes_it_and_the_trail_keeps_what_it_was(cluster, owner, firm):
    assert owner.post(page(firm, "change/"), TYPED).url == page(firm)
    assert "£5,000,000" in owner.get(page(firm)).content.decode()
    form = owner.get(page(firm, "change/")).content.decode()
    version = re.search(r'name="version" value="(\d+)"', form)[1]

    more = {**TYPED, "version": version, "sort_code": "65-43-21", "insurances-0-cover": "10,000,000"}
    assert owner.post(page(firm, "change/"), more).status_code == 302

    insurances, bank = kept(cluster)
    assert (insurances, bank.sort_code) == ([("public", "Example Mutual", 1_000_000_000)], "65-43-21")
    with tenancy.tenant(cluster.pk):
        changed = Change.objects.get(thing="bank")
        assert (changed.before["sort_code"], changed.after["sort_code"]) == ("12-34-56", "65-43-21")
        assert Change.objects.filter(thing="insurance", after__isnull=True).count() == 1
        assert Event.objects.filter(verb="membership.bank_and_insurance_saved").count() == 2


def test_everything_wrong_is_told_at_its_field_and_nothing_is_saved(cluster, owner, firm):
    wrong = {
        **TYPED,
        "iban": "GB00 1234",
        "insurances-0-cover": "much",
        "insurances-0-expires_on": "2020-01-01",
    }
    answer = owner.post(page(firm, "change/"), wrong)
    shown = answer.content.decode()
    assert answer.status_code == 422
    for words in ("An IBAN has", "not a number that fits", "It has run out"):
        assert words in shown
    assert 'value="much"' in shown
    assert kept(cluster) == ([], None)


def test_two_who_save_at_once_are_told_and_nothing_typed_is_lost(cluster, owner, firm):
    owner.post(page(firm, "change/"), TYPED)
    answer = owner.post(page(firm, "change/"), {**TYPED, "bank": "Another Bank"})
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "saved these answers while you were writing" in shown
    assert 'value="Another Bank"' in shown
    assert 'name="version" value="1"' in shown
    assert kept(cluster)[1].name == "Example Bank"


def test_a_row_more_and_a_row_less(cluster, owner, firm):
    more = owner.post(page(firm, "change/"), {**TYPED, "go": "more"}).content.decode()
    assert "insurances-1-kind" in more
    owner.post(page(firm, "change/"), TYPED)
    second = {name.replace("-0-", "-1-"): text for name, text in TYPED.items() if "-0-" in name}
    gone = {"version": "1", "insurances-0-remove": "on", "insurances-1-kind": "product"}
    owner.post(page(firm, "change/"), {**TYPED, **second, **gone})
    assert [kind for kind, *_ in kept(cluster)[0]] == ["product"]


def test_the_page_says_who_sees_what_and_shows_no_more(owner, acting, stranger, firm):
    owner.post(page(firm, "change/"), TYPED)
    for kind in ("broker", "committee", "administrator"):
        assert "12-34-56" in acting(kind).get(page(firm)).content.decode()
    for kind in ("coach", "project_manager"):
        shown = acting(kind).get(page(firm)).content.decode()
        assert "Example Mutual" in shown
        assert "12-34-56" not in shown
        assert "is seen by the firm itself and by:" in shown
    for kind in ("member", "agency", "purchaser"):
        assert acting(kind).get(page(firm)).status_code == 403
    assert stranger.get(page(firm)).status_code == 404


def test_only_an_owner_changes_it(cluster, owner, acting, stranger, firm):
    colleague = builders.signed_in(builders.a_role(cluster, "member", firm))
    others = (acting("committee"), acting("member"), acting("administrator"), stranger)
    for browser in (colleague, *others):
        assert browser.post(page(firm, "change/"), TYPED).status_code == 403
    assert kept(cluster) == ([], None)


def test_history_tells_a_coach_that_the_bank_changed_and_not_from_what(owner, acting, firm):
    owner.post(page(firm, "change/"), TYPED)
    owner.post(page(firm, "change/"), {**TYPED, "version": "1", "sort_code": "65-43-21"})
    history = f"/history/membership/{firm.pk}/"
    assert "12-34-56" in owner.get(history).content.decode()
    assert "12-34-56" in acting("committee").get(history).content.decode()
    shown = acting("project_manager").get(history).content.decode()
    assert "bank and insurance saved" in shown
    assert "12-34-56" not in shown


def test_insurances_are_downloaded(owner, firm):
    owner.post(page(firm, "change/"), TYPED)
    assert "Example Mutual" in owner.get(page(firm), {"_export": "csv"}).content.decode("utf-8-sig")
