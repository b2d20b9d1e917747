"""Separation of duties: who may not decide what, though their role would let them.

Three rules. A broker does not approve what is asked of their own enterprise. A committee member whose own firm is
concerned, or a partner of it in an enterprise that is not over, takes no part. Nobody judges their own firm (see
`own_firm`). `RULES` says them in words for the page; every action that decides asks here or there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from midas.actions.access.own_firm import own_firms
from midas.actions.access.permissions import NotAllowed
from midas.store.models import Enterprise, Partner, Role

OVER = (Enterprise.State.DISSOLVED, Enterprise.State.ABANDONED)

RULES = (
    (
        _("A broker does not approve for their own enterprise"),
        _(
            "Whoever founded an enterprise, or is broker for it alone, cannot be the one who approves what it asks for."
        ),
    ),
    (
        _("A committee member stands aside where their own firm is concerned"),
        _("Whoever holds a member's role for a firm takes no part in decisions about that firm."),
    ),
    (
        _("… or where a partner of their firm is"),
        _(
            "The same goes for firms that are in an enterprise with it, as long as that enterprise is not over."
        ),
    ),
    (
        _("An assessor does not judge their own firm"),
        _(
            "Whoever holds a member's role for a firm records no judgement of it and confirms none of its claims."
        ),
    ),
)
"""Each rule: its name, and what it means."""


def partners_of(firms: Collection[int]) -> set[int]:
    """The memberships that are in an enterprise with one of those firms which is not over; not those firms."""
    return {one for near in partners_by_firm(firms).values() for one in near} - set(firms)


def partners_by_firm(firms: Collection[int]) -> dict[int, set[int]]:
    """For each of those memberships, the others that are in an enterprise with it which is not over: one query."""
    teams = Partner.objects.filter(membership_id__in=firms).exclude(enterprise__state__in=OVER)
    together = Partner.objects.filter(enterprise_id__in=teams.values("enterprise_id"))
    members: dict[int, set[int]] = defaultdict(set)
    for enterprise, firm in together.values_list("enterprise_id", "membership_id"):
        members[enterprise].add(firm)
    return {
        firm: {one for team in members.values() if firm in team for one in team if one != firm}
        for firm in firms
    }


def recused(role: Role, memberships: Collection[int]) -> str:
    """Why the person takes no part in a decision about those firms; empty where nothing speaks against it."""
    own = own_firms(role)
    if own & set(memberships):
        return str(_("Your own firm is concerned, so you take no part in this decision."))
    if own and partners_of(own) & set(memberships):
        return str(_("A firm that is in an enterprise with yours is concerned, so you take no part."))
    return ""


def is_own_enterprise(role: Role, enterprise: Enterprise) -> bool:
    """Whether the person founded the enterprise or is broker for it alone, in whichever role they act now."""
    if enterprise.created_by_id == role.person_id:
        return True
    mine = Role.objects.filter(person_id=role.person_id, kind=Role.Kind.BROKER, enterprise=enterprise)
    return mine.exists()


def require_impartial(
    role: Role, *, memberships: Collection[int] = (), enterprise: Enterprise | None = None
) -> None:
    """Raise NotAllowed, with the reason, where the person of the role may not decide about these."""
    if enterprise is not None and is_own_enterprise(role, enterprise):
        raise NotAllowed(str(_("This is your own enterprise; somebody else has to approve it.")))
    why = recused(role, memberships)
    if why:
        raise NotAllowed(why)
