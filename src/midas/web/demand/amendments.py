"""Who hears of changes of a demand, what they have not looked at yet, and saying that they have."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from midas.actions.demand import amendments as actions
from midas.store.models import DemandMerge, Opportunity, Role
from midas.store.queries.amendments import notes_for, workers
from midas.store.queries.same_demand import family
from midas.web.demand import notice as told
from midas.web.shell.guards import needs


def told_of(role: Role, opportunity: Opportunity) -> dict[str, Any]:
    """What the page of a demand says of changes, and of its being published twice, to that role."""
    merge = None
    if opportunity.same_as_id:
        merge = DemandMerge.objects.filter(gone=opportunity, undone_at=None).first()
    return {
        "following": role.person_id in workers([opportunity])[opportunity.pk],
        "unseen": told.releases([note.notice for note in notes_for(role.person, opportunity)]),
        "also": family(opportunity),
        "merge": merge,
    }


@require_POST
@needs("opportunities.view")
def follow(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Hear of changes, or not any more."""
    get_object_or_404(Opportunity, pk=opportunity_id)
    wanted = request.POST.get("wanted") == "yes"
    actions.follow(request.role, opportunity_id, wanted=wanted, at=timezone.now())
    messages.success(
        request, _("You will hear of changes.") if wanted else _("You will not hear of changes.")
    )
    return redirect("demand:opportunity", opportunity_id)


@require_POST
@needs("opportunities.view")
def seen(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """I have looked at what changed."""
    get_object_or_404(Opportunity, pk=opportunity_id)
    actions.see_amendments(request.role, opportunity_id, at=timezone.now())
    return redirect("demand:opportunity", opportunity_id)
