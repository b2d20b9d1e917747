"""Two entries are judged: one firm or not, remembered for ever; one is taken into the other, and can be taken out.

Taking in moves every row that hangs on the one membership to the other, but for those that are never changed (votes,
acceptances, assessments …) and those the other has already; each is listed with the merge, so that undoing puts back
exactly what was moved. The entry itself stays, without a part in the cluster.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pgtrigger
from django.db import IntegrityError, models, transaction
from procrastinate.contrib.django import app

from midas.actions.access.duties import require_impartial
from midas.actions.access.events import record
from midas.actions.access.permissions import INSIDE_STATES, require
from midas.actions.access.verdicts import note_verdict
from midas.actions.members.find_duplicates import find_duplicates
from midas.core.values.problems import BadInput, Problem
from midas.store import tenancy
from midas.store.models import Cluster, DuplicateVerdict, Membership, MemberWord, Merge, Organisation, Role
from midas.store.queries.jobs import live_jobs

SEARCH = "midas.tasks.members.find_duplicates"
"""The name of the job that looks through a whole cluster."""

S = Membership.State


class CannotMerge(RuntimeError):
    """The two cannot be merged, or a merge not be undone, as things stand."""


@transaction.atomic
def judge(
    role: Role, first: int, second: int, *, same: bool, at: datetime, reason: str = ""
) -> DuplicateVerdict:
    """Say whether the two organisations are one firm. It is never asked again; a later judgement replaces it.

    Raises BadInput for an organisation judged against itself, DoesNotExist for one of another cluster.
    """
    require(role, "members.merge")
    if first == second:
        raise BadInput([Problem("second", "A firm is always the same as itself; name another one.")])
    one, other = (Organisation.objects.get(pk=key) for key in sorted((first, second)))
    verdict = note_verdict(DuplicateVerdict, (one, other), role, same=same, at=at, reason=reason)
    verb = "duplicate.same" if same else "duplicate.different"
    details = {"first": one.pk, "second": other.pk, "names": [one.name, other.name]}
    record(verdict, verb, by=role.person, at=at, reason=reason, details=details)
    return verdict


@transaction.atomic
def merge(role: Role, kept: int, gone: int, *, at: datetime, reason: str = "") -> Merge:
    """Take the organisation `gone` into `kept`. Raises CannotMerge, saying why."""
    require(role, "members.merge")
    if kept == gone:
        raise CannotMerge("A firm cannot be taken into itself.")
    locked = {
        key: _lock(key) for key in sorted((kept, gone))
    }  # in one order, or two merges wait for each other
    into, out = locked[kept], locked[gone]
    require_impartial(role, memberships=[into.membership.pk, out.membership.pk])
    if out.membership.state in INSIDE_STATES and into.membership.state not in INSIDE_STATES:
        raise CannotMerge(f"{out.name} is a member and {into.name} is not. Take it the other way round.")
    for one in (into, out):
        if Merge.objects.filter(gone=one, undone_at=None).exists():
            raise CannotMerge(f"{one.name} has been taken into another firm already. Undo that first.")
    judge(role, kept, gone, same=True, at=at, reason=reason)
    before = out.membership.state
    moved: dict[str, Any] = {"rows": [], "stayed": [], "state": before}
    for model, field in _hanging_on_members():
        ids, stayed = _move(model, field, out.membership, into.membership)
        if ids:
            moved["rows"].append({"model": model._meta.model_name, "field": field, "ids": ids})
        if stayed:
            moved["stayed"].append({"model": model._meta.model_name, "count": stayed})
    after = S.LEFT if out.membership.joined_on else S.DECLINED
    _set_state(out.membership, after)
    row = Merge.objects.create(
        cluster_id=role.cluster_id, kept=into, gone=out, moved=moved, merged_at=at, merged_by=role.person
    )
    why = reason or f"the same firm as {into.name}"
    record(out.membership, "membership.merged", by=role.person, at=at, before=before, after=after, reason=why)
    record(
        into.membership, "membership.took_in", by=role.person, at=at, reason=f"{out.name} is the same firm"
    )
    return row


@transaction.atomic
def undo(role: Role, merge_id: int, *, at: datetime, reason: str) -> Merge:
    """Take the merged entry out again; the two count as different firms from then on.

    Raises BadInput without a reason, CannotMerge if it was undone or the kept one was taken into a third.
    """
    require(role, "members.merge")
    if not reason.strip():
        raise BadInput([Problem("reason", "Say why the two are not one firm; it is kept with the merge.")])
    row = (
        Merge.objects.select_for_update(of=("self",))
        .select_related("kept__membership", "gone__membership")
        .get(pk=merge_id)
    )
    if row.undone_at is not None:
        raise CannotMerge("This merge was undone already.")
    if Merge.objects.filter(gone=row.kept, undone_at=None).exists():
        raise CannotMerge(f"{row.kept.name} was itself taken into another firm since. Undo that first.")
    for part in row.moved["rows"]:
        model = next(one for one, _ in _hanging_on_members() if one._meta.model_name == part["model"])
        still = model._default_manager.filter(**{"pk__in": part["ids"], part["field"]: row.kept.membership})
        still.update(**{part["field"]: row.gone.membership})
    member = row.gone.membership
    before = member.state
    _set_state(member, row.moved["state"])
    row.undone_at = at
    row.save(update_fields=["undone_at"])
    judge(role, row.kept_id, row.gone_id, same=False, at=at, reason=reason)
    after = row.moved["state"]
    record(member, "membership.unmerged", by=role.person, at=at, before=before, after=after, reason=reason)
    return row


@transaction.atomic
def request_search(role: Role) -> bool:
    """Have all firms of the cluster looked through in a job; False if one is under way already."""
    require(role, "members.merge")
    if live_jobs(SEARCH, cluster_id=role.cluster_id):
        return False
    lock = f"firms of cluster {role.cluster_id}"
    app.configure_task(SEARCH, queue="members", lock=lock).defer(cluster_id=role.cluster_id)
    return True


def search_cluster(cluster_id: int, *, at: datetime) -> int:
    """Look through all firms of a cluster; how many pairs wait for a decision."""
    with tenancy.tenant(cluster_id):
        return find_duplicates(Cluster.objects.get(pk=cluster_id), at=at)


def _lock(organisation: int) -> Organisation:
    row = (
        Organisation.objects.select_for_update(of=("self",)).select_related("membership").get(pk=organisation)
    )
    if not hasattr(row, "membership"):
        raise CannotMerge(f"{row.name} has no membership in this cluster.")
    return row


def _set_state(member: Membership, state: str) -> None:
    member.state = state
    member.save(update_fields=["state"])


STAYS = frozenset({"role", "invitation", "motion", "proxy", "vote", "match"})
"""What people were given or decided for one firm does not become another's, nor does what a matching works out anew."""


