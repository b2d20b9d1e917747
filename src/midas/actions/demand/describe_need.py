"""Somebody describes a need, or an idea, step by step; what they send is an opportunity like any other.

A draft is its author's alone: nobody else sees it, and it counts for nothing. Files lie under names of ours and are
told by their content.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from midas.actions.access.events import record
from midas.actions.access.permissions import may, require
from midas.core.demand.needs import FIELDS, Described, read_need
from midas.core.members.proofs import LARGEST, RefusedFile, media_type
from midas.core.values.moments import day_of
from midas.core.values.problems import BadInput, Problem
from midas.core.values.states import UnableToMove
from midas.formats.packed_files import packed
from midas.rules import regions
from midas.store.models import Need, NeedFile, Opportunity, Role
from midas.store.uploads import shown_name

S, D = Need.State, Opportunity.Door
MOST_FILES, MOST_DRAFTS = 20, 50
LONGEST_DRAFT = 60_000
BELOW = "needs"
PERMISSIONS = {D.CUSTOMER: "needs.describe", D.CLUSTER: "ideas.propose"}


def own_needs(role: Role, door: str) -> QuerySet[Need]:
    """The needs of the acting person in this cluster, by the door they came in, but for those withdrawn."""
    rows = Need.objects.filter(cluster_id=role.cluster_id, by=role.person, door=door)
    rows = rows.exclude(state=S.WITHDRAWN)
    return rows.select_related("opportunity").prefetch_related("files", "opportunity__bid_decisions")


@transaction.atomic
def start_need(role: Role, door: str, *, at: datetime) -> Need:
    """A new draft. Raises NotAllowed, or UnableToMove while too many drafts lie about."""
    require(role, PERMISSIONS[D(door)])
    if own_needs(role, door).filter(state=S.DRAFT).count() >= MOST_DRAFTS:
        raise UnableToMove(f"You have {MOST_DRAFTS} drafts; send or withdraw one first.")
    return Need.objects.create(
        cluster_id=role.cluster_id, door=door, by=role.person, created_at=at, saved_at=at
    )


@transaction.atomic
def save_step(role: Role, need_id: int, step: str, answers: Mapping[str, str], *, at: datetime) -> Need:
    """Keep the answers of one step, right or wrong. Raises NotAllowed, BadInput (far too much) or UnableToMove."""
    need = _draft(role, need_id)
    kept = {name: str(answers.get(name, "")) for name in FIELDS[step]}
    if sum(map(len, kept.values())) > LONGEST_DRAFT:
        raise BadInput(
            [Problem(FIELDS[step][0], "This is more text than a need can hold; put it into a file.")]
        )
    need.answers, need.saved_at = {**need.answers, **kept}, at
    need.save(update_fields=["answers", "saved_at"])
    return need


def described(need: Need, at: datetime) -> tuple[Described, tuple[Problem, ...]]:
    """What the need says, and everything that keeps it from being sent."""
    cluster = need.cluster
    known = frozenset(one.code for one in (*regions.uk_level1(), *regions.uk_level2(), *regions.countries()))
    return read_need(
        need.answers,
        idea=need.door == D.CLUSTER,
        currency=cluster.currency,
        zone=cluster.time_zone,
        regions=known,
        today=day_of(at, cluster.time_zone),
    )


@transaction.atomic
def send_need(role: Role, need_id: int, *, at: datetime) -> Opportunity:
    """Make it an opportunity. Raises NotAllowed, UnableToMove, or BadInput with everything that is still wrong."""
    need = _draft(role, need_id)
    said, problems = described(need, at)
    if problems:
        raise BadInput(problems)
    opportunity = Opportunity.objects.create(
        cluster_id=need.cluster_id,
        door=need.door,
        buyer_name="" if need.door == D.CLUSTER else role.person.name,
        owner=None if need.door == D.CUSTOMER else role.person,
        published_at=at,
        created_at=at,
        updated_at=at,
        **_facts(said, need),
    )
    need.state, need.opportunity, need.sent_at, need.saved_at = S.SENT, opportunity, at, at
    need.save()
    record(opportunity, "opportunity.described", by=role.person, at=at, after=opportunity.state)
    return opportunity


def _facts(said: Described, need: Need) -> dict[str, Any]:
    kept = {name: value for name, value in asdict(said).items() if name != "items"}
    items: list[dict[str, Any]] = [
        {
            "id": str(number),
            "description": one.what,
            "cpv": [],
            "quantity": _number(one.quantity),
            "unit": one.unit,
        }
        for number, one in enumerate(said.items, 1)
    ]
    return {
        **kept,
        "region": regions.canonical(said.region) if said.region else "",
        "currency": need.cluster.currency if said.value is not None else "",
        "items": items,
    }


def _number(quantity: Any) -> str | None:
    return None if quantity is None else str(quantity)


@transaction.atomic
def withdraw_need(role: Role, need_id: int, *, folder: Path, at: datetime) -> None:
    """Put a draft out of sight and throw its files away. What was sent stays with the cluster. Raises UnableToMove."""
    need = _draft(role, need_id)
    paths = [folder / one.path for one in need.files.all()]
    need.files.all().delete()
    need.state, need.saved_at = S.WITHDRAWN, at
    need.save(update_fields=["state", "saved_at"])
    for path in paths:
        transaction.on_commit(partial(path.unlink, missing_ok=True))


@transaction.atomic
def add_file(
    role: Role, need_id: int, name: str, chunks: Iterable[bytes], *, folder: Path, at: datetime
) -> NeedFile:
    """Keep a file with a draft, if it is of few kinds and cannot run. Raises BadInput or UnableToMove."""
    need = _draft(role, need_id)
    if need.files.count() >= MOST_FILES:
        raise BadInput([Problem("file", f"There are {MOST_FILES} files already; remove one first.")])
    content = _content(chunks)
    shown = shown_name(name)
    try:
        told = media_type(shown, content, packed(content))
    except RefusedFile as refused:
        raise BadInput([Problem("file", f"{shown} was not taken. {refused}")]) from refused
    kept = NeedFile.objects.create(
        cluster_id=need.cluster_id,
        need=need,
        file_name=shown,
        media_type=told,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        path=f"{BELOW}/{secrets.token_hex(16)}",
        uploaded_at=at,
        uploaded_by=role.person,
    )
    _write(folder / kept.path, content)
    return kept


@transaction.atomic
def remove_file(role: Role, need_id: int, file_id: int, *, folder: Path) -> None:
    """Take a file out of a draft. Raises UnableToMove."""
    need = _draft(role, need_id)
    found = NeedFile.objects.get(pk=file_id, need=need)
    path = folder / found.path
    found.delete()
    transaction.on_commit(partial(path.unlink, missing_ok=True))


def visible_files(role: Role) -> QuerySet[NeedFile]:
    """The files a role may open: of one's own needs, and of what was sent for whoever sees demand."""
    rows = NeedFile.objects.filter(cluster_id=role.cluster_id).select_related("need")
    own = rows.filter(need__by=role.person)
    return own | rows.filter(need__state=S.SENT) if may(role, "opportunities.view") else own


def _draft(role: Role, need_id: int) -> Need:
    """The role's own draft, locked. Raises Need.DoesNotExist, NotAllowed or UnableToMove."""
    need = (
        Need.objects.select_for_update(of=("self",)).select_related("cluster").get(pk=need_id, by=role.person)
    )
    require(role, PERMISSIONS[D(need.door)])
    if need.state == S.WITHDRAWN:
        raise UnableToMove("This was withdrawn; describe it anew.")
    if need.state != S.DRAFT:
        raise UnableToMove("This was sent already; what is to change now, tell the cluster's broker.")
    return need


def _content(chunks: Iterable[bytes]) -> bytes:
    content = bytearray()
    for chunk in chunks:
        content += chunk
        if len(content) > LARGEST:
            raise too_large()
    return bytes(content)


def too_large() -> BadInput:
    """What to say of a file above the limit."""
    most = LARGEST // 1_000_000
    return BadInput(
        [Problem("file", f"The file is larger than {most} MB, the most that is taken. Make it smaller.")]
    )


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("xb") as file:
        path.chmod(0o600)
        file.write(content)
