"""The history of a thing, and the audit of the cluster."""

import re

import pytest
from django.db import connection
from django.utils import timezone
from tests import builders

from midas.actions.access.events import record
from midas.store import tenancy
from midas.store.models import Event, Role

HTMX = {"HX-Request": "true"}


def words(response):
    return " ".join(re.sub("<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def firm(cluster):
    return builders.a_member(cluster, "Aire Castings")


@pytest.fixture
def changed(cluster, firm):
    """The price of an offering and the firm's summary are changed, with a reason."""
    offering = builders.an_offering(firm, title="Casting")
    with tenancy.tenant(cluster.pk):
        by = builders.a_role(cluster, "broker").person
        offering.unit_price, firm.summary = 9_999, "Castings of iron"
        offering.save()
        firm.save()
        record(firm, "membership.corrected", by=by, at=timezone.now(), reason="Typed wrongly")
    return by


def client_of(cluster, kind, **more):
    return builders.signed_in(builders.a_role(cluster, kind, **more))


def test_the_history_says_who_when_from_what_to_what_and_why(cluster, firm, changed):
    page = words(client_of(cluster, "committee").get(f"/history/membership/{firm.pk}/"))
    assert changed.name in page
    assert "Typed wrongly" in page
    assert "– → Castings of iron" in page
    assert "unit price" in page
    assert "£99.99" in page


def test_prices_are_hidden_from_whoever_may_not_see_them(cluster, firm, changed):
    page = words(client_of(cluster, "project_manager").get(f"/history/membership/{firm.pk}/"))
    assert "unit price: ••• → •••" in page
    assert "99.99" not in page
    assert "Castings of iron" in page


def test_a_firm_sees_its_own_history_with_its_prices_and_nobody_elses(cluster, firm, changed):
    own = client_of(cluster, "member", membership=firm)
    assert "£99.99" in words(own.get(f"/history/membership/{firm.pk}/"))
    other = builders.a_member(cluster)
    assert own.get(f"/history/membership/{other.pk}/").status_code == 403


@pytest.mark.parametrize("kind", ["agency", "purchaser", "coach"])
def test_who_may_not_see_what_happened_sees_no_history(cluster, firm, kind):
    assert client_of(cluster, kind).get(f"/history/membership/{firm.pk}/").status_code == 403


def test_a_stranger_finds_no_history(stranger, firm, changed):
    assert stranger.get(f"/history/membership/{firm.pk}/").status_code == 404


def test_a_kind_of_thing_without_history_is_not_there(cluster):
    client = client_of(cluster, "administrator")
    assert client.get("/history/apitoken/1/").status_code == 404
    assert client.get("/history/role/999999/").status_code == 404


def test_the_history_of_an_opportunity_and_of_an_enterprise(cluster, firm):
    team = builders.an_enterprise(cluster, [firm], name="Castings Team")
    with tenancy.tenant(cluster.pk):
        team.name = "Iron Team"
        team.save()
    client = client_of(cluster, "broker")
    assert "Castings Team → Iron Team" in words(client.get(f"/history/enterprise/{team.pk}/"))
    assert "Nothing has been written down" in words(
        client.get(f"/history/opportunity/{team.opportunity_id}/")
    )


def test_what_a_firm_no_longer_offers_is_in_its_history(cluster, firm):
    offering = builders.an_offering(firm, title="Forging by hand")
    with tenancy.tenant(cluster.pk):
        offering.delete()
    page = words(client_of(cluster, "broker").get(f"/history/membership/{firm.pk}/"))
    assert "Forging by hand → taken away" in page


def test_an_ended_role_still_has_its_history(cluster):
    administrator = builders.a_role(cluster, "administrator")
    client, broker = builders.signed_in(administrator), builders.a_role(cluster, "broker")
    client.post(f"/administration/people/{broker.pk}/end/", {"reason": "moved away"})
    page = words(client.get(f"/history/role/{broker.pk}/"))
    assert "moved away" in page
    assert "taken away" in page


def test_the_history_opens_in_the_drawer(cluster, firm, changed):
    client = client_of(cluster, "broker")
    assert "<body" not in client.get(f"/history/membership/{firm.pk}/", headers=HTMX).content.decode()
    assert f'hx-get="/history/membership/{firm.pk}/"' not in client.get("/members/").content.decode()
    with tenancy.tenant(cluster.pk):
        record(firm, "membership.admitted", by=None, at=timezone.now())
    assert f'hx-get="/history/membership/{firm.pk}/"' in client.get(f"/members/{firm.pk}/").content.decode()


def seal():
    """Seal at once what would be sealed when the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")


def test_the_audit_says_the_trail_is_whole_with_its_last_seal(cluster, firm, changed):
    client = client_of(cluster, "committee")
    seal()
    page = client.get("/administration/audit/").content.decode()
    assert re.search(r"[0-9a-f]{64}", page)
    assert "Typed wrongly" in page
    assert 'hx-get="/administration/audit/chain/"' in page
    for headers in ({}, HTMX):
        assert (
            "The trail is whole"
            in client.get("/administration/audit/chain/", headers=headers).content.decode()
        )
    assert "<body" not in client.get("/administration/audit/chain/", headers=HTMX).content.decode()


def test_the_audit_says_where_the_trail_was_broken(cluster, firm, changed):
    client = client_of(cluster, "committee")
    seal()
    with tenancy.tenant(cluster.pk), connection.cursor() as cursor:
        cursor.execute("alter table store_event disable trigger user")
        cursor.execute("update store_event set reason = 'Bribed' where reason = 'Typed wrongly'")
    page = words(client.get("/administration/audit/chain/"))
    assert "The trail is broken" in page
    assert "was changed afterwards" in page


def test_events_are_filtered_and_downloaded(cluster, firm, changed):
    client = client_of(cluster, "administrator")
    with tenancy.tenant(cluster.pk):
        record(firm, "membership.suspended", by=None, at=timezone.now(), reason="Unpaid")
    page = words(client.get("/administration/audit/?q=unpaid&thing=membership"))
    assert "1 event" in page
    assert "Typed wrongly" not in page
    text = client.get("/administration/audit/?_export=csv").content.decode("utf-8-sig")
    assert "membership.corrected" in text
    assert "Castings of iron" in text
    assert "=" not in text.splitlines()[0]


def test_the_audit_takes_few_queries_whatever_happened(cluster, firm, django_assert_max_num_queries):
    client = client_of(cluster, "administrator")
    with tenancy.tenant(cluster.pk):
        for number in range(60):
            record(firm, f"membership.noted_{number}", by=None, at=timezone.now())
        assert Event.objects.count() >= 60
    with django_assert_max_num_queries(40):
        client.get("/administration/audit/")


def test_events_of_another_cluster_are_not_there(stranger, cluster, changed):
    other = client_of(builders.a_cluster(), "administrator")
    assert "Typed wrongly" not in words(other.get("/administration/audit/"))
    assert stranger.get("/administration/audit/").status_code == 403
    assert stranger.get("/administration/audit/chain/").status_code == 403


def test_things_are_told_by_their_names_and_money_in_its_currency(cluster, firm):
    other = builders.a_member(cluster, "Tees Chemicals")
    team = builders.an_enterprise(cluster, [firm], name="Castings Team", currency="EUR")
    with tenancy.tenant(cluster.pk):
        team.lead, team.value = other, 1_234_500
        team.save()
    page = words(client_of(cluster, "broker").get(f"/history/enterprise/{team.pk}/"))
    assert "Aire Castings → Tees Chemicals" in page
    assert "→ €12,345" in page


def test_a_thing_that_is_gone_is_told_by_its_number(cluster, firm):
    other = builders.a_member(cluster, "Short Lived")
    team = builders.an_enterprise(cluster, [other], name="Castings Team")
    with tenancy.tenant(cluster.pk):
        key = other.pk
        team.lead = firm
        team.save()
        team.partners.all().delete()
        organisation = other.organisation
        other.delete()
        organisation.delete()
    page = words(client_of(cluster, "broker").get(f"/history/enterprise/{team.pk}/"))
    assert f"number {key}, which is gone → Aire Castings" in page


@pytest.mark.parametrize("address", ["/administration/audit/", "/administration/people/"])
def test_moments_are_written_as_everywhere(cluster, changed, address):
    with tenancy.tenant(cluster.pk):
        Role.objects.update(since=builders.AT)
    page = words(client_of(cluster, "administrator").get(address))
    assert re.search(r"\b\d{1,2} [A-Z][a-z]{2} 20\d\d, \d\d:\d\d\b", page)
    assert not re.search(r"\b\d\d/\d\d/20\d\d", page)
