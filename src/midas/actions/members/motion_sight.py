"""Which motions a role may see, and whether it may read what is said about them.

A vote of the committee on a firm that is no member (yet) is seen by those who see applicants, and by that firm. What
the committee says about a firm is read by those who decide and advise, never by the firm itself.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from midas.actions.access.own_firm import speaks_for
from midas.actions.access.permissions import may, require
from midas.store.models import Motion, Role
from midas.store.queries.members import PUBLIC

COMMITTEE = Motion.Electorate.COMMITTEE


def visible_motions(role: Role | None) -> QuerySet[Motion]:
    """The motions that role may see, with whom and what they are about, the newest first."""
    role = require(role, "motions.view")
    rows = Motion.objects.select_related("membership__organisation", "rules", "opened_by")
    if may(role, "members.view_applicants"):
        return rows
    public = Q(membership=None) | Q(membership__state__in=PUBLIC) | ~Q(electorate=COMMITTEE)
    return rows.filter(public | Q(membership=role.membership_id))


def sees_discussion(role: Role, motion: Motion) -> bool:
    """Whether the role may read and add to what is said about the motion."""
    if speaks_for(role, motion.membership_id):
        return False
    return motion.electorate != COMMITTEE or may(role, "members.view_applicants")


def sees_firm(role: Role, motion: Motion) -> bool:
    """Whether the page of the firm the motion is about is open to the role."""
    firm = motion.membership
    return firm is not None and (
        may(role, "members.view_applicants") or firm.state in PUBLIC or speaks_for(role, firm.pk)
    )
