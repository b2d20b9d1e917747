"""Formation beside HiGHS, SCIP and CP-SAT: the same problems, in the same run. Run it on an idle machine.

    make bench NAME=formation                                 everything; more than an hour
    .venv/bin/python -m benchmarks.formation small library    some of it

Problems are invented (`midas form --generate N W SEED`, seeds 1 to 10) or OR-Library's. "After load" means that the
problem is read, its eligible pairs and its table of numbers made: what a service keeps while nothing changes. Ours
is the whole call from there: reduction, program, search, exact quantities, checker. A rival is timed for its search
alone.
"""

from __future__ import annotations

import csv
import math
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from benchmarks.report import Figure, publish
from benchmarks.rivals import RIVALS, Rival, highs, program
from tests.shared_data import shared_folder
from tests.solvers.or_library import SCALE, read_instance

from midas.core.formation.generate import generated
from midas.core.formation.plan import Incumbent, Outcome, Status
from midas.core.formation.problem import FormationProblem
from midas.solvers.formation import form
from midas.solvers.formation.alternatives import apart
from midas.solvers.formation.exact import formulate
from midas.solvers.formation.frontier import limits
from midas.solvers.formation.lines import scope_of
from midas.solvers.formation.model import Row

GAP, PROOF, WIDE = 1e-4, 1e-6, 1e-3
SEEDS = range(1, 11)
FEWER = range(1, 4)
"""Where the rival takes minutes for a problem."""

HIGHS = next(iter(RIVALS))
REST = 30.0
"""Seconds a rival has where the issue is who is first; a rival that needs more counts as these."""

HARD = 60.0
"""Seconds for a published instance."""

PROVABLE = {
    "cap": "cap/cap*.txt",
    "gap of 1994": "gap/cattrysse1994/gap*",
    "gap of 1997, a to c": "gap/chu1997/[abc]*",
    "scp41, weighted": "scp_weighted/scp41.txt",
}
"""OR-Library's classes that are proven within a minute, by the files they are in."""

OPEN = {
    "gap": ("gap/chu1997/d*", "gap/yagiura2004/?20*"),
    "scp": tuple(
        f"scp_unicost/{name}.txt.gz" for name in ("scp41", "scp61", "scpb1", "scpclr12", "scpcyc07")
    ),
}
"""Instances that are not."""


def loaded(firms: int, packages: int, seed: int) -> FormationProblem:
    """An invented problem, read and laid out as it lies in memory before anybody asks for a plan."""
    problem = generated(firms, packages, seed)
    _ = problem.pairs, problem.table, problem.firm
    return problem


def ours(problem: FormationProblem, gap: float, limit: float) -> tuple[float, Outcome, list[Incumbent]]:
    """Seconds, the outcome, and every better plan and bound on the way."""
    told: list[Incumbent] = []
    began = time.perf_counter()
    outcome = form(problem, gap=gap, time_limit=limit, improved=told.append)
    return time.perf_counter() - began, outcome, told


def small() -> Iterator[Figure]:
    """1,000 firms: against the best of all rivals, problem by problem median of each."""
    mine: list[float] = []
    theirs: dict[str, list[float]] = {name: [] for name in RIVALS}
    present: list[float] = []
    for seed in SEEDS:
        problem = loaded(1_000, 20, seed)
        mine.append(ours(problem, GAP, 60)[0])
        for name, rival in RIVALS.items():
            theirs[name].append(rival(program(problem), GAP, REST).seconds)
        present.append(highs(program(problem, lean=True), GAP, REST).seconds)
    best = min(theirs, key=lambda name: statistics.median(theirs[name]))
    for name, seconds in theirs.items():
        reach = 0.5 * statistics.median(seconds) if name == best else float("inf")
        yield _medians("1,000 × 20 to gap 1e-4", mine, seconds, name, reach)
    given = f"{HIGHS}, given our reductions"
    yield _medians("1,000 × 20 to gap 1e-4", mine, present, given, float("inf"))


def medium() -> Iterator[Figure]:
    """10,000 firms against HiGHS."""
    yield _race("10,000 × 20 to gap 1e-4", [loaded(10_000, 20, seed) for seed in SEEDS], GAP, 120.0, 0.2)


