"""Files that prove something: taken if they are of few kinds and cannot run, kept under names of ours, given to few.

A file lies in `folder`/evidence below a name that says nothing; its own name plays no part in it. What is kept is
never served as a page: the web hands it out as a download only, to those `visible_evidence` finds it for.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.db.models import QuerySet

from midas.actions.access.events import record
from midas.actions.access.own_firm import speaks_for
from midas.actions.access.permissions import may, require
from midas.actions.members.answer import locked_draft
from midas.core.members.proofs import KINDS, LARGEST, RefusedFile, media_type
from midas.core.values.problems import BadInput, Problem
from midas.formats.packed_files import packed
from midas.store.models import Application, EvidenceFile, Membership, Person, Role

MOST = 40
"""How many files one application or firm may have."""

BELOW = "evidence"
BOM = b"\xef\xbb\xbf \t\r\n"
LARGEST_ACCOUNTS = 20_000_000
"""Bytes of a file of accounts: iXBRL with pictures in it is large."""


@transaction.atomic
def add_to_application(
    application_id: int,
    name: str,
    chunks: Iterable[bytes],
    *,
    kind: str,
    title: str,
    folder: Path,
    by: Person | None,
    at: datetime,
) -> EvidenceFile:
    """Keep a file with an application that is being written. Raises BadInput or UnableToMove."""
    application = locked_draft(application_id)
    return _keep(application, name, chunks, kind=kind, title=title, folder=folder, by=by, at=at)


@transaction.atomic
def add_to_membership(
    role: Role,
    membership: Membership,
    name: str,
    chunks: Iterable[bytes],
    *,
    kind: str,
    title: str,
    folder: Path,
    at: datetime,
    expires_on: date | None = None,
) -> EvidenceFile:
    """Keep a file with a firm: its own people and those who assess may. Raises BadInput or NotAllowed."""
    require(role, "members.change_own" if speaks_for(role, membership.pk) else "assessments.record")
    kept = _keep(membership, name, chunks, kind=kind, title=title, folder=folder, by=role.person, at=at)
    kept.expires_on = expires_on
    kept.save(update_fields=["expires_on"])
    return kept


@transaction.atomic
def keep_once(
    role: Role, membership: Membership, name: str, content: bytes, *, kind: str, folder: Path, at: datetime
) -> EvidenceFile:
    """Keep a file that was read, once however often it is handed in; its name gets an ending that is taken.

    Whoever calls has asked for permission. Raises BadInput.
    """
    digest = hashlib.sha256(content).hexdigest()
    there = membership.evidence.filter(sha256=digest, kind=kind).first()
    if there is not None:
        return there
    if not name.lower().endswith(tuple(KINDS)):
        name = f"{name}{'.xhtml' if content.lstrip(BOM)[:1] == b'<' else '.csv'}"
    return _keep(
        membership,
        name,
        [content],
        kind=kind,
        title="",
        folder=folder,
        by=role.person,
        at=at,
        largest=LARGEST_ACCOUNTS,
    )


@transaction.atomic
def remove_from_application(
    application_id: int, evidence_id: int, *, folder: Path, by: Person | None, at: datetime
) -> None:
    """Take a file out of an application that is being written. Raises UnableToMove."""
    application = locked_draft(application_id)
    found = EvidenceFile.objects.get(pk=evidence_id, application=application)
    path = path_of(found, folder)
    record(application, "evidence.removed", by=by, at=at, details={"file": found.file_name})
    found.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def visible_evidence(role: Role) -> QuerySet[EvidenceFile]:
    """The files a role may open: the desk's and the coach's, accounts as the rules say; a member's own.

    What came with an application is for those alone who assess it, as the applicant was told.
    """
    rows = EvidenceFile.objects.select_related("membership__organisation", "application")
    if may(role, "members.view_applicants"):
        if not may(role, "assessments.record"):
            rows = rows.filter(application=None)
        return rows if may(role, "accounts.view") else rows.exclude(kind=EvidenceFile.Kind.ACCOUNTS)
    return rows.filter(membership_id=role.membership_id) if role.membership_id else rows.none()


def path_of(evidence: EvidenceFile, folder: Path) -> Path:
    """Where the file lies."""
    return folder / evidence.path


def _keep(
    owner: Application | Membership,
    name: str,
    chunks: Iterable[bytes],
    *,
    kind: str,
    title: str,
    folder: Path,
    by: Person | None,
    at: datetime,
    largest: int = LARGEST,
) -> EvidenceFile:
    content = _content(chunks, kind, owner, largest)
    shown = shown_name(name)
    try:
        told = media_type(shown, content, packed(content))
    except RefusedFile as refused:
        raise BadInput([Problem("file", f"{shown} was not taken. {refused}")]) from refused
    kept = EvidenceFile.objects.create(
        cluster_id=owner.cluster_id,
        membership=owner if isinstance(owner, Membership) else None,
        application=owner if isinstance(owner, Application) else None,
        kind=kind,
        title=(title.strip() or shown)[:160],
        file_name=shown,
        media_type=told,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        path=f"{BELOW}/{secrets.token_hex(16)}",
        uploaded_at=at,
        uploaded_by=by,
    )
    record(owner, "evidence.added", by=by, at=at, details={"file": shown, "sha256": kept.sha256})
    _write(path_of(kept, folder), content)
    return kept


def _content(
    chunks: Iterable[bytes], kind: str, owner: Application | Membership, largest: int = LARGEST
) -> bytes:
    if kind not in EvidenceFile.Kind.values:
        raise BadInput([Problem("kind", "Say what the file proves.")])
    if owner.evidence.count() >= MOST:
        raise BadInput([Problem("file", f"There are {MOST} files already; remove one first.")])
    content = bytearray()
    for chunk in chunks:
        content += chunk
        if len(content) > largest:
            raise too_large(largest)
    return bytes(content)


def too_large(largest: int = LARGEST) -> BadInput:
    """What to say of a file above the limit."""
    most = largest // 1_000_000
    return BadInput(
        [Problem("file", f"The file is larger than {most} MB, the most that is taken. Make it smaller.")]
    )


def shown_name(name: str) -> str:
    """The last part of a file's name, without what cannot be shown; its ending survives."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable())[-160:] or "file"


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("xb") as file:
        path.chmod(0o600)
        file.write(content)
