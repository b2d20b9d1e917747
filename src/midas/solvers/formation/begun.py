"""What is under way, as rows of the program: it stays with whoever does it."""

from __future__ import annotations

from fractions import Fraction

from midas.core.formation.remaining import Remaining
from midas.solvers.formation.formulation import Formulation
from midas.solvers.formation.model import INFINITY


def add_begun_rows(made: Formulation, rest: Remaining) -> None:
    """At least so much, and no more where the firm may take nothing new of it."""
    for number, line in enumerate(made.scope.lines):
        key = line.firm.id, line.pair.index, line.package.id
        part = Fraction(rest.under_way.get(key, 0)) / Fraction(line.package.quantity)
        if part:
            high = float(part) if rest.caps(line.pair) else INFINITY
            made.model.row([made.part(number)], low=float(part), high=high, subject=line.firm.id)
