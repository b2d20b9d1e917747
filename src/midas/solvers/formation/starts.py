"""A plan, or a choice of firms, written as columns of the program: what a search starts from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction

import numpy as np

from midas.core.formation.plan import Plan
from midas.solvers.formation.formulation import Formulation
from midas.solvers.formation.model import Floats


def columns_of(made: Formulation, parts: Mapping[int, float], partners: Collection[str]) -> Floats:
    """The values of all columns for the part of its package that each line does, and the partners."""
    values = np.zeros(len(made.model.cost))
    for line, part in parts.items():
        place = made.scope.lines[line].place
        for column in (made.used.get(line), made.on.get(place), made.partner.get(place[0])):
            if column is not None:
                values[column] = 1.0
        values[made.x[line]] = part / float(made.scope.lines[line].most)
    for firm in partners:
        if firm in made.partner:
            values[made.partner[firm]] = 1.0
    for package, column in made.number.items():
        there = {made.on.get(made.scope.lines[line].place) for line in parts if _is_on(made, line, package)}
        values[column] = len(there)
    for column, (a, b) in made.both.items():
        values[column] = min(values[a], values[b])
    return values


def _is_on(made: Formulation, line: int, package: str) -> bool:
    return made.scope.lines[line].package.id == package


def columns_of_plan(made: Formulation, plan: Plan) -> Floats | None:
    """The values of all columns for a plan; nothing if it uses a line that the program left out."""
    index = {
        (line.firm.id, line.pair.index, line.package.id): number
        for number, line in enumerate(made.scope.lines)
    }
    parts: dict[int, float] = {}
    for entry in plan.allocations:
        line = index.get((entry.firm, entry.offering, entry.work_package))
        if line is None:
            return None
        whole = made.scope.lines[line].package.quantity
        parts[line] = parts.get(line, 0.0) + float(Fraction(entry.quantity) / Fraction(whole))
    return columns_of(made, parts, plan.partners)
