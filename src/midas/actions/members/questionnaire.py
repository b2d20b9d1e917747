"""A firm answers a questionnaire about itself, page by page, and hands it in; whoever judges sees what it says.

Two who save at once are told of each other (StaleAnswers), and nothing is overwritten.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from midas.actions.access.events import record
from midas.actions.access.own_firm import require_own, speaks_for
from midas.actions.access.permissions import require
from midas.core.members import collaboration, ethics
from midas.core.members.assessment import Dimension
from midas.core.members.given import StaleAnswers, faults, gate_answers, levels
from midas.core.values.moments import day_of
from midas.core.values.problems import BadInput, Problem
from midas.rules.gates import GATES
from midas.rules.readiness import ITEMS
from midas.store.models import Answers, Membership, Role
from midas.store.queries.standing import largest_contract

NAMES = {
    Dimension.ETHICS: frozenset(gate.name for gate in GATES),
    Dimension.COLLABORATION: frozenset(item.name for item in ITEMS),
}
"""The questions of each questionnaire."""


def firm_to_judge(role: Role, pk: int) -> Membership:
    """The firm whose answers the role may read: its own, or any for whoever sees assessments.

    Raises NotAllowed for others of the cluster; a firm of another cluster does not exist.
    """
    require(role, "answers.view")
    member = Membership.objects.select_related("organisation", "cluster").get(pk=pk)
    if not speaks_for(role, member.pk):
        require(role, "assessments.view")
    return member


def own_firm(role: Role, pk: int) -> Membership:
    """The role's own firm, to be changed by it. Raises NotAllowed."""
    member = Membership.objects.select_related("organisation", "cluster").get(pk=pk)
    require_own(role, member.pk)
    return member


def answers_of(member: Membership, dimension: Dimension) -> Answers | None:
    """What the firm answered so far, if anything."""
    return (
        Answers.objects.filter(membership=member, dimension=dimension.value)
        .select_related("saved_by")
        .first()
    )


def saved_by(kept: Answers) -> str:
    """Who saved the answers last, as a message names them."""
    return kept.saved_by.name if kept.saved_by else "Somebody"


@transaction.atomic
def save_answers(
    role: Role,
    membership_id: int,
    dimension: Dimension,
    typed: Mapping[str, Mapping[str, Any]],
    *,
    version: int,
    at: datetime,
) -> Answers:
    """Keep the answers of one page as a draft, beside those of the others; handed-in ones are open again.

    `version` is the one the person saw (0: none). Raises StaleAnswers, BadInput or NotAllowed.
    """
    member = own_firm(role, membership_id)
    wrong = tuple(faults(typed, NAMES[dimension]))
    if wrong:
        raise BadInput(wrong)
    kept, _made = Answers.objects.select_for_update(of=("self",)).get_or_create(
        membership=member,
        dimension=dimension.value,
        defaults={"cluster_id": role.cluster_id, "version": 0, "saved_at": at, "saved_by": role.person},
    )
    if kept.version != version:
        raise StaleAnswers(kept.given, kept.version, saved_by(kept))
    kept.given = {**kept.given, **{name: dict(answer) for name, answer in typed.items()}}
    kept.version, kept.saved_at, kept.saved_by, kept.handed_in_at = version + 1, at, role.person, None
    kept.save()
    record(member, f"membership.{dimension.value}_answers_saved", by=role.person, at=at)
    return kept


@transaction.atomic
def hand_in(role: Role, membership_id: int, dimension: Dimension, *, at: datetime) -> Answers:
    """Tell the assessors that the answers are ready. Raises BadInput with all that is missing, by question."""
    member = own_firm(role, membership_id)
    kept = (
        Answers.objects.select_for_update(of=("self",))
        .filter(membership=member, dimension=dimension.value)
        .first()
    )
    missing = missing_of(member, dimension, kept.given if kept else {}, at)
    if kept is None or missing:
        raise BadInput([Problem(name, text) for name, text in missing.items()])
    kept.handed_in_at = at
    kept.save(update_fields=["handed_in_at"])
    record(member, f"membership.{dimension.value}_handed_in", by=role.person, at=at)
    return kept


def missing_of(
    member: Membership, dimension: Dimension, given: Mapping[str, Any], at: datetime
) -> dict[str, str]:
    """What stands in the way of handing in, by question."""
    if dimension is Dimension.COLLABORATION:
        return collaboration.answer_faults(ITEMS, levels(given))
    on = day_of(at, member.cluster.time_zone)
    return ethics.answer_faults(gates_of(member, on), gate_answers(given))


def gates_of(member: Membership, on: date) -> list[ethics.Gate]:
    """The gates that count for the firm on a day, by its turnover and the largest contract it is in."""
    turnover, contract = member.organisation.turnover, contract_of(member)
    return [gate for gate in GATES if gate.applies(on, turnover, contract)]


def contract_of(member: Membership) -> int | None:
    """The yearly value of the largest contract the firm is in now, in minor units; None for none."""
    return largest_contract(member.pk, member.cluster.currency)
