"""The forty demands: each in its state for a reason, and public ones as valid notices that say just that."""

import csv
import io
import json
from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest
from tests.shared_data import shared_bytes

from midas.actions.demand.follow_notices import facts_of
from midas.core.demand.notice import changes
from midas.core.demand.opportunity import OPPORTUNITY
from midas.core.values.taxonomy import covers
from midas.demo.generate import ALL_WISHES
from midas.demo.wishes import BUYERS
from midas.formats.ocds.schema_check import release_faults
from midas.rules import regions


def test_there_are_forty_demands_in_every_state_of_the_pipeline(five_rivers):
    states = Counter(demand.state for demand in five_rivers.demands)
    assert len(five_rivers.demands) == 40
    assert set(states) == set(OPPORTUNITY.moves)
    assert states == {
        "new": 14,
        "qualified": 8,
        "forming": 3,
        "bidding": 1,
        "won": 7,
        "lost": 2,
        "dropped": 5,
    }


def test_they_came_by_every_door_and_only_public_ones_have_notices(five_rivers):
    assert {demand.door for demand in five_rivers.demands} == {"ocds", "customer", "cluster"}
    for demand in five_rivers.demands:
        assert (demand.door == "ocds") == bool(demand.ocid) == bool(demand.releases)


def test_texts_are_whole_sentences_and_titles_are_told_apart(five_rivers):
    titles = [demand.title for demand in five_rivers.demands]
    assert len(set(titles)) == 40
    for demand in five_rivers.demands:
        assert 1 <= demand.description.count(". ") + 1 <= 4
        assert demand.description.endswith(".")
        assert "{" not in demand.title + demand.description


def test_dates_of_a_demand_follow_each_other(any_cluster):
    now = any_cluster.events[-1].at
    for demand in any_cluster.demands:
        assert demand.created_at <= demand.updated_at <= now
        assert demand.created_at < demand.deadline_at
        assert demand.deadline_at.date() < demand.starts_on < demand.ends_on
        if demand.state in {"new", "qualified", "forming", "bidding"}:
            assert demand.deadline_at.date() > any_cluster.today
        if demand.state in {"won", "lost"}:
            assert demand.deadline_at.date() < any_cluster.today


def test_every_state_was_reached_by_allowed_moves_one_after_another(any_cluster):
    for demand in any_cluster.demands:
        events = [
            event for event in any_cluster.events if (event.kind, event.key) == ("opportunity", demand.key)
        ]
        assert events[0].after == "new"
        assert events[0].at == demand.created_at
        assert events[-1].after == demand.state
        for before, after in pairwise(events):
            assert after.before == before.after
            OPPORTUNITY.check(after.before, after.after)
            assert before.at < after.at
            assert after.reason
            assert after.by == demand.owner


def test_nobody_owns_what_is_new_and_somebody_owns_the_rest(any_cluster):
    brokers = {person.email for person in any_cluster.people if "broker" in person.roles}
    for demand in any_cluster.demands:
        assert demand.owner in brokers or (demand.owner is None and demand.state == "new")
    assert {demand.owner for demand in any_cluster.demands} >= brokers


def test_buyers_are_made_up_and_regions_known(any_cluster):
    for demand in any_cluster.demands:
        assert demand.buyer_name in {buyer.name for buyer in BUYERS.values()}
        assert demand.buyer_identifier.startswith("GB-DEMO-")
        assert regions.region(demand.region) is not None


def test_packages_of_a_requirement_sum_to_the_demands_value(any_cluster):
    for demand in any_cluster.demands:
        if demand.packages:
            assert sum(package.value for package in demand.packages) == demand.value
            codes = [package.code for package in demand.packages]
            assert len(set(codes)) == len(codes)
            for package in demand.packages:
                assert demand.starts_on - timedelta(days=1) <= package.starts_on < package.ends_on
                assert package.ends_on <= demand.ends_on
                assert set(package.after) <= set(codes)
    assert {demand.state for demand in any_cluster.demands if demand.packages} == {
        *("qualified", "forming", "bidding", "won", "lost")
    }


def test_lots_sum_to_the_whole(any_cluster):
    with_lots = [demand for demand in any_cluster.demands if demand.lots]
    assert len(with_lots) >= 4
    for demand in with_lots:
        assert sum(lot["value"]["minor"] for lot in demand.lots) == demand.value


def test_every_notice_is_valid_ocds_and_reads_as_the_demand_says(any_cluster):
    for demand in any_cluster.demands:
        assert [list(release_faults(entry.release, "$", "1.1")) for entry in demand.releases] == [[]] * len(
            demand.releases
        )
        if demand.releases:
            facts = facts_of([dict(entry.release) for entry in demand.releases])
            assert (facts.ocid, facts.title, facts.cpv) == (demand.ocid, demand.title, demand.cpv)
            assert facts.value.minor == demand.value
            assert facts.deadline_at == demand.deadline_at
            assert (facts.span.starts_on, facts.span.ends_on) == (demand.starts_on, demand.ends_on)


def test_amended_notices_came_with_a_later_deadline_and_more_money(five_rivers):
    amended = [
        one for one in five_rivers.demands if one.state in {"new", "qualified"} and len(one.releases) > 1
    ]
    assert len(amended) >= 3
    for demand in amended:
        before, after = (facts_of([dict(entry.release)]) for entry in demand.releases)
        assert {change.field for change in changes(before, after)} == {"value", "deadline_at"}
        assert before.value < after.value
        assert before.deadline_at < after.deadline_at


def test_awards_name_the_team_that_won(five_rivers):
    won = [demand for demand in five_rivers.demands if demand.state == "won" and demand.door == "ocds"]
    names = {enterprise.demand: enterprise.name for enterprise in five_rivers.enterprises}
    assert won
    for demand in won:
        (award,) = demand.awards
        assert award["suppliers"][0]["name"] == names[demand.key]
        assert award["value"]["minor"] == demand.value


@pytest.mark.shared_data
def test_most_real_contracts_finder_notices_ask_for_something_members_offer(five_rivers):
    offered = {
        offering.competency
        for firm in five_rivers.firms
        if firm.state == "admitted"
        for offering in firm.offerings
    }
    lines = shared_bytes("ocds", "uk_contracts_finder_2025_releases.jsonl.gz").splitlines()
    notices = [facts_of([json.loads(line)]) for line in lines]
    some = everything = 0
    for facts in notices:
        held = [
            any(covers(f"cpv:{code}", one) for one in offered)
            for code in (facts.cpv, *facts.cpv_additional)
            if code
        ]
        some += any(held)
        everything += bool(held) and all(held)
    assert len(notices) == 101
    assert some >= 0.85 * len(notices)
    assert everything >= 0.7 * len(notices)


@pytest.mark.shared_data
def test_every_code_a_demand_names_exists():
    rows = csv.DictReader(io.StringIO(shared_bytes("codelists", "cpv_2008_en.csv.gz").decode()))
    known = {row["code"] for row in rows}
    named = {code for wish in ALL_WISHES for code in wish.cpv}
    named |= {item.cpv for wish in ALL_WISHES for item in wish.items}
    named |= {need.cpv for wish in ALL_WISHES for need in wish.needs}
    assert named <= known
