"""What if? A finished run's problem is changed, solved and compared, and nothing is saved."""

import threading
from decimal import Decimal

import pytest
from tests.actions.formation.scene import a_firm
from tests.actions.formation.solved import requested, solved
from tests.builders import a_role

from midas.actions.access.permissions import NotAllowed
from midas.actions.formation import turns
from midas.actions.formation.refusals import UnableToForm
from midas.actions.formation.what_if import what_if
from midas.core.formation.plan import Outcome, Status
from midas.core.values.problems import BadInput, Problem
from midas.store.models import Event, Formation, Proposal


@pytest.fixture
def run(scene):
    return solved(scene)


def test_without_changes_the_best_plan_comes_out_again(scene, run):
    answer = what_if(scene.broker, run.pk, {})
    assert answer.outcome.status is Status.OPTIMAL
    assert answer.difference.is_none
    assert answer.best.rank == 1


def test_a_dearer_risk_makes_the_plan_safer_and_says_who_changed(scene, run):
    answer = what_if(scene.broker, run.pk, {"policy": {"risk_price": "20"}})
    assert (answer.difference.joined, answer.difference.left) == ((scene.id("Don"),), (scene.id("Rother"),))
    assert answer.difference.cost == 500_000  # 1000 h at 45.00 instead of 40.00
    assert answer.difference.risk == -200_000


def test_a_firm_can_be_left_out_and_another_s_price_changed(scene, run):
    dropped = what_if(scene.broker, run.pk, {"drop": [scene.id("Rother")]})
    assert dropped.difference.joined == (scene.id("Don"),)
    cheaper = what_if(scene.broker, run.pk, {"prices": [{"firm": scene.id("Don"), "times": "0.5"}]})
    assert cheaper.difference.joined == (scene.id("Don"),)
    assert cheaper.difference.cost < 0


def test_a_supposed_firm_may_win_and_is_shown_by_its_name(scene, run):
    entry = {
        "name": "Newcomer",
        "competency": "welding",
        "unit_price": "2000",
        "capacity": 600,
        "region": "UKE3",
    }
    answer = what_if(scene.broker, run.pk, {"suppose": [entry]})
    assert "supposed-1" in answer.difference.joined
    assert "Newcomer" in {partner["name"] for partner in answer.proposal.plan["partners"]}


def test_what_becomes_impossible_is_diagnosed(scene, run):
    answer = what_if(scene.broker, run.pk, {"drop": [scene.id("Tees")]})
    assert answer.outcome.status is Status.INFEASIBLE
    assert (answer.proposal, answer.difference) == (None, None)
    assert answer.run.outcome["diagnosis"]["reasons"]


def test_nothing_is_saved(scene, run):
    before = (Formation.objects.count(), Proposal.objects.count(), Event.objects.count(), run.problem)
    what_if(scene.broker, run.pk, {"policy": {"risk_price": "20"}, "drop": [scene.id("Don")]})
    run.refresh_from_db()
    assert (Formation.objects.count(), Proposal.objects.count(), Event.objects.count(), run.problem) == before


def test_everything_wrong_is_told_together_with_what_the_caller_found(scene, run):
    with pytest.raises(BadInput) as refused:
        what_if(
            scene.broker,
            run.pk,
            {"drop": ["0"], "policy": {"share_cap": 2}},
            found=[Problem("$.policy.ceiling", "is no amount")],
            solve=lambda *_: pytest.fail("bad input is not solved"),
        )
    assert {one.where for one in refused.value.problems} == {
        "$.policy.ceiling",
        "$.drop[0]",
        "$.policy.share_cap",
    }


def test_a_member_admitted_since_is_not_in_the_stored_problem(scene, run):
    late = a_firm(scene, "Late", "welding", "1", "HUR")
    with pytest.raises(BadInput, match="no firm"):
        what_if(scene.broker, run.pk, {"require": [str(late.pk)]})


def test_a_run_that_is_not_done_has_nothing_to_start_from(scene):
    with pytest.raises(UnableToForm, match="no result to start from"):
        what_if(scene.broker, requested(scene).pk, {})


@pytest.mark.parametrize("kind", ["committee", "project_manager", "coach", "member", "purchaser", "agency"])
def test_only_those_who_may_run_formations_may_ask(scene, run, kind):
    role = a_role(scene.cluster, kind, scene.firms["Don"] if kind == "member" else None)
    with pytest.raises(NotAllowed):
        what_if(role, run.pk, {})


def test_a_run_works_on_a_few_questions_at_a_time_and_says_so_to_the_next(scene, run, monkeypatch):
    monkeypatch.setattr(turns, "SECONDS", 0.01)
    monkeypatch.setattr(turns, "_free", threading.BoundedSemaphore(1))
    told = []

    def solve(*_):
        with pytest.raises(UnableToForm, match="other questions"):
            what_if(scene.broker, run.pk, {}, solve=lambda *_: told.append("solved"))
        return Outcome(Status.UNKNOWN)

    what_if(scene.broker, run.pk, {}, solve=solve)
    assert told == []
    assert what_if(scene.broker, run.pk, {}, solve=lambda *_: Outcome(Status.UNKNOWN)).outcome.plan is None


def test_the_seed_of_the_run_and_a_few_seconds_are_what_the_engine_gets(scene, run):
    given = []

    def solve(problem, seconds, seed):
        given.append((problem.policy.risk_price, seconds, seed))
        return Outcome(Status.UNKNOWN)

    what_if(scene.broker, run.pk, {"policy": {"risk_price": "2"}}, solve=solve)
    assert given == [(Decimal(2), 3.0, run.seed)]
