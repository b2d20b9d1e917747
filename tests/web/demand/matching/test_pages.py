"""The pages on which demand and members find each other, and the feeds."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests import builders
from tests.actions.demand.scene import a_notice, a_scene

from midas.actions.demand.match_demands import match_demands
from midas.actions.demand.member_index import matcher
from midas.store import tenancy
from midas.store.models import ApiToken, Cluster, MatchAnswer, MatchRun, Membership, Opportunity


@pytest.fixture
def scene(db):
    scene, at = a_scene(), timezone.now()
    with tenancy.tenant(scene.cluster.pk):
        more = [a_notice(scene.cluster, ocid="ocds-2", title="More clinics").pk]
        Opportunity.objects.update(deadline_at=at + timezone.timedelta(days=20))
        match_demands([scene.opportunity.pk, *more], matcher(at.date()), on=at.date(), at=at)
    return scene


@pytest.fixture
def broker(scene):
    return builders.signed_in(scene.broker)


@pytest.fixture
def member(scene):
    return builders.signed_in(scene.member)


def text(response):
    return response.content.decode()


def addresses(browser) -> dict[str, str]:
    page = text(browser.post(reverse("matching:address")))
    return {
        one.rsplit("/", 1)[1]: one for one in re.findall(r'value="(http://testserver/feeds/[^"]+)"', page)
    }


def test_a_broker_sees_who_could_take_part_why_and_how_many_firms_it_takes(scene, broker):
    page = text(broker.get(reverse("matching:members", args=[scene.opportunity.pk])))

    assert "Rother" in page
    assert "asked for" in page
    assert "2 firms together hold 2 of the 2 codes" in page


def test_a_broker_says_that_a_firm_fits(scene, broker):
    firm = scene.firms["Don"].pk
    url = reverse("matching:answer", args=[scene.opportunity.pk, firm])

    page = text(broker.post(url, {"wanted": "yes", "reason": "Did it before"}, follow=True))

    assert "Did it before" in page
    with tenancy.tenant(scene.cluster.pk):
        assert MatchAnswer.objects.get().wanted


def test_an_answer_that_is_neither_yes_nor_no_is_refused(scene, broker, member):
    url = reverse("matching:answer", args=[scene.opportunity.pk, scene.firms["Don"].pk])

    assert broker.post(url, {"wanted": "perhaps"}).status_code == 400
    own = reverse("matching:answer-own", args=[scene.opportunity.pk])
    assert member.post(own, {}).status_code == 400
    with tenancy.tenant(scene.cluster.pk):
        assert not MatchAnswer.objects.exists()


def test_a_member_sees_what_is_worth_its_time_and_may_dismiss_it_and_take_that_back(scene, member):
    url, own = reverse("matching:worthwhile"), reverse("matching:answer-own", args=[scene.opportunity.pk])
    assert "Mobile diagnostic units" in text(member.get(url))

    page = text(member.post(own, {"wanted": "no", "reason": "Too far"}, follow=True))
    assert "Not for you" in page
    assert "Too far" in page
    assert "1 demand" in page
    assert "More clinics" in page

    assert "You said you are interested" in text(member.post(own, {"wanted": "yes"}, follow=True))


def test_a_list_is_exported_with_its_reasons(scene, member, broker):
    own = text(member.get(reverse("matching:worthwhile"), {"_export": "csv"}))
    assert "Mobile diagnostic units" in own
    assert "the work is in South Yorkshire" in own

    theirs = text(broker.get(reverse("matching:members", args=[scene.opportunity.pk]), {"_export": "csv"}))
    assert "Rother" in theirs
    assert "the work is in South Yorkshire" in theirs


def test_a_private_address_gives_atom_json_and_a_calendar_without_signing_in(scene, member):
    found, nobody = addresses(member), Client()

    atom = nobody.get(found["notices.atom"])
    assert atom["Content-Type"].startswith("application/atom+xml")
    assert "Mobile diagnostic units" in text(atom)
    titles = [one["title"] for one in nobody.get(found["notices.json"]).json()["items"]]
    assert sorted(titles) == ["Mobile diagnostic units", "More clinics"]
    assert "SUMMARY:Deadline: Mobile diagnostic units" in text(nobody.get(found["deadlines.ics"]))


def test_a_feed_shows_no_more_once_its_key_is_revoked_or_the_firm_left(scene, member):
    found = addresses(member)["notices.json"]
    with tenancy.tenant(scene.cluster.pk):
        Membership.objects.filter(pk=scene.member.membership_id).update(state="left")
    assert Client().get(found).status_code == 404
    with tenancy.tenant(scene.cluster.pk):
        Membership.objects.filter(pk=scene.member.membership_id).update(state="admitted")
    assert Client().get(found).status_code == 200

    member.post(reverse("access:revoke", args=[key_of(scene)]))
    assert Client().get(found).status_code == 404


def key_of(scene):
    with tenancy.tenant(scene.cluster.pk):
        return ApiToken.objects.get(scope="feed").pk


def test_a_feeds_key_opens_no_api_and_an_apis_key_no_feed(scene, member):
    secret = addresses(member)["notices.json"].split("/")[-2]

    answer = Client().get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 401
    member.post(reverse("access:keys"), {"name": "k", "life": "30"})
    assert Client().get(reverse("matching:feed", args=["midas_guess", "notices.json"])).status_code == 404


def test_a_brokers_feed_has_the_open_demand(scene, broker):
    found = addresses(broker)["notices.json"]

    titles = {one["title"] for one in Client().get(found).json()["items"]}
    assert titles == {"Mobile diagnostic units", "More clinics"}


def test_the_weekly_list_is_stopped_and_started(scene, member):
    assert "Stop sending it" in text(member.get(reverse("matching:worthwhile")))

    assert "No weekly list is sent" in text(
        member.post(reverse("matching:digest"), {"wanted": "no"}, follow=True)
    )


def test_a_matching_is_asked_for_and_followed(scene, broker):
    page = text(broker.post(reverse("matching:runs"), follow=True))

    assert "Waiting for its turn" in page
    assert "How near the CPV codes are" in page
    with tenancy.tenant(scene.cluster.pk):
        run = MatchRun.objects.get()
        MatchRun.objects.update(state="done")
    answer = broker.get(reverse("matching:progress", args=[run.pk]), headers={"HX-Request": "true"})
    assert answer["HX-Refresh"] == "true"


def test_a_member_may_not_see_whom_else_a_demand_is_put_before(scene, member):
    assert member.get(reverse("matching:members", args=[scene.opportunity.pk])).status_code == 403


def test_a_stranger_finds_no_match(scene):
    stranger = builders.signed_in(builders.a_role(builders.a_cluster(), "broker"))

    assert stranger.get(reverse("matching:members", args=[scene.opportunity.pk])).status_code == 404


def test_the_list_of_members_takes_as_many_queries_for_many_as_for_one(
    scene, broker, django_assert_max_num_queries
):
    at = timezone.now()
    for number in range(20):
        builders.an_offering(builders.a_member(scene.cluster, f"Extra {number}"), "cpv:34200000")
    with tenancy.tenant(scene.cluster.pk):
        match_demands([scene.opportunity.pk], matcher(at.date()), on=at.date(), at=at)

    with django_assert_max_num_queries(30):
        broker.get(reverse("matching:members", args=[scene.opportunity.pk]))


def test_who_never_gets_a_chance_is_listed_first_with_why_and_what_would_help(scene, broker):
    builders.a_member(scene.cluster, "Silent Ltd")
    builders.an_offering(builders.a_member(scene.cluster, "Far Ltd"), "cpv:15000000", title="Bread")

    page = text(broker.get(reverse("matching:chances")))

    assert page.index("Far Ltd") < page.index("Rother")
    assert "Offers nothing at present" in page
    assert "No open demand is near what it offers" in page
    assert "Silent Ltd" in text(broker.get(reverse("matching:chances"), {"_export": "csv"}))


def test_a_feed_is_silent_for_a_role_that_lacks_its_second_factor(scene, broker):
    found = addresses(broker)["notices.json"]
    Cluster.objects.filter(pk=scene.cluster.pk).update(two_factor_kinds=["broker"])
    assert Client().get(found).status_code == 404

    Authenticator.objects.create(user=scene.broker.person, type="totp", data={"secret": "x"})
    assert Client().get(found).status_code == 200
