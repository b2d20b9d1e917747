"""A problem made by hand is told its faults as a file's reader would tell them, and a sound one has none."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from tests.solvers.formation.small import ASH, BIRCH, STEEL, SURVEY, firm, metal, small, survey
from tests.solvers.formation.tiny import tiny

from midas.core.formation.faults import faults
from midas.core.formation.generate import generated
from midas.core.formation.policy import AtMost, Familiar, Local
from midas.core.formation.problem import FormationProblem
from midas.core.members.profile import Offering
from midas.core.values.problems import BadInput
from midas.solvers import solve


def priced(price: object) -> FormationProblem:
    return small(firms=(firm("ash", replace(metal(40), unit_price=price), survey(300)), BIRCH))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (FormationProblem("GBP", (), ()), "$.work_packages: must hold at least one"),
        (priced(Decimal("NaN")), "$.firms[0].offerings[0].unit_price: must be a number"),
        (priced(float("nan")), "$.firms[0].offerings[0].unit_price: must be a finite number"),
        (priced(Decimal("Infinity")), "$.firms[0].offerings[0].unit_price: must be a finite number"),
        (priced(Decimal(-40)), "$.firms[0].offerings[0].unit_price: must not be negative"),
        (priced(Decimal(40) * 10**12), "$.firms[0].offerings[0].unit_price: must be at most"),
        (priced("forty"), "$.firms[0].offerings[0].unit_price: must be a number, not 'forty'"),
        (small(steel={"quantity": "-3"}), "$.work_packages[0].quantity: must not be negative"),
        (small(steel={"quantity": "0"}), "$.work_packages[0].quantity: must be more than 0"),
        (small(steel={"min_suppliers": 3, "max_suppliers": 2}), "$.work_packages[0].max_suppliers: 2 is below"),
        (small(steel={"min_split": "1.5"}), "$.work_packages[0].min_split: must be at most 1"),
        (small(min_partners=3, max_partners=2), "$.policy.max_partners: 2 is below min_partners, 3"),
        (small(conflicts=(("ash", "zelkova"),)), "$.policy.conflicts[0][1]: there is no firm 'zelkova'"),
        (small(require=("zelkova",)), "$.policy.require[0]: there is no firm 'zelkova'"),
        (small(at_most=(AtMost(("ash",), -1),)), "$.policy.at_most[0].count: must not be negative"),
        (small(familiar=(Familiar("ash", "birch", -5),)), "$.policy.familiar[0][2]: must not be negative"),
        (small(local=Local(("UKE",), Decimal(2))), "$.policy.local.min_share: must be at most 1"),
        (small(firms=(ASH, ASH)), "$.firms[1].id: 'ash' is already the id of $.firms[0]"),
        (small(firms=(replace(ASH, id=""),)), "$.firms[0].id: "),
        (small(firms=(firm("ash", Offering(Decimal(1))),)), "$.firms[0].offerings[0].competency: is missing"),
        (
            FormationProblem("GBP", (replace(STEEL, after=("survey",)), replace(SURVEY, after=("steel",))), (ASH,)),
            "$.work_packages[0].after: these packages wait for each other",
        ),
    ],
)  # fmt: skip
def test_a_fault_is_told_and_the_problem_is_not_solved(problem: FormationProblem, told: str) -> None:
    found = faults(problem)

    assert str(found[0]).startswith(told), found
    with pytest.raises(BadInput) as refused:
        solve(problem)
    assert refused.value.problems == found


def test_all_faults_are_told_at_once() -> None:
    bad = replace(priced(Decimal(-1)), policy=replace(small().policy, require=("zelkova",), max_partners=-2))

    assert [one.where for one in faults(bad)] == [
        "$.firms[0].offerings[0].unit_price",
        "$.policy.max_partners",
        "$.policy.require[0]",
    ]


@pytest.mark.parametrize("seed", range(30))
def test_a_sound_problem_has_none(seed: int) -> None:
    assert faults(tiny(Random(seed))) == ()
    assert faults(generated(10 + 10 * seed, 3, seed)) == ()
