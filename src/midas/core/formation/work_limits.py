"""The rules on work, as rows: all of it is done, within what offerings, firms and packages allow."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from midas.core.demand.requirement import WorkPackage
from midas.core.formation.limits import Limit, Rule, Sense
from midas.core.formation.problem import FormationProblem
from midas.core.formation.score import NIL, Book
from midas.core.values.units import unit_words
from midas.core.values.words import count, percent, plain


def work_limits(problem: FormationProblem, book: Book) -> Iterator[Limit]:
    """A row for every package, and for every offering, resource and split the plan uses."""
    yield from _demand(problem, book)
    yield from _orders(problem, book)
    yield from _capacities(problem, book)
    yield from _resources(problem, book)
    done = book.by_firm_and_package()
    for package in problem.work_packages:
        mine = {firm: quantity for (firm, name), quantity in done.items() if name == package.id}
        yield from _suppliers(package, len(mine))
        yield from _splits(problem, package, mine)


def _demand(problem: FormationProblem, book: Book) -> Iterator[Limit]:
    sums: dict[str, Fraction] = {}
    for (_, _, package), quantity in book.quantities.items():
        sums[package] = sums.get(package, NIL) + quantity
    for entry in problem.work_packages:
        done, unit = sums.get(entry.id, NIL), unit_words(entry.unit)
        words = f"{plain(done)} of the {plain(entry.quantity)} {unit} of {entry.id} are allotted"
        yield Limit(Rule.DEMAND, entry.id, done, Sense.EXACTLY, Fraction(entry.quantity), words)


def _orders(problem: FormationProblem, book: Book) -> Iterator[Limit]:
    for (name, index, package), quantity in book.quantities.items():
        firm = problem.firm[name]
        least = firm.offerings[index].min_order
        if least:
            words = (
                f"{firm.label} is allotted {plain(quantity)} of {package},"
                f" and takes no order below {plain(least)}"
            )
            yield Limit(Rule.MIN_ORDER, name, quantity, Sense.AT_LEAST, Fraction(least), words)


def _capacities(problem: FormationProblem, book: Book) -> Iterator[Limit]:
    drawn: dict[tuple[str, int], Fraction] = {}
    for (name, index, _), quantity in book.quantities.items():
        drawn[name, index] = drawn.get((name, index), NIL) + quantity
    for (name, index), quantity in drawn.items():
        firm = problem.firm[name]
        offering = firm.offerings[index]
        if offering.capacity is not None:
            words = (
                f"{firm.label} is allotted {plain(quantity)} of {offering.label},"
                f" and has capacity for {plain(offering.capacity)}"
            )
            yield Limit(Rule.CAPACITY, name, quantity, Sense.AT_MOST, Fraction(offering.capacity), words)


def _resources(problem: FormationProblem, book: Book) -> Iterator[Limit]:
    drawn: dict[tuple[str, str], Fraction] = {}
    for (name, index, _), quantity in book.quantities.items():
        firm = problem.firm[name]
        for resource, usage in firm.offerings[index].uses.items():
            if resource in firm.resources:
                drawn[name, resource] = drawn.get((name, resource), NIL) + Fraction(usage) * quantity
    for (name, resource), used in drawn.items():
        firm = problem.firm[name]
        most = firm.resources[resource]
        words = f"{firm.label} needs {plain(used)} of its {resource}, and has {plain(most)}"
        yield Limit(Rule.RESOURCE, name, used, Sense.AT_MOST, Fraction(most), words)


def _suppliers(package: WorkPackage, firms: int) -> Iterator[Limit]:
    words = f"{count(firms, 'firm')} on {package.id}"
    if package.min_suppliers:
        least = package.min_suppliers
        at_least = f"{words}, at least {least} needed"
        yield Limit(
            Rule.MIN_SUPPLIERS, package.id, Fraction(firms), Sense.AT_LEAST, Fraction(least), at_least
        )
    if package.max_suppliers is not None:
        most = package.max_suppliers
        at_most = f"{words}, at most {most} allowed"
        yield Limit(Rule.MAX_SUPPLIERS, package.id, Fraction(firms), Sense.AT_MOST, Fraction(most), at_most)


def _splits(problem: FormationProblem, package: WorkPackage, mine: dict[str, Fraction]) -> Iterator[Limit]:
    if not package.min_split:
        return
    whole = Fraction(package.quantity)
    for name, quantity in mine.items():
        words = (
            f"{problem.firm[name].label} does {percent(quantity / whole)} of {package.id},"
            f" at least {percent(package.min_split)} needed of each firm on it"
        )
        least = Fraction(package.min_split) * whole
        yield Limit(Rule.MIN_SPLIT, name, quantity, Sense.AT_LEAST, least, words)
