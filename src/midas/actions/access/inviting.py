"""Inviting an address to a role: a mail with a link, of which only the SHA-256 is kept.

The link proves the address, so whoever may invite decides who comes in. Members are invited by whoever looks after
members; every other role only by an administrator.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from midas.actions.access.events import record
from midas.actions.access.permissions import NotAllowed, may, require
from midas.actions.access.tokens import digest_of
from midas.core.values.problems import BadInput, Problem
from midas.core.values.states import UnableToMove
from midas.store import tenancy
from midas.store.models import Cluster, Enterprise, Invitation, Membership, Person, Role

K = Role.Kind
LIFE = timedelta(days=14)
"""How long a link is good for."""

OF_ENTERPRISE = (K.PROJECT_MANAGER, K.BROKER, K.PURCHASER)
"""Roles that may be given for one enterprise alone."""


@dataclass(frozen=True, slots=True)
class Offer:
    """The role offered: a member's is for one firm, some others may be for one enterprise."""

    kind: str
    membership_id: int | None = None
    enterprise_id: int | None = None
    is_owner: bool = False


def invitable(role: Role) -> list[str]:
    """The kinds of role this role may invite to, the one with least power first; none for whoever may not invite."""
    if may(role, "people.manage"):
        return [K.MEMBER, *(kind for kind in reversed(K.values) if kind != K.MEMBER)]
    return [K.MEMBER] if may(role, "members.invite") else []


@transaction.atomic
def invite(role: Role, email: str, offer: Offer, *, at: datetime) -> tuple[Invitation, str]:
    """An invitation and the secret of its link, which is told to nobody but the address; raises BadInput."""
    _check_kind(role, offer.kind)
    if offer.is_owner and not may(role, "people.manage"):
        raise NotAllowed(
            "Only an administrator makes somebody the owner of a firm. Invite them as staff, or ask one."
        )
    return _make(role.cluster_id, role.person, email, offer, at)


@transaction.atomic
def invite_from_outside(cluster: Cluster, email: str, kind: str, *, at: datetime) -> tuple[Invitation, str]:
    """As `invite`, by whoever runs the installation and so asks for no role; for the first administrator."""
    with tenancy.tenant(cluster.pk):
        return _make(cluster.pk, None, email, Offer(kind), at)


@transaction.atomic
def offer_ownership(membership: Membership, email: str, *, at: datetime) -> tuple[Invitation, str]:
    """An invitation to take the firm over as its owner, by the cluster itself and no person.

    One that is open for the same address and firm becomes that, with a new link; the one before stops working. Works
    as the firm's cluster. Raises BadInput.
    """
    email = email.strip().lower()
    of_firm = {"email": email, "kind": K.MEMBER, "membership": membership}
    open_ = (
        Invitation.objects.select_for_update().filter(accepted_at=None, revoked_at=None, **of_firm).first()
    )
    if open_ is None:
        offer = Offer(K.MEMBER, membership.pk, is_owner=True)
        return _make(membership.cluster_id, None, email, offer, at)
    secret = secrets.token_urlsafe(32)
    open_.digest, open_.expires_at, open_.is_owner = digest_of(secret), at + LIFE, True
    open_.save(update_fields=["digest", "expires_at", "is_owner"])
    record(open_, "invitation.sent_again", by=None, at=at, details={"email": email, "role": open_.kind})
    return open_, secret


def _make(
    cluster_id: int, by: Person | None, email: str, offer: Offer, at: datetime
) -> tuple[Invitation, str]:
    email = email.strip().lower()
    problems = [*_address(email), *_place(offer), *_already(cluster_id, email, offer)]
    if problems:
        raise BadInput(problems)
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        cluster_id=cluster_id,
        email=email,
        kind=offer.kind,
        membership_id=offer.membership_id,
        enterprise_id=offer.enterprise_id,
        is_owner=offer.is_owner and offer.kind == K.MEMBER,
        digest=digest_of(secret),
        invited_by=by,
        created_at=at,
        expires_at=at + LIFE,
    )
    details = {"email": email, "role": offer.kind}
    record(invitation, "invitation.sent", by=by, at=at, details=details)
    return invitation, secret


