"""Keys to the API and to feeds: shown once, kept only as a SHA-256, revoked but never deleted.

A feed's key is part of an address that readers keep and log, so it opens feeds and nothing else.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from midas.actions.access.acting import roles_of
from midas.actions.access.events import record
from midas.actions.access.permissions import require
from midas.store import tenancy
from midas.store.models import ApiToken, Role

PREFIX = "midas_"
Scope = ApiToken.Scope


def digest_of(secret: str) -> str:
    """The SHA-256 under which a secret is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def issue(
    role: Role, name: str, *, at: datetime, expires_at: datetime | None = None, scope: str = Scope.API
) -> tuple[ApiToken, str]:
    """A new key for the person and cluster of `role`, and the secret, which is never shown again."""
    require(role, "tokens.own")
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        cluster_id=role.cluster_id,
        person_id=role.person_id,
        role=role,
        name=name,
        scope=scope,
        digest=digest_of(secret),
        created_at=at,
        expires_at=expires_at,
    )
    record(token, "apitoken.issued", by=role.person, at=at, details={"name": name})
    return token, secret


@transaction.atomic
def revoke(role: Role, token_id: int, *, at: datetime) -> bool:
    """Stop one of one's own keys; False if there is no such live key."""
    token = ApiToken.objects.select_for_update().filter(pk=token_id, person_id=role.person_id).first()
    if token is None or token.revoked_at is not None:
        return False
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    record(token, "apitoken.revoked", by=role.person, at=at, details={"name": token.name})
    return True


def bearer(secret: str, *, at: datetime, scope: str = Scope.API) -> Role | None:
    """The role in which the bearer of that secret acts: the one the key was made in, while the person holds it.

    None for an unknown, expired or revoked key, one for something else, or a person who left; the stranger learns
    nothing else.
    """
    digest = digest_of(secret)
    with tenancy.token(digest):
        live = ApiToken.objects.filter(
            Q(expires_at=None) | Q(expires_at__gt=at), digest=digest, revoked_at=None, scope=scope
        )
        token = live.select_related("person").filter(person__is_active=True).first()
    if token is None:
        return None
    return next((role for role in roles_of(token.person) if role.pk == token.role_id), None)
