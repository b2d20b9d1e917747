"""A statement of a firm's standing is given out, taken back, and checked by anybody without signing in.

UnableToMove
└── NothingToState    nothing of the firm is judged today, or it is no member
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from midas.actions.access.events import record
from midas.actions.access.own_firm import may_act_as_owner, speaks_for
from midas.actions.access.permissions import NotAllowed, require
from midas.core.members.credential import Grade, Issuer, Stated, claims, did_web, expired, expiry, serial_of
from midas.core.values.moments import day_of
from midas.core.values.states import UnableToMove
from midas.formats.signed import LONGEST, UnableToVerify, bare, jwks, new_key, sign, verify
from midas.store import tenancy
from midas.store.models import Assessment, Credential, Membership, Role
from midas.store.signing_key import signing_key


class NothingToState(UnableToMove):
    """There is nothing a statement could say."""


class State(StrEnum):
    """What can be said of a statement that somebody shows."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    TAMPERED = "tampered"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Checked:
    """A statement as it was checked: its state, why, and what it says (empty where it cannot be relied on)."""

    state: State
    why: str
    says: dict[str, Any] = field(default_factory=dict)


def may_issue(role: Role, member: Membership) -> bool:
    """Whether the role may give out and take back statements about the firm: the committee, and its owner."""
    return role.kind == Role.Kind.COMMITTEE or may_act_as_owner(role, member.pk)


def require_statements(role: Role, member: Membership) -> None:
    """Raise NotAllowed unless the role may see the statements about the firm: its own people, and the committee."""
    if not speaks_for(role, member.pk) and not may_issue(role, member):
        raise NotAllowed("Statements are seen by the firm itself and by the committee.")


@transaction.atomic
def issue(role: Role, membership_id: int, host: str, *, at: datetime) -> Credential:
    """Sign a statement of what holds today, in the name of this host. Raises NotAllowed or NothingToState."""
    member = _locked(role, membership_id)
    grades = grades_of(member, at)
    if member.state != Membership.State.ADMITTED or not grades:
        raise NothingToState(
            "A statement is about an admitted member of which at least one side is judged today. "
            "Ask an assessor to judge the firm first."
        )
    serial, until = uuid4(), expiry(grades, at)
    stated = Stated(
        member.organisation.name,
        f"{member.organisation.scheme}-{member.organisation.identifier}",
        member.joined_on,
        grades,
    )
    issuer = Issuer(did_web(host), member.cluster.name)
    token = sign(claims(stated, issuer, serial, at=at, until=until), signing_key(new_key))
    made = Credential.objects.create(
        cluster_id=member.cluster_id,
        membership=member,
        serial=serial,
        token=token,
        issued_at=at,
        issued_by=role.person,
        expires_at=until,
    )
    record(member, "membership.credential_issued", by=role.person, at=at, details={"serial": str(serial)})
    return made


@transaction.atomic
def revoke(role: Role, membership_id: int, serial: UUID, *, reason: str, at: datetime) -> Credential:
    """Take a statement back: from now on it is shown as revoked. Raises NotAllowed or UnableToMove."""
    member = _locked(role, membership_id)
    given = Credential.objects.select_for_update(of=("self",)).get(membership=member, serial=serial)
    if given.revoked_at is not None:
        raise UnableToMove("This statement was taken back already.")
    given.revoked_at = at
    given.save(update_fields=["revoked_at"])
    details = {"serial": str(serial)}
    record(
        member, "membership.credential_revoked", by=role.person, at=at, reason=reason.strip(), details=details
    )
    return given


def grades_of(member: Membership, at: datetime) -> tuple[Grade, ...]:
    """What is judged of the firm and holds that day: the newest of each dimension."""
    on = day_of(at, member.cluster.time_zone)
    newest: dict[str, Assessment] = {}
    for one in Assessment.objects.filter(membership=member):
        newest.setdefault(str(one.dimension), one)
    return tuple(
        Grade(dimension, one.grade, one.method, one.assessed_on, one.valid_until, one.score)
        for dimension, one in sorted(newest.items())
        if one.valid_until >= on
    )


def public_keys() -> dict[str, Any]:
    """The keys statements of this installation are checked with, as a JWK set."""
    return jwks(signing_key(new_key))


def check(text: str, *, at: datetime) -> Checked:
    """What can be said of a token, or of a serial, that anybody shows. Needs no role and changes nothing."""
    written = bare(text)
    if len(written) > LONGEST:
        return Checked(State.TAMPERED, "This is much longer than any statement of ours.")
    given = None
    if "." not in written:
        given = _given(_serial(written))
        if given is None:
            return Checked(State.UNKNOWN, "No statement with this serial was given out here.")
        written = given.token
    try:
        says = verify(written, public_keys())
    except UnableToVerify as error:
        return Checked(State.TAMPERED, str(error))
    given = given or _given(serial_of(says))
    if given is None:
        return Checked(
            State.UNKNOWN, "It is signed, but no longer on record here, so it cannot be relied on."
        )
    if given.revoked_at is not None:
        return Checked(State.REVOKED, f"It was taken back on {given.revoked_at:%d %B %Y}.", says)
    if expired(says, at):
        return Checked(
            State.EXPIRED, f"It ran out on {given.expires_at:%d %B %Y}. Ask the firm for a new one.", says
        )
    return Checked(State.VALID, "It is signed by this cluster and was not taken back.", says)


def _locked(role: Role, membership_id: int) -> Membership:
    require(role, "credentials.issue")
    rows = Membership.objects.select_for_update(of=("self",)).select_related("organisation", "cluster")
    member = rows.get(pk=membership_id)
    if not may_issue(role, member):
        raise NotAllowed(
            "Statements are given out by the committee or by an owner of the firm. Ask one of them."
        )
    return member


def _serial(text: str) -> UUID | None:
    try:
        return UUID(text.removeprefix("urn:uuid:"))
    except ValueError:
        return None


def _given(serial: UUID | None) -> Credential | None:
    """The statement of that serial in whichever cluster: a serial cannot be guessed, so it may be looked up."""
    if serial is None:
        return None
    with tenancy.token(str(serial)):
        return Credential.objects.filter(serial=serial).first()
