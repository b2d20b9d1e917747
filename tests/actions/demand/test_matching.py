"""Demand and members are matched, answered, learned from and told of."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from tests import builders
from tests.actions.demand.scene import AT, LATER, a_notice, a_scene

from midas.actions.access.permissions import NotAllowed
from midas.actions.demand import match_demands as match_module
from midas.actions.demand import run_matching
from midas.actions.demand.answer_match import answer_match
from midas.actions.demand.match_demands import SHOWN, learned
from midas.actions.demand.member_index import fresh_matcher, path_of
from midas.actions.demand.request_matching import changed, request_everywhere, request_matching
from midas.core.values.problems import BadInput
from midas.store import tenancy
from midas.store.models import Event, Match, MatchAnswer, MatchRun, Membership, Opportunity, TextRevision
from midas.store.queries import matches as queries


@pytest.fixture
def scene(db):
    scene = a_scene()
    with tenancy.tenant(scene.cluster.pk):
        for name, words in (("Rother", "Vehicle bodies and clinics"), ("Bristol", "Software for clinics")):
            Membership.objects.filter(pk=scene.firms[name].pk).update(summary=words)
        yield scene


@pytest.fixture
def match(scene, tmp_path):
    """Runs a whole matching as the jobs do; returns the run."""

    def run(at=AT, full=True):
        made = MatchRun.objects.create(cluster=scene.cluster, requested_at=at, is_full=full)
        run_matching.start_matching(scene.cluster.pk, made.pk, tmp_path, at=at)
        due = list(Opportunity.objects.order_by("pk").values_list("pk", flat=True))
        made.refresh_from_db()
        if made.state == MatchRun.State.RUNNING:
            run_matching.match_piece(scene.cluster.pk, made.pk, due[: made.opportunities], tmp_path, at=at)
        made.refresh_from_db()
        return made

    return run


def matched(scene):
    rows = Match.objects.filter(opportunity=scene.opportunity).exclude(place=None).order_by("place")
    return [row.membership_id for row in rows]


def test_members_that_offer_what_is_asked_for_are_matched_best_first_with_reasons(scene, match):
    run = match()

    assert (run.state, run.opportunities, run.members) == ("done", 1, 4 - 1)
    best = Match.objects.get(opportunity=scene.opportunity, place=1)
    assert best.membership_id in (scene.firms["Rother"].pk, scene.firms["Bristol"].pk, scene.firms["Don"].pk)
    assert any("Offers" in one["words"] for one in best.reasons)
    assert best.shown_at == AT
    assert set(matched(scene)) == {one.pk for one in scene.firms.values()}


def test_a_firm_that_left_is_matched_no_more_and_what_it_was_shown_stays_on_record(scene, match):
    match()
    Membership.objects.filter(pk=scene.firms["Don"].pk).update(state="left")

    match(LATER)

    assert scene.firms["Don"].pk not in matched(scene)
    assert Match.objects.get(membership=scene.firms["Don"]).shown_at == AT


def test_matching_again_changes_no_moment_at_which_something_was_first_shown(scene, match):
    match()
    match(LATER)

    assert set(Match.objects.filter(place__lte=SHOWN).values_list("shown_at", flat=True)) == {AT}
    assert set(Match.objects.values_list("matched_at", flat=True)) == {LATER}


def test_the_index_is_kept_in_a_file_and_catches_up_with_what_members_say(scene, tmp_path):
    found, _ = fresh_matcher(scene.cluster.pk, tmp_path, AT.date())
    assert found.words.search("dredging") == []
    Membership.objects.filter(pk=scene.firms["Don"].pk).update(summary="Dredging of canals")

    found, _ = fresh_matcher(scene.cluster.pk, tmp_path, AT.date())

    assert [hit.id for hit in found.words.search("dredging")] == [scene.firms["Don"].pk]


def test_a_damaged_index_is_made_anew(scene, tmp_path):
    fresh_matcher(scene.cluster.pk, tmp_path, AT.date())
    path = path_of(scene.cluster.pk, tmp_path)
    path.write_bytes(path.read_bytes()[:-40] + b"x" * 40)

    found, _ = fresh_matcher(scene.cluster.pk, tmp_path, AT.date())

    assert found.words.size == len(scene.firms)


def test_nothing_is_matched_again_while_nothing_changed(scene, match):
    assert changed()
    with tenancy.tenant(scene.cluster.pk):
        match()
    # All of this is one transaction, which its own horizon does not close; a later one would see none of it.
    TextRevision.objects.update(changed_in=0)
    assert not changed()
    assert match(LATER, full=False).opportunities == 0


def test_a_request_while_a_run_is_under_way_is_that_run(scene):
    first = request_matching(scene.broker, at=AT)

    assert request_matching(scene.broker, at=LATER) == first
    assert request_everywhere(full=True, at=LATER) == 0


def test_a_member_may_not_ask_for_a_matching(scene):
    with pytest.raises(NotAllowed):
        request_matching(scene.member, at=AT)


def test_a_run_whose_worker_died_is_failed_so_that_the_next_one_can_begin(scene):
    run = request_matching(scene.broker, at=AT)
    with connection.cursor() as cursor:
        cursor.execute(
            "update procrastinate_jobs set status = 'doing' where args->>'run_id' = %s", [str(run.pk)]
        )

    assert run_matching.end_orphans(at=AT) == 1

    run.refresh_from_db()
    assert (run.state, bool(run.problem)) == ("failed", True)
    assert request_matching(scene.broker, at=LATER) != run
    assert run_matching.end_orphans(at=LATER) == 0


def test_every_night_all_is_matched_once_also_where_a_run_over_changes_waits(scene):
    request_everywhere(full=False, at=AT)
    waiting = MatchRun.objects.get()
    assert not waiting.is_full

    request_everywhere(full=True, at=AT)

    waiting.refresh_from_db()
    assert waiting.is_full
    MatchRun.objects.update(state="done")
    assert request_everywhere(full=True, at=LATER) == 0
    assert request_everywhere(full=True, at=AT + timedelta(days=1)) == 1


def test_a_demand_that_cannot_be_matched_leaves_the_others_alone(scene, match, monkeypatch):
    bad = a_notice(scene.cluster, ocid="ocds-bad", title="Broken")
    real = match_module._match

    def fragile(row, desk):
        if row.pk == bad.pk:
            raise RuntimeError("broken")
        return real(row, desk)

    monkeypatch.setattr(match_module, "_match", fragile)
    run = match()

    assert run.state == "done"
    assert str(bad.pk) in run.problem
    assert matched(scene)


def test_an_index_of_another_database_or_of_a_later_one_is_made_anew(scene, tmp_path):
    found, _ = fresh_matcher(scene.cluster.pk, tmp_path, AT.date())
    path = path_of(scene.cluster.pk, tmp_path)
    other = found.words.with_changes(added=[(10**9, "Somebody else's words")])
    for label in (f"{2**60} {queries.database_of(scene.cluster.pk)}", "1 another", "nonsense"):
        other.save(path, label=label)

        again, _ = fresh_matcher(scene.cluster.pk, tmp_path, AT.date())

        assert again.words.search("somebody") == []


def test_a_firm_answers_for_itself_and_a_broker_for_any_firm(scene, match):
    match()
    firm = scene.firms["Rother"].pk

    own = answer_match(scene.member, scene.opportunity.pk, firm, wanted=False, reason="too far", at=AT)
    other = answer_match(scene.broker, scene.opportunity.pk, firm, wanted=True, reason="", at=AT)

    assert (own.side, other.side) == ("firm", "broker")
    assert own.parts["codes"] > 0
    assert Event.objects.filter(verb="opportunity.match_answered").count() == 2


def test_the_same_answer_again_adds_nothing(scene):
    for _ in range(2):
        answer_match(
            scene.member, scene.opportunity.pk, scene.firms["Rother"].pk, wanted=True, reason="", at=AT
        )

    assert MatchAnswer.objects.count() == 1


def test_nobody_answers_for_another_firm_but_brokers_and_reasons_have_an_end(scene):
    with pytest.raises(NotAllowed):
        answer_match(scene.member, scene.opportunity.pk, scene.firms["Don"].pk, wanted=True, reason="", at=AT)
    with pytest.raises(BadInput, match="500"):
        answer_match(
            scene.member, scene.opportunity.pk, scene.firms["Rother"].pk, wanted=True, reason="x" * 501, at=AT
        )


def test_the_newest_answer_of_each_side_is_learned_from(scene, match):
    match()
    pair = (scene.member, scene.opportunity.pk, scene.firms["Rother"].pk)
    answer_match(*pair, wanted=False, reason="", at=AT)
    answer_match(*pair, wanted=True, reason="", at=LATER)

    assert (learned().accepted, learned().dismissed, learned().known) == (1, 0, False)


def test_a_stranger_sees_no_match_and_may_answer_none(scene, match):
    match()
    other = builders.a_role(builders.a_cluster(), "broker")

    with tenancy.tenant(other.cluster_id):
        from tests.store.test_fence import as_app

        with as_app():
            assert not Match.objects.exists()
            with pytest.raises(Opportunity.DoesNotExist):
                answer_match(
                    other, scene.opportunity.pk, scene.firms["Rother"].pk, wanted=True, reason="", at=AT
                )


def test_an_answer_outlives_who_gave_it(scene):
    gone = builders.a_person()
    made = MatchAnswer.objects.create(
        cluster=scene.cluster, opportunity=scene.opportunity, membership=scene.firms["Don"],
        side="broker", wanted=True, by=gone, at=AT,
    )  # fmt: skip
    gone.delete()
    assert MatchAnswer.objects.get(pk=made.pk).wanted
