"""What other clusters on this installation see of ours: nothing, or counts of members by kind of work and region."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from midas.actions.demand.publish_coverage import set_publishing
from midas.core.values.moments import day_of
from midas.rules import regions
from midas.store.models import PublishedCoverage
from midas.store.queries.demand import competency_labels
from midas.store.queries.elsewhere import own_counts
from midas.web.shell.exports import TYPES, spreadsheet
from midas.web.shell.guards import needs

SHOWN = 200


@require_http_methods(["GET", "POST"])
@needs("coverage.publish")
def publishing(request: HttpRequest) -> HttpResponse:
    """Shall other clusters see how many of us do what, and what exactly would they see?"""
    cluster, at = request.role.cluster, timezone.now()
    if request.method == "POST":
        publish = request.POST.get("publish") == "on"
        number = set_publishing(request.role, publish, at=at)
        said = (
            _("Other clusters see %(n)d counts now.") % {"n": number}
            if publish
            else _("Other clusters see nothing of ours now.")
        )
        messages.success(request, said)
        return redirect("demand:publishing")
    counted = sorted(
        own_counts(cluster, day_of(at, cluster.time_zone)).items(), key=lambda one: (-one[1], one[0])
    )
    names = competency_labels(cluster, {code for (code, _region), _firms in counted})
    rows = [
        (names.get(code, code), regions.name(region) if region else _("not said"), firms)
        for (code, region), firms in counted
    ]
    kind = request.GET.get("_export", "")
    if kind in TYPES:
        return spreadsheet("published-coverage", [_("Kind of work"), _("Region"), _("Members")], rows, kind)
    context = {
        "title": _("What other clusters see"),
        "publishes": cluster.publishes_coverage,
        "rows": rows[:SHOWN],
        "more": max(0, len(rows) - SHOWN),
        "count": len(rows),
        "as_of": PublishedCoverage.objects.aggregate(newest=Max("published_at"))["newest"],
    }
    return render(request, "demand/publishing.html", context)
