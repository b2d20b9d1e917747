"""Invented problems: the same for a seed, well formed, and as like real ones as they say."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from midas.core.formation.generate import generated
from midas.core.formation.problem import read_problem, write_problem


def test_the_same_numbers_give_the_same_problem_and_others_another() -> None:
    assert generated(120, 5, 7) == generated(120, 5, 7)
    assert generated(120, 5, 7) != generated(120, 5, 8)


@pytest.mark.parametrize(("firms", "packages"), [(1, 1), (2, 3), (20, 4), (300, 12), (300, 130)])
def test_a_problem_of_any_size_is_well_formed(firms: int, packages: int) -> None:
    problem = generated(firms, packages, 3)

    assert (len(problem.firms), len(problem.work_packages)) == (firms, packages)
    assert read_problem(json.loads(json.dumps(write_problem(problem)))) == problem


def test_about_one_firm_in_fifty_holds_a_competency() -> None:
    problem = generated(2000, 20, 1)
    holders = Counter(one.competency for firm in problem.firms for one in firm.offerings)

    assert len(holders) == 100
    assert 0.015 < sum(holders.values()) / len(holders) / 2000 < 0.03


@pytest.mark.parametrize(("firms", "packages", "seed"), [(0, 1, 0), (1, 0, 0), (1, 1, -1)])
def test_impossible_sizes_are_refused(firms: int, packages: int, seed: int) -> None:
    with pytest.raises(ValueError, match="at least 1 firm"):
        generated(firms, packages, seed)
