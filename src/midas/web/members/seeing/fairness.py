"""How opportunities were spread over the members in the last year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import django_tables2 as tables
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET
from django_tables2 import RequestConfig

from midas.actions.members.visible import visible_members
from midas.core.members.fairness import gini
from midas.store.models import Membership
from midas.store.queries import seeing as queries
from midas.web.shell.exports import exported
from midas.web.shell.guards import needs
from midas.web.templatetags.midas import money, percent

NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}


@dataclass(frozen=True, slots=True)
class Exposure:
    """One member: how often it was in a best plan, in how many teams, and what its parts are worth."""

    firm: Membership
    proposed: int
    chosen: int
    value: int
    share: float


class ExposureTable(tables.Table):
    """One row per member."""

    firm = tables.Column(
        gettext_lazy("Firm"),
        linkify=("members:member", {"pk": tables.A("firm__pk")}),
        order_by="firm.organisation.name",
    )
    sector = tables.Column(gettext_lazy("Sector"), accessor="firm__sector_group__name")
    proposed = tables.Column(gettext_lazy("Times proposed"), attrs=NUMBER)
    chosen = tables.Column(gettext_lazy("Times chosen"), attrs=NUMBER)
    value = tables.Column(gettext_lazy("Value"), attrs=NUMBER)
    share = tables.Column(gettext_lazy("Share of all"), attrs=NUMBER)

    class Meta:
        order_by = "-value"
        empty_text = gettext_lazy("There are no members yet.")

    def __init__(self, *args: Any, currency: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.currency = currency

    def render_value(self, value: int) -> str:
        return money(value, self.currency)

    def value_value(self, value: int) -> int:
        return value

    def render_share(self, value: float) -> str:
        return percent(value, 1)

    def value_share(self, value: float) -> float:
        return value


@require_GET
@needs("members.view_prices")
def exposure(request: HttpRequest) -> HttpResponse:
    """Do all members get their turn?"""
    at, currency = timezone.now(), request.role.cluster.currency
    proposed = queries.proposed_since(at - queries.YEAR)
    chosen = queries.chosen_since(timezone.localdate(at - queries.YEAR))
    rows = visible_members(request.role).filter(state=Membership.State.ADMITTED)
    total = sum(chosen.get(str(one.pk), (0, 0))[1] for one in rows)
    found = [
        Exposure(one, proposed[str(one.pk)], times, value, value / total if total else 0.0)
        for one in rows
        for times, value in [chosen.get(str(one.pk), (0, 0))]
    ]
    table = ExposureTable(found, currency=currency)
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    download = exported(request, table, "exposure")
    if download is not None:
        return download
    context = {
        "title": _("Who gets how much"),
        "table": table,
        "members": len(found),
        "never": sum(not one.proposed and not one.chosen for one in found),
        "in_teams": sum(one.chosen > 0 for one in found),
        "gini": float(round(gini(one.value for one in found), 2)),
        "total": total,
        "currency": currency,
    }
    return render(request, "members/seeing/exposure.html", context)
