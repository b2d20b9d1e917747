"""What the frame around every page needs: rooms, roles to switch between, and how it looks."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from midas.actions.access.permissions import may
from midas.store.models import Role
from midas.web.shell.navigation import links

THEME_COOKIE = "midas_theme"
THEMES = ("light", "dark")
SEARCHED = ("members.view", "opportunities.view", "enterprises.view")


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context processor named in the settings."""
    role = getattr(request, "role", None)
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return {
        "role": role,
        "rooms": links(role, request.path),
        "searchable": role is not None and any(may(role, permission) for permission in SEARCHED),
        "own_roles": SimpleLazyObject(lambda: own_roles(role)),
        "theme": theme if theme in THEMES else "",
    }


def own_roles(role: Role | None) -> list[Role]:
    """Every role of the person who acts in `role`; the request's fence lets people see their own."""
    if role is None:
        return []
    found = Role.objects.filter(person_id=role.person_id).select_related(
        "cluster", "membership__organisation"
    )
    return sorted(found, key=lambda one: (one.cluster.name, one.get_kind_display(), one.pk))
