"""The rail on the left: which rooms there are, and which of them a role may enter.

An entry is shown only if the role may open it, and every entry's page exists: no entry ever leads nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from midas.actions.access.permissions import may
from midas.store.models import Role


@dataclass(frozen=True, slots=True)
class Entry:
    """One room: the name of its page, and the permission it takes (None: any role)."""

    label: str | Promise
    icon: str
    url_name: str
    permission: str | None = None
    also: tuple[str, ...] = ()
    """Where pages of the room lie that are not below its own address."""


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as one page shows it."""

    label: str | Promise
    icon: str
    url: str
    current: bool


ENTRIES = (
    Entry(_("Home"), "home", "home"),
    Entry(_("Members"), "users-group", "members:list", "members.view", ("/assessments/", "/coaching/")),
    Entry(_("Demand"), "inbox", "demand:list", "opportunities.view"),
    Entry(_("My needs"), "bulb", "demand:needs-list", "needs.describe"),
    Entry(_("Enterprises"), "topology-star-3", "formation:enterprises", "enterprises.view"),
    Entry(_("Admin"), "shield-check", "access:administration", "members.invite"),
    Entry(_("Account"), "settings", "access:account"),
)


def links(role: Role | None, path: str) -> list[Link]:
    """The rooms `role` may enter, the one that `path` lies in marked."""
    if role is None:
        return []
    return [
        Link(entry.label, entry.icon, url, any(_inside(path, one) for one in (url, *entry.also)))
        for entry in ENTRIES
        if (entry.permission is None or may(role, entry.permission)) and (url := reverse(entry.url_name))
    ]


def _inside(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
