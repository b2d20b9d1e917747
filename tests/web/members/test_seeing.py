"""The cluster sees itself: coverage, recruiting, network, groups, fairness, and a member's own page."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests import builders
from tests.builders import signed_in
from tests.web.demand.reading import text_of

from midas.store import tenancy
from midas.store.models import Assessment, Event, Proposal, SectorGroup


@pytest.fixture
def here(cluster):
    """Don and Tees coat, Don alone turns; a demand for coating, one for turning and one for clinics nobody makes."""
    don = builders.a_member(cluster, "Don")
    tees = builders.a_member(cluster, "Tees", region="UKC1")
    builders.an_offering(don, "cpv:44110000")
    builders.an_offering(tees, "cpv:44110000", evidence="Order 12")
    builders.an_offering(don, "cpv:42620000", regions_served=["UKE"])
    for title, cpv in (
        ("Coat a bridge", "44110000"),
        ("Turn a shaft", "42620000"),
        ("Build a clinic", "33100000"),
    ):
        builders.an_opportunity(
            cluster, title, cpv=cpv, region="UKE3", created_at=timezone.now() - timedelta(days=30)
        )
    builders.an_opportunity(
        cluster, "Long ago", cpv="33100000", created_at=timezone.now() - timedelta(days=500)
    )
    cluster.don, cluster.tees = don, tees
    return cluster


def page(cluster, path, kind="broker", **query):
    member = cluster.don if kind == "member" else None
    return signed_in(builders.a_role(cluster, kind, membership=member)).get(path, query)


def test_coverage_flags_gaps_and_monopolies_and_tells_the_years_demand(here):
    text = text_of(page(here, "/members/coverage/"))
    assert "Covered 1 One firm only 1 Nobody 1 Crowded 0" in text
    assert "1 of 3" in text
    assert "Build a clinic" in text
    assert "Long ago" not in text


def test_coverage_goes_finer_and_by_region(here):
    assert page(here, "/members/coverage/", within="cpv:42000000").status_code == 200
    text = text_of(page(here, "/members/coverage/", region="UKC"))
    assert "One firm only 1" in text


def test_whom_to_recruit_names_the_evidence_and_downloads_for_the_desk_only(here):
    text = text_of(page(here, "/members/recruit/"))
    assert "To recruit for 2 Nobody can today 1" in text
    assert "Build a clinic" in text
    assert "Turn a shaft" in text
    assert "Coat a bridge" not in text
    assert b"Build a clinic" in page(here, "/members/recruit/", _export="csv").content
    assert page(here, "/members/recruit/", "member", _export="csv").status_code == 403
    assert page(here, "/members/coverage/", _export="xlsx").status_code == 200


def test_the_network_joins_firms_of_one_team_and_not_of_one_given_up(here):
    rother = builders.a_member(here, "Rother")
    builders.an_enterprise(here, [here.don, here.tees], name="Bridge team")
    builders.an_enterprise(here, [here.don, rother], state="abandoned")
    text = text_of(page(here, "/members/network/"))
    assert "1 pair" in text
    assert "Bridge team" in text
    assert "Rother" not in text
    assert b"Bridge team" in page(here, "/members/network/", _export="csv").content
    assert page(here, "/members/network/", "purchaser").status_code == 403


def test_an_empty_network_says_what_to_do(cluster):
    assert "Look at the teams" in text_of(page(cluster, "/members/network/"))


def test_a_group_shows_its_members_work_and_the_open_demands_it_could_serve(here):
    assert "Manufacturing" in text_of(page(here, "/members/groups/"))
    text = text_of(page(here, "/members/groups/manufacturing/"))
    assert "2 members" in text
    assert "Coat a bridge" in text
    assert "Build a clinic" not in text
    assert page(here, "/members/groups/nowhere/").status_code == 404


def test_the_committee_sets_lead_and_purpose_of_a_group_and_others_do_not(here):
    path, sent = "/members/groups/manufacturing/lead/", {"lead": here.don.pk, "purpose": "Machines together"}
    committee = signed_in(builders.a_role(here, "committee"))
    assert committee.post(path, sent).status_code == 302
    with tenancy.tenant(here.pk):
        group = SectorGroup.objects.get(slug="manufacturing")
        assert (group.lead_id, group.purpose) == (here.don.pk, "Machines together")
        assert Event.objects.filter(verb="sectorgroup.changed").exists()
    outsider = builders.a_member(here, "Byte", sector="digital")
    assert committee.post(path, {"lead": outsider.pk}).status_code == 422
    assert signed_in(builders.a_role(here, "broker")).post(path, sent).status_code == 403


def proposal(here, *partners, near=()):
    opportunity = builders.an_opportunity(here, "Paint a tram")
    run = builders.a_formation(builders.a_requirement(opportunity), requested_at=timezone.now())
    plan = {
        "partners": [{"id": str(one.pk)} for one in partners],
        "explanation": {
            "near_misses": [
                {"firm": str(one.pk), "work_package": "wp1", "rule": rule, "message": f"{one}: {words}"}
                for one, rule, words in near
            ]
        },
    }
    with tenancy.tenant(here.pk):
        Proposal.objects.create(
            cluster=here, formation=run, rank=1, label="x", objective=1, cost=1, risk=0, plan=plan
        )


def test_fairness_counts_proposals_teams_and_value(here):
    proposal(here, here.don)
    builders.an_enterprise(here, [here.don], formed_on=timezone.localdate() - timedelta(days=9))
    builders.an_enterprise(here, [here.tees], formed_on=date(2020, 1, 1))
    text = text_of(page(here, "/members/exposure/"))
    assert "Gini coefficient of value 0.5" in text
    assert "Don Manufacturing 1 1 £10,000 100.0 %" in text
    assert "Never proposed nor chosen 1" in text
    assert b"Don" in page(here, "/members/exposure/", _export="csv").content
    assert page(here, "/members/exposure/", "member").status_code == 403


def test_a_member_sees_where_it_is_found_what_it_lost_and_what_would_help(here):
    builders.a_certificate(here.don, "ISO 9001", expires_on=timezone.localdate() + timedelta(days=10))
    dear = "doing all of wp1 would cost £50 per hour all told, £7.31 more than the dearest firm on it"
    proposal(
        here, here.tees,
        near=[(here.don, "price", dear), (here.don, "certificates", "lacks AS 9100"), (here.tees, "price", "no")],
    )  # fmt: skip
    with tenancy.tenant(here.pk):
        Assessment.objects.create(
            cluster=here, membership=here.don, dimension="finance", score=70, grade="B", method="m",
            missing=["accounts of 2025"], assessed_on=timezone.localdate(),
            valid_until=timezone.localdate() + timedelta(days=9),
        )  # fmt: skip
    text = text_of(page(here, "/members/own/", "member"))
    assert "Coat a bridge" in text
    assert "Paint a tram" in text
    assert "above the dearest firm" in text
    assert "£7.31" not in text
    assert "Lacks AS 9100" in text
    assert "Finance: hand in accounts of 2025" in text
    assert "Ask for an assessment of ethics" in text
    assert "Renew ISO 9001" in text
    assert page(here, "/members/own/").status_code == 403
    assert "Your standing" in text_of(page(here, "/", "member"))


@pytest.mark.parametrize("path", ["coverage", "recruit", "network", "exposure"])
def test_more_firms_take_no_more_queries(here, path):
    browser = signed_in(builders.a_role(here, "broker"))

    def queries():
        with CaptureQueriesContext(connection) as found:
            browser.get(f"/members/{path}/")
        return len(found)

    before = queries()
    for n in range(8):
        builders.an_offering(builders.a_member(here, f"More {n}"), "cpv:44110000")
    assert queries() <= before


def test_a_stranger_sees_nothing_of_ours(here, stranger):
    builders.an_enterprise(here, [here.don, here.tees], name="Bridge team")
    for path in ("coverage", "recruit", "network", "groups", "exposure"):
        text = text_of(stranger.get(f"/members/{path}/"))
        assert "Coat a bridge" not in text
        assert "Bridge team" not in text
    assert stranger.get("/members/groups/manufacturing/").status_code == 404
