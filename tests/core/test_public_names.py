"""`import midas` offers a small, stable set of names, each loaded when it is first used."""

from __future__ import annotations

import pytest

import midas


@pytest.mark.parametrize("name", midas.__all__)
def test_every_public_name_is_there(name: str) -> None:
    thing = getattr(midas, name)

    assert thing.__name__ == name
    assert name in dir(midas)
    assert thing.__doc__, "what is public says what it promises"


def test_any_other_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="no public name 'solve'"):
        _ = midas.solve


def test_the_three_steps_of_the_docstring_work() -> None:
    raw = {
        "work_packages": [{"id": "w", "competency": "c", "quantity": 2}],
        "firms": [{"id": "f", "offerings": [{"competency": "c", "unit_price": 5}]}],
    }
    problem = midas.read_problem(raw)
    outcome = midas.form(problem, time_limit=10)
    assert outcome.plan is not None
    verdict = midas.check(problem, outcome.plan)

    assert (outcome.status, verdict.ok) == (midas.Status.OPTIMAL, True)
    assert verdict.score is not None
    assert verdict.score.objective == 10
