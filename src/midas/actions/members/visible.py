"""Which firms a role may see: every page, export and API operation on members starts from here."""

from __future__ import annotations

from django.db.models import QuerySet

from midas.actions.access.permissions import may
from midas.store.models import Membership, Role
from midas.store.queries.members import memberships


def visible_members(role: Role) -> QuerySet[Membership]:
    """Members, past ones too; those who decide on applications also see applicants, and everybody their own firm."""
    return memberships(applicants=may(role, "members.view_applicants"), own=role.membership_id)