def _hanging_on_members() -> Iterator[tuple[type[models.Model], str]]:
    """Every table with a column for a membership, in a fixed order."""
    for relation in sorted(Membership._meta.related_objects, key=lambda one: one.related_model._meta.label):
        model = relation.related_model
        if model._meta.model_name in STAYS:
            continue
        if model is not MemberWord and isinstance(relation.field, models.ForeignKey):
            yield model, relation.field.name


def _move(model: type[models.Model], field: str, out: Membership, into: Membership) -> tuple[list[Any], int]:
    """Hand the rows over; those moved, and how many stayed where they were."""
    rows = model._default_manager.filter(**{field: out}).exclude(**_itself(model, into))
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    if not keys or _never_changed(model):
        return [], len(keys)
    moved = [key for key in keys if _hand_over(model, key, field, into)]
    return moved, len(keys) - len(moved)


def _itself(model: type[models.Model], into: Membership) -> dict[str, Any]:
    return {"pk": into.pk} if model is Membership else {"pk": None}


def _hand_over(model: type[models.Model], key: Any, field: str, into: Membership) -> bool:
    """False if the one it is given to has such a row already."""
    try:
        with transaction.atomic():
            model._default_manager.filter(pk=key).update(**{field: into})
    except IntegrityError:
        return False
    return True


def _never_changed(model: type[models.Model]) -> bool:
    return any(isinstance(one, pgtrigger.Protect) for one in getattr(model._meta, "triggers", ()))
