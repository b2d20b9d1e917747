"""The plans of an outcome as proposals: rows with their figures and reasons, saved only by whoever wants them kept."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from midas.actions.formation.request_formation import as_stored
from midas.core.formation.choices import Choice, choices
from midas.core.formation.explain import explain
from midas.core.formation.plan import Outcome, Status
from midas.core.formation.problem import FormationProblem
from midas.core.formation.result import figure, write_explanation, write_plan
from midas.store.models import Formation, Proposal


def proposals_of(run: Formation, problem: FormationProblem, outcome: Outcome) -> list[Proposal]:
    """The proposals of a run, unsaved, best first; none without a plan."""
    found = choices(problem, outcome)
    return [_proposal(run, problem, outcome, choice, rank) for rank, choice in enumerate(found, 1)]


def _proposal(
    run: Formation, problem: FormationProblem, outcome: Outcome, choice: Choice, rank: int
) -> Proposal:
    told = outcome.explanation if rank == 1 else None
    local = problem.policy.local
    plan = {
        **write_plan(problem, choice.plan),
        "package_values": {name: figure(value) for name, value in problem.values.items()},
        "gap": choice.gap,
        "proven": rank == 1 and outcome.status is Status.OPTIMAL,
        "explanation": write_explanation(told or explain(problem, choice.plan)),
    }
    return Proposal(
        cluster_id=run.cluster_id,
        formation=run,
        rank=rank,
        label="+".join(choice.virtues),
        objective=_pennies(choice.figures.objective),
        bound=_pennies(Fraction(outcome.bound)) if rank == 1 and outcome.bound is not None else None,
        cost=_pennies(choice.figures.cost.total),
        risk=_pennies(choice.figures.risk),
        local_share=float(choice.figures.local_share) if local and local.regions else None,
        plan=as_stored(plan),
    )


def _pennies(amount: Fraction) -> Decimal:
    """Minor units to the hundredth."""
    return Decimal(round(amount * 100)).scaleb(-2)
