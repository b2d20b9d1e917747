"""Pairs judged, merged, and taken apart again."""

from __future__ import annotations

import pytest
from tests import builders

from midas.actions.access.permissions import NotAllowed
from midas.actions.members import duplicates
from midas.actions.members.find_duplicates import find_duplicates
from midas.core.values.problems import BadInput
from midas.store import tenancy
from midas.store.models import DuplicateVerdict, Event, Likeness, Match, Membership, Organisation
from midas.store.queries.intake import undecided

AT = builders.AT


@pytest.fixture
def cluster(db):
    made = builders.a_cluster()
    with tenancy.tenant(made.pk):
        yield made


@pytest.fixture
def broker(cluster):
    return builders.a_role(cluster)


@pytest.fixture
def pair(cluster):
    return builders.a_member(cluster, "Aire Forge Ltd"), builders.a_member(cluster, "Aire Forge Limited")


def keys(pair):
    return [member.organisation_id for member in pair]


def test_a_search_finds_the_pair_and_a_verdict_ends_it_for_ever(cluster, broker, pair):
    assert find_duplicates(cluster, at=AT) == 1
    assert undecided().count() == 1
    duplicates.judge(broker, *reversed(keys(pair)), same=False, at=AT, reason="two plants")
    assert undecided().count() == 0
    assert find_duplicates(cluster, at=AT) == 0
    assert Event.objects.filter(verb="duplicate.different", reason="two plants").count() == 1


def test_a_later_verdict_replaces_the_first(broker, pair):
    duplicates.judge(broker, *keys(pair), same=False, at=AT)
    duplicates.judge(broker, *keys(pair), same=True, at=AT)
    assert DuplicateVerdict.objects.get().same


def test_a_firm_is_not_judged_against_itself(broker, pair):
    with pytest.raises(BadInput):
        duplicates.judge(broker, keys(pair)[0], keys(pair)[0], same=True, at=AT)


def test_merging_moves_what_hangs_on_the_one_and_undoing_puts_it_back(broker, pair):
    kept, gone = pair
    offering = builders.an_offering(gone)
    builders.a_certificate(gone)
    clash = builders.a_resource(gone)
    builders.a_resource(kept)
    made = duplicates.merge(broker, *keys(pair), at=AT)
    offering.refresh_from_db()
    clash.refresh_from_db()
    assert (offering.membership, clash.membership) == (kept, gone)
    assert {part["model"]: part["count"] for part in made.moved["stayed"]} == {"resource": 1}
    assert Membership.objects.get(pk=gone.pk).state == "left"
    duplicates.undo(broker, made.pk, at=AT, reason="two plants after all")
    offering.refresh_from_db()
    assert offering.membership == gone
    assert Membership.objects.get(pk=gone.pk).state == "admitted"
    assert not DuplicateVerdict.objects.get().same


def test_what_came_to_the_kept_one_later_stays_there(broker, pair):
    kept, _ = pair
    made = duplicates.merge(broker, *keys(pair), at=AT)
    later = builders.an_offering(kept)
    duplicates.undo(broker, made.pk, at=AT, reason="no")
    later.refresh_from_db()
    assert later.membership == kept


def test_an_applicant_that_is_merged_is_declined(cluster, broker):
    kept = builders.a_member(cluster)
    gone = builders.a_member(cluster, state="applied", joined_on=None)
    duplicates.merge(broker, kept.organisation_id, gone.organisation_id, at=AT)
    assert Membership.objects.get(pk=gone.pk).state == "declined"


def test_who_is_taken_in_is_compared_no_more(cluster, broker, pair):
    duplicates.merge(broker, *keys(pair), at=AT)
    builders.a_member(cluster, "Aire Forge plc")
    assert find_duplicates(cluster, at=AT) == 1
    assert keys(pair)[1] not in {*Likeness.objects.values_list("first", "second").get()}


def test_a_merge_is_refused_where_one_is_taken_in_already(cluster, broker, pair):
    duplicates.merge(broker, *keys(pair), at=AT)
    third = builders.a_member(cluster).organisation_id
    with pytest.raises(duplicates.CannotMerge, match="already"):
        duplicates.merge(broker, third, keys(pair)[1], at=AT)


def test_merges_are_undone_in_turn(cluster, broker, pair):
    first = duplicates.merge(broker, *keys(pair), at=AT)
    third = builders.a_member(cluster).organisation_id
    duplicates.merge(broker, third, keys(pair)[0], at=AT)
    with pytest.raises(duplicates.CannotMerge, match="another firm since"):
        duplicates.undo(broker, first.pk, at=AT, reason="no")


def test_undoing_needs_a_reason_and_happens_once(broker, pair):
    made = duplicates.merge(broker, *keys(pair), at=AT)
    with pytest.raises(BadInput):
        duplicates.undo(broker, made.pk, at=AT, reason=" ")
    duplicates.undo(broker, made.pk, at=AT, reason="no")
    with pytest.raises(duplicates.CannotMerge):
        duplicates.undo(broker, made.pk, at=AT, reason="no")


def test_a_firm_of_another_cluster_is_not_there(broker, pair):
    elsewhere = builders.a_member(builders.a_cluster()).organisation_id
    with pytest.raises(Organisation.DoesNotExist):
        duplicates.merge(broker, keys(pair)[0], elsewhere, at=AT)


@pytest.mark.parametrize("kind", ["member", "coach", "project_manager", "agency"])
def test_who_may_not_merge_is_refused(cluster, pair, kind):
    role = builders.a_role(cluster, kind)
    for act in (duplicates.merge, lambda *a, at: duplicates.judge(*a, same=True, at=at)):
        with pytest.raises(NotAllowed):
            act(role, *keys(pair), at=AT)


def test_one_search_at_a_time_is_queued(broker):
    assert duplicates.request_search(broker)
    assert not duplicates.request_search(broker)


def test_what_was_worked_out_for_the_one_is_not_handed_over(cluster, broker, pair):
    _kept, gone = pair
    demand = builders.an_opportunity(cluster)
    found = Match.objects.create(
        cluster=cluster, membership=gone, opportunity=demand, score=70, place=1, matched_at=AT
    )
    made = duplicates.merge(broker, *keys(pair), at=AT)
    found.refresh_from_db()
    assert found.membership == gone
    assert "match" not in {part["model"] for part in (*made.moved["rows"], *made.moved["stayed"])}
