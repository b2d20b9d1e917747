"""What the solver says of itself is true: status, bound, gap, time, and that it says the same again."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal

import pytest
from tests.shared_data import CHECKOUT
from tests.solvers.formation.small import ASH, BIRCH, checked, firm, metal, small, solved, survey
from tests.solvers.generated import cluster

import midas.solvers.formation.quantities as quantities
from midas.core.formation.check import Verdict, Violation
from midas.core.formation.plan import Outcome, Status
from midas.core.formation.policy import Policy
from midas.core.formation.problem import FormationProblem
from midas.solvers.formation import PlanRefused, form


def told(outcome: Outcome) -> Outcome:
    """The outcome without the time it took."""
    return replace(outcome, seconds=0.0)


@pytest.mark.parametrize("breadth", [2, 12])
def test_a_cluster_of_240_firms_and_12_packages_is_solved_to_proof(breadth: int) -> None:
    problem = cluster(3, breadth=breadth)

    outcome, _ = solved(problem)

    assert outcome.gap is not None
    assert outcome.gap <= 1e-6


def test_the_same_problem_and_seed_give_the_same_outcome() -> None:
    problem = cluster(5, firms=80, packages=5)

    first = form(problem, alternatives=2, frontier=4, explain=True)
    second = form(problem, alternatives=2, frontier=4, explain=True)

    assert told(first) == told(second)
    assert told(form(problem, method="greedy", seed=3)) == told(form(problem, method="greedy", seed=3))


def test_another_process_comes_to_the_same_outcome() -> None:
    """Python orders sets differently in every process; nothing may hang on that."""
    program = (
        "from dataclasses import replace; from decimal import Decimal\n"
        "from midas.core.formation.policy import Local; from midas.solvers.formation import form\n"
        "from tests.solvers.generated import cluster\n"
        "problem = cluster(3, firms=120, packages=6)\n"
        "print(replace(form(problem, alternatives=1, explain=True), seconds=0))\n"
        "print(form(problem, method='greedy').plan)\n"
        "policy = replace(problem.policy, local=Local(('UKE',), Decimal('0.99')))\n"
        "print(form(replace(problem, policy=policy)).diagnosis)\n"
    )

    def run(hashes: str) -> str:
        environment = {**os.environ, "PYTHONHASHSEED": hashes}
        command = [sys.executable, "-c", program]
        done = subprocess.run(
            command, cwd=CHECKOUT, env=environment, capture_output=True, check=True, text=True
        )
        return done.stdout

    assert run("1") == run("2")


def test_without_time_there_is_no_plan_and_no_claim() -> None:
    outcome = form(cluster(1), time_limit=1e-9)

    assert outcome.status is Status.UNKNOWN
    assert (outcome.plan, outcome.objective, outcome.gap) == (None, None, None)


def test_a_wider_gap_is_said_to_be_proven_only_that_far() -> None:
    problem = cluster(1)

    rough = form(problem, gap=0.05)

    checked(problem, rough)
    assert rough.status is Status.OPTIMAL
    assert rough.gap is not None
    assert rough.bound is not None
    assert 0 <= rough.gap <= 0.05
    best = form(problem)
    assert best.objective is not None
    assert rough.bound <= best.objective * (1 + 1e-9), "a bound lies below the best plan there is"


@pytest.fixture(scope="module")
def hard() -> tuple[FormationProblem, float]:
    """A problem that takes a second or so, and the least it can cost."""
    problem = cluster(1, breadth=36)
    best = form(problem).objective
    assert best is not None
    return problem, best


@pytest.mark.parametrize("seconds", [0.05, 0.3, 0.8])
def test_a_search_cut_short_claims_no_more_than_it_knows(
    hard: tuple[FormationProblem, float], seconds: float
) -> None:
    problem, best = hard

    outcome = form(problem, time_limit=seconds)

    if outcome.bound is not None:
        assert outcome.bound <= best * (1 + 1e-9)
    if outcome.plan is not None:
        checked(problem, outcome)
        assert outcome.status in (Status.FEASIBLE, Status.OPTIMAL)


@pytest.mark.parametrize("moment", ["working out", "best plan so far", "alternative"])
def test_progress_may_end_the_search_at_any_moment(moment: str) -> None:
    class Enough(Exception):
        pass

    def stop(part: float, words: str) -> None:
        if moment in words:
            raise Enough

    with pytest.raises(Enough):
        form(cluster(1), alternatives=1, progress=stop)


def test_progress_never_falls_and_ends_at_one() -> None:
    parts: list[float] = []
    sentences: list[str] = []

    def tell(part: float, words: str) -> None:
        parts.append(part)
        sentences.append(words)

    form(cluster(1), alternatives=1, progress=tell)

    assert parts == sorted(parts)
    assert (parts[0], parts[-1]) == (0.0, 1.0)
    assert any("best plan so far GBP" in words for words in sentences)
    assert all(sentences)


@pytest.mark.parametrize(
    "wrong",
    [
        {"time_limit": 0},
        {"time_limit": float("nan")},
        {"gap": -1},
        {"alternatives": -1},
        {"frontier": -2},
        {"distance": 0},
        {"method": "magic"},
    ],
)
def test_settings_out_of_range_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        form(small(), **wrong)


def test_a_plan_the_checker_turns_down_does_not_leave_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    fault = Violation("demand", "steel", "99 of the 100 hours of steel are allotted")
    monkeypatch.setattr(quantities, "check", lambda *_, **__: Verdict((fault,), None))

    with pytest.raises(PlanRefused, match="99 of the 100 hours") as refused:
        form(small())

    assert refused.value.violations == (fault,)


def test_nothing_is_printed() -> None:
    program = "from tests.solvers.formation.small import small; from midas.solvers.formation import form; form(small())"

    done = subprocess.run(
        [sys.executable, "-c", program], cwd=CHECKOUT, capture_output=True, check=True, text=True
    )

    assert (done.stdout, done.stderr) == ("", "")


def test_the_outcome_names_its_engine() -> None:
    outcome = form(small(), seed=7)

    assert outcome.engine.startswith("Midas ")
    assert "HiGHS" in outcome.engine
    assert (outcome.seed, outcome.method) == (7, "exact")
    assert outcome.seconds > 0


@pytest.mark.parametrize("scale", [1, 10**3, 10**8])
def test_pennies_and_billions_are_solved_alike(scale: int) -> None:
    firms = (
        firm("ash", metal(40 * scale, capacity="70"), survey(300 * scale), engagement_cost=20 * scale),
        firm("birch", metal(45 * scale, set_up=30 * scale)),
    )

    outcome, _ = solved(small(firms=firms))

    assert outcome.objective == (70 * 40 + 30 * 45 + 30 + 3000 + 20) * scale


def test_one_price_beyond_all_others_does_not_upset_the_rest() -> None:
    dear = firm("gold", metal(10**12, capacity="100"), engagement_cost=10**12)

    outcome, _ = solved(small(firms=(ASH, BIRCH, dear)))

    assert outcome.objective == 7000


@pytest.mark.parametrize("quantity", ["0.000000001", "1", "123456.789", "999999999999"])
def test_quantities_of_any_size_add_up_exactly(quantity: str) -> None:
    whole = Decimal(quantity)
    firms = (
        firm("ash", metal(40, capacity=str(whole / 3)), survey(300)),
        firm("birch", metal(45, capacity=str(whole / 3))),
        firm("cedar", metal(50)),
    )

    _, plan = solved(small(steel={"quantity": whole}, firms=firms))

    assert sum(entry.quantity for entry in plan.allocations if entry.work_package == "steel") == whole


def test_a_problem_without_any_rule_or_cost_is_solved_too() -> None:
    free = firm("ash", metal(0), survey(0))

    outcome, _ = solved(replace(small(firms=(free,)), policy=Policy()))

    assert (outcome.objective, outcome.bound, outcome.gap) == (0, 0, 0)
