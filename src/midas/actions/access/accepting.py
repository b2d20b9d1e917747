"""Taking up an invitation: its link finds it, proves the address, and gives the role once.

Everything here works for people who have no role in the cluster yet, so the link's secret is the permission.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from midas.actions.access.events import record
from midas.actions.access.own_account import vouch
from midas.actions.access.tokens import digest_of
from midas.core.values.problems import BadInput, Problem
from midas.store import tenancy
from midas.store.models import Invitation, Person, Role


class UnableToAccept(Exception):
    """The link opens nothing: unknown, used, revoked, out of time, or for somebody else; the message says which."""


@dataclass(frozen=True, slots=True)
class Invited:
    """What a link opens, in words that whoever holds it may read."""

    email: str
    cluster: str
    role: str
    place: str
    by: str
    expires_at: datetime
    has_account: bool


def look(secret: str, *, at: datetime) -> Invited:
    """What the link offers; raises UnableToAccept."""
    found = _find(secret)
    with tenancy.tenant(found.cluster_id):
        invitation = _related(found.pk)
        _check(invitation, at)
        return Invited(
            email=invitation.email,
            cluster=invitation.cluster.name,
            role=invitation.get_kind_display(),
            place=_place(invitation),
            by=invitation.invited_by.name if invitation.invited_by else "",
            expires_at=invitation.expires_at,
            has_account=Person.objects.filter(email=invitation.email).exists(),
        )


@transaction.atomic
def accept(secret: str, person: Person, *, at: datetime) -> Role:
    """Give the person the role of the invitation, once; raises UnableToAccept."""
    found = _find(secret)
    with tenancy.tenant(found.cluster_id):
        invitation = _related(found.pk, lock=True)
        _check(invitation, at)
        if person.email.lower() != invitation.email:
            raise UnableToAccept(
                f"This invitation is for {invitation.email}, and you are signed in as {person.email}. Sign out and "
                "follow the link again, or ask for an invitation to your own address."
            )
        return _give(invitation, person, at)


@transaction.atomic
def register(secret: str, *, name: str, password: str, at: datetime) -> tuple[Person, Role]:
    """Open an account for the invited address and give it the role; the caller has judged the password.

    Raises UnableToAccept, also where the address has an account already: whoever has that signs in instead.
    """
    if not name.strip():
        raise BadInput([Problem("name", "Say how others should call you.")])
    person = open_account(secret, [look(secret, at=at).email], name=name, password=password, at=at)
    return person, accept(secret, person, at=at)


@transaction.atomic
def open_account(
    secret: str, emails: Collection[str], *, name: str, at: datetime, password: str | None = None
) -> Person:
    """The new account of an invited address among `emails`, which its holder has proven; raises UnableToAccept."""
    invited = look(secret, at=at)
    if invited.email not in emails:
        raise UnableToAccept(f"This invitation is for {invited.email}.")
    with suppress(IntegrityError), transaction.atomic():
        person = Person.objects.create_user(invited.email, password, name=name.strip() or invited.email)
        vouch(person)
        return person
    raise UnableToAccept(
        f"{invited.email} has an account already: sign in with it, then follow the link again."
    )


def _find(secret: str) -> Invitation:
    digest = digest_of(secret)
    with tenancy.token(digest):
        found = Invitation.objects.filter(digest=digest).first()
    if found is None:
        raise UnableToAccept(
            "This link opens nothing. It may be cut short, or a newer mail has replaced it: use the newest one, or ask "
            "whoever invited you to send it again."
        )
    return found


def _related(pk: int, *, lock: bool = False) -> Invitation:
    rows = Invitation.objects.select_related(
        "cluster", "membership__organisation", "enterprise", "invited_by"
    )
    return (rows.select_for_update(of=("self",)) if lock else rows).get(pk=pk)


def _check(invitation: Invitation, at: datetime) -> None:
    who = invitation.invited_by.name if invitation.invited_by else "the cluster's administrator"
    if invitation.accepted_at:
        raise UnableToAccept("This invitation has been used already. Sign in with your e-mail and password.")
    if invitation.revoked_at:
        raise UnableToAccept(f"This invitation was taken back. Ask {who} why, or for a new one.")
    if invitation.expires_at <= at:
        raise UnableToAccept(f"This invitation ran out. Ask {who} to send it again.")


def _give(invitation: Invitation, person: Person, at: datetime) -> Role:
    """The role; one that the person has by now stays as it is, but for an owner's, which is more."""
    role, new = Role.objects.get_or_create(
        cluster_id=invitation.cluster_id,
        person=person,
        kind=invitation.kind,
        membership=invitation.membership,
        enterprise=invitation.enterprise,
        defaults={"is_owner": invitation.is_owner, "since": at},
    )
    if invitation.is_owner and not role.is_owner:
        role.is_owner = True
        role.save(update_fields=["is_owner"])
    invitation.accepted_at, invitation.accepted_by = at, person
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    record(invitation, "invitation.accepted", by=person, at=at, details={"role": invitation.kind})
    if new:
        record(role, "role.taken", by=person, at=at, details={"person": person.name, "role": role.kind})
    return role


def _place(invitation: Invitation) -> str:
    if invitation.membership:
        return str(invitation.membership.organisation.name)
    return invitation.enterprise.name if invitation.enterprise else ""
