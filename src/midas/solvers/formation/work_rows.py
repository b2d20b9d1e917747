"""The rules on work, as rows of the program: all of it is done, within what offerings and firms allow.

Capacities are bounded by the partner's column where there is one ("strong" rows): without that the linear
relaxation opens a fraction of every firm and proves little.
"""

from __future__ import annotations

from fractions import Fraction

from midas.core.formation.limits import Rule
from midas.solvers.formation.formulation import Formulation, Term, counted, single
from midas.solvers.formation.lines import ONE, Place, exact


def add_work_rows(made: Formulation) -> None:
    """Every row on quantities, by package, then by firm."""
    for package, lines in made.scope.by_package.items():
        made.model.row(made.parts(lines), 1.0, 1.0, Rule.DEMAND.value, package)
    for place, members in made.scope.places.items():
        _links(made, place, members)
        _split(made, place, members)
    _suppliers(made)
    for firm, lines in made.scope.by_firm.items():
        _capacities(made, firm, lines)
        _resources(made, firm, lines)


def _links(made: Formulation, place: Place, members: list[int]) -> None:
    """Nothing is done by whoever is not there."""
    firm, _ = place
    above = made.on.get(place, made.partner.get(firm))
    for line in members:
        switch = made.used.get(line, above)
        if switch is not None and switch != made.x[line]:
            made.model.row([(made.x[line], 1), (switch, -1)], high=0.0)
        if line in made.used and above is not None and above != made.used[line]:
            made.model.row([(made.used[line], 1), (above, -1)], high=0.0)
        least = made.scope.lines[line].least
        if least:
            ordered: list[Term] = [made.part(line), (made.used[line], -least)]
            made.model.row(ordered, low=0.0, rule=Rule.MIN_ORDER.value, subject=firm)
    if place in made.on and firm in made.partner and made.on[place] != made.partner[firm]:
        made.model.row([(made.on[place], 1), (made.partner[firm], -1)], high=0.0)
    together = sum((made.scope.lines[line].most for line in members), Fraction(0))
    if len(members) > 1 and above is not None:
        made.model.row([*made.parts(members), (above, -min(ONE, together))], high=0.0)


def _split(made: Formulation, place: Place, members: list[int]) -> None:
    if place not in made.on or made.on[place] == made.x[members[0]]:
        return
    package = made.scope.lines[members[0]].package
    least = Fraction(package.min_split)
    if single(package):
        least = ONE
    elif package.min_suppliers > 1:
        least = max(least, made.presence(members))
    if least:
        terms: list[Term] = [*made.parts(members), (made.on[place], -least)]
        made.model.row(terms, low=0.0, rule=Rule.MIN_SPLIT.value, subject=package.id)


def _suppliers(made: Formulation) -> None:
    for package in made.problem.work_packages:
        if not counted(made.scope, package):
            continue
        switches = [(column, 1) for (_, wanted), column in made.on.items() if wanted == package.id]
        if package.min_suppliers > 1:
            low = float(package.min_suppliers)
            made.model.row(switches, low=low, rule=Rule.MIN_SUPPLIERS.value, subject=package.id)
        if package.max_suppliers is not None:
            high = float(package.max_suppliers)
            made.model.row(switches, high=high, rule=Rule.MAX_SUPPLIERS.value, subject=package.id)


def _capacities(made: Formulation, firm: str, lines: list[int]) -> None:
    """What an offering does on all its packages together. On one alone it is in the line's own bound."""
    by_offering: dict[int, list[int]] = {}
    for line in lines:
        by_offering.setdefault(made.scope.lines[line].pair.index, []).append(line)
    for members in by_offering.values():
        capacity = made.scope.lines[members[0]].offering.capacity
        if capacity:
            draw = [(line, Fraction(made.scope.lines[line].package.quantity)) for line in members]
            bound_together(made, firm, draw, Fraction(capacity), Rule.CAPACITY)


def _resources(made: Formulation, firm: str, lines: list[int]) -> None:
    for resource, there in made.problem.firm[firm].resources.items():
        draw = []
        for line in lines:
            usage = made.scope.lines[line].offering.uses.get(resource)
            if usage:
                draw.append((line, exact(usage) * exact(made.scope.lines[line].package.quantity)))
        if there:
            bound_together(made, firm, draw, Fraction(there), Rule.RESOURCE)


def bound_together(
    made: Formulation, firm: str, draw: list[tuple[int, Fraction]], most: Fraction, rule: Rule
) -> None:
    """Lines of one firm draw at most `most` together: `draw` is what each would for its whole package."""
    terms = [
        (made.x[line], float(each) * float(made.scope.lines[line].most) / float(most)) for line, each in draw
    ]
    if len(draw) < 2 or sum(amount for _, amount in terms) <= 1.0:
        return
    if firm in made.partner:
        made.model.row([*terms, (made.partner[firm], -1)], high=0.0, rule=rule.value, subject=firm)
    else:
        made.model.row(terms, high=1.0, rule=rule.value, subject=firm)
