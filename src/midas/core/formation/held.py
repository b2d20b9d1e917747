"""A problem whose packages are worth a stated amount each, to the last fraction of a minor unit.

What a package is worth may follow from the offerings that are eligible for it. Where a problem is changed to see what
would happen (a rule dropped, a price raised), that must not change with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from midas.core.formation.problem import FormationProblem


@dataclass(frozen=True)
class HeldProblem(FormationProblem):
    """A problem with the `worth` of its packages by id, and of the `contract`, in minor units."""

    worth: Mapping[str, Fraction] = field(default_factory=dict, hash=False)
    contract: Fraction = Fraction(0)

    @cached_property
    def values(self) -> dict[str, Fraction]:
        return {package.id: self.worth[package.id] for package in self.work_packages}

    @cached_property
    def contract_value(self) -> Fraction:
        return self.contract


def with_values_held(problem: FormationProblem) -> HeldProblem:
    """The problem with its values as they are, whatever is changed in it afterwards (by `dataclasses.replace`)."""
    if isinstance(problem, HeldProblem):
        return problem
    return HeldProblem(
        problem.currency,
        problem.work_packages,
        problem.firms,
        problem.policy,
        problem.values,
        problem.contract_value,
    )
