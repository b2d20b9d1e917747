"""Matching itself: how far it is, what it weighs and what it learned from."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET
from django_tables2 import RequestConfig

from midas.actions.demand.request_matching import LIVE, request_matching
from midas.core.demand.relevance.blend import WEIGHTS, Part
from midas.store.models import MatchRun
from midas.store.queries.matches import last_run
from midas.web.shell.exports import exported
from midas.web.shell.guards import needs
from midas.web.templatetags.midas import state_badge

NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}
NAMES: dict[Part, str | Promise] = {
    Part.CODES: gettext_lazy("How near the CPV codes are"),
    Part.WORDS: gettext_lazy("Words in common"),
    Part.WINS: gettext_lazy("Work of that kind done before"),
    Part.REGION: gettext_lazy("Where the firm works"),
    Part.CERTIFICATES: gettext_lazy("Certificates asked for"),
    Part.SIZE: gettext_lazy("Size of the firm"),
}
FIRST = gettext_lazy("not known yet: nothing was matched so far")


class RunTable(tables.Table):
    """One row per run."""

    requested_at = tables.DateTimeColumn(verbose_name=gettext_lazy("Asked for"), format="j M Y, H:i")
    requested_by = tables.Column(gettext_lazy("By"), default=gettext_lazy("Midas"))
    state = tables.Column(gettext_lazy("State"))
    is_full = tables.Column(gettext_lazy("What"))
    opportunities = tables.Column(gettext_lazy("Demands"), attrs=NUMBER)
    members = tables.Column(gettext_lazy("Members"), attrs=NUMBER)
    answers = tables.Column(gettext_lazy("Answers learned from"), attrs=NUMBER)
    finished_at = tables.DateTimeColumn(verbose_name=gettext_lazy("Over"), format="j M Y, H:i")

    class Meta:
        order_by = "-requested_at"
        empty_text = gettext_lazy("Nothing was matched yet.")
        attrs = {"class": "table stacking"}

    def render_state(self, record: MatchRun) -> str:
        return state_badge(record.state, record.get_state_display())

    def value_state(self, record: MatchRun) -> str:
        return record.state

    def render_is_full(self, value: bool) -> str:
        return _("all open demand") if value else _("what changed")


@needs("matches.run")
def runs(request: HttpRequest) -> HttpResponse:
    """How does matching stand?"""
    if request.method == "POST":
        request_matching(request.role, at=timezone.now())
        return redirect("matching:runs")
    rows = MatchRun.objects.select_related("requested_by")
    table = RequestConfig(request, paginate={"per_page": 25}).configure(RunTable(rows))
    download = exported(request, table, "matching")
    if download is not None:
        return download
    last = last_run()
    context = {
        "title": _("Matching"),
        "table": table,
        "live": rows.filter(state__in=LIVE).first(),
        "why": last.learned.get("why", "") if last else FIRST,
        "weights": _weights(last),
    }
    return render(request, "demand/matching/runs.html", context)


def _weights(last: MatchRun | None) -> list[tuple[Any, float]]:
    """What each signal counts, as shares of all; learned ones where there are any."""
    learned = (last.learned.get("weights") if last else None) or {
        part.value: w for part, w in WEIGHTS.items()
    }
    total = sum(abs(weight) for weight in learned.values()) or 1.0
    found = [(NAMES[Part(name)], weight / total) for name, weight in learned.items()]
    return sorted(found, key=lambda one: -one[1])


@needs("matches.run")
@require_GET
def progress(request: HttpRequest, run_id: int) -> HttpResponse:
    """The part of the page that moves; once the run is over, the whole page is asked for."""
    run = get_object_or_404(MatchRun, pk=run_id)
    response = render(request, "demand/matching/_progress.html", {"run": run})
    if run.state not in LIVE and request.htmx:
        response["HX-Refresh"] = "true"
    return response
