"""Which firms a role may see: every page, export and API operation on members starts from here."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from midas.actions.access.permissions import may
from midas.store.models import Membership, Role
from midas.store.queries.members import memberships, words_seen


def visible_members(role: Role) -> QuerySet[Membership]:
    """Members, past ones too; those who decide on applications also see applicants, and everybody their own firm."""
    return memberships(applicants=may(role, "members.view_applicants"), own=role.membership_id)


def visible_words(role: Role) -> Q:
    """As `visible_members`, said of the words firms are found by."""
    return words_seen(applicants=may(role, "members.view_applicants"), own=role.membership_id)
