"""Demands published twice: found, judged once, shown once, and taken apart again."""

import io
import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob
from tests import builders
from tests.actions.demand.scene import AT, LATER, a_notice
from tests.formats.eforms.notices import notice

from midas.actions.access.permissions import NotAllowed
from midas.actions.demand import find_same_demand as finding
from midas.actions.demand.find_same_demand import compare_new_demands, search_cluster
from midas.actions.demand.import_eforms import import_eforms
from midas.actions.demand.import_notices import import_file
from midas.actions.demand.same_demand import (
    SEARCH,
    CannotMerge,
    judge_demands,
    merge_demands,
    request_search,
    undo_merge,
)
from midas.core.demand.same_demand import CROWD, FEW, keys_of, published
from midas.core.values.problems import BadInput
from midas.store.models import DemandLikeness, DemandVerdict, Event, Notice, Opportunity
from midas.store.queries.demand import opportunities
from midas.store.queries.home import due_soon, pipeline
from midas.store.queries.same_demand import not_compared, sharing, undecided


@pytest.fixture
def twin(scene):
    """The scene's demand, published by another portal."""
    return a_notice(scene.cluster, ocid="ocds-h6vhtk-9", title="MOBILE diagnostic units")


@pytest.fixture
def other(scene):
    return a_notice(
        scene.cluster, ocid="ocds-h6vhtk-7", title="Forty park benches", cpv="39113600", value=None
    )


def a_text(opportunity, text):
    Notice.objects.create(
        cluster=opportunity.cluster, opportunity=opportunity, ocid=opportunity.ocid, release_id="1",
        sha256=f"{opportunity.pk:064d}", text=text, source="a.json", imported_at=AT,
    )  # fmt: skip


def test_new_demands_are_compared_once_and_pairs_wait_for_a_decision(scene, twin, other):
    assert compare_new_demands(at=AT) == 1
    (pair,) = undecided()
    assert (pair.first, pair.second, pair.score > 90) == (scene.opportunity, twin, True)
    assert "the same buyer, Combined Authority" in pair.reasons
    DemandLikeness.objects.all().delete()
    assert compare_new_demands(at=AT) == 0
    assert search_cluster(scene.cluster.pk, at=AT) == 1


def test_a_number_in_the_text_of_both_brings_them_together(scene, other):
    a_text(scene.opportunity, '{"id": "219497-2026"}')
    a_text(other, '{"see": "219497-2026"}')
    compare_new_demands(at=AT)
    (pair,) = undecided()
    assert (pair.score, pair.reasons[0]) == (100, "both name the number 219497-2026")


def brought_in(cluster, *releases):
    """The releases, as a file of notices brings them in."""
    file = io.BytesIO(json.dumps({"releases": releases}).encode())
    import_file(file, name="a.json", cluster=cluster, by=None, at=LATER)


def a_release(ocid, number, **tender):
    return {
        "ocid": ocid,
        "id": number,
        "date": f"2026-11-{number}T00:00:00Z",
        "tag": ["tender"],
        "initiationType": "tender",
        "tender": {"id": "t", "title": f"Demand {ocid}", "status": "active", **tender},
    }


def test_a_later_notice_that_names_the_other_portals_number_brings_them_together(scene):
    brought_in(scene.cluster, a_release("ocds-b5fd17-aaa", "10"), a_release("ocds-h6vhtk-bbb", "11"))
    assert compare_new_demands(at=AT) == 0
    brought_in(scene.cluster, a_release("ocds-h6vhtk-bbb", "12", description="As in ocds-b5fd17-aaa"))
    assert compare_new_demands(at=AT) == 1
    (pair,) = undecided()
    assert pair.reasons[0] == "both name the number ocds-b5fd17-aaa"
    assert {pair.first.ocid, pair.second.ocid} == {"ocds-b5fd17-aaa", "ocds-h6vhtk-bbb"}
    assert compare_new_demands(at=AT) == 0, "once"


def test_a_later_notice_that_gives_another_title_is_found_by_it_and_no_more_by_the_old_one(scene):
    buyer = {"parties": [{"id": "b", "name": "Combined Authority", "roles": ["buyer"]}], "buyer": {"id": "b"}}
    one, other = "ocds-b5fd17-aaa", "ocds-h6vhtk-bbb"
    title = "Restoration of the harbour wall"
    brought_in(
        scene.cluster,
        {**a_release(one, "10", title=title), **buyer},
        {**a_release(other, "11", title="Works"), **buyer},
    )
    assert compare_new_demands(at=AT) == 0
    old = set(Opportunity.objects.get(ocid=other).numbers.values_list("number", flat=True))
    brought_in(scene.cluster, {**a_release(other, "12", title=title), **buyer})
    assert compare_new_demands(at=AT) == 1
    keys = set(Opportunity.objects.get(ocid=other).numbers.values_list("number", flat=True))
    shared = set(Opportunity.objects.get(ocid=one).numbers.values_list("number", flat=True)) & keys
    assert len([key for key in shared if key.startswith("~")]) > 3
    assert not {key for key in old & keys if key.startswith("~")}


