"""Statements of standing as files: downloaded as a signed PDF or as the signed text, and checked from either."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from midas.actions.access.permissions import NotAllowed, require
from midas.actions.members.credentials import Checked, State, check, may_issue, public_keys
from midas.core.members.credential import printed
from midas.core.values.states import UnableToMove
from midas.formats.pdf import render
from midas.formats.signed import UnableToVerify, new_key, verify
from midas.formats.signed_pdf import seal, signed_text
from midas.store.models import Credential, Membership, Role
from midas.store.signing_key import signing_key


class Form(StrEnum):
    """What a statement is handed on as."""

    PDF = "pdf"
    JWT = "jwt"


def file_of(role: Role, membership_id: int, serial: UUID, form: Form, *, verify_at: str) -> bytes:
    """The statement as a file; `verify_at` is the address it is checked at. Raises NotAllowed or UnableToMove.

    The same statement is the same bytes whenever it is asked for: it is dated the moment it was signed.
    """
    given = _given(role, membership_id, serial)
    if form is Form.JWT:
        return given.token.encode()
    try:
        says = verify(given.token, public_keys())
    except UnableToVerify as error:
        raise UnableToMove(
            f"It was signed with a key this installation no longer has. Sign a new one. ({error})"
        ) from error
    page = render("standing", printed(says, given.token, verify_at), at=given.issued_at)
    return seal(page, signing_key(new_key))


def check_file(data: bytes, *, at: datetime) -> Checked:
    """What can be said of a file that anybody shows: a signed PDF, or one with the signed text or the serial."""
    try:
        return check(signed_text(data, public_keys()), at=at)
    except UnableToVerify as error:
        return Checked(State.TAMPERED, str(error))


def _given(role: Role, membership_id: int, serial: UUID) -> Credential:
    require(role, "credentials.issue")
    member = Membership.objects.get(pk=membership_id)
    if role.membership_id != member.pk and not may_issue(role, member):
        raise NotAllowed("Statements are seen by the firm itself and by the committee.")
    given = member.credentials.get(serial=serial)
    if given.revoked_at is not None:
        raise UnableToMove("This statement was taken back, so it is not handed on any more. Sign a new one.")
    return given
