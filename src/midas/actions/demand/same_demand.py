"""Two demands are judged: one or not, remembered for ever; one is shown as part of the other, and can be taken out.

Each keeps its own number, notices and history, so that newer notices of either go on changing it. What people made of
the one taken in (its requirement, its team, who follows it, its owner) goes to the other where that has none yet; each
is listed with the merge, so that undoing puts back exactly what was moved, as far as there is room for it still.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from procrastinate.contrib.django import app

from midas.actions.access.events import record
from midas.actions.access.permissions import require
from midas.actions.access.verdicts import note_verdict
from midas.actions.demand.move_opportunity import held_words
from midas.core.values.problems import BadInput, Problem
from midas.store.models import (
    AmendmentNote,
    DemandFollower,
    DemandMerge,
    DemandVerdict,
    Enterprise,
    Opportunity,
    Requirement,
    Role,
)
from midas.store.queries.jobs import live_jobs

SEARCH = "midas.tasks.demand.find_same_demand"
"""The name of the job that compares all demands of a cluster."""

MOVED = (Requirement, Enterprise, DemandFollower, AmendmentNote)


class CannotMerge(RuntimeError):
    """The two cannot be merged, or a merge not be undone, as things stand."""


@transaction.atomic
def judge_demands(
    role: Role, first: int, second: int, *, same: bool, at: datetime, reason: str = ""
) -> DemandVerdict:
    """Say whether the two are one demand. It is never asked again; a later judgement replaces it.

    Raises BadInput for a demand judged against itself, DoesNotExist for one of another cluster.
    """
    require(role, "opportunities.change")
    if first == second:
        raise BadInput([Problem("second", "A demand is always the same as itself; name another one.")])
    one, other = (Opportunity.objects.get(pk=key) for key in sorted((first, second)))
    verdict = note_verdict(DemandVerdict, (one, other), role, same=same, at=at, reason=reason)
    verb = "demand.same" if same else "demand.different"
    details = {"first": one.pk, "second": other.pk, "names": [one.title, other.title]}
    record(verdict, verb, by=role.person, at=at, reason=reason, details=details)
    return verdict


@transaction.atomic
def merge_demands(role: Role, kept: int, gone: int, *, at: datetime, reason: str = "") -> DemandMerge:
    """Show the demand `gone` as part of `kept`. Raises CannotMerge, saying why."""
    require(role, "opportunities.change")
    if kept == gone:
        raise CannotMerge("A demand cannot be taken into itself.")
    into, out = _both(kept, gone)
    _refuse_what_cannot(into, out)
    judge_demands(role, kept, gone, same=True, at=at, reason=reason)
    moved: dict[str, Any] = {"rows": _hand_over(out, into), "owner": None, "also": _keys(out)}
    if into.owner_id is None and out.owner_id is not None:
        moved["owner"] = into.owner_id = out.owner_id
    into.updated_at = out.updated_at = at
    into.save(update_fields=["owner", "updated_at"])
    out.same_as = into
    out.save(update_fields=["same_as", "updated_at"])
    Opportunity.objects.filter(pk__in=moved["also"]).update(same_as=into)
    row = DemandMerge.objects.create(
        cluster_id=role.cluster_id, kept=into, gone=out, moved=moved, merged_at=at, merged_by=role.person
    )
    why = reason or "published twice"
    record(out, "opportunity.merged", by=role.person, at=at, reason=why, details={"into": into.title})
    record(into, "opportunity.took_in", by=role.person, at=at, reason=why, details={"taken": out.title})
    return row


@transaction.atomic
def undo_merge(role: Role, merge_id: int, *, at: datetime, reason: str) -> DemandMerge:
    """Let the demand stand for itself again; the two count as different from then on.

    Raises BadInput without a reason, CannotMerge if it was undone already.
    """
    require(role, "opportunities.change")
    if not reason.strip():
        raise BadInput([Problem("reason", "Say why the two are not one demand; it is kept with the merge.")])
    row = DemandMerge.objects.select_for_update().get(pk=merge_id)
    if row.undone_at is not None:
        raise CannotMerge("This merge was undone already.")
    into, out = _both(row.kept_id, row.gone_id)
    _refuse_if_taken_further(into)
    _hand_back(row, into, out)
    if row.moved["owner"] and into.owner_id == row.moved["owner"]:
        into.owner_id = None
        into.save(update_fields=["owner"])
    Opportunity.objects.filter(pk__in=row.moved.get("also", []), same_as=into).update(same_as=out)
    out.same_as, out.updated_at = None, at
    out.save(update_fields=["same_as", "updated_at"])
    row.undone_at = at
    row.save(update_fields=["undone_at"])
    judge_demands(role, row.kept_id, row.gone_id, same=False, at=at, reason=reason)
    record(out, "opportunity.unmerged", by=role.person, at=at, reason=reason, details={"from": into.title})
    return row


@transaction.atomic
def request_search(role: Role) -> bool:
    """Have all demands of the cluster compared in a job; False if that is under way already."""
    require(role, "opportunities.change")
    if live_jobs(SEARCH, cluster_id=role.cluster_id):
        return False
    lock = f"same demand of cluster {role.cluster_id}"
    app.configure_task(SEARCH, queue="demand", lock=lock).defer(cluster_id=role.cluster_id)
    return True


def _keys(out: Opportunity) -> list[int]:
    """The demands that are part of this one, and go with it."""
    return list(out.also.order_by("pk").values_list("pk", flat=True))


def _both(kept: int, gone: int) -> tuple[Opportunity, Opportunity]:
    """The two, locked in one order, or two merges would wait for each other."""
    locked = {
        key: Opportunity.objects.select_for_update(of=("self",)).get(pk=key) for key in sorted((kept, gone))
    }
    return locked[kept], locked[gone]


def _refuse_what_cannot(into: Opportunity, out: Opportunity) -> None:
    for one in (into, out):
        held = held_words(one)
        if held:
            raise CannotMerge(held)
    both_needed = Requirement.objects.filter(opportunity__in=(into, out)).count() == 2
    team = out.enterprises.exclude(state=Enterprise.State.ABANDONED).first()
    if team is not None and (
        both_needed or into.enterprises.exclude(state=Enterprise.State.ABANDONED).exists()
    ):
        raise CannotMerge(f"{team.name} is the team for {out.title}. Take it the other way round.")


def _refuse_if_taken_further(into: Opportunity) -> None:
    if into.same_as_id is not None:
        raise CannotMerge(f"{into.title} was itself taken into another demand since. Undo that first.")


def _hand_over(out: Opportunity, into: Opportunity) -> list[dict[str, Any]]:
    """What hangs on the one goes to the other, row by row, as far as that has no such row; what was moved."""
    moved = []
    for model in MOVED:
        keys = list(
            model._default_manager.filter(opportunity=out).order_by("pk").values_list("pk", flat=True)
        )
        given = [key for key in keys if _given(model, key, into)]
        if given:
            moved.append({"model": model._meta.model_name, "ids": given})
    return moved


def _hand_back(row: DemandMerge, into: Opportunity, out: Opportunity) -> None:
    """What was moved goes back, unless the demand has one of its own by now or it is gone from where it was put."""
    for part in row.moved["rows"]:
        model: Any = next(one for one in MOVED if one._meta.model_name == part["model"])
        there = model._default_manager.filter(pk__in=part["ids"], opportunity=into)
        for key in there.order_by("pk").values_list("pk", flat=True):
            _given(model, key, out)


def _given(model: Any, key: int, into: Opportunity) -> bool:
    """True if the row went to that demand; it stays where it is if that has one already."""
    try:
        with transaction.atomic():
            model._default_manager.filter(pk=key).update(opportunity=into)
    except IntegrityError:
        return False
    return True
