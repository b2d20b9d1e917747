"""A member brings in a firm it answers for; the firm has no vote."""

import pytest
from tests import builders
from tests.builders import signed_in
from tests.web.demand.reading import text_of

from midas.actions.members.poll import electors
from midas.store import tenancy
from midas.store.models import Event, Membership

PATH = "/members/own/sub-suppliers/"
SENT = {
    "name": "Loxley Plating", "scheme": "GB-COH", "number": "1234567", "region": "UKE3", "locality": "Sheffield",
    "size": "micro", "summary": "Zinc plating",
}  # fmt: skip


@pytest.fixture
def don(cluster):
    return builders.a_role(cluster, "member", membership=builders.a_member(cluster, "Don"))


def test_a_member_adds_a_firm_and_sees_it_on_its_pages(cluster, don):
    browser = signed_in(don)
    assert "None yet" in text_of(browser.get(PATH))
    assert "Loxley Plating applied Zinc plating" in text_of(browser.post(PATH, SENT, follow=True))
    assert "Loxley Plating (applied)" in text_of(browser.get(f"/members/{don.membership_id}/"))
    with tenancy.tenant(cluster.pk):
        made = Membership.objects.get(organisation__name="Loxley Plating")
        assert (made.state, made.sponsor_id, made.organisation.identifier) == (
            "applied",
            don.membership_id,
            "01234567",
        )
        assert Event.objects.filter(verb="membership.sponsored", subject_id=made.pk).exists()
        Membership.objects.filter(pk=made.pk).update(state="admitted", joined_on="2026-01-01")
        assert [one.pk for one in electors()] == [don.membership_id]
    assert "Sub-supplier of Don" in text_of(browser.get(f"/members/{made.pk}/"))


def test_other_members_do_not_learn_of_it_before_it_is_admitted(cluster, don):
    signed_in(don).post(PATH, SENT)
    other = signed_in(builders.a_role(cluster, "member"))
    assert "Loxley" not in text_of(other.get(f"/members/{don.membership_id}/"))
    assert "Loxley" in text_of(
        signed_in(builders.a_role(cluster, "broker")).get(f"/members/{don.membership_id}/")
    )


def test_all_that_is_wrong_is_told_and_nothing_is_saved(cluster, don):
    browser = signed_in(don)
    answer = browser.post(PATH, {**SENT, "name": "", "number": "x", "region": "UKX"})
    assert answer.status_code == 422
    assert "not a company number" in text_of(browser.post(PATH, {**SENT, "number": "x"}))
    browser.post(PATH, SENT)
    assert "knows a firm with this number" in text_of(browser.post(PATH, {**SENT, "name": "Other"}))
    with tenancy.tenant(cluster.pk):
        assert Membership.objects.filter(sponsor=don.membership_id).count() == 1


def test_only_an_admitted_member_answers_for_others(cluster):
    sub = builders.a_member(cluster, "Sub", sponsor=builders.a_member(cluster))
    assert signed_in(builders.a_role(cluster, "member", membership=sub)).post(PATH, SENT).status_code == 409
    assert signed_in(builders.a_role(cluster, "broker")).post(PATH, SENT).status_code == 403


def test_sub_suppliers_are_downloaded(don):
    browser = signed_in(don)
    browser.post(PATH, SENT)
    assert "Loxley Plating" in browser.get(PATH, {"_export": "csv"}).content.decode()
