"""A broker chooses a plan, and it becomes an enterprise: its partners, what each does and is worth.

A plan is chosen only while it still holds: the requirement is the one it was made for, and today's problem,
with today's members, capacities, certificates and dates, still allows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from midas.actions.access.permissions import require
from midas.actions.demand.move_opportunity import refuse_while_held
from midas.actions.formation.build_problem import build_problem
from midas.actions.formation.found_enterprise import Chosen, found_enterprise
from midas.actions.formation.refusals import AlreadyChosen, StaleProposal, UnableToForm
from midas.core.demand.opportunity import OPPORTUNITY
from midas.core.formation.check import check
from midas.core.formation.naming import readable
from midas.core.formation.plan import Plan
from midas.core.formation.problem import FormationProblem, read_problem
from midas.core.formation.result import read_plan
from midas.core.formation.score import add_up, score
from midas.core.values.problems import BadInput, Problem
from midas.store.models import (
    Enterprise,
    Formation,
    Membership,
    Opportunity,
    Proposal,
    Requirement,
    Role,
)
from midas.store.queries.formation import OFFERINGS, PACKAGES


@transaction.atomic
def choose_proposal(role: Role, proposal_id: int, chosen: Chosen, *, at: datetime) -> Enterprise:
    """The enterprise made of the proposal, in state `forming`; its opportunity is forming too.

    Raises BadInput (a field is missing or impossible), StaleProposal, AlreadyChosen, UnableToMove
    or NotAllowed.
    """
    require(role, "enterprises.change")
    proposal = Proposal.objects.select_related("formation__requirement").get(pk=proposal_id)
    opportunity = Opportunity.objects.select_for_update().get(
        pk=proposal.formation.requirement.opportunity_id
    )
    _refuse_second(proposal, opportunity)
    refuse_while_held(opportunity)
    problem = read_problem(proposal.formation.problem)
    plan = read_plan(problem, proposal.plan)
    _refuse_stale(proposal, problem, plan, at)
    _refuse_incomplete(proposal, problem, plan, chosen)
    return found_enterprise(role, proposal, opportunity, problem, plan, chosen, at=at)


def leads_of(problem: FormationProblem, plan: Plan) -> tuple[str, ...]:
    """Who may lead: the partners fit to, or, where none is and the policy asks for none, any partner."""
    figures = score(problem, plan)
    return figures.leads or (() if problem.policy.need_lead else tuple(figures.value_shares))


def _refuse_second(proposal: Proposal, opportunity: Opportunity) -> None:
    if proposal.formation.state != Formation.State.DONE:
        raise UnableToForm("This search has not finished; choose when it has.")
    alive = Enterprise.objects.exclude(state=Enterprise.State.ABANDONED)
    there = alive.filter(opportunity=opportunity).first()
    if there is not None:
        raise AlreadyChosen(there.pk, there.name)
    if Enterprise.objects.filter(proposal=proposal).exists():
        raise UnableToForm(
            "This plan was chosen before and that team was abandoned; form the team again to get a new plan."
        )
    if opportunity.state != Opportunity.State.FORMING:
        OPPORTUNITY.check(opportunity.state, Opportunity.State.FORMING)


def _refuse_stale(proposal: Proposal, problem: FormationProblem, plan: Plan, at: datetime) -> None:
    requirement = Requirement.objects.select_for_update(of=("self",)).select_related("opportunity", "cluster")
    now = requirement.get(pk=proposal.formation.requirement_id)
    if now.version != proposal.formation.requirement_version:
        raise StaleProposal(("the requirement has changed since it was made",))
    gone = tuple(_gone(proposal.formation, plan, problem))
    if gone:
        raise StaleProposal(gone)
    today = build_problem(now, at=at)
    verdict = check(today.problem, read_plan(today.problem, proposal.plan))
    if not verdict.ok:
        packages, offerings = today.names[PACKAGES], today.names[OFFERINGS]
        told = (readable(broken.message, packages, offerings) for broken in verdict.violations)
        raise StaleProposal(tuple(dict.fromkeys(told)))


def _gone(formation: Formation, plan: Plan, problem: FormationProblem) -> Iterator[str]:
    """Partners that are admitted no longer, in words."""
    keys = {name: formation.names[name] for name in add_up(plan).partners}
    there = Membership.objects.in_bulk(keys.values())
    for name, key in keys.items():
        member = there.get(key)
        if member is None or member.state != Membership.State.ADMITTED:
            state = Membership.State(member.state).label if member else "gone"
            yield f"{problem.firm[name].label} is {state}"


def _refuse_incomplete(proposal: Proposal, problem: FormationProblem, plan: Plan, chosen: Chosen) -> None:
    wrong = []
    if not chosen.name.strip():
        wrong.append(Problem("name", "Give the team a name the customer can use."))
    elif len(chosen.name.strip()) > 160:
        wrong.append(Problem("name", "Keep the name within 160 characters."))
    if chosen.mode not in Enterprise.Mode.values:
        wrong.append(Problem("mode", "Choose how the team works together."))
    able = {proposal.formation.names[name] for name in leads_of(problem, plan)}
    if chosen.lead_id not in able:
        wrong.append(Problem("lead", "Choose who leads, from the partners fit to lead."))
    if proposal.rank != 1 and not chosen.reason.strip():
        wrong.append(Problem("reason", "Say why this plan and not the best one; the committee will ask."))
    if wrong:
        raise BadInput(wrong)