def test_a_later_european_notice_is_compared_too(scene):
    brought_in(scene.cluster, a_release("ocds-b5fd17-aaa", "10"))
    import_eforms(io.BytesIO(notice()), name="n.xml", cluster=scene.cluster, by=None, at=AT)
    compare_new_demands(at=AT)
    assert not_compared(scene.cluster, 10) == []
    import_eforms(io.BytesIO(notice(version="02")), name="n.xml", cluster=scene.cluster, by=None, at=LATER)
    assert not_compared(scene.cluster, 10) == [Opportunity.objects.get(door="eforms").pk]


def many(cluster, count, title="Park benches {0} and tables {0}"):
    """Demands that have nothing to do with each other, compared already."""
    rows = [
        Opportunity(
            cluster=cluster, door="ocds", ocid=f"ocds-x-{title[:1]}{number}", title=title.format(f"k{number}"),
            created_at=AT, updated_at=AT,
        )
        for number in range(count)
    ]  # fmt: skip
    Opportunity.objects.bulk_create(rows)
    compare_new_demands(at=AT)


def test_only_demands_that_share_a_key_are_read_whatever_others_there_are(scene, monkeypatch):
    read = []
    whole = finding.demands
    monkeypatch.setattr(
        finding, "demands", lambda cluster, keys: read.append(set(keys)) or whole(cluster, keys)
    )
    many(scene.cluster, 60)
    read.clear()
    twin = a_notice(scene.cluster, ocid="ocds-h6vhtk-9", title="MOBILE diagnostic units")
    assert compare_new_demands(at=AT) == 1
    assert read == [{twin.pk}, {scene.opportunity.pk}]


def test_the_statements_of_a_comparison_are_as_many_whatever_there_is(scene):
    def asked():
        a_notice(scene.cluster, ocid=f"ocds-h6vhtk-{Opportunity.objects.count()}", title="Nothing alike")
        with CaptureQueriesContext(connection) as caught:
            compare_new_demands(at=AT)
        return len(caught)

    asked()
    few = asked()
    many(scene.cluster, 300)
    assert asked() == few


def test_of_a_key_that_a_crowd_shares_no_more_is_read_than_may_share_it(scene):
    many(scene.cluster, CROWD + 30, "Aaa bbb {0}")
    key = next(iter(keys_of(published(1, "", "Aaa bbb"))))
    assert sharing(scene.cluster, [key]) == (set(), {key})


def test_a_number_that_a_crowd_names_proves_nothing_whichever_of_them_come_together(scene):
    number = "219497-2026"
    for at in range(FEW + 2):
        made = a_notice(scene.cluster, ocid=f"ocds-x-{at}", title=f"Kind {at} of {'abcdefgh'[at]} things")
        a_text(made, json.dumps({"see": number}))
        compare_new_demands(at=AT)
    last = {pair.pk for pair in undecided() if made.pk in (pair.first_id, pair.second_id)}
    assert last == set()


def test_demands_beyond_one_piece_are_compared_in_the_same_turn(scene, twin, other, monkeypatch):
    monkeypatch.setattr(finding, "AT_ONCE", 1)
    assert compare_new_demands(at=AT) == 1
    assert not_compared(scene.cluster, 10) == []


def test_a_turn_has_an_end_and_the_next_one_goes_on(scene, twin, other, monkeypatch):
    monkeypatch.setattr(finding, "AT_ONCE", 1)
    monkeypatch.setattr(finding, "PIECES", 2)
    compare_new_demands(at=AT)
    assert not_compared(scene.cluster, 10) == [other.pk]
    compare_new_demands(at=AT)
    assert not_compared(scene.cluster, 10) == []


def test_a_search_piece_by_piece_finds_what_one_in_one_go_does(scene, twin, other, monkeypatch):
    search_cluster(scene.cluster.pk, at=AT)
    whole = list(undecided().values_list("first", "second", "score", "reasons"))
    monkeypatch.setattr(finding, "AT_ONCE", 1)
    search_cluster(scene.cluster.pk, at=LATER)
    assert list(undecided().values_list("first", "second", "score", "reasons")) == whole
    assert len(whole) == 1


def test_a_demand_shown_as_part_of_another_is_found_by_nothing(scene, twin):
    merge_demands(scene.broker, scene.opportunity.pk, twin.pk, at=AT)
    compare_new_demands(at=AT)
    keys = set(twin.numbers.values_list("number", flat=True))
    assert sharing(scene.cluster, keys)[0] == {scene.opportunity.pk}


