"""What the library offers: small, stable sets of names, loaded without Django and mostly when first used."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

import midas
from midas import solvers
from midas.core import formation

RAW = {
    "work_packages": [{"id": "w", "competency": "c", "quantity": 2}],
    "firms": [{"id": "f", "offerings": [{"competency": "c", "unit_price": 5}]}],
}


@pytest.mark.parametrize("name", midas.__all__)
def test_every_public_name_is_there(name: str) -> None:
    thing = getattr(midas, name)

    assert thing.__name__ == name
    assert name in dir(midas)
    assert thing.__doc__, "what is public says what it promises"


def test_any_other_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="no public name 'solve'"):
        _ = midas.solve


@pytest.mark.parametrize("name", formation.__all__)
def test_every_name_of_formation_is_there_and_says_what_it_promises(name: str) -> None:
    thing = getattr(formation, name)

    assert thing.__name__ == name
    assert not inspect.ismodule(thing), "a module of the same name must not stand in its place"
    assert thing.__doc__


def test_formation_has_every_name_of_midas_that_is_about_formation() -> None:
    of_demand_or_solving = {"coverage", "form"}

    assert set(midas.__all__) - of_demand_or_solving <= set(formation.__all__)
    for name in set(midas.__all__) - of_demand_or_solving:
        assert getattr(midas, name) is getattr(formation, name)


def test_formation_refuses_any_other_name() -> None:
    with pytest.raises(AttributeError, match="no public name 'forms'"):
        _ = formation.forms  # type: ignore[attr-defined]


def test_a_function_stays_the_function_when_the_module_of_its_name_is_imported_first() -> None:
    program = (
        "import midas.core.formation.check, midas.core.formation.why_not, midas.core.formation.score\n"
        "from midas.core.formation import check, explain, score, why_not\n"
        "assert all(map(callable, (check, explain, score, why_not)))\n"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert done.returncode == 0, done.stderr


def test_the_three_steps_of_the_docstring_work() -> None:
    problem = midas.read_problem(RAW)
    outcome = midas.form(problem, time_limit=10)
    assert outcome.plan is not None
    verdict = midas.check(problem, outcome.plan)

    assert (outcome.status, verdict.ok) == (midas.Status.OPTIMAL, True)
    assert verdict.score is not None
    assert verdict.score.objective == 10


def test_solve_takes_what_form_takes_with_the_same_defaults() -> None:
    def of(function: object) -> dict[str, tuple[object, object]]:
        signature = inspect.signature(function)  # type: ignore[arg-type]
        return {name: (one.kind, one.default) for name, one in signature.parameters.items()}

    assert of(solvers.solve) == of(midas.form)


def test_solve_hands_every_setting_on(monkeypatch: pytest.MonkeyPatch) -> None:
    handed: dict[str, object] = {}
    monkeypatch.setattr(solvers, "form", lambda problem, **settings: handed.update(settings))
    settings = {name: object() for name in inspect.signature(solvers.solve).parameters if name != "problem"}

    solvers.solve(formation.read_problem(RAW), **settings)  # type: ignore[arg-type]

    assert handed == settings


def test_solve_solves() -> None:
    outcome = solvers.solve(formation.read_problem(RAW), time_limit=10, seed=3)

    assert (outcome.status, outcome.objective, outcome.seed) == (formation.Status.OPTIMAL, 10, 3)


def test_solve_refuses_what_is_not_a_problem_and_says_how_to_make_one() -> None:
    with pytest.raises(TypeError, match=r"not a dict; midas\.core\.formation\.read_problem makes one"):
        solvers.solve(RAW)  # type: ignore[arg-type]


def test_the_library_is_used_without_django_or_a_database() -> None:
    program = (
        "import sys\n"
        "from midas.core.formation import *\n"
        "from midas.core.formation import generated, read_problem, write_outcome\n"
        "from midas.solvers import solve\n"
        f"problem = read_problem({RAW!r})\n"
        "outcome = solve(problem, alternatives=1, frontier=2, explain=True)\n"
        "assert write_outcome(problem, outcome)['status'] == 'OPTIMAL'\n"
        "assert solve(generated(20, 1, 1), time_limit=5).status in Status\n"
        "heavy = {'django', 'psycopg', 'ninja', 'procrastinate', 'typer'} & set(sys.modules)\n"
        "sys.exit(f'loaded {heavy}' if heavy else 0)\n"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert done.returncode == 0, done.stderr


def test_reading_and_judging_needs_no_solver_and_no_numpy() -> None:
    program = (
        "import sys\n"
        "from midas.core.formation import check, read_plan, read_problem, write_plan\n"
        "heavy = {'numpy', 'scipy', 'highspy', 'ortools', 'django'} & set(sys.modules)\n"
        "sys.exit(f'loaded {heavy}' if heavy else 0)\n"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
