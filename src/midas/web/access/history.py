"""The history of a thing, in the drawer beside it or on a page of its own: who, when, from what to what, why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from midas.actions.access.permissions import require
from midas.actions.access.trail_sight import TrailSight, trail_sight
from midas.actions.formation.sight import visible_enterprises
from midas.actions.members.visible import visible_members
from midas.store.models import (
    Assessment,
    Bank,
    Certificate,
    Enterprise,
    FinancialYear,
    Insurance,
    Offering,
    Opportunity,
    Partner,
    Requirement,
    Resource,
    Role,
)
from midas.store.queries.history import Things, changes_of, events_of, events_of_transactions
from midas.web.access.told import entries
from midas.web.shell.guards import needs
from midas.web.shell.pages import drawer_page

SHOWN = 100
"""How many events the drawer shows."""


@dataclass(frozen=True, slots=True)
class Past:
    """What a history is of: its name, the things whose past it is, and which values the reader sees."""

    name: str
    things: Things
    sight: TrailSight


@require_GET
@needs()
def history(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """What happened to this thing?"""
    if kind not in KINDS:
        raise Http404
    past = KINDS[kind](request.role, pk)
    changes = changes_of(past.things)
    found = list(events_of(past.things)[: SHOWN + 1])
    known = {event.transaction for event in found}
    missing = {change.transaction for change in changes} - known
    currency = request.role.cluster.currency
    told = entries([*found[:SHOWN], *events_of_transactions(missing)], changes, past.sight, currency)
    context = {
        "title": _("History of %s") % past.name,
        "entries": told[:SHOWN],
        "more": len(told) > SHOWN or len(found) > SHOWN,
    }
    return drawer_page(request, "access/history.html", context)


def _member(role: Role, pk: int) -> Past:
    """A firm with its offerings, proofs and figures; seen by itself, and by whoever sees what happened."""
    require(role, "members.view")
    member = visible_members(role).get(pk=pk)
    if member.pk != role.membership_id:
        require(role, "events.view")
    things: dict[str, list[int]] = {"membership": [member.pk], "organisation": [member.organisation_id]}
    for model in (Offering, Certificate, Resource, FinancialYear, Assessment, Bank, Insurance):
        own = model.objects.filter(membership=member).values_list("pk", flat=True)
        things[str(model._meta.model_name)] = list(own)
    return Past(member.organisation.name, things, trail_sight(role, member.pk))


def _opportunity(role: Role, pk: int) -> Past:
    require(require(role, "opportunities.view"), "events.view")
    row = Opportunity.objects.get(pk=pk)
    wanted = Requirement.objects.filter(opportunity=row).values_list("pk", flat=True)
    return Past(row.title, {"opportunity": [pk], "requirement": list(wanted)}, trail_sight(role))


def _enterprise(role: Role, pk: int) -> Past:
    require(role, "events.view", enterprise=pk)
    row = visible_enterprises(role, Enterprise.objects.all()).get(pk=pk)
    partners = list(Partner.objects.filter(enterprise=row).values_list("pk", flat=True))
    return Past(row.name, {"enterprise": [pk], "partner": partners}, trail_sight(role))


def _role(role: Role, pk: int) -> Past:
    """A role, also one that has ended."""
    require(role, "people.manage")
    things = {"role": [pk]}
    if not events_of(things).exists() and not Role.objects.filter(pk=pk, cluster_id=role.cluster_id).exists():
        raise Http404
    return Past(_("this role"), things, trail_sight(role))


KINDS: dict[str, Callable[[Role, int], Past]] = {
    "membership": _member,
    "opportunity": _opportunity,
    "enterprise": _enterprise,
    "role": _role,
}
"""The things that have a history page, and who may see it."""
