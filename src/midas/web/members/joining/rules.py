"""The rules of engagement: the version in force, older ones, and the one being written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from midas.actions.access.permissions import may
from midas.actions.members.accept_rules import accept_rules, to_accept
from midas.actions.members.known import in_force
from midas.actions.members.write_rules import StaleRules, version_being_written, write_rules
from midas.core.values.problems import BadInput
from midas.rules import rules_of_engagement
from midas.store.models import RulesVersion
from midas.web.members.joining.forms import AcceptForm, RulesTextForm
from midas.web.shell.guards import needs

HEADING = re.compile(r"\d+\.\s+\S")


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause: its heading (empty for what stands before the first), and its text."""

    heading: str
    text: str


def clauses(text: str) -> list[Clause]:
    """The rules cut at lines that start with a number and a full stop."""
    return list(_cut(text.splitlines()))


def _cut(lines: list[str]) -> Iterator[Clause]:
    heading, body = "", list[str]()
    for line in lines:
        if HEADING.match(line):
            if heading or any(body):
                yield Clause(heading, "\n".join(body).strip())
            heading, body = line.strip(), []
        else:
            body.append(line.strip())
    if heading or any(body):
        yield Clause(heading, "\n".join(body).strip())


@needs("rules.view")
def in_force_page(request: HttpRequest) -> HttpResponse:
    """What we have agreed on."""
    return _page(request, in_force(request.role.cluster, at=timezone.now()))


@needs("rules.view")
def version_page(request: HttpRequest, number: int) -> HttpResponse:
    """One version, in force or not; what is being written is shown to those who write."""
    version = RulesVersion.objects.select_related("written_by").get(number=number)
    if version.in_force_from is None and not may(request.role, "motions.view"):
        raise RulesVersion.DoesNotExist
    return _page(request, version)


@require_POST
@needs("members.change_own")
def accept(request: HttpRequest, number: int) -> HttpResponse:
    """Accept the rules in force for one's firm."""
    form = AcceptForm(request.POST)
    if not form.is_valid():
        return _page(request, RulesVersion.objects.get(number=number), form, status=422)
    accept_rules(request.role, number, form.cleaned_data["signatory"], at=timezone.now())
    messages.success(request, _("Your firm has accepted version %(number)d.") % {"number": number})
    return redirect("joining:rules")


def _page(
    request: HttpRequest, version: RulesVersion | None, form: AcceptForm | None = None, status: int = 200
) -> HttpResponse:
    asked = to_accept(request.role, at=timezone.now())
    current = in_force(request.role.cluster, at=timezone.now())
    versions = RulesVersion.objects.all()
    shown = versions if may(request.role, "motions.view") else versions.exclude(in_force_from=None)
    context = {
        "title": version.title if version else _("Rules of engagement"),
        "version": version,
        "clauses": clauses(version.text) if version else [],
        "current": current,
        "versions": shown,
        "accepted": version.acceptances.count() if version else 0,
        "to_accept": asked if asked == version else None,
        "newer": asked if asked != version else None,
        "form": form or AcceptForm(initial={"signatory": request.user.name}),
    }
    return render(request, "members/joining/rules.html", context, status=status)


@needs("rules.write")
def write(request: HttpRequest) -> HttpResponse:
    """Write the next version. It is kept as a draft until the cluster decides on it."""
    if request.method == "POST":
        return _written(request)
    version = version_being_written()
    base = version or in_force(request.role.cluster, at=timezone.now())
    start = {
        "title": base.title if base else rules_of_engagement.TITLE,
        "text": base.text if base else rules_of_engagement.TEXT,
        "opened": version.written_at.isoformat() if version else "",
    }
    return _form(request, RulesTextForm(initial=start), version)


def _written(request: HttpRequest) -> HttpResponse:
    form = RulesTextForm(request.POST)
    form.is_valid()
    asked = form.cleaned_data
    try:
        version = write_rules(
            request.role,
            title=asked.get("title", request.POST.get("title", "")),
            text=asked.get("text", ""),
            opened=_moment(asked.get("opened", "")),
            at=timezone.now(),
        )
    except BadInput as bad:
        for problem in bad.problems:
            if problem.where not in form.errors:
                form.add_error(problem.where, problem.message)
        return _form(request, form, version_being_written(), status=422)
    except StaleRules as stale:
        form.data = {**request.POST.dict(), "opened": stale.theirs.written_at.isoformat()}
        return _form(request, form, stale.theirs, theirs=stale.theirs, status=409)
    messages.success(request, _("Version %(number)d is saved as a draft.") % {"number": version.number})
    return redirect("joining:rules-version", version.number)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _form(
    request: HttpRequest,
    form: RulesTextForm,
    version: RulesVersion | None,
    *,
    theirs: RulesVersion | None = None,
    status: int = 200,
) -> HttpResponse:
    title = (
        _("Write version %(number)d") % {"number": version.number} if version else _("Write a new version")
    )
    context = {"title": title, "form": form, "version": version, "theirs": theirs}
    return render(request, "members/joining/write_rules.html", context, status=status)
