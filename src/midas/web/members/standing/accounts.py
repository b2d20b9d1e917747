"""Accounts are entered: typed in a table of years, or read from a file and looked through before they are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from midas.actions.members import accounts as actions
from midas.actions.members.visible import visible_members
from midas.core.members.accounts_sheet import written
from midas.core.members.finance import FIGURES, WORDS
from midas.core.values.problems import BadInput, Problem
from midas.formats import accounts_csv, ixbrl, uk_accounts
from midas.store.models import Answers, FinancialYear, Membership
from midas.web.members.standing.marks import decimal_mark
from midas.web.shell.exports import spreadsheet
from midas.web.shell.guards import needs
from midas.web.shell.uploads import takes_files

Sheet = list[dict[str, str]]
BLANKS, MOST = 3, 10


def _member(request: HttpRequest, pk: int) -> Membership:
    member: Membership = visible_members(request.role).get(pk=pk)
    actions.require_entering(request.role, member.pk)
    return member


@needs("members.view")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The table of years, with the draft if there is one."""
    member = _member(request, pk)
    if request.method == "POST":
        return _posted(request, member)
    years = list(member.financial_years.all())
    draft = Answers.objects.filter(membership=member, dimension="finance").select_related("saved_by").first()
    sheet = [dict(row) for row in draft.given.get("years", [])] if draft else _saved(member, years)
    if "more" in request.GET:
        sheet.append({})
    return _page(request, member, sheet, years=years, draft=draft)


def _saved(member: Membership, years: Sequence[FinancialYear]) -> Sheet:
    currency, mark = member.cluster.currency, decimal_mark()
    rows = [written(actions.accounts_of(year), currency, mark) for year in years]
    return rows + [{} for _ in range(max(0, BLANKS - len(rows)))]


def _posted(request: HttpRequest, member: Membership) -> HttpResponse:
    sheet, role, at = _typed(request.POST), request.role, timezone.now()
    what = request.POST.get("do", "save")
    if what == "more" and len(sheet) < MOST:
        sheet.append({})
    if what != "save":
        draft = actions.keep_draft(role, member.pk, sheet, at=at)
        if what == "more":
            return redirect("standing:accounts", member.pk)
        if request.htmx:
            return render(request, "members/standing/_draft_state.html", {"draft": draft})
        messages.success(request, _("The draft is kept. Nothing is saved to the accounts yet."))
        return redirect("standing:accounts", member.pk)
    try:
        actions.save_accounts(
            role, member.pk, sheet, decimal_mark=decimal_mark(), seen=request.POST.get("seen", ""), at=at
        )
    except BadInput as bad:
        actions.keep_draft(role, member.pk, sheet, at=at)
        return _page(request, member, sheet, problems=bad.problems, status=422)
    except actions.StaleAccounts as stale:
        actions.keep_draft(role, member.pk, sheet, at=at)
        return _page(request, member, sheet, problems=[Problem("years", str(stale))], status=409)
    messages.success(request, _("The accounts are saved."))
    return redirect("standing:finance", member.pk)


def _typed(data: Mapping[str, Any]) -> Sheet:
    """The years of the form, in their order; at most as many as a sheet has."""
    return [
        {name: str(data.get(f"y{index}-{name}", "")) for name in actions.CELLS}
        for index in range(MOST)
        if any(f"y{index}-{name}" in data for name in actions.CELLS)
    ]


def _page(
    request: HttpRequest,
    member: Membership,
    sheet: Sheet,
    *,
    years: Sequence[FinancialYear] | None = None,
    draft: Answers | None = None,
    problems: Iterable[Problem] = (),
    status: int = 200,
) -> HttpResponse:
    found = list(problems)
    there = list(member.financial_years.all()) if years is None else years
    context = {
        "title": _("Enter accounts"),
        "member": member,
        "columns": _origins(sheet, there, draft),
        "lines": _lines(sheet, found),
        "faults": [{"id": _field(one.where), "text": one.message} for one in found],
        "seen": actions.stamp(there),
        "draft": draft,
        "currency": member.cluster.currency,
        "may_add": len(sheet) < MOST,
        "most_mb": ixbrl.MOST // 1_000_000,
    }
    return render(request, "members/standing/accounts.html", context, status=status)


def _origins(sheet: Sheet, years: Sequence[FinancialYear], draft: Answers | None) -> list[str]:
    """From which file each year of the sheet was read, as far as the site knows."""
    from_rows = {year.year_end.isoformat(): year.source for year in years}
    from_files = {day: str(file["source"]) for day, file in actions.files_of(draft).items()}
    return [{**from_rows, **from_files}.get(row.get("year_end", ""), "") for row in sheet]


