"""The engine works on a run, and what it found is saved whole or not at all."""

from datetime import timedelta
from decimal import Decimal

import pytest
from tests.actions.formation.scene import AT
from tests.actions.formation.solved import best, outcome_of, ran, requested, solved

from midas.actions.formation.run_formation import run_formation
from midas.actions.formation.stop_formation import stop_formation
from midas.core.formation.check import check
from midas.core.formation.plan import Diagnosis, Outcome, Status
from midas.core.formation.problem import read_problem
from midas.core.formation.result import read_plan
from midas.store.models import Event, Formation, Proposal


def test_a_run_ends_with_its_outcome_and_its_proposals_best_first(scene):
    formation = solved(scene)
    assert (formation.state, formation.status, formation.progress) == ("done", "OPTIMAL", 1)
    assert formation.outcome["status"] == "OPTIMAL"
    first, second = formation.proposals.all()
    assert (first.rank, first.label) == (1, "best+least_cost+most_local")
    assert (second.rank, second.label) == (2, "least_risk")
    # 1000 h at 40.00 + 200 m2 at 90.00 + two firms to engage; a tenth of Rother's packages may be half lost
    assert first.cost == Decimal(4_000_000 + 1_800_000 + 200_000)
    assert first.risk == Decimal("200000.00")
    assert first.objective == first.bound == first.cost + first.risk
    assert first.plan["proven"]
    assert not second.plan["proven"]
    assert Event.objects.filter(subject_kind="formation").first().verb == "formation.done"


def test_every_saved_plan_passes_the_checker_when_read_back(scene):
    formation = solved(scene)
    problem = read_problem(formation.problem)
    for proposal in formation.proposals.all():
        verdict = check(problem, read_plan(problem, proposal.plan))
        assert verdict.ok
        assert round(float(verdict.score.cost.total), 2) == float(proposal.cost)


def test_a_plan_says_why_each_partner_is_in(scene):
    first = solved(scene).proposals.first()
    reasons = {reason["firm"] for reason in first.plan["explanation"]["partners"]}
    assert reasons == {scene.id("Rother"), scene.id("Tees")}


def test_an_impossible_requirement_ends_with_its_diagnosis_and_no_proposal(scene):
    told = Diagnosis(reasons=("nobody coats",), recruit=("coating",))
    formation = ran(requested(scene), lambda *_: Outcome(Status.INFEASIBLE, diagnosis=told))
    assert (formation.state, formation.status) == ("done", "INFEASIBLE")
    assert formation.outcome["diagnosis"]["recruit"] == ["coating"]
    assert not Proposal.objects.exists()


def test_a_search_out_of_time_ends_as_unknown(scene):
    formation = ran(requested(scene), lambda *_: Outcome(Status.UNKNOWN))
    assert (formation.state, formation.status) == ("done", "UNKNOWN")


def test_progress_is_saved_as_the_engine_reports_it(scene):
    ticks = iter(AT + timedelta(seconds=n) for n in range(100))
    seen = []

    def solve(problem, run, follower):
        follower.tell(0.25, "Looking for a first plan")
        seen.append(Formation.objects.values_list("state", "progress", "message").get(pk=run.pk))
        return outcome_of(problem, best(scene))

    run_formation(scene.cluster.pk, requested(scene).pk, clock=lambda: next(ticks), solve=solve)
    assert seen == [("running", 0.25, "Looking for a first plan")]


def test_a_fault_of_the_engine_fails_the_run_in_plain_words_and_saves_nothing(scene):
    def solve(problem, run, follower):
        raise RuntimeError("0x00 segfault near you")

    formation = requested(scene)
    with pytest.raises(RuntimeError):
        ran(formation, solve)
    formation.refresh_from_db()
    assert formation.state == "failed"
    assert "fault in Midas" in formation.message
    assert "segfault" not in formation.message
    assert not Proposal.objects.exists()


def test_a_stopped_run_saves_nothing_even_if_the_engine_found_a_plan_meanwhile(scene):
    def solve(problem, run, follower):
        stop_formation(scene.broker, run.pk, at=AT)
        return outcome_of(problem, best(scene))

    formation = ran(requested(scene), solve)
    assert (formation.state, formation.message) == ("stopped", "A broker stopped it.")
    assert not Proposal.objects.exists()


def test_the_engine_is_stopped_at_its_next_report(scene):
    reports = []

    def solve(problem, run, follower):
        stop_formation(scene.broker, run.pk, at=AT)
        follower.tell(0.5, "Proving")
        reports.append("went on")

    formation = ran(requested(scene), solve)
    assert formation.state == "stopped"
    assert reports == []


def test_a_run_is_given_up_when_the_program_ends(scene):
    formation = requested(scene)

    def solve(problem, run, follower):
        follower.tell(0.5, "Proving")

    run_formation(scene.cluster.pk, formation.pk, clock=lambda: AT, ending=lambda: True, solve=solve)
    formation.refresh_from_db()
    assert (formation.state, formation.message[:17]) == ("failed", "Midas was stopped")


def test_a_run_is_solved_once(scene):
    formation = solved(scene)

    def solve(*_):
        raise AssertionError("it is done already")

    assert ran(formation, solve).proposals.count() == 2


def test_a_run_of_another_cluster_is_not_found(scene):
    formation = requested(scene)
    run_formation(scene.cluster.pk + 1, formation.pk, clock=lambda: AT, solve=lambda *_: 1 / 0)
    formation.refresh_from_db()
    assert formation.state == "waiting"
