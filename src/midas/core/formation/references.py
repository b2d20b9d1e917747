"""Whether the parts of a problem agree: ids differ, whatever is named exists, no package waits for itself.

Each disagreement is a `Problem` with the JSON path where it stands. An empty name stands for one that
could not be read, which has been noted already.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from graphlib import CycleError, TopologicalSorter

from midas.core.demand.requirement import WorkPackage
from midas.core.formation.policy import Policy
from midas.core.members.profile import Firm
from midas.core.values.problems import Problem


def inconsistencies(
    packages: Sequence[WorkPackage], firms: Sequence[Firm], policy: Policy
) -> Iterator[Problem]:
    """Every disagreement, in the order of the file."""
    package_ids, firm_ids = {package.id for package in packages}, {firm.id for firm in firms}
    yield from _repeated("$.work_packages", [package.id for package in packages])
    for index, package in enumerate(packages):
        yield from _unknown(f"$.work_packages[{index}].after", package.after, package_ids, "work package")
    yield from _circles(packages)
    yield from _repeated("$.firms", [firm.id for firm in firms])
    for where, name in _made_for(firms):
        yield from _unknown_one(where, name, package_ids, "work package")
    for where, names in _named_firms(policy):
        yield from _unknown(where, names, firm_ids, "firm")


def _repeated(where: str, ids: Sequence[str]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for index, name in enumerate(ids):
        if name and name in first:
            message = f"{name!r} is already the id of {where}[{first[name]}]; ids must differ"
            yield Problem(f"{where}[{index}].id", message)
        first.setdefault(name, index)


def _unknown(where: str, names: Iterable[str], known: set[str], kind: str) -> Iterator[Problem]:
    for index, name in enumerate(names):
        yield from _unknown_one(f"{where}[{index}]", name, known, kind)


def _unknown_one(where: str, name: str, known: set[str], kind: str) -> Iterator[Problem]:
    if name and name not in known:
        yield Problem(where, f"there is no {kind} {name!r} in this problem")


def _made_for(firms: Sequence[Firm]) -> Iterator[tuple[str, str]]:
    for index, firm in enumerate(firms):
        for place, offering in enumerate(firm.offerings):
            if offering.work_package is not None:
                yield f"$.firms[{index}].offerings[{place}].work_package", offering.work_package


def _named_firms(policy: Policy) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "$.policy.require", policy.require
    yield "$.policy.exclude", policy.exclude
    for index, conflict in enumerate(policy.conflicts):
        yield f"$.policy.conflicts[{index}]", conflict
    for index, limit in enumerate(policy.at_most):
        yield f"$.policy.at_most[{index}].firms", limit.firms
    for index, familiar in enumerate(policy.familiar):
        yield f"$.policy.familiar[{index}]", (familiar.a, familiar.b)


def _circles(packages: Sequence[WorkPackage]) -> Iterator[Problem]:
    """One problem if some packages wait for each other."""
    try:
        TopologicalSorter({package.id: package.after for package in packages}).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1][::-1]
        index = next(place for place, package in enumerate(packages) if package.id == circle[0])
        message = "these packages wait for each other: " + " after ".join(circle)
        yield Problem(f"$.work_packages[{index}].after", message)
