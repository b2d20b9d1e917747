"""Demands published twice: found, judged once, shown once, and taken apart again."""

from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from tests import builders
from tests.actions.demand.scene import AT, LATER, a_notice

from midas.actions.access.permissions import NotAllowed
from midas.actions.demand.find_same_demand import compare_new_demands, find_same_demand
from midas.actions.demand.same_demand import (
    SEARCH,
    CannotMerge,
    judge_demands,
    merge_demands,
    request_search,
    undo_merge,
)
from midas.core.values.problems import BadInput
from midas.store.models import DemandLikeness, DemandVerdict, Event, Notice, Opportunity
from midas.store.queries.demand import opportunities
from midas.store.queries.home import due_soon, pipeline
from midas.store.queries.same_demand import undecided


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
    assert find_same_demand(scene.cluster, at=AT) == 1


def test_a_number_in_the_text_of_both_brings_them_together(scene, other):
    a_text(scene.opportunity, '{"id": "219497-2026"}')
    a_text(other, '{"see": "219497-2026"}')
    compare_new_demands(at=AT)
    (pair,) = undecided()
    assert (pair.score, pair.reasons[0]) == (100, "both name the number 219497-2026")


def test_a_decision_is_remembered_and_a_later_one_replaces_it(scene, twin):
    judge_demands(scene.broker, twin.pk, scene.opportunity.pk, same=False, at=AT, reason="two years")
    assert find_same_demand(scene.cluster, at=AT) == 0
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
