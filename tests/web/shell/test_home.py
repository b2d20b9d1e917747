"""Home: what waits for whom, the pipeline, the cluster at a glance."""

import html
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from tests import builders

from midas.store import tenancy
from midas.web.shell.waiting import waiting

NOW = timezone.now()


def tasks(role):
    with tenancy.tenant(role.cluster_id):
        return [(str(task.what), task.about) for task in waiting(role, at=NOW)]


def demand(cluster, title, days, state="new", **more):
    return builders.an_opportunity(
        cluster, title, state=state, deadline_at=NOW + timedelta(days=days), **more
    )


def home(role):
    return builders.signed_in(role).get("/").content.decode()


@pytest.fixture
def broker(cluster):
    return builders.a_role(cluster)


def test_a_demand_due_within_two_weeks_waits_for_the_broker_nearest_first(cluster, broker):
    demand(cluster, "Later", 9)
    demand(cluster, "Sooner", 2)
    assert tasks(broker) == [("Qualify or drop", "Sooner"), ("Qualify or drop", "Later")]


def test_new_demands_that_are_not_urgent_are_one_task(cluster, broker):
    demand(cluster, "A", 40)
    demand(cluster, "B", 50)
    builders.an_opportunity(cluster, "C", deadline_at=None)
    assert tasks(broker) == [("3 new demands to qualify", "worth our time, or not")]


def test_a_deadline_that_has_just_passed_is_told_once(cluster, broker):
    late = demand(cluster, "Missed", -2, "qualified")
    builders.a_package(builders.a_requirement(late))
    assert ("Deadline passed", "Missed") in tasks(broker)
    assert (
        len(
            [
                task
                for task in tasks(broker)
                if task[1] == "Missed" and task[0] != "No member offers 1 package"
            ]
        )
        == 1
    )


@pytest.mark.parametrize("state", ["forming", "bidding", "won", "lost", "dropped"])
def test_what_is_in_hand_or_decided_does_not_wait(cluster, broker, state):
    demand(cluster, "Done", 2, state)
    assert tasks(broker) == []


def test_a_qualified_demand_waits_for_its_next_step(cluster, broker):
    welder = builders.a_member(cluster)
    builders.an_offering(welder)
    bare = demand(cluster, "Without requirement", 3, "qualified")
    empty = builders.a_requirement(demand(cluster, "Without packages", 4, "qualified"))
    ready = builders.a_requirement(demand(cluster, "Ready", 5, "qualified"))
    solved = builders.a_requirement(demand(cluster, "Solved", 6, "qualified"))
    stale = builders.a_requirement(demand(cluster, "Changed since", 7, "qualified"), version=2)
    hopeless = builders.a_requirement(demand(cluster, "Impossible", 8, "qualified"))
    for requirement in (ready, solved, stale, hopeless):
        builders.a_package(requirement)
    builders.a_formation(solved)
    builders.a_formation(stale)
    builders.a_formation(hopeless, status="INFEASIBLE")
    assert bare.pk
    assert empty.pk
    assert tasks(broker) == [
        ("Say what must be delivered", "Without requirement"),
        ("Say what must be delivered", "Without packages"),
        ("Form a team", "Ready"),
        ("Choose a team", "Solved"),
        ("Form the team again", "Changed since"),
        ("No team found: see why", "Impossible"),
    ]


def test_a_demand_that_has_its_team_does_not_wait_for_one(cluster, broker):
    member = builders.a_member(cluster)
    builders.an_offering(member)
    chosen = demand(cluster, "Chosen", 30, "qualified")
    builders.a_package(builders.a_requirement(chosen))
    builders.an_enterprise(cluster, [member], "forming", opportunity=chosen)
    assert tasks(broker) == []


def test_a_package_nobody_offers_is_a_gap_and_one_somebody_offers_in_part_is_not(cluster, broker):
    builders.an_offering(builders.a_member(cluster), "cpv:45262680")
    gone = builders.a_member(cluster, state="suspended")
    builders.an_offering(gone, "cpv:33000000")
    requirement = builders.a_requirement(demand(cluster, "Clinics", 60, "forming"))
    builders.a_package(requirement, "cpv:45000000", title="Building")
    builders.a_package(requirement, "cpv:33000000", title="Devices")
    assert tasks(broker) == [("No member offers 1 package", "Clinics")]
    assert "Devices" in home(broker)


def test_papers_that_run_out_soon_are_counted_for_those_who_help(cluster):
    today = timezone.localdate()
    member = builders.a_member(cluster)
    builders.a_certificate(member, "ISO 9001", today + timedelta(days=20))
    builders.a_certificate(member, "ISO 14001", today + timedelta(days=300))
    builders.an_offering(member, valid_until=today + timedelta(days=10))
    expected = [
        ("1 offering runs out soon", "of 1 firm"),
        ("1 certificate runs out soon", "of 1 firm"),
    ]
    assert tasks(builders.a_role(cluster, "coach")) == expected
    assert tasks(builders.a_role(cluster, "broker")) == expected
    assert tasks(builders.a_role(cluster, "agency")) == []


def test_each_task_leads_to_what_it_counts(cluster):
    today = timezone.localdate()
    member, other = builders.a_member(cluster, "Expiring Ltd"), builders.a_member(cluster, "Fine Ltd")
    builders.a_certificate(member, "ISO 9001", today + timedelta(days=20))
    builders.a_certificate(other, "ISO 9001", today + timedelta(days=400))
    role = builders.a_role(cluster, "coach")
    with tenancy.tenant(cluster.pk):
        (task,) = waiting(role, at=NOW)
    page = builders.signed_in(role).get(task.url).content.decode()
    assert "Expiring Ltd" in page
    assert "Fine Ltd" not in page


