"""What each role may do, in one table, asked by every action before it acts.

Seeing is fenced by the database (one cluster at a time); this table says what a role may see and change inside it.
"""

from __future__ import annotations

from midas.store.models import Role

K = Role.Kind


class NotAllowed(PermissionError):
    """The acting role may not do this; the message says who may."""


INSIDE = (K.BROKER, K.PROJECT_MANAGER, K.COMMITTEE, K.COACH, K.MEMBER, K.ADMINISTRATOR)
DESK = (K.BROKER, K.COMMITTEE, K.PROJECT_MANAGER, K.ADMINISTRATOR)

MAY: dict[str, tuple[str, ...]] = {
    "members.view": (*INSIDE, K.AGENCY),
    "members.view_prices": (K.BROKER, K.COMMITTEE, K.ADMINISTRATOR),
    "members.view_applicants": (*DESK, K.COACH),
    "members.export": DESK,
    "members.invite": (K.BROKER, K.COMMITTEE, K.COACH, K.ADMINISTRATOR),
    "members.import": (K.BROKER, K.ADMINISTRATOR),
    "members.merge": (K.BROKER, K.COMMITTEE, K.ADMINISTRATOR),
    "members.change_own": (K.MEMBER,),
    "accounts.view": (K.COMMITTEE, K.COACH, K.ADMINISTRATOR),
    "assessments.view": (*DESK, K.COACH),
    "assessments.record": (K.COMMITTEE, K.COACH, K.ADMINISTRATOR),
    "coaching.view": (K.COACH, K.COMMITTEE, K.ADMINISTRATOR),
    "coaching.change": (K.COACH,),
    "screening.load": (K.COMMITTEE, K.ADMINISTRATOR),
    "motions.view": INSIDE,
    "motions.open": (K.COMMITTEE, K.BROKER, K.COACH, K.ADMINISTRATOR),
    "motions.vote": (K.COMMITTEE, K.MEMBER),
    "sectors.change": (K.COMMITTEE, K.ADMINISTRATOR),
    "rules.view": INSIDE,
    "rules.write": (K.COMMITTEE, K.ADMINISTRATOR),
    "opportunities.view": INSIDE,
    "opportunities.change": (K.BROKER, K.ADMINISTRATOR),
    "requirements.view": DESK,
    "requirements.change": (K.BROKER, K.ADMINISTRATOR),
    "formations.view": DESK,
    "formations.run": (K.BROKER, K.ADMINISTRATOR),
    "enterprises.view": (*INSIDE, K.AGENCY),
    "enterprises.change": (K.BROKER, K.ADMINISTRATOR),
    "events.view": DESK,
    "trail.view": (K.COMMITTEE, K.ADMINISTRATOR),
    "people.manage": (K.ADMINISTRATOR,),
    "tokens.own": tuple(K.values),
}


def may(role: Role | None, permission: str) -> bool:
    """Whether the role has the permission; unknown permissions are a programming error (KeyError)."""
    kinds = MAY[permission]
    return role is not None and role.kind in kinds


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
