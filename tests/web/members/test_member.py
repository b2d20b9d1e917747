"""The page of one firm, and the drawers that explain its figures."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from tests import builders

from midas.core.values.periods import quarter
from midas.store import tenancy
from midas.store.models import Event, OfferingUse

TODAY = timezone.localdate()
PART = {"HX-Request": "true"}


@pytest.fixture
def rother(cluster):
    return builders.a_member(
        cluster,
        "Rother Welding",
        "UKE3",
        identifier="01234567",
        website="rother.example",
        turnover=420_000_000,
    )


@pytest.fixture
def welding(rother):
    return builders.an_offering(
        rother,
        "cpv:45262680",
        title="Coded welding",
        is_core=True,
        capacity=100,
        unit_price=Decimal("4350"),
        set_up=12_300,
    )


@pytest.fixture
def broker(cluster):
    return builders.signed_in(builders.a_role(cluster))


def page(client, member):
    response = client.get(f"/members/{member.pk}/")
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_says_who_it_is_and_where(broker, rother):
    text = page(broker, rother)
    for words in (
        "Rother Welding",
        "GB-COH-01234567",
        "Manufacturing",
        "small, 20 people",
        "South Yorkshire",
        "£4.2m",
    ):
        assert words in text
    assert 'href="https://rother.example"' in text


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "javascript://x", ""])
def test_only_addresses_of_the_web_become_links(cluster, broker, address):
    text = page(broker, builders.a_member(cluster, website=address))
    assert ">Website<" not in text


def test_what_a_firm_writes_about_itself_is_text(cluster, broker):
    member = builders.a_member(cluster, "<b>Bold</b>", summary="<script>alert(1)</script>", tags=["<i>"])
    text = page(broker, member)
    assert "<script>alert" not in text
    assert "<b>Bold" not in text


def test_prices_are_for_brokers_and_the_committee_and_the_firm_itself(cluster, rother, welding):
    seeing = [builders.a_role(cluster, kind) for kind in ("broker", "committee", "administrator")]
    seeing.append(builders.a_role(cluster, "member", rother))
    for role in seeing:
        text = page(builders.signed_in(role), rother)
        assert "£43.50" in text
        assert "set-up £123" in text
        assert "Turnover" in text


@pytest.mark.parametrize("kind", ["member", "agency", "coach", "project_manager"])
def test_nobody_else_sees_prices_or_turnover(cluster, rother, welding, kind):
    text = page(builders.signed_in(builders.a_role(cluster, kind)), rother)
    assert "Coded welding" in text
    for words in ("43.50", "£123", "£4.2m", "Cost to engage"):
        assert words not in text


def test_a_stranger_finds_no_such_firm(stranger, rother, welding):
    for tail in ("", "reliability/", f"offerings/{welding.pk}/capacity/"):
        assert stranger.get(f"/members/{rother.pk}/{tail}").status_code == 404


def test_certificates_say_how_they_stand(broker, rother):
    builders.a_certificate(rother, "ISO 9001", TODAY + timedelta(days=300))
    builders.a_certificate(rother, "ISO 27001", TODAY + timedelta(days=30))
    builders.a_certificate(rother, "CHAS", TODAY - timedelta(days=1))
    builders.a_certificate(rother, "Own scheme")
    proofs = broker.get(f"/members/{rother.pk}/").context["proofs"]
    assert {proof.row.name: proof.standing for proof in proofs} == {
        "ISO 9001": "valid",
        "ISO 27001": "expiring",
        "CHAS": "expired",
        "Own scheme": "valid",
    }
    assert "no expiry" in page(broker, rother)


def test_running_work_takes_from_the_capacity_of_the_quarter(broker, cluster, rother, welding):
    now = quarter(TODAY)
    opportunity = builders.an_opportunity(cluster, state="won", starts_on=now.start, ends_on=now.end)
    enterprise = builders.an_enterprise(cluster, [rother], name="Bridges", opportunity=opportunity)
    with tenancy.tenant(cluster.pk):
        builders.some_work(enterprise.partners.get(), "cpv:45262680", 75)
    (offer,) = broker.get(f"/members/{rother.pk}/").context["offers"]
    assert (offer.left.total, offer.left.left, offer.percent_left) == (300, 225, 75)


@pytest.mark.parametrize("state", ["decommissioning", "dissolved", "abandoned"])
def test_work_that_is_over_takes_nothing(broker, cluster, rother, welding, state):
    enterprise = builders.an_enterprise(cluster, [rother], state)
    with tenancy.tenant(cluster.pk):
        builders.some_work(enterprise.partners.get(), "cpv:45262680", 75)
    (offer,) = broker.get(f"/members/{rother.pk}/").context["offers"]
    assert offer.left.left == 300


def test_work_runs_as_its_package_does_where_that_is_known(broker, cluster, rother, welding):
    now = quarter(TODAY)
    opportunity = builders.an_opportunity(cluster, state="won", starts_on=now.start, ends_on=now.end)
    past = {"starts_on": now.start - timedelta(days=90), "ends_on": now.start - timedelta(days=1)}
    builders.a_package(builders.a_requirement(opportunity), "cpv:45262680", title="Frames", **past)
    enterprise = builders.an_enterprise(cluster, [rother], opportunity=opportunity)
    with tenancy.tenant(cluster.pk):
        builders.some_work(enterprise.partners.get(), "cpv:45262680", 75, package="Frames")
    (offer,) = broker.get(f"/members/{rother.pk}/").context["offers"]
    assert offer.left.left == 300


def test_work_without_any_dates_runs_for_a_year_from_its_first_day(broker, cluster, rother, welding):
    enterprise = builders.an_enterprise(cluster, [rother], operating_from=quarter(TODAY).start)
    with tenancy.tenant(cluster.pk):
        builders.some_work(enterprise.partners.get(), "cpv:45262680", 120)
    (offer,) = broker.get(f"/members/{rother.pk}/").context["offers"]
    assert float(offer.left.committed) == pytest.approx(30, abs=0.5)


def test_shared_resources_show_what_work_draws_from_them(broker, cluster, rother, welding):
    resource = builders.a_resource(rother, "welders", 200)
    now = quarter(TODAY)
    opportunity = builders.an_opportunity(cluster, state="won", starts_on=now.start, ends_on=now.end)
    enterprise = builders.an_enterprise(cluster, [rother], opportunity=opportunity)
    with tenancy.tenant(cluster.pk):
        OfferingUse.objects.create(cluster=cluster, offering=welding, resource=resource, amount=2)
        builders.some_work(enterprise.partners.get(), "cpv:45262680", 75)
    (pool,) = broker.get(f"/members/{rother.pk}/").context["pools"]
    assert (pool.total, pool.used) == (600, 150)


def test_the_drawer_on_capacity_shows_the_sum_and_the_rule(broker, cluster, rother, welding):
    now = quarter(TODAY)
    opportunity = builders.an_opportunity(cluster, state="won", starts_on=now.start, ends_on=now.end)
    enterprise = builders.an_enterprise(cluster, [rother], name="Bridges", opportunity=opportunity)
    with tenancy.tenant(cluster.pk):
        builders.some_work(enterprise.partners.get(), "cpv:45262680", 75)
    url = f"/members/{rother.pk}/offerings/{welding.pk}/capacity/"
    part = broker.get(url, headers=PART).content.decode()
    assert "<html" not in part
    for words in ("taken by Bridges", "− 75", "225", "The rule"):
        assert words in part
    assert "<html" in broker.get(url).content.decode()


def test_an_offering_of_another_firm_has_no_drawer_here(broker, cluster, rother, welding):
    other = builders.an_offering(builders.a_member(cluster))
    assert broker.get(f"/members/{rother.pk}/offerings/{other.pk}/capacity/").status_code == 404


def test_promises_kept_come_with_their_evidence_and_their_range(broker, cluster):
    member = builders.a_member(cluster, reliability=Decimal("0.8"), reliability_evidence=10)
    assert "80 %" in page(broker, member)
    drawer = broker.get(f"/members/{member.pk}/reliability/", headers=PART).content.decode()
    assert "10 deliveries" in drawer
    assert "between 49 % and 94 %" in drawer


def test_a_newcomer_is_unknown_and_not_perfect(broker, cluster):
    member = builders.a_member(cluster)
    assert "unknown" in page(broker, member)
    assert "100 %" not in page(broker, member).split("What it offers")[0]
    assert "unknown, not bad" in broker.get(f"/members/{member.pk}/reliability/").content.decode()


def test_history_shows_enterprises_with_shares_and_leaves_out_what_came_to_nothing(broker, cluster, rother):
    other = builders.a_member(cluster, "Tees Coatings")
    builders.an_enterprise(cluster, [rother, other], "dissolved", name="Done well")
    builders.an_enterprise(cluster, [rother], "abandoned", name="Never was")
    context = broker.get(f"/members/{rother.pk}/").context
    _option, table = context["history"]
    assert [(row[0]["text"], row[3]) for row in table["rows"]] == [("Done well", "50 %")]


def test_who_it_works_with_counts_shared_enterprises(broker, cluster, rother):
    often, once = builders.a_member(cluster, "Often Ltd"), builders.a_member(cluster, "Once Ltd")
    builders.an_enterprise(cluster, [rother, often, once], "dissolved")
    builders.an_enterprise(cluster, [rother, often])
    builders.an_enterprise(cluster, [often, once])
    _option, table = broker.get(f"/members/{rother.pk}/").context["circle"]
    assert [(row[0]["text"], row[1]) for row in table["rows"]] == [("Often Ltd", 2), ("Once Ltd", 1)]


def test_what_happened_is_for_the_desk_and_the_firm_itself(cluster, rother):
    with tenancy.tenant(cluster.pk):
        Event.objects.create(
            cluster=cluster,
            at=timezone.now(),
            actor="Odile",
            verb="membership.suspended",
            subject_kind="membership",
            subject_id=rother.pk,
            before="admitted",
            after="suspended",
            reason="Did not answer for a year.",
        )
    for kind, membership, shown in (
        ("broker", None, True),
        ("member", rother, True),
        ("member", None, False),
        ("agency", None, False),
    ):
        text = page(builders.signed_in(builders.a_role(cluster, kind, membership)), rother)
        assert ("Did not answer" in text) is shown


def test_the_page_takes_as_many_queries_for_a_busy_firm_as_for_an_idle_one(broker, cluster, rother):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def busier(number):
        for _ in range(number):
            offering = builders.an_offering(rother)
            builders.a_certificate(rother, f"C{offering.pk}")
            resource = builders.a_resource(rother, f"r{offering.pk}")
            enterprise = builders.an_enterprise(cluster, [rother, builders.a_member(cluster)])
            with tenancy.tenant(cluster.pk):
                OfferingUse.objects.create(cluster=cluster, offering=offering, resource=resource, amount=1)
                builders.some_work(enterprise.partners.first())

    def queries():
        with CaptureQueriesContext(connection) as seen:
            broker.get(f"/members/{rother.pk}/")
        return len(seen)

    busier(1)
    few = queries()
    busier(6)
    assert queries() == few
    assert few <= 45
