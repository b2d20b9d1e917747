"""Members: who can do what, where; and whether one firm is good for something."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from midas.actions.access.own_firm import speaks_for
from midas.actions.access.permissions import may, require
from midas.actions.access.shown import Shown, sees
from midas.actions.members.visible import visible_members, visible_words
from midas.rules import regions
from midas.store.models import Membership
from midas.store.queries import members as queries
from midas.store.queries.intake import survivor_of
from midas.store.queries.readiness import reputations
from midas.web.members import pictures
from midas.web.members.admission import admission
from midas.web.members.filters import MemberFilter
from midas.web.members.profile import profile
from midas.web.members.standing.section import section
from midas.web.members.tables import Listed, MemberTable
from midas.web.shell.exports import exported, spreadsheet
from midas.web.shell.guards import needs

VIEWS = ("cards", "table", "overlap")


@needs("members.view")
def member_list(request: HttpRequest) -> HttpResponse:
    """Who can do what, where?"""
    role, on = request.role, timezone.localdate()
    view = request.GET.get("view")
    view = view if view in VIEWS else VIEWS[0]
    if "_export" in request.GET:
        require(role, "members.export")
    chosen = MemberFilter(
        request.GET,
        visible_members(role),
        on=on,
        cluster=role.cluster_id,
        applicants=may(role, "members.view_applicants"),
        words=visible_words(role),
    )
    if view == "overlap":
        return _overlap(request, chosen, on)
    rows = Listed(chosen.qs, chosen.count, lambda keys: queries.with_parts(queries.of_keys(keys), on))
    table = MemberTable(rows, on=on)
    RequestConfig(request, paginate={"per_page": 24}).configure(table)
    download = exported(request, table, "members")
    if download is not None:
        return download
    return render(
        request,
        "members/list.html",
        {**_common(request, chosen, view), "table": table, "count": chosen.count},
    )


def _common(request: HttpRequest, chosen: MemberFilter, view: str) -> dict[str, Any]:
    """What every view of the list shows: the filters, and the map of what they find in all regions."""
    counts = queries.by_level1(chosen.counts)
    current = request.GET.get("region", "")
    to = addresses(request.GET)
    return {
        "title": _("Members"),
        "form": chosen.form,
        "view": view,
        "map": pictures.tile_map(counts, lambda code: to(region="" if code == current else code), current),
        "regions": len(counts),
        "everyone": to(region=""),
        "keep": ("view", "within", "sort"),
        "may_export": may(request.role, "members.export"),
    }


def _overlap(request: HttpRequest, chosen: MemberFilter, on: Any) -> HttpResponse:
    held = queries.claims(chosen.qs, on)
    within = request.GET.get("within", "")
    columns = sorted({claim.region for claim in held}, key=lambda code: (len(code) == 2, code))
    rows = pictures.heat_rows(held, columns, within, addresses(request.GET))
    kind = request.GET.get("_export", "")
    if kind in ("csv", "xlsx"):
        head = [
            _("Code"),
            _("Kind of work"),
            *(regions.name(code) for code in columns),
            _("Firms"),
            _("To spare"),
        ]
        listed = [[r.code, r.label, *(cell.count for cell in r.cells), r.firms, r.spare] for r in rows]
        return spreadsheet("overlaps-and-gaps", head, listed, kind)
    context = {
        **_common(request, chosen, "overlap"),
        "columns": [(code, regions.name(code)) for code in columns],
        "rows": rows,
        "within": pictures.label_of(within) if within else "",
        "divisions": addresses(request.GET)(view="overlap", within=""),
        "thin": [row for row in rows if row.firms < 2],
        "missing": pictures.missing_divisions(held),
        "count": chosen.count,
    }
    return render(request, "members/overlap.html", context)


def addresses(query: QueryDict) -> Callable[..., str]:
    """Addresses of the list with the present filters and some of them changed; the page starts anew."""

    def address(**changes: str) -> str:
        kept = query.copy()
        for name in ("page", "_export", *changes):
            kept.pop(name, None)
        for name, value in changes.items():
            if value:
                kept[name] = value
        if changes.get("competency") or (changes.get("region") and "view" not in changes):
            if kept.get("view") == "overlap":
                kept.pop("view")
            kept.pop("within", None)
        listed = kept.urlencode()
        return reverse("members:list") + (f"?{listed}" if listed else "")

    return address


@needs("members.view")
def member_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Is this firm good for this?"""
    role = request.role
    member: Membership = visible_members(role).get(pk=pk)
    today = timezone.localdate()
    context = profile(member, today=today, prices=sees(role, member, Shown.PRICES))
    context |= section(role, member, today)
    own = speaks_for(role, member.pk)
    context["events"] = queries.events(member) if own or may(role, "events.view") else []
    context["fame"] = reputations([member.pk])[member.pk]
    decides = may(role, "members.view_applicants")
    context["admission"] = admission(member, today) if own or decides else None
    answered = member.sponsored.select_related("organisation").order_by("organisation__name", "pk")
    context["sponsored"] = answered if decides or own else answered.filter(state__in=queries.PUBLIC)
    survivor = survivor_of(member.organisation_id)
    seen = survivor is not None and visible_members(role).filter(pk=survivor.pk).exists()
    context["survivor"] = survivor if seen else None
    context["local_time"] = timezone.now().astimezone(_zone(member))
    return render(request, "members/member.html", {**context, "title": member.organisation.name, "own": own})


def _zone(member: Membership) -> ZoneInfo:
    try:
        return ZoneInfo(member.organisation.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(member.cluster.time_zone)
