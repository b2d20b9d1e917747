"""How much a firm's resources give over the next twelve months: seen by the firm and the desk, kept by the firm."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from math import ceil
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from midas.actions.access.own_firm import may_change_own
from midas.actions.members import capacity as actions
from midas.actions.members.visible import visible_members
from midas.core.members.calendar import Room, strip
from midas.core.values.problems import BadInput, Problem
from midas.formats.calendars import MOST_BYTES, Calendar, read_calendar
from midas.store.models import CapacityChange, Membership, Role
from midas.store.queries import calendar as queries
from midas.web.shell.exports import TYPES, spreadsheet
from midas.web.shell.guards import needs

FIELDS = ("starts_on", "ends_on", "capacity", "note")


@dataclass(frozen=True, slots=True)
class Cell:
    """A week on the strip: how much is left of it, its shade (0 nothing left, 4 all), and the words for it."""

    room: Room
    percent: int | None
    shade: int
    words: str


@dataclass(frozen=True, slots=True)
class Month:
    """The weeks that start in one month."""

    name: str
    cells: tuple[Cell, ...]


@needs("members.view")
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """When is how much left?"""
    member = _member(request.role, pk)
    if request.method == "POST":
        return _add(request, member)
    kind = request.GET.get("_export", "")
    if kind in TYPES:
        return _export(member, kind)
    return _page(request, member)


def _member(role: Role, pk: int) -> Membership:
    """The firm, if it is the role's own or the role plans teams."""
    member: Membership = visible_members(role).get(pk=pk)
    actions.require_calendar(role, member.pk)
    return member


def _page(
    request: HttpRequest,
    member: Membership,
    problems: tuple[Problem, ...] = (),
    status: int = 200,
) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "title": _("Capacity of %(name)s") % {"name": member.organisation.name},
        "member": member,
        "own": may_change_own(request.role, member.pk),
        "problems": problems,
        "typed": request.POST,
        "pools": [
            {"calendar": one, "months": _months(one, today), "unit": one.resource.unit}
            for one in queries.calendars(member)
        ],
    }
    return render(request, "members/intake/calendar.html", context, status=status)


def _months(one: queries.Calendar, today: date) -> list[Month]:
    cells = [_cell(week) for week in strip(one.resource.capacity, one.changes, today)]
    by_month = groupby(cells, key=lambda cell: cell.room.days.start.replace(day=1))
    return [Month(date_format(first, "M Y"), tuple(listed)) for first, listed in by_month]


def _cell(week: Room) -> Cell:
    share = week.share
    percent = None if share is None else round(100 * share)
    left = _("nothing at all") if percent is None else _("%(n)d %% left") % {"n": percent}
    words = _("Week of %(day)s: %(left)s") % {"day": date_format(week.days.start, "j M Y"), "left": left}
    return Cell(week, percent, 0 if share is None else ceil(4 * share), words)


def _add(request: HttpRequest, member: Membership) -> HttpResponse:
    typed = actions.Typed(*(request.POST.get(name, "") for name in FIELDS))
    try:
        actions.add_change(request.role, _key(request, "resource"), typed, at=timezone.now())
    except BadInput as bad:
        return _page(request, member, bad.problems, 422)
    messages.success(request, _("Saved."))
    return redirect("intake:calendar", member.pk)


@needs("members.change_own")
def change(request: HttpRequest, pk: int, change_id: int) -> HttpResponse:
    """Correct a period, or take it back."""
    member = _member(request.role, pk)
    row = CapacityChange.objects.select_related("resource").get(pk=change_id, resource__membership=member)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            _changed(request, row)
        except BadInput as bad:
            problems = bad.problems
        else:
            return redirect("intake:calendar", member.pk)
    else:
        actions.require_calendar(request.role, member.pk, change=True)
    stored = {
        "starts_on": row.starts_on.isoformat(),
        "ends_on": row.ends_on.isoformat(),
        "capacity": f"{(row.capacity or 0):f}".rstrip("0").rstrip(".") or "0",
        "note": row.note,
    }
    context = {
        "title": _("Change a period of %(name)s") % {"name": row.resource.name},
        "member": member,
        "row": row,
        "typed": request.POST if problems else stored,
        "problems": problems,
    }
    return render(request, "members/intake/calendar_change.html", context, status=422 if problems else 200)


def _changed(request: HttpRequest, row: CapacityChange) -> None:
    if request.POST.get("what") == "remove":
        actions.remove_change(request.role, row.pk, at=timezone.now())
        messages.success(request, _("The usual capacity holds again on these days."))
        return
    typed = actions.Typed(*(request.POST.get(name, "") for name in FIELDS))
    actions.change_change(request.role, row.pk, typed, at=timezone.now())
    messages.success(request, _("Saved."))


@require_POST
@needs("members.change_own")
def import_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Days from a calendar file: shown first, then saved."""
    member = _member(request.role, pk)
    actions.require_calendar(request.role, member.pk, change=True)
    resource = member.resources.get(pk=_key(request, "resource"))
    name = request.POST.get("source", "")[:160]
    if "rows" in request.POST:
        found = read_calendar(request.POST["rows"].encode())
        if not found.problems:
            try:
                count = actions.add_spells(
                    request.role, resource.pk, found.spells, source=name, at=timezone.now()
                )
            except BadInput as bad:
                return _page(request, member, bad.problems, 422)
            messages.success(request, _("%(n)d new periods are in the calendar.") % {"n": count})
            return redirect("intake:calendar", member.pk)
        return _page(request, member, found.problems, 422)
    file = request.FILES.get("file")
    try:
        found = _read(file)
    except BadInput as bad:
        return _page(request, member, bad.problems, 422)
    context = {
        "title": _("Days for %(name)s") % {"name": resource.name},
        "member": member,
        "resource": resource,
        "source": file.name if file else "",
        "spells": [(one, one.monthly(resource.capacity)) for one in found.spells],
        "problems": found.problems,
        "rows": _rows(found),
    }
    return render(request, "members/intake/calendar_preview.html", context)


def _read(file: Any) -> Calendar:
    if file is None:
        raise BadInput([Problem("file", _("Choose a file."))])
    if file.size > MOST_BYTES:
        raise BadInput([Problem("file", _("The file is larger than 1 MB; export fewer years."))])
    return read_calendar(file.read())


def _rows(found: Calendar) -> str:
    """What was read, as the table that is read again when it is confirmed."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("from", "to", "capacity", "note"))
    for one in found.spells:
        amount = f"{100 * (one.share or 0):f}%" if one.capacity is None else f"{one.capacity:f}"
        writer.writerow((one.days.start.isoformat(), one.days.end.isoformat(), amount, one.note))
    return text.getvalue()


def _export(member: Membership, kind: str) -> HttpResponse:
    head = (_("Resource"), "from", "to", "capacity", _("Reserved"), _("Team"), "note")
    rows = [
        (
            one.resource.name,
            row.starts_on,
            row.ends_on,
            row.capacity,
            row.reserved,
            row.enterprise.name if row.enterprise else "",
            row.note,
        )
        for one in queries.calendars(member)
        for row in one.rows
    ]
    return spreadsheet(f"capacity {member.organisation.name}", head, rows, kind)


def _key(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
