"""Vouching for what a firm claims: its claims with what stands behind each, and a button for who may say."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from midas.actions.access.own_firm import speaks_for
from midas.actions.members import confirm as actions
from midas.actions.members.visible import visible_members
from midas.core.members.capability import MOST_CORE, Backing
from midas.store.models import Membership, Offering, Role
from midas.store.queries.members import live
from midas.store.queries.standing import capabilities
from midas.web.shell.guards import needs

PROOFS = {"delivered": "valid", "confirmed": "valid", "on file": "expiring", "nothing": "expired"}


def proven_claims(role: Role, member: Membership) -> list[dict[str, Any]]:
    """Each live claim with what stands behind it and who confirmed it; `mine` where the reader did."""
    on = timezone.localdate()
    rows = (
        Offering.objects.filter(live(on), membership=member)
        .prefetch_related("confirmations__firm__organisation", "confirmations__confirmed_by")
        .order_by("-is_core", "title", "pk")
    )
    backings = capabilities([member], on)[member.pk].claims
    return [_claim(role, row, backing) for row, backing in zip(rows, backings, strict=True)]


def _claim(role: Role, row: Offering, backing: Backing) -> dict[str, Any]:
    firm = role.membership_id if role.kind == Role.Kind.MEMBER else None
    confirmations = list(row.confirmations.all())
    return {
        "row": row,
        "backing": backing,
        "tone": PROOFS[backing.proof.value],
        "proof": _(backing.proof.value),
        "confirmations": confirmations,
        "mine": any(one.firm_id == firm for one in confirmations),
    }


@needs("members.view")
def claims(request: HttpRequest, pk: int) -> HttpResponse:
    """What the firm claims and what stands behind it."""
    member: Membership = visible_members(request.role).get(pk=pk)
    context = {
        "title": _("Claims and their proof"),
        "member": member,
        "claims": proven_claims(request.role, member),
        "may_confirm": actions.may_confirm(request.role, member),
        "own": speaks_for(request.role, member.pk),
        "most_core": MOST_CORE,
    }
    return render(request, "members/standing/claims.html", context)


@require_POST
@needs("members.view")
def confirm(request: HttpRequest, pk: int, offering: int) -> HttpResponse:
    """Yes, it can do that."""
    _offering(request, pk, offering)
    actions.confirm(request.role, offering, request.POST.get("words", ""), at=timezone.now())
    messages.success(request, _("Confirmed. It counts at the firm's next assessment."))
    return redirect("standing:claims", pk)


@require_POST
@needs("members.view")
def withdraw(request: HttpRequest, pk: int, offering: int) -> HttpResponse:
    """Taken back."""
    _offering(request, pk, offering)
    actions.withdraw(request.role, offering, at=timezone.now())
    messages.success(request, _("Withdrawn."))
    return redirect("standing:claims", pk)


def _offering(request: HttpRequest, pk: int, offering: int) -> Offering:
    member = visible_members(request.role).get(pk=pk)
    found: Offering = get_object_or_404(Offering, pk=offering, membership=member)
    return found
