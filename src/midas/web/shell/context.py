"""What the frame around every page needs: rooms, roles to switch between, and how it looks."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from midas.actions.access.permissions import may
from midas.store import tenancy
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
    """Every role of the person who acts in `role`, with the firm or enterprise it is for, in whichever cluster."""
    if role is None:
        return []
    related = ("cluster", "membership__organisation", "enterprise")
    own = Role.objects.filter(person_id=role.person_id).select_related(*related)
    found = {one.pk: one for one in own}
    # Firms and enterprises are seen from their own cluster only.
    for cluster in {one.cluster_id for one in found.values() if one.membership_id or one.enterprise_id}:
        if cluster != role.cluster_id:
            with tenancy.tenant(cluster):
                found |= {one.pk: one for one in own.filter(cluster_id=cluster)}
    return sorted(found.values(), key=lambda one: (one.cluster.name, one.get_kind_display(), one.pk))