def large() -> Iterator[Figure]:
    """100,000 firms: how soon a good plan, how soon a bound, and what HiGHS has by then."""
    firsts, bounded, gaps, proofs, rival_gaps = [], [], [], [], []
    for seed in SEEDS:
        problem = loaded(100_000, 20, seed)
        seconds, outcome, told = ours(problem, GAP, 30.0)
        known = outcome.objective or float("inf")
        firsts.append(_first(told, lambda one, known=known: one.objective <= 1.005 * known))
        bounded.append(_first(told, lambda one: one.gap is not None and one.gap <= 0.03))
        gaps.append(outcome.gap if outcome.gap is not None else float("inf"))
        proofs.append(seconds)
        if seed <= 3:
            rival_gaps.append(highs(program(problem), GAP, 30.0).gap)
    work, limit = "100,000 × 20", f"{HIGHS}, 30 s, 3 seeds"
    yield _medians(f"{work}: a plan within 0.5 % of the best known", firsts, [30.0], limit, 1.0)
    yield _medians(f"{work}: a gap of 3 % for all firms", bounded, [30.0], limit, 3.0)
    yield _medians(f"{work}: gap after 30 s", gaps, rival_gaps, limit, 0.015, "of 1")
    yield _medians(f"{work}: seconds to gap 1e-4, at most 30", proofs, [30.0], limit, 30.0)


def growth() -> Iterator[Figure]:
    """From 1,000 to 1,000,000 firms: seconds to gap 1e-4 in at most 120, seed 1; at last a picture of them."""
    grown = {}
    for firms in (1_000, 10_000, 100_000, 1_000_000):
        problem = loaded(firms, 20, 1)
        seconds, outcome, _ = ours(problem, GAP, 120.0)
        gap = outcome.gap if outcome.gap is not None else float("inf")
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        yield Figure(f"{firms:,} × 20: seconds, gap {gap:.1e}", seconds, 120.0, "the limit", "s", 120.0)
        yield Figure(f"{firms:,} × 20: memory at the most", memory, 24.0, "the machine", "GiB", 24.0)
        grown[firms] = seconds
    print("\nSeconds to gap 1e-4, each mark a doubling from 1/16 s:")
    for firms, seconds in grown.items():
        print(f"{firms:>9,} {'▪' * max(1, round(math.log2(seconds * 16)))} {seconds:.3g}")


def shortage() -> Iterator[Figure]:
    """A problem without a plan: how soon what is short is named; HiGHS proves that there is none, and names nothing."""
    mine, theirs = [], []
    for seed in SEEDS:
        problem = loaded(1_000, 20, seed)
        tight = replace(problem, policy=replace(problem.policy, max_partners=10))
        _ = tight.pairs, tight.firm
        mine.append(_named(tight))
        theirs.append(highs(program(tight), GAP, REST).seconds)
    yield _medians("1,000 × 20 without a plan: the shortage named", mine, theirs, HIGHS, 0.05)


def library() -> Iterator[Figure]:
    """OR-Library's published instances that are proven within a minute: all of a class together."""
    for kind, pattern in PROVABLE.items():
        problems = [problem for _, problem in _published(kind.split()[0], pattern)]
        if not problems:
            continue
        mine, proven = 0.0, 0
        for problem in problems:
            seconds, outcome, _ = ours(problem, PROOF, HARD)
            mine, proven = mine + seconds, proven + (outcome.status is Status.OPTIMAL)
        for name, rival in RIVALS.items():
            runs = [rival(program(problem), PROOF, REST) for problem in problems]
            work = f"OR-Library {kind}, {len(problems)} to proof (ours proves {proven}): total"
            spent = sum(run.seconds for run in runs)
            yield Figure(work, mine, spent, f"{name}, proves {sum(run.proven for run in runs)}", "s", spent)


def hard() -> Iterator[Figure]:
    """OR-Library's instances that nobody proves within a minute: how far above the best known after that."""
    for kind, patterns in OPEN.items():
        best = _best_known(kind)
        for name, problem in (one for pattern in patterns for one in _published(kind, pattern)):
            outcome, model = ours(problem, PROOF, HARD)[1], program(problem)
            known = best[name.removesuffix(".gz").removesuffix(".txt")]
            over = (outcome.objective or float("inf")) / SCALE - known
            theirs = highs(model, PROOF, HARD).value * model.money / SCALE - known
            work = f"OR-Library {name}: above the best known, {known}, after {HARD:g} s"
            yield Figure(work, over, theirs, HIGHS, "of cost", 1.0)


def _published(kind: str, pattern: str) -> list[tuple[str, FormationProblem]]:
    """Names and problems of published instances, laid out; none where they are not at hand."""
    data = shared_folder()
    if data is None:
        print("The published instances are not here: left out (MIDAS_SHARED_DATA names their folder).")
        return []
    files = sorted((data / "optimisation").glob(pattern))
    found = [(f"{file.parent.name}/{file.name}", read_instance(kind[:3], file)) for file in files]
    for _, problem in found:
        _ = problem.pairs, problem.table
    return found


def _best_known(kind: str) -> dict[str, int]:
    """The least cost anybody has published, by folder and name."""
    data = shared_folder()
    if data is None:
        return {}
    folder, table, column = {
        "gap": ("gap", "optima.csv", "best_known_min_cost"),
        "scp": ("scp_unicost", "best_known.csv", "unit_cost_best_known"),
    }[kind]
    with (data / "optimisation" / folder / table).open(encoding="utf-8") as text:
        rows = [(row["instance"], int(row[column])) for row in csv.DictReader(text)]
    return {name if "/" in name else f"{folder}/{name}": value for name, value in rows}


