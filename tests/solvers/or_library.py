"""OR-Library's instances as formation problems: facility location, generalised assignment, set cover.

    python -m tests.solvers.or_library cap|gap|scp FILE > problem.json

The formats are J. E. Beasley's (OR-Library, "Distributing test problems by electronic mail", Journal of the
Operational Research Society 41, 1990). Costs become minor units, `SCALE` to one; an optimum is then `SCALE` times
the published one.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from midas.core.demand.requirement import WorkPackage
from midas.core.formation.policy import Policy
from midas.core.formation.problem import FormationProblem, write_problem
from midas.core.members.profile import Firm, Offering

SCALE = 100


def capacitated_facilities(text: str) -> FormationProblem:
    """`cap`: sites with a capacity and a fixed cost serve all demand; the cost of a customer is for all of it.

    A site is a firm, a customer a package of quantity 1 that draws its demand from the site's capacity.
    """
    numbers = iter(text.split())
    sites, customers = int(next(numbers)), int(next(numbers))
    fixed = [(Decimal(next(numbers)), Decimal(next(numbers))) for _ in range(sites)]
    demand, costs = [], []
    for _ in range(customers):
        demand.append(Decimal(next(numbers)))
        costs.append([Decimal(next(numbers)) for _ in range(sites)])
    packages = [_package(f"customer{index}") for index in range(customers)]
    firms = [
        Firm(
            f"site{site}",
            engagement_cost=int(cost * SCALE),
            resources={"capacity": capacity},
            offerings=tuple(
                Offering(
                    costs[index][site] * SCALE, work_package=package.id, uses={"capacity": demand[index]}
                )
                for index, package in enumerate(packages)
            ),
        )
        for site, (capacity, cost) in enumerate(fixed)
    ]
    return FormationProblem("GBP", tuple(packages), tuple(firms), Policy())


def generalised_assignment(text: str) -> FormationProblem:
    """`gap`: each job to one agent, within each agent's resource: one supplier per package."""
    numbers = iter(text.split())
    agents, jobs = int(next(numbers)), int(next(numbers))
    costs = [[Decimal(next(numbers)) for _ in range(jobs)] for _ in range(agents)]
    usage = [[Decimal(next(numbers)) for _ in range(jobs)] for _ in range(agents)]
    capacity = [Decimal(next(numbers)) for _ in range(agents)]
    packages = [_package(f"job{job}", max_suppliers=1) for job in range(jobs)]
    firms = [
        Firm(
            f"agent{agent}",
            resources={"capacity": capacity[agent]},
            offerings=tuple(
                Offering(
                    costs[agent][job] * SCALE,
                    work_package=package.id,
                    uses={"capacity": usage[agent][job]},
                )
                for job, package in enumerate(packages)
            ),
        )
        for agent in range(agents)
    ]
    return FormationProblem("GBP", tuple(packages), tuple(firms), Policy())


def set_cover(text: str) -> FormationProblem:
    """`scp`: each row covered by a chosen column: a package of quantity 1 free of charge from any partner."""
    numbers = iter(text.split())
    rows, columns = int(next(numbers)), int(next(numbers))
    costs = [int(next(numbers)) for _ in range(columns)]
    covered: list[list[int]] = [[] for _ in range(columns)]
    for row in range(rows):
        for _ in range(int(next(numbers))):
            covered[int(next(numbers)) - 1].append(row)
    firms = [
        Firm(
            f"column{index + 1}",
            engagement_cost=cost * SCALE,
            offerings=tuple(Offering(Decimal(0), work_package=f"row{row}") for row in covered[index]),
        )
        for index, cost in enumerate(costs)
    ]
    packages = tuple(_package(f"row{row}") for row in range(rows))
    return FormationProblem("GBP", packages, tuple(firms), Policy())


CONVERTERS: dict[str, Callable[[str], FormationProblem]] = {
    "cap": capacitated_facilities,
    "gap": generalised_assignment,
    "scp": set_cover,
}


def read_instance(kind: str, path: Path) -> FormationProblem:
    """The instance in a file, unzipped where its name ends in .gz."""
    raw = path.read_bytes()
    return CONVERTERS[kind]((gzip.decompress(raw) if path.suffix == ".gz" else raw).decode())


def _package(name: str, max_suppliers: int | None = None) -> WorkPackage:
    return WorkPackage(name, "work", Decimal(1), value=0, max_suppliers=max_suppliers)


def main(arguments: list[str]) -> None:
    """Write the problem of `kind FILE` to the standard output, as JSON."""
    if len(arguments) != 2 or arguments[0] not in CONVERTERS:
        raise SystemExit("usage: python -m tests.solvers.or_library cap|gap|scp FILE")
    problem = read_instance(arguments[0], Path(arguments[1]))
    json.dump(write_problem(problem), sys.stdout, indent=1)


if __name__ == "__main__":
    main(sys.argv[1:])
