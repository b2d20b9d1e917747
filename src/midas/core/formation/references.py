"""Whether the parts of a problem agree: ids differ, whatever is named exists, no package waits for itself.

Each disagreement is a `Problem` with the JSON path where it stands. An empty name stands for one that
could not be read, which has been noted already.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

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
    """One problem for each circle of packages that wait for each other; of circles that share a package, for one."""
    place = {package.id: index for index, package in enumerate(packages) if package.id}
    waits = {name: [one for one in packages[index].after if one in place] for name, index in place.items()}
    stuck, walked = _stuck(waits), set[str]()
    for start in waits:
        way: dict[str, None] = {}
        step = start
        while step in stuck and step not in walked and step not in way:
            way[step] = None
            step = next(one for one in waits[step] if one in stuck)
        walked.update(way)
        if step in way:
            names = list(way)
            circle = names[names.index(step) :]
            first = circle.index(min(circle, key=place.__getitem__))
            told = " after ".join([*circle[first:], *circle[:first], circle[first]])
            where = f"$.work_packages[{place[circle[first]]}].after"
            yield Problem(where, f"these packages wait for each other: {told}")


def _stuck(waits: dict[str, list[str]]) -> set[str]:
    """The packages that never become free however many others are done: those in circles or behind one."""
    followers: dict[str, list[str]] = {name: [] for name in waits}
    for name, before in waits.items():
        for one in before:
            followers[one].append(name)
    missing = {name: len(before) for name, before in waits.items()}
    free = [name for name, number in missing.items() if not number]
    while free:
        for name in followers[free.pop()]:
            missing[name] -= 1
            if not missing[name]:
                free.append(name)
    return {name for name, number in missing.items() if number}