def test_a_decision_is_remembered_and_a_later_one_replaces_it(scene, twin):
    judge_demands(scene.broker, twin.pk, scene.opportunity.pk, same=False, at=AT, reason="two years")
    assert search_cluster(scene.cluster.pk, at=AT) == 0
    judge_demands(scene.broker, scene.opportunity.pk, twin.pk, same=True, at=LATER)
    verdict = DemandVerdict.objects.get()
    assert (verdict.same, verdict.decided_at, verdict.first) == (True, LATER, scene.opportunity)
    assert sorted(Event.objects.values_list("verb", flat=True)) == ["demand.different", "demand.same"]


def test_merged_demands_are_shown_once(scene, twin):
    merge_demands(scene.broker, scene.opportunity.pk, twin.pk, at=AT)
    assert list(opportunities(scene.cluster)) == [scene.opportunity]
    assert pipeline(scene.cluster)["new"].count == 1
    assert due_soon(scene.opportunity.deadline_at - timedelta(days=1)) == [scene.opportunity]
    assert undecided().count() == 0


def test_what_people_made_of_the_one_taken_in_goes_along_and_comes_back(scene, twin):
    twin.owner = scene.broker.person
    twin.save()
    requirement = builders.a_requirement(twin)
    made = merge_demands(scene.broker, scene.opportunity.pk, twin.pk, at=AT, reason="one tender")
    requirement.refresh_from_db()
    scene.opportunity.refresh_from_db()
    assert (requirement.opportunity, scene.opportunity.owner) == (scene.opportunity, scene.broker.person)
    undo_merge(scene.broker, made.pk, at=LATER, reason="two lots")
    for row in (requirement, scene.opportunity, twin):
        row.refresh_from_db()
    assert (requirement.opportunity, scene.opportunity.owner, twin.same_as) == (twin, None, None)
    assert DemandVerdict.objects.get().same is False
    assert opportunities(scene.cluster).count() == 2
    with pytest.raises(CannotMerge, match="undone already"):
        undo_merge(scene.broker, made.pk, at=LATER, reason="again")


def test_two_requirements_stay_where_they_are(scene, twin):
    for row in (scene.opportunity, twin):
        builders.a_requirement(row)
    made = merge_demands(scene.broker, scene.opportunity.pk, twin.pk, at=AT)
    assert made.moved["rows"] == []


def test_a_demand_with_parts_of_its_own_takes_them_along_and_back(scene, twin, other):
    merge_demands(scene.broker, twin.pk, other.pk, at=AT)
    made = merge_demands(scene.broker, scene.opportunity.pk, twin.pk, at=AT)
    other.refresh_from_db()
    assert other.same_as == scene.opportunity
    undo_merge(scene.broker, made.pk, at=LATER, reason="no")
    other.refresh_from_db()
    assert other.same_as == twin


def test_what_cannot_be_merged_is_refused_with_the_reason(scene, twin, other):
    kept = scene.opportunity.pk
    with pytest.raises(CannotMerge, match="into itself"):
        merge_demands(scene.broker, kept, kept, at=AT)
    merge_demands(scene.broker, kept, twin.pk, at=AT)
    with pytest.raises(CannotMerge, match="shown as part of"):
        merge_demands(scene.broker, other.pk, twin.pk, at=AT)
    for row in (scene.opportunity, other):
        builders.a_requirement(row)
    builders.an_enterprise(scene.cluster, [scene.firms["Don"]], opportunity=other)
    with pytest.raises(CannotMerge, match="the other way round"):
        merge_demands(scene.broker, kept, other.pk, at=AT)
    with pytest.raises(BadInput):
        judge_demands(scene.broker, kept, kept, same=True, at=AT)


def test_undoing_needs_a_reason(scene, twin):
    made = merge_demands(scene.broker, scene.opportunity.pk, twin.pk, at=AT)
    with pytest.raises(BadInput, match="Say why"):
        undo_merge(scene.broker, made.pk, at=LATER, reason=" ")


def test_a_newer_notice_of_the_one_taken_in_still_reaches_it(scene, twin):
    merge_demands(scene.broker, scene.opportunity.pk, twin.pk, at=AT)
    assert Opportunity.objects.get(ocid="ocds-h6vhtk-9").same_as == scene.opportunity


def test_a_search_is_asked_for_once(scene):
    assert (request_search(scene.broker), request_search(scene.broker)) == (True, False)
    assert ProcrastinateJob.objects.filter(task_name=SEARCH).count() == 1


def test_members_and_committee_do_not_decide(scene, twin):
    for role in (scene.member, builders.a_role(scene.cluster, "committee")):
        for forbidden in (
            lambda role=role: judge_demands(role, scene.opportunity.pk, twin.pk, same=True, at=AT),
            lambda role=role: merge_demands(role, scene.opportunity.pk, twin.pk, at=AT),
            lambda role=role: undo_merge(role, 1, at=AT, reason="x"),
            lambda role=role: request_search(role),
        ):
            with pytest.raises(NotAllowed):
                forbidden()
