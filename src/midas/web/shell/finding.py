"""The search at the top: a few of everything one may see, by its words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from midas.actions.access.permissions import may
from midas.actions.formation.sight import known_terms
from midas.actions.members.visible import visible_members
from midas.rules import regions
from midas.store.models import Role
from midas.store.queries import search as queries
from midas.web.shell.addresses import address

LEAST = 2
"""How many letters make a search."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: what it is called, one line about it, where it is."""

    name: str
    about: str
    url: str


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in one room, and the room's list with the same words."""

    room: str | Promise
    hits: list[Hit]
    url: str


def find(role: Role, words: str) -> list[Found]:
    """What each room has for those words; rooms one may not enter, or with nothing, are left out."""
    if len(words) < LEAST:
        return []
    rooms = [
        _members(role, words) if may(role, "members.view") else None,
        _demands(words) if may(role, "opportunities.view") else None,
        _enterprises(role, words) if may(role, "enterprises.view") else None,
    ]
    return [room for room in rooms if room is not None and room.hits]


def _members(role: Role, words: str) -> Found:
    rows = queries.members(visible_members(role), words)
    hits = [
        Hit(
            row.organisation.name,
            f"{row.organisation.locality}, {regions.name(row.organisation.region)}".strip(", "),
            address("members:member", row.pk),
        )
        for row in rows
    ]
    return Found(_("Members"), hits, address("members:list", q=words))


def _demands(words: str) -> Found:
    hits = [
        Hit(row.title, row.buyer_name, address("demand:opportunity", row.pk))
        for row in queries.opportunities(words)
    ]
    return Found(_("Demand"), hits, address("demand:list", q=words))


def _enterprises(role: Role, words: str) -> Found:
    hits = [
        Hit(row.name, str(row.get_state_display()), address("formation:enterprise", row.pk))
        for row in queries.enterprises(words, known_terms(role), role.enterprise_id)
    ]
    return Found(_("Enterprises"), hits, address("formation:enterprises", q=words))
