"""Who may sign in, what they may do where, and what was done by whom."""

from midas.store.models.access.people import ApiToken, Cluster, Invitation, People, Person, Role, TenantOwned
from midas.store.models.access.trail import APPEND_ONLY, Change, Event, Link

__all__ = [
    "APPEND_ONLY",
    "ApiToken",
    "Change",
    "Cluster",
    "Event",
    "Invitation",
    "Link",
    "People",
    "Person",
    "Role",
    "TenantOwned",
]
