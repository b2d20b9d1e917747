"""The result of a formation as JSON: what `midas form --json` prints and the API returns.

Every figure of a plan is recomputed from the problem here, so a result never repeats a solver's claim; only
the bound, the gap and the time are the solver's. Money and risk are in minor units, rounded to 0.000001.
"""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from fractions import Fraction
from math import isfinite

from midas.core.formation.explain import explain
from midas.core.formation.plan import (
    Allocation,
    Almost,
    Diagnosis,
    Explanation,
    Outcome,
    PartnerReason,
    Plan,
    Recruit,
    Relaxation,
)
from midas.core.formation.problem import FormationProblem
from midas.core.formation.score import Cost, Score, add_up, allocation_cost, score, value_by_firm
from midas.core.formation.step_in import Reallotment, StepIn
from midas.core.values.fields import Fields
from midas.core.values.problems import BadInput, Problem
from midas.core.values.writing import json_number

RESULT_SCHEMA = "midas/formation-result/1"
STEP_IN_SCHEMA = "midas/formation-step-in/1"

Json = dict[str, object]


def write_outcome(problem: FormationProblem, outcome: Outcome) -> Json:
    """The result as a JSON value; without a plan its figures are `null` and its lists empty.

    Where nobody asked for an explanation, the brief one (partners, binding rules) is made here.
    """
    told = outcome.explanation
    if told is None and outcome.plan is not None:
        told = explain(problem, outcome.plan, near=False)
    return {
        "schema": RESULT_SCHEMA,
        "status": outcome.status.value,
        "currency": problem.currency,
        "objective": None,
        "bound": claim(outcome.bound),
        "gap": claim(outcome.gap),
        "seconds": outcome.seconds,
        "engine": outcome.engine,
        "method": outcome.method,
        "seed": outcome.seed,
        **(_NO_PLAN if outcome.plan is None else write_plan(problem, outcome.plan)),
        "alternatives": [
            {**write_plan(problem, other.plan), "over_best": claim(other.over_best), "gap": claim(other.gap)}
            for other in outcome.alternatives
        ],
        "frontier": [
            {**write_plan(problem, point.plan), "gap": claim(point.gap)} for point in outcome.frontier
        ],
        "coverage": None if outcome.coverage is None else asdict(outcome.coverage),
        "explanation": None if told is None else write_explanation(told),
        "diagnosis": None if outcome.diagnosis is None else write_diagnosis(outcome.diagnosis),
    }


def write_step_in(problem: FormationProblem, failed: str, found: StepIn) -> Json:
    """A step-in as a JSON value; its plan reads back with `read_plan`, so that it can be the next running plan."""
    return {
        "schema": STEP_IN_SCHEMA,
        "status": found.status.value,
        "currency": problem.currency,
        "failed": failed,
        "message": found.message,
        "price": claim(found.price),
        "kept": list(found.kept),
        "joined": list(found.joined),
        "left": list(found.left),
        "changes": [_change(problem, one) for one in found.changes],
        "objective": None,
        **(_NO_PLAN if found.plan is None else write_plan(problem, found.plan)),
        "diagnosis": None if found.diagnosis is None else write_diagnosis(found.diagnosis),
    }


def write_plan(problem: FormationProblem, plan: Plan) -> Json:
    """A plan with all its figures, as a JSON value that `read_plan` reads back."""
    figures = score(problem, plan)
    return {
        "objective": figure(figures.objective),
        "cost": figure(figures.cost.total),
        "cost_by_kind": _cost(figures.cost),
        "risk": figure(figures.risk),
        "local_share": figure(figures.local_share),
        "tag_shares": {tag: figure(share) for tag, share in figures.tag_shares.items()},
        "standing": figures.standing,
        "leads": list(figures.leads),
        "partners": _partners(problem, plan, figures),
        "allocations": [_allocation(problem, entry) for entry in plan.allocations],
    }


def read_plan(problem: FormationProblem, raw: object) -> Plan:
    """The plan written in a JSON value: `partners` (ids, or objects with one) and `allocations`.

    Whatever else the value holds is left alone: `check` recomputes it. Whether the firms exist is for `check`
    to say too. Raises `BadInput` with every field that cannot be read.
    """
    problems: list[Problem] = []
    top = Fields(raw, "$", problems)
    if isinstance(raw, dict) and not {"partners", "allocations"} & raw.keys():
        top.note(
            "$.allocations", "is missing: this is no plan. Give the result that `midas form --json` prints"
        )
    partners = tuple(
        entry if isinstance(entry, str) else Fields(entry, where, problems).text("id", "", required=True)
        for where, entry in top.items("partners")
    )
    allocations = tuple(
        _read_allocation(problem, Fields(entry, where, problems)) for where, entry in top.items("allocations")
    )
    if problems:
        raise BadInput(problems)
    return Plan(allocations, partners)


