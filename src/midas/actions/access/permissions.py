"""What each role may do, as predicates in one table, asked by every action before it acts.

Seeing is fenced by the database (one cluster at a time); this table says what a role may see and change inside it.
"""

from __future__ import annotations

import rules
from midas.store.models import Role

K = Role.Kind


class NotAllowed(PermissionError):
    """The acting role may not do this; the message says who may."""


def _held_by(*kinds: str) -> rules.Predicate:
    @rules.predicate(f"is {' or '.join(kinds)}")
    def held(role: Role | None) -> bool:
        return role is not None and role.kind in kinds

    return held


INSIDE = (K.BROKER, K.PROJECT_MANAGER, K.COMMITTEE, K.COACH, K.MEMBER, K.ADMINISTRATOR)
DESK = (K.BROKER, K.COMMITTEE, K.PROJECT_MANAGER, K.ADMINISTRATOR)

MAY: dict[str, tuple[str, ...]] = {
    "members.view": (*INSIDE, K.AGENCY),
    "members.view_prices": (K.BROKER, K.COMMITTEE, K.ADMINISTRATOR),
    "members.export": DESK,
    "opportunities.view": INSIDE,
    "opportunities.change": (K.BROKER, K.ADMINISTRATOR),
    "requirements.view": DESK,
    "requirements.change": (K.BROKER, K.ADMINISTRATOR),
    "formations.view": DESK,
    "formations.run": (K.BROKER, K.ADMINISTRATOR),
    "enterprises.view": (*INSIDE, K.AGENCY),
    "enterprises.change": (K.BROKER, K.ADMINISTRATOR),
    "events.view": DESK,
    "tokens.own": tuple(K.values),
}

for _permission, _kinds in MAY.items():
    rules.add_perm(_permission, _held_by(*_kinds))


def may(role: Role | None, permission: str) -> bool:
    """Whether the role has the permission; unknown permissions are a programming error (KeyError)."""
    if permission not in MAY:
        raise KeyError(permission)
    return bool(rules.has_perm(permission, role))


def require(role: Role | None, permission: str) -> Role:
    """The role itself if it has the permission; else NotAllowed, naming who has it."""
    if role is None or not may(role, permission):
        who = ", ".join(str(K(kind).label) for kind in MAY[permission])
        raise NotAllowed(
            f"This needs one of these roles in the cluster: {who}. Switch role or ask one of them."
        )
    return role


def sees_prices_of(role: Role, membership_id: int) -> bool:
    """Members see their own prices only; brokers and the committee see all (need to know)."""
    return may(role, "members.view_prices") or role.membership_id == membership_id
