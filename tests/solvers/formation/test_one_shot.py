"""Mid-size problems end where one plain model of the whole problem ends, written apart and solved by another solver."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from tests.solvers.formation.biting import RULES, laid
from tests.solvers.formation.brute_force import best_objective
from tests.solvers.formation.comparing import slack
from tests.solvers.formation.one_shot import best_in_one_shot
from tests.solvers.formation.small import checked
from tests.solvers.generated import cluster

from midas.core.formation.generate import generated
from midas.core.formation.plan import Status
from midas.core.formation.policy import AtMost, Local
from midas.core.formation.problem import FormationProblem
from midas.solvers.formation import form

NEAR = 1e-6
"""Relative: a mixed-integer solver keeps its rows to about a millionth."""

SHAPES = [(60, 3, 4), (120, 5, 3), (200, 6, 2)]
"""Firms, packages and the last seed."""

PROBLEMS = [(n, w, seed) for n, w, last in SHAPES for seed in range(1, last + 1)] + [(300, 7, 3), (300, 7, 4)]


@pytest.mark.parametrize(("firms", "packages", "seed"), PROBLEMS)
def test_a_generated_problem(firms: int, packages: int, seed: int) -> None:
    compared(generated(firms, packages, seed))


def test_generated_problems_under_other_rules() -> None:
    plain = [generated(150, 4, seed) for seed in range(12)]
    other = [compared(varied(problem, Random(seed))) for seed, problem in enumerate(plain)]

    assert sum(objective is not None for objective in other) >= 6, "most have a plan"
    felt = [form(problem).objective != changed for problem, changed in zip(plain, other, strict=True)]
    assert sum(felt) >= 9, "and feel their rules"


@pytest.mark.parametrize("seed", range(3, 6))
def test_a_cluster_of_240_firms(seed: int) -> None:
    compared(cluster(seed, 240, 6))


@pytest.mark.parametrize("rule", sorted(RULES))
def test_the_plain_model_itself_ends_where_trying_everything_ends(rule: str) -> None:
    """Or it would prove nothing of the engine."""
    for seed in (0, 1):
        problem = laid(seed, (rule,))
        best, told = best_objective(problem), best_in_one_shot(problem)
        assert (best is None) == (told is None), seed
        if best is not None:
            assert told == pytest.approx(best, rel=NEAR, abs=slack(problem, best))


def compared(problem: FormationProblem) -> float | None:
    """The objective, after the two have been found to agree on it."""
    best, outcome = best_in_one_shot(problem), form(problem)
    if best is None:
        assert outcome.status is Status.INFEASIBLE
        return None
    assert outcome.status is Status.OPTIMAL
    checked(problem, outcome)
    assert outcome.objective == pytest.approx(best, rel=NEAR)
    assert outcome.bound is not None
    assert outcome.bound <= best * (1 + NEAR), "a bound lies below the best plan there is"
    return outcome.objective


def varied(problem: FormationProblem, draw: Random) -> FormationProblem:
    """The problem with three of its rules changed, and one of its packages."""
    names = [firm.id for firm in problem.firms]
    changes = {
        "min_value_share": Decimal("0.12"),
        "share_cap": Decimal("0.3"),
        "local": Local(("UKC", "UKD", "UKE"), Decimal("0.4")),
        "tag_min_share": {"sme": Decimal("0.7")},
        "turnover_multiple": Decimal(3),
        "standing_multiple": Decimal("1.3"),
        "max_partners": len(problem.work_packages) + 1,
        "min_partners": len(problem.work_packages) + 4,
        "require": tuple(draw.sample(names, 2)),
        "exclude": tuple(draw.sample(names, 30)),
        "at_most": (AtMost(tuple(names[::3]), 1),),
        "certificates_all": ("ISO 9001",),
        "certificates_any": ("ISO 27001",),
        "risk_price": Decimal(4),
        "haulage_per_km": Decimal(2500),
        "need_lead": True,
    }
    chosen = {name: changes[name] for name in draw.sample(sorted(changes), 3)}
    first, *others = problem.work_packages
    shared = replace(first, min_suppliers=2, max_suppliers=None, min_split=Decimal("0.2"))
    return replace(problem, work_packages=(shared, *others), policy=replace(problem.policy, **chosen))