@transaction.atomic
def resend(role: Role, invitation_id: int, *, at: datetime) -> tuple[Invitation, str]:
    """A new link with a new fortnight; the one before stops working. Raises UnableToMove for one that is over."""
    invitation = _open(role, invitation_id)
    secret = secrets.token_urlsafe(32)
    invitation.digest, invitation.expires_at = digest_of(secret), at + LIFE
    invitation.save(update_fields=["digest", "expires_at"])
    details = {"email": invitation.email, "role": invitation.kind}
    record(invitation, "invitation.sent_again", by=role.person, at=at, details=details)
    return invitation, secret


@transaction.atomic
def revoke(role: Role, invitation_id: int, *, at: datetime) -> Invitation:
    """Stop a link that nobody has followed yet. Raises UnableToMove for one that is over."""
    invitation = _open(role, invitation_id)
    invitation.revoked_at = at
    invitation.save(update_fields=["revoked_at"])
    details = {"email": invitation.email, "role": invitation.kind}
    record(invitation, "invitation.revoked", by=role.person, at=at, details=details)
    return invitation


def _open(role: Role, invitation_id: int) -> Invitation:
    require(role, "members.invite")
    invitation = Invitation.objects.select_for_update().get(pk=invitation_id)
    _check_kind(role, invitation.kind)
    if invitation.accepted_at:
        raise UnableToMove(f"{invitation.email} has accepted this invitation already; end the role instead.")
    if invitation.revoked_at:
        raise UnableToMove("This invitation was revoked. Invite the address anew.")
    return invitation


def _check_kind(role: Role, kind: str) -> None:
    require(role, "members.invite")
    if kind in K.values and kind not in invitable(role):
        raise NotAllowed("Only an administrator may invite to a role other than member.")


def _address(email: str) -> list[Problem]:
    try:
        validate_email(email)
    except ValidationError:
        return [Problem("email", "This is no e-mail address; write it like name@example.org.")]
    return (
        [] if len(email) <= 254 else [Problem("email", "This address is too long; 254 characters at most.")]
    )


def _place(offer: Offer) -> list[Problem]:
    """Whether the role is one there is, and for a firm or an enterprise of this cluster where it has to be."""
    if offer.kind not in K.values:
        return [Problem("kind", "There is no such role; choose one of the list.")]
    if offer.kind == K.MEMBER and offer.enterprise_id:
        return [
            Problem("enterprise", "A member's role is for a firm, not for an enterprise; leave this empty.")
        ]
    if offer.kind == K.MEMBER:
        there = Membership.objects.filter(pk__in=[offer.membership_id or 0]).exists()
        return [] if there else [Problem("membership", "Choose the firm the member acts for.")]
    problems = []
    if offer.membership_id:
        problems.append(Problem("membership", "Only a member's role is for a firm; leave this empty."))
    if offer.enterprise_id and offer.kind not in OF_ENTERPRISE:
        allowed = ", ".join(str(K(kind).label) for kind in OF_ENTERPRISE)
        problems.append(Problem("enterprise", f"Only these roles can be for one enterprise: {allowed}."))
    elif offer.enterprise_id and not Enterprise.objects.filter(pk=offer.enterprise_id).exists():
        problems.append(Problem("enterprise", "There is no such enterprise in this cluster."))
    return problems


def _already(cluster_id: int, email: str, offer: Offer) -> list[Problem]:
    same = {
        "cluster_id": cluster_id,  # whoever invites also sees their own roles in other clusters
        "kind": offer.kind,
        "membership_id": offer.membership_id,
        "enterprise_id": offer.enterprise_id,
    }
    if Role.objects.filter(person__email=email, **same).exists():
        return [Problem("email", f"{email} has this role already.")]
    if Invitation.objects.filter(email=email, accepted_at=None, revoked_at=None, **same).exists():
        return [
            Problem("email", f"{email} is invited to this role already; send that invitation again instead.")
        ]
    return []