def _lines(sheet: Sheet, problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """A line for each figure, a field for each year."""
    wrong = {one.where: one.message for one in problems}
    names = {"year_end": _("Last day of the year"), "months": _("Months")} | {
        name: WORDS[name][:1].upper() + WORDS[name][1:] for name in FIGURES
    }
    return [
        {
            "name": name,
            "label": label,
            "cells": [
                {
                    "id": f"y{index}-{name}",
                    "value": row.get(name, "12" if name == "months" else ""),
                    "fault": wrong.get(f"years[{index}].{name}", ""),
                    "label": _("%(what)s, year %(n)d") % {"what": label, "n": index + 1},
                }
                for index, row in enumerate(sheet)
            ],
        }
        for name, label in names.items()
    ]


def _field(where: str) -> str:
    """`years[1].cash` is the field `y1-cash`."""
    place, _dot, name = where.partition(".")
    return f"y{place[6:-1]}-{name}" if name and place.startswith("years[") else ""


@needs("members.view")
def _too_large(request: HttpRequest, pk: int) -> HttpResponse:
    return _refused(request, _member(request, pk), [_size_problem()], 413)


@require_POST
@takes_files(lambda: ixbrl.MOST, _too_large)
@needs("members.view")
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a file into the draft; nothing is saved before somebody looked."""
    member = _member(request, pk)
    file = request.FILES.get("file")
    if request.quota.refused:
        return _refused(request, member, [_size_problem()], 413)
    if file is None:
        return _refused(request, member, [Problem("file", _("Choose a file first."))])
    content, name = file.read(), file.name or ""
    try:
        rows, notes = _read(member, content, name)
    except BadInput as bad:
        return _refused(request, member, bad.problems)
    kept = _saved(member, list(member.financial_years.all()))
    merged = {row.get("year_end", ""): row for row in kept if row.get("year_end")}
    merged |= {row["year_end"]: row for row in rows}
    sheet = [merged[day] for day in sorted(merged, reverse=True)][:MOST]
    try:
        actions.take_file(
            request.role,
            member.pk,
            name,
            content,
            sheet,
            [row["year_end"] for row in rows],
            decimal_mark=decimal_mark(),
            folder=settings.MIDAS_UPLOADS,
            at=timezone.now(),
        )
    except BadInput as bad:
        return _refused(request, member, bad.problems)
    told = _("Read from %(name)s, which is kept as evidence. Look through the figures, then save them.")
    messages.info(request, told % {"name": name})
    for note in notes:
        messages.warning(request, note)
    return redirect("standing:accounts", member.pk)


def _read(member: Membership, content: bytes, name: str) -> tuple[Sheet, tuple[str, ...]]:
    if name.lower().endswith((".csv", ".txt", ".tsv")):
        return _read_csv(content), ()
    try:
        read = uk_accounts.read_uk_accounts(content, member.cluster.currency)
    except ixbrl.UnableToRead as wrong:
        raise BadInput([Problem("file", str(wrong))]) from wrong
    mark = decimal_mark()
    return [written(year, member.cluster.currency, mark) for year in read.years], read.notes


def _read_csv(content: bytes) -> Sheet:
    lines, problems = accounts_csv.read_lines(content)
    if problems:
        raise BadInput(problems)
    rows = []
    for line in lines:
        end = accounts_csv.day(line.cells.get("year_end", ""))
        stated = end.isoformat() if end else line.cells.get("year_end", "") or f"? {line.number}"
        rows.append({"months": "12", **line.cells, "year_end": stated})
    return rows


def _refused(
    request: HttpRequest, member: Membership, problems: Sequence[Problem], status: int = 422
) -> HttpResponse:
    years = list(member.financial_years.all())
    draft = Answers.objects.filter(membership=member, dimension="finance").first()
    sheet = [dict(row) for row in draft.given.get("years", [])] if draft else _saved(member, years)
    return _page(request, member, sheet, years=years, draft=draft, problems=problems, status=status)


def _size_problem() -> Problem:
    return Problem(
        "file", _("The file is larger than %(mb)d MB. Send the accounts alone.") % {"mb": ixbrl.MOST // 10**6}
    )


@require_POST
@needs("members.view")
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to what is saved."""
    member = _member(request, pk)
    actions.discard_draft(request.role, member.pk, at=timezone.now())
    messages.success(request, _("The draft is discarded. These are the accounts as they are saved."))
    return redirect("standing:accounts", member.pk)


@needs("members.view")
def template(request: HttpRequest, pk: int) -> HttpResponse:
    """An empty file with the headings that are understood, and an example line."""
    _member(request, pk)
    example = [
        date_format(timezone.localdate().replace(month=3, day=31), "Y-m-d"),
        12,
        *("" for _ in FIGURES),
    ]
    return spreadsheet(_("accounts template"), accounts_csv.template(), [example], "csv")
