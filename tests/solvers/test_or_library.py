"""The published optima of OR-Library, reproduced and proven, by the same call that forms an enterprise."""

from __future__ import annotations

import csv
import json
import subprocess
import sys

import pytest
from tests.shared_data import CHECKOUT, shared_data, shared_folder
from tests.solvers.formation.small import solved
from tests.solvers.or_library import SCALE, read_instance

from midas.core.formation.problem import read_problem

pytestmark = pytest.mark.shared_data

SMALL_GAP = ("cattrysse1994/", "chu1997/a", "chu1997/b", "chu1997/c")
"""The classes of `gap` that are proven within seconds."""


def published(folder: str, column: str) -> dict[str, str]:
    """The optima of a folder by instance; empty where the reference data is not at hand."""
    data = shared_folder()
    file = data / "optimisation" / folder / "optima.csv" if data else None
    if file is None or not file.exists():
        return {}
    with file.open(encoding="utf-8") as text:
        return {row["instance"]: row[column] for row in csv.DictReader(text)}


CAP = published("cap", "optimum") or {"cap41.txt": ""}
GAP = {
    name: optimum
    for name, optimum in published("gap", "optimum_min_cost").items()
    if name.startswith(SMALL_GAP)
} or {"cattrysse1994/gap1-0": ""}


@pytest.mark.parametrize("name", CAP)
def test_capacitated_facility_location(name: str) -> None:
    problem = read_instance("cap", shared_data("optimisation", "cap", name))

    outcome, _ = solved(problem)

    # Published to three decimals.
    assert outcome.objective == pytest.approx(float(CAP[name]) * SCALE, abs=0.0006 * SCALE)


@pytest.mark.parametrize("name", GAP)
def test_generalised_assignment(name: str) -> None:
    problem = read_instance("gap", shared_data("optimisation", "gap", *name.split("/")))

    outcome, plan = solved(problem)

    assert outcome.objective == int(GAP[name]) * SCALE
    assert len(plan.allocations) == len(problem.work_packages), "one firm does each job"


def test_set_cover() -> None:
    outcome, _ = solved(read_instance("scp", shared_data("optimisation", "scp_weighted", "scp41.txt")))

    assert outcome.objective == 429 * SCALE


def test_an_instance_can_be_written_as_a_problem_file() -> None:
    file = shared_data("optimisation", "gap", "cattrysse1994", "gap1-0")
    command = [sys.executable, "-m", "tests.solvers.or_library", "gap", str(file)]

    written = subprocess.run(command, cwd=CHECKOUT, capture_output=True, check=True, text=True)

    assert read_problem(json.loads(written.stdout)) == read_instance("gap", file)