def write_explanation(told: Explanation) -> Json:
    """An explanation as a JSON value."""
    return {
        "summary": told.summary,
        "partners": [_reason(reason) for reason in told.partners],
        "near_misses": [_plain(asdict(miss)) for miss in told.near_misses],
        "binding": [_plain(asdict(rule)) for rule in told.binding],
        "robustness": [_plain(asdict(test)) for test in told.robustness],
    }


def write_diagnosis(found: Diagnosis) -> Json:
    """A diagnosis as a JSON value."""
    return {
        "reasons": list(found.reasons),
        "relaxations": _relaxations(found.relaxations),
        "recruit": list(found.recruit),
        "instead": [_relaxations(way) for way in found.instead],
        "needed": [_recruit(one) for one in found.needed],
        "almost": [_almost(one) for one in found.almost],
    }


def _relaxations(way: tuple[Relaxation, ...]) -> list[Json]:
    return [_plain(asdict(one)) for one in way]


def _recruit(one: Recruit) -> Json:
    by = None if one.by is None else one.by.isoformat()
    return {**_plain(asdict(one)), "quantity": json_number(one.quantity), "by": by}


def _almost(one: Almost) -> Json:
    return {
        "rule": one.rule,
        "objective": one.objective,
        "gap": claim(one.gap),
        "partners": list(one.plan.partners),
        "message": one.message,
    }


def figure(number: Fraction) -> float:
    """An exact figure as a float of at most six decimals; reporting only."""
    return float(round(number, 6))


def claim(number: float | None) -> float | None:
    """A solver's figure; one that is not finite says nothing, and JSON has no word for it."""
    return number if number is not None and isfinite(number) else None


_NO_PLAN: Json = {
    "cost": None,
    "cost_by_kind": None,
    "risk": None,
    "local_share": None,
    "tag_shares": {},
    "standing": None,
    "leads": [],
    "partners": [],
    "allocations": [],
}


def _cost(cost: Cost) -> Json:
    return {
        "goods": figure(cost.goods),
        "set_up": figure(cost.set_up),
        "engagement": figure(cost.engagement),
        "haulage": figure(cost.haulage),
        "familiarity": figure(cost.familiarity),
    }


def _partners(problem: FormationProblem, plan: Plan, figures: Score) -> list[Json]:
    """Largest share first, ties by id."""
    book = add_up(plan)
    values = value_by_firm(problem, book)
    order = sorted(figures.value_shares.items(), key=lambda item: (-item[1], item[0]))
    return [
        {
            "id": name,
            "name": problem.firm[name].label,
            "kind": problem.firm[name].kind,
            "value_share": figure(share),
            "value": figure(values.get(name, Fraction(0))),
            "engagement_cost": problem.firm[name].engagement_cost,
            "can_lead": problem.firm[name].can_lead,
            "work_packages": sorted({package for firm, _, package in book.quantities if firm == name}),
        }
        for name, share in order
    ]


def _allocation(problem: FormationProblem, entry: Allocation) -> Json:
    return {
        "firm": entry.firm,
        "offering": _offering(problem, entry.firm, entry.offering),
        "work_package": entry.work_package,
        "quantity": json_number(entry.quantity),
        "cost": figure(allocation_cost(problem, entry)),
    }


def _change(problem: FormationProblem, one: Reallotment) -> Json:
    return {
        "firm": one.firm,
        "offering": _offering(problem, one.firm, one.offering),
        "work_package": one.work_package,
        "before": json_number(one.before),
        "after": json_number(one.after),
    }


def _offering(problem: FormationProblem, firm: str, index: int) -> int | str:
    """What a result calls an offering: its id, or its place in the firm's list."""
    label = problem.firm[firm].offerings[index].id
    return index if label is None else label


def _read_allocation(problem: FormationProblem, entry: Fields) -> Allocation:
    firm = entry.text("firm", "", required=True)
    label = entry.raw("offering")
    if isinstance(label, str):
        offerings = problem.firm[firm].offerings if firm in problem.firm else ()
        # An id nobody has is left for `check` to refuse, as an offering that does not exist.
        index = next((place for place, one in enumerate(offerings) if one.id == label), len(offerings))
    else:
        index = entry.integer("offering", 0)
    package = entry.text("work_package", "", required=True)
    return Allocation(firm, index, package, entry.number("quantity", Decimal(0), required=True))


def _reason(reason: PartnerReason) -> Json:
    ranks = [{"work_package": name, "rank": rank, "of": total} for name, rank, total in reason.price_ranks]
    return {**_plain(asdict(reason)), "price_ranks": ranks}


def _plain(record: Json) -> Json:
    return {name: list(item) if isinstance(item, tuple) else item for name, item in record.items()}