def test_a_member_sees_their_own_firms_papers_and_nobody_elses(cluster):
    today = timezone.localdate()
    own, other = builders.a_member(cluster, "Own Ltd"), builders.a_member(cluster, "Other Ltd")
    for member in (own, other):
        builders.a_certificate(member, "ISO 9001", today + timedelta(days=20))
        builders.a_certificate(member, "ISO 27001", today - timedelta(days=20))
        builders.an_offering(member, valid_until=today + timedelta(days=10))
    assert tasks(builders.a_role(cluster, "member", own)) == [
        ("1 certificate has run out", "Own Ltd"),
        ("Renew 1 offering", "Own Ltd"),
        ("Renew 1 certificate", "Own Ltd"),
    ]


def test_a_certificate_that_was_renewed_does_not_wait(cluster):
    today = timezone.localdate()
    own = builders.a_member(cluster)
    builders.a_certificate(own, "ISO 9001", today - timedelta(days=20))
    builders.a_certificate(own, "ISO 9001", today + timedelta(days=700))
    assert tasks(builders.a_role(cluster, "member", own)) == []


def test_a_member_sees_the_enterprises_they_are_in_only(cluster):
    own, other = builders.a_member(cluster), builders.a_member(cluster)
    builders.an_enterprise(cluster, [own, other], name="With us")
    builders.an_enterprise(cluster, [other], name="Without us")
    page = home(builders.a_role(cluster, "member", own))
    assert "With us" in page
    assert "Without us" not in page
    assert "Enterprises you are in" in page


def test_a_member_gets_to_their_own_firm_in_one_press(cluster):
    own = builders.a_member(cluster)
    assert f'href="/members/{own.pk}/"' in home(builders.a_role(cluster, "member", own))


def test_every_figure_leads_to_what_it_is_made_of(cluster, broker):
    member = builders.a_member(cluster)
    demand(cluster, "Open one", 60)
    demand(cluster, "Won one", 60, "won")
    builders.an_enterprise(cluster, [member], "bidding")
    client = builders.signed_in(broker)
    page = client.get("/").content.decode()
    addresses = set(re.findall(r'href="(/(?:members|demand|enterprises)/[^"]*)"', page))
    assert {"/members/", "/demand/?view=table&amp;state=open", "/enterprises/"} <= addresses
    for address in addresses:
        assert client.get(html.unescape(address)).status_code == 200


def test_applications_wait_for_the_committee(cluster):
    builders.a_member(cluster, state="applied", joined_on=None)
    builders.a_member(cluster, state="applied", joined_on=None)
    assert tasks(builders.a_role(cluster, "committee")) == [
        ("2 firms have applied", "applications to the cluster")
    ]
    assert tasks(builders.a_role(cluster, "broker")) == []


def test_nothing_to_do_is_said(cluster, broker):
    assert "Nothing waits for you today" in home(broker)


def test_the_pipeline_counts_and_adds_what_is_in_the_clusters_currency(cluster, broker):
    demand(cluster, "A", 60, value=100_000_000)
    demand(cluster, "B", 60, value=50_000_000)
    demand(cluster, "C", 60, value=7_000_000, currency="EUR")
    demand(cluster, "D", 60, "won", value=20_000_000)
    demand(cluster, "E", 60, "lost")
    response = builders.signed_in(broker).get("/")
    rows = {row[0]["text"]: row[1:] for row in response.context["funnel_table"]["rows"]}
    assert rows["New"] == [3, "£1.5m", 1]
    assert rows["Won"] == [1, "£200k", 0]
    assert response.context["open_value"] == 150_000_000
    assert ">1 lost</a>" in response.content.decode()


def test_the_glance_counts_admitted_members_by_sector_and_region(cluster, broker):
    builders.a_member(cluster, sector="digital", region="UKI3")
    builders.a_member(cluster, sector="digital", region="UKI4")
    builders.a_member(cluster, sector="construction", region="DE")
    builders.a_member(cluster, state="left", region="FR")
    page = home(broker)
    assert ">Digital</a></td><td>2</td>" in page
    assert ">London</a> <span>2</span>" in page
    assert "Germany" in page
    assert "France" not in page


def test_a_purchaser_sees_neither_members_nor_demands(cluster):
    builders.a_member(cluster, "Rother Ltd")
    demand(cluster, "Secret demand", 3)
    page = home(builders.a_role(cluster, "purchaser"))
    for word in ("Rother", "Secret demand", "Pipeline", "at a glance"):
        assert word not in page


def test_home_shows_nothing_of_another_cluster(cluster, stranger):
    demand(cluster, "Our demand", 3)
    builders.an_enterprise(cluster, [builders.a_member(cluster)], name="Our team")
    page = stranger.get("/").content.decode()
    assert "Our demand" not in page
    assert "Our team" not in page


def populated(cluster, times):
    today = timezone.localdate()
    for number in range(times):
        member = builders.a_member(cluster)
        builders.an_offering(member, valid_until=today + timedelta(days=9))
        builders.a_certificate(member, "ISO 9001", today + timedelta(days=9))
        requirement = builders.a_requirement(demand(cluster, f"Q{number}", 20, "qualified"))
        builders.a_package(requirement)
        builders.a_formation(requirement)
        demand(cluster, f"N{number}", 5)
        builders.an_enterprise(cluster, [member])


def test_home_takes_as_many_queries_for_a_large_cluster_as_for_a_small_one(
    cluster, broker, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = builders.signed_in(broker)
    populated(cluster, 1)
    with CaptureQueriesContext(connection) as few:
        client.get("/")
    populated(cluster, 8)
    with CaptureQueriesContext(connection) as many:
        client.get("/")
    assert len(many) == len(few)
    reads = [query for query in many if query["sql"].startswith("SELECT") and "store_" in query["sql"]]
    assert len(reads) <= 20
