"""What a firm's page shows of its standing, to whom, and how its owner opens more."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests import builders

from midas.store import tenancy
from midas.store.models import Event, Membership

pytestmark = pytest.mark.django_db


def page(client, firm):
    return client.get(f"/members/{firm.pk}/").content.decode()


def opened(cluster, firm, **shown):
    with tenancy.tenant(cluster.pk):
        Membership.objects.filter(pk=firm.pk).update(shown_to=shown)


def test_four_dimensions_are_shown_and_not_assessed_is_told_from_not_assessable(coach, firm):
    builders.an_assessment(firm)
    builders.an_assessment(firm, "capability", score=None, grade="")
    text = page(coach, firm)
    for words in ("radar-chart", "70.0", "not assessable", "not assessed", "valid until"):
        assert words in text


def test_lapses_are_shown(coach, firm):
    today = timezone.localdate()
    builders.an_assessment(firm, "finance", valid_until=today + timedelta(days=7))
    builders.an_assessment(firm, "ethics", valid_until=today - timedelta(days=1))
    text = page(coach, firm)
    assert "lapses in 7 days" in text
    assert "lapsed on" in text


def test_a_barred_firm_and_its_broker_are_told_why_and_what_to_do(cluster, acting, owner, firm):
    builders.an_assessment(firm, "finance", valid_until=timezone.localdate() - timedelta(days=1))
    for client in (owner, acting("broker")):
        text = page(client, firm)
        assert "Not eligible for teams" in text
        assert "send newer evidence" in text
    assert "Not eligible for teams" not in page(acting("member"), firm)


def test_grades_are_shown_by_the_rules_and_the_page_says_to_whom(acting, owner, firm):
    builders.an_assessment(firm)
    for client in (owner, acting("broker"), acting("committee")):
        assert "70.0" in page(client, firm)
    text = page(acting("member"), firm)
    assert "70.0" not in text
    assert "Grades are not shown to your role" in text
    assert "Grades are seen by the firm itself and by: executive committee" in text.replace(
        "administrator, ", ""
    )


def test_an_owner_opens_grades_but_not_what_they_rest_on(cluster, acting, firm):
    made = builders.an_assessment(firm)
    opened(cluster, firm, assessments="members")
    client = acting("member")
    assert "70.0" in page(client, firm)
    assert client.get(f"/members/{firm.pk}/assessments/{made.pk}/why/").status_code == 403
    assert acting("purchaser").get(f"/members/{firm.pk}/standing/").status_code == 404


def test_a_purchaser_sees_grades_that_were_opened_to_purchasers(cluster, acting, stranger, firm):
    builders.an_assessment(firm)
    opened(cluster, firm, assessments="purchasers")
    response = acting("purchaser").get(f"/members/{firm.pk}/standing/")
    assert response.status_code == 200
    assert "70.0" in response.content.decode()
    assert stranger.get(f"/members/{firm.pk}/standing/").status_code == 404


def test_prices_are_opened_to_managers_and_never_to_rivals(cluster, acting, firm):
    builders.an_offering(firm, unit_price=4300)
    assert "£43" not in page(acting("project_manager"), firm)
    opened(cluster, firm, prices="desk")
    assert "£43" in page(acting("project_manager"), firm)
    assert "£43" not in page(acting("member"), firm)


def test_the_owner_chooses_and_it_is_on_record(cluster, owner, firm):
    address = f"/members/{firm.pk}/shown-to/"
    assert "Seen now by" in owner.get(address).content.decode()
    owner.post(address, {"prices": "", "accounts": "members", "assessments": "purchasers"})
    with tenancy.tenant(cluster.pk):
        firm.refresh_from_db()
        event = Event.objects.get(verb="membership.shown_to_changed")
    assert firm.shown_to == {"accounts": "members", "assessments": "purchasers"}
    assert event.details["to"] == firm.shown_to


def test_prices_cannot_be_opened_to_members(cluster, owner, firm):
    response = owner.post(f"/members/{firm.pk}/shown-to/", {"prices": "members"})
    assert response.status_code == 422
    with tenancy.tenant(cluster.pk):
        firm.refresh_from_db()
    assert firm.shown_to == {}


def test_only_the_owner_chooses(cluster, acting, stranger, firm):
    address = f"/members/{firm.pk}/shown-to/"
    staff = builders.signed_in(builders.a_role(cluster, "member", firm))
    for client in (staff, acting("member"), acting("broker"), acting("administrator")):
        assert client.get(address).status_code == 403
        assert client.post(address, {"accounts": "members"}).status_code == 403
    assert stranger.get(address).status_code == 403, "no broker anywhere chooses for a firm"
    elsewhere = builders.a_role(builders.a_cluster(), "member")
    assert builders.signed_in(elsewhere).get(address).status_code == 404
    with tenancy.tenant(cluster.pk):
        firm.refresh_from_db()
    assert firm.shown_to == {}


# Confirmations


@pytest.fixture
def peer(cluster, firm):
    """A member that was in a team with the firm."""
    member = builders.a_member(cluster, "Tees Coatings")
    builders.an_enterprise(cluster, [member, firm], "operating")
    return builders.signed_in(builders.a_role(cluster, "member", member))


def confirm(client, offering, words="seen"):
    address = f"/members/{offering.membership_id}/claims/{offering.pk}/confirm/"
    return client.post(address, {"words": words}, follow=True)


def test_a_peer_confirms_and_withdraws(peer, firm):
    offering = builders.an_offering(firm, title="Welding")
    text = confirm(peer, offering, "Forty frames, all good.").content.decode()
    assert "confirmed by Tees Coatings" in text
    assert "Forty frames" in text
    assert confirm(peer, offering).status_code == 409
    text = peer.post(f"/members/{firm.pk}/claims/{offering.pk}/withdraw/", follow=True).content.decode()
    assert "confirmed by" not in text


def test_an_assessor_confirms(coach, firm):
    offering = builders.an_offering(firm)
    assert "confirmed by the assessor" in confirm(coach, offering).content.decode()


def test_nobody_confirms_their_own_claims_or_those_of_firms_they_never_worked_with(owner, acting, firm):
    offering = builders.an_offering(firm)
    assert confirm(owner, offering).status_code == 403
    assert confirm(acting("member"), offering).status_code == 409
    assert confirm(acting("broker"), offering).status_code == 403
    assert confirm(acting("purchaser"), offering).status_code == 403
    assert (
        "Nobody confirms claims of their own firm"
        in owner.get(f"/members/{firm.pk}/claims/").content.decode()
    )


def test_a_stranger_finds_no_claims(stranger, firm):
    offering = builders.an_offering(firm)
    assert stranger.get(f"/members/{firm.pk}/claims/").status_code == 404
    assert confirm(stranger, offering).status_code == 404


def test_what_one_did_not_confirm_one_does_not_withdraw(peer, coach, firm):
    offering = builders.an_offering(firm)
    confirm(coach, offering)
    assert peer.post(f"/members/{firm.pk}/claims/{offering.pk}/withdraw/").status_code == 403


def test_without_claims_the_page_says_so(coach, firm):
    assert "claims nothing" in coach.get(f"/members/{firm.pk}/claims/").content.decode()