def alternatives() -> Iterator[Figure]:
    """The best plan and ten others, each without 3 partners of those before it; HiGHS solves each from cold."""
    mine, theirs = [], []
    for seed in FEWER:
        problem = loaded(1_000, 20, seed)
        began = time.perf_counter()
        outcome = form(problem, gap=WIDE, time_limit=600, alternatives=10, distance=3)
        mine.append(time.perf_counter() - began)
        made, rows, spent = formulate(scope_of(problem), all_partners=True), list[Row](), 0.0
        for plan in (outcome.plan, *(one.plan for one in outcome.alternatives)):
            spent += highs(made.model.with_rows(rows), WIDE, 60).seconds
            rows += [] if plan is None else [apart(made, plan, 3)]
        theirs.append(spent)
    reach = 0.2 * statistics.median(theirs)
    yield _medians("1,000 × 20: ten alternatives, gap 1e-3", mine, theirs, f"{HIGHS}, each from cold", reach)


def frontier() -> Iterator[Figure]:
    """Up to twenty points of the trade-off; HiGHS finds each of the same from cold, within its risk and share."""
    mine, theirs, points = [], [], []
    for seed in FEWER:
        problem = loaded(1_000, 20, seed)
        began = time.perf_counter()
        outcome = form(problem, gap=WIDE, time_limit=600, frontier=20)
        mine.append(time.perf_counter() - began)
        points.append(len(outcome.frontier))
        costs_only = replace(problem, policy=replace(problem.policy, risk_price=Decimal(0)))
        made, spent = formulate(scope_of(costs_only)), highs(program(problem), WIDE, 60).seconds
        for one in outcome.frontier:
            rows = limits(made, (one.risk * (1 + 1e-6), one.local_share - 1e-6))
            spent += highs(made.model.with_rows(rows), WIDE, 60).seconds
        theirs.append(spent)
    work = f"1,000 × 20: the best plan and a frontier of {points} points, gap 1e-3"
    yield _medians(work, mine, theirs, f"{HIGHS}, each from cold", 0.2 * statistics.median(theirs))


def _race(
    work: str,
    problems: Sequence[FormationProblem],
    gap: float,
    limit: float,
    part: float,
    rival: Rival = highs,
) -> Figure:
    """Ours and a rival on each problem, turn about."""
    mine, theirs, proven, stopped = [], [], 0, 0
    for problem in problems:
        seconds, outcome, _ = ours(problem, gap, limit)
        mine.append(seconds)
        proven += outcome.status is Status.OPTIMAL
        run = rival(program(problem), gap, limit)
        theirs.append(run.seconds)
        stopped += not run.proven
    note = f"{HIGHS} ({stopped} of {len(problems)} stopped at {limit:g} s; ours proved {proven})"
    return _medians(work, mine, theirs, note, part * statistics.median(theirs))


def _named(problem: FormationProblem) -> float:
    """Seconds until the search says what is short; it is then stopped."""
    began, said = time.perf_counter(), []

    def tell(_: float, words: str) -> None:
        if words.startswith("no plan is possible") and not said:
            said.append(time.perf_counter() - began)

    form(problem, time_limit=30, progress=tell, stop=lambda: bool(said))
    return said[0] if said else float("inf")


def _first(told: Sequence[Incumbent], good: Callable[[Incumbent], bool]) -> float:
    """Seconds until a plan, or its bound, was good enough."""
    return next((one.seconds for one in told if good(one)), float("inf"))


def _medians(
    work: str, mine: Sequence[float], theirs: Sequence[float], name: str, reach: float, unit: str = "s"
) -> Figure:
    """The medians of both sides, the slowest of ours in the words."""
    words = f"{work} (median of {len(mine)}, worst {max(mine):.3g})"
    return Figure(words, statistics.median(mine), statistics.median(theirs), name, unit, reach)


PARTS = {
    "small": small,
    "medium": medium,
    "large": large,
    "growth": growth,
    "shortage": shortage,
    "alternatives": alternatives,
    "frontier": frontier,
    "library": library,
    "hard": hard,
}


def main(wanted: Sequence[str]) -> None:
    """Measure what is wanted, or everything, and publish it."""
    figures = []
    for name in wanted or PARTS:
        for figure in PARTS[name]():
            print(f"{figure.work}: {figure.ours:.3g} beside {figure.rival:.3g} {figure.unit}", flush=True)
            figures.append(figure)
    publish("formation", figures)


if __name__ == "__main__":
    main(sys.argv[1:])
