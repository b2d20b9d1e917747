"""What each role may do, as a matrix, and the separation of duties."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from midas.actions.access.duties import RULES
from midas.actions.access.permissions import MAY, SAYS
from midas.store.models import Role
from midas.web.shell.exports import TYPES, spreadsheet
from midas.web.shell.guards import needs

GROUPS: dict[str, Any] = {
    **dict.fromkeys(
        ("members", "accounts", "assessments", "coaching", "screening", "motions", "rules"),
        gettext_lazy("Members, their standing and decisions"),
    ),
    **dict.fromkeys(("opportunities", "requirements"), gettext_lazy("Demand")),
    **dict.fromkeys(("formations", "enterprises"), gettext_lazy("Formation and enterprises")),
    **dict.fromkeys(("events", "trail", "people", "tokens"), gettext_lazy("People and permission")),
}
"""The stage each family of permissions belongs to; others stand under their own name."""


@dataclass(frozen=True, slots=True)
class Row:
    """One permission: its sentence, its name in code, and whether each kind of role has it."""

    says: str
    name: str
    held: tuple[bool, ...]


@require_GET
@needs("trail.view")
def matrix(request: HttpRequest) -> HttpResponse:
    """Who may do what?"""
    kinds = list(Role.Kind)
    kind = request.GET.get("_export", "")
    if kind in TYPES:
        head = [_("Stage"), _("What one may do"), _("Name"), *(one.label for one in kinds)]
        listed = [
            [stage, row.says, row.name, *(_("yes") if held else "" for held in row.held)]
            for stage, rows in groups()
            for row in rows
        ]
        return spreadsheet("roles", head, listed, kind)
    context = {"title": _("Roles"), "kinds": kinds, "groups": groups(), "rules": RULES}
    return render(request, "access/roles.html", context)


def groups() -> list[tuple[str, list[Row]]]:
    """Every permission, by stage, in the order of the table in code."""
    named = [(str(GROUPS.get(name.partition(".")[0], name.partition(".")[0])), name) for name in MAY]
    stages = list(dict.fromkeys(stage for stage, _name in named))
    ordered = sorted(named, key=lambda entry: stages.index(entry[0]))
    return [
        (stage, [_row(name) for _stage, name in entries])
        for stage, entries in groupby(ordered, key=lambda entry: entry[0])
    ]


def _row(name: str) -> Row:
    return Row(str(SAYS.get(name, name)), name, tuple(kind in MAY[name] for kind in Role.Kind))
