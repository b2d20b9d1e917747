"""Whose firm it is: the one place that says who speaks for a firm, who owns it, and who therefore may not judge it.

Two questions, never mixed up. *Speaking for* a firm goes by the role somebody acts in now. *Belonging to* it goes by
the person: whoever holds a role of the firm, in whichever role they act, is not impartial about it.

NotAllowed
└── OwnFirm    the person belongs to the firm, and nobody judges their own
"""

from __future__ import annotations

from midas.actions.access.permissions import NotAllowed, may, require
from midas.store.models import Role

ONLY_OWN = "Only people of the firm itself may do this. Switch to your role in that firm."


class OwnFirm(NotAllowed):
    """The assessor belongs to the firm."""

    def __init__(self, firm: str) -> None:
        super().__init__(
            f"You belong to {firm}, and nobody assesses their own firm. Ask another assessor to do it."
        )


def speaks_for(role: Role | None, membership_id: int | None) -> bool:
    """Whether somebody acts for that firm now, and so reads what concerns it."""
    return role is not None and membership_id is not None and role.membership_id == membership_id


def may_change_own(role: Role | None, membership_id: int) -> bool:
    """Whether somebody acts for that firm now and may change what it says of itself."""
    return speaks_for(role, membership_id) and may(role, "members.change_own")


def require_own(role: Role | None, membership_id: int, refusal: str = ONLY_OWN) -> Role:
    """The role itself if it may change that firm; else NotAllowed, with `refusal` where it is another firm's."""
    role = require(role, "members.change_own")
    if not speaks_for(role, membership_id):
        raise NotAllowed(refusal)
    return role


def is_owner(role: Role | None, membership_id: int) -> bool:
    """Whether somebody acts as an owner of that firm now, who alone binds it."""
    return role is not None and speaks_for(role, membership_id) and role.is_owner


def may_act_as_owner(role: Role | None, membership_id: int) -> bool:
    """Whether somebody may do what an owner does: the owners; anybody of the firm while it has named none."""
    if not may_change_own(role, membership_id):
        return False
    return (
        is_owner(role, membership_id)
        or not Role.objects.filter(membership_id=membership_id, is_owner=True).exists()
    )


def own_firms(role: Role) -> set[int]:
    """The memberships for which the person of the role also acts as a member, in this cluster."""
    held = Role.objects.filter(person_id=role.person_id, cluster_id=role.cluster_id, kind=Role.Kind.MEMBER)
    return {one for one in held.values_list("membership_id", flat=True) if one is not None}


def belongs_to(role: Role, membership_id: int) -> bool:
    """Whether the person belongs to that firm, whichever role they act in now."""
    return speaks_for(role, membership_id) or membership_id in own_firms(role)


def refuse_own_firm(role: Role, membership_id: int, firm: str) -> None:
    """Separation of duties: raises OwnFirm, naming the firm, for whoever belongs to it."""
    if belongs_to(role, membership_id):
        raise OwnFirm(firm)
