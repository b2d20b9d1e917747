"""Needs of purchasers and ideas of members: described step by step, kept as drafts, sent, and followed.

The same pages serve both; the address says through which door a need comes, and so who may open it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from midas.actions.demand.describe_need import (
    add_file,
    described,
    own_needs,
    remove_file,
    save_step,
    send_need,
    start_need,
    too_large,
    visible_files,
    withdraw_need,
)
from midas.core.demand.needs import FIELDS, STEPS, done, step_of
from midas.core.members.proofs import LARGEST
from midas.core.values.problems import BadInput
from midas.rules import regions
from midas.store.models import Need, NeedFile, Opportunity
from midas.store.uploads import is_hopeless, limited
from midas.web.demand.forms import region_choices
from midas.web.demand.private_words import FIELD_WORDS, IDEA_STEPS, MODES, NEED_STEPS, fate
from midas.web.shell.exports import TYPES, spreadsheet
from midas.web.shell.guards import needs
from midas.web.shell.refusals import refusal

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Door:
    """One of the two ways in: its word in addresses and names, its permission, and the door of its opportunities."""

    word: str
    permission: str
    door: str

    @property
    def idea(self) -> bool:
        return self.door == Opportunity.Door.CLUSTER

    def url(self, name: str, *args: object) -> str:
        return reverse(f"demand:{self.word}-{name}", args=args)


NEEDS = Door("needs", "needs.describe", Opportunity.Door.CUSTOMER)
IDEAS = Door("ideas", "ideas.propose", Opportunity.Door.CLUSTER)


def private(way: Door) -> list[URLPattern]:
    """The addresses of one door."""

    def at(tail: str, view: View, name: str) -> URLPattern:
        return path(f"{way.word}/{tail}", needs(way.permission)(_for(view, way)), name=f"{way.word}-{name}")

    return [
        at("", listed, "list"),
        at("new/", start, "new"),
        at("<int:need_id>/", one, "one"),
        at("<int:need_id>/send/", send, "send"),
        at("<int:need_id>/withdraw/", withdraw, "withdraw"),
        at("<int:need_id>/step/<slug:step>/", step_page, "step"),
        path(f"{way.word}/<int:need_id>/file/", csrf_exempt(_for(upload, way)), name=f"{way.word}-upload"),
        at("<int:need_id>/file/<int:file_id>/", own_file, "file"),
        at("<int:need_id>/file/<int:file_id>/remove/", remove, "remove"),
    ]


def _for(view: View, way: Door) -> View:
    """The view with its door."""

    @wraps(view)
    def through(request: HttpRequest, **places: Any) -> HttpResponse:
        return view(request, way=way, **places)

    return through


@require_GET
def listed(request: HttpRequest, *, way: Door) -> HttpResponse:
    """What did I ask for, and what became of it?"""
    found = list(own_needs(request.role, way.door))
    kind = request.GET.get("_export", "")
    rows = [(need, fate(need)) for need in found]
    if kind in TYPES:
        head = [_("Title"), _("State"), _("Saved"), _("Sent")]
        table = [[str(need), str(told.words), need.saved_at, need.sent_at] for need, told in rows]
        return spreadsheet(way.word, head, table, kind)
    context = {
        "title": _("Ideas") if way.idea else _("My needs"),
        "way": way,
        "rows": rows,
        "drafts": sum(need.state == Need.State.DRAFT for need in found),
        "under_way": sum(told.open for _need, told in rows),
        "new_url": way.url("new"),
    }
    return render(request, "demand/needs.html", context)


@require_POST
def start(request: HttpRequest, *, way: Door) -> HttpResponse:
    """Begin a description."""
    need = start_need(request.role, way.door, at=timezone.now())
    return redirect(way.url("step", need.pk, STEPS[0]))


def _own(request: HttpRequest, way: Door, need_id: int) -> Need:
    return get_object_or_404(own_needs(request.role, way.door).select_related("cluster"), pk=need_id)


def _steps(way: Door, need: Need) -> list[dict[str, Any]]:
    files = len(need.files.all())
    titles = IDEA_STEPS if way.idea else NEED_STEPS
    return [
        {
            "name": name,
            "title": titles[name][0],
            "hint": titles[name][1],
            "url": way.url("step", need.pk, name),
            "done": done(need.answers, name, files, idea=way.idea),
            "needed": name == STEPS[0],
        }
        for name in STEPS
    ]


@require_GET
def one(request: HttpRequest, need_id: int, *, way: Door) -> HttpResponse:
    """How far am I, what is still missing; or, once it is sent, where does it stand?"""
    need = _own(request, way, need_id)
    draft = need.state == Need.State.DRAFT
    problems = described(need, timezone.now())[1] if draft else ()
    context = {
        "title": str(need),
        "way": way,
        "need": need,
        "draft": draft,
        "steps": _steps(way, need),
        "problems": [(problem, way.url("step", need.pk, step_of(problem.where))) for problem in problems],
        "told": fate(need),
        "answers": _answers(need),
        "files": need.files.all(),
        "may_open": request.role.kind != "purchaser",
        **_urls(way, need),
    }
    return render(request, "demand/need.html", context)


def _urls(way: Door, need: Need) -> dict[str, str]:
    return {
        "list_url": way.url("list"),
        "send_url": way.url("send", need.pk),
        "withdraw_url": way.url("withdraw", need.pk),
        "upload_url": way.url("upload", need.pk),
    }


def _answers(need: Need) -> list[tuple[Any, str]]:
    """What was answered, with the question, in order."""
    said = [(name, need.answers.get(name, "")) for step in STEPS for name in FIELDS.get(step, ())]
    return [(FIELD_WORDS[name][0], _said(name, text)) for name, text in said if text]


def _said(name: str, text: str) -> str:
    if name == "mode":
        return str(dict(MODES).get(text, text))
    if name == "region":
        return regions.name(text)
    if name.endswith("_on"):
        with suppress(ValueError):
            return str(date_format(date.fromisoformat(text), "j M Y"))
    return text


@require_http_methods(["GET", "POST"])
def step_page(request: HttpRequest, need_id: int, step: str, *, way: Door) -> HttpResponse:
    """One step of the description; whatever is typed is kept."""
    need = _own(request, way, need_id)
    if step not in STEPS:
        raise Http404(_("There is no such step."))
    if need.state != Need.State.DRAFT:
        return redirect(way.url("one", need.pk))
    if request.method == "POST":
        save_step(request.role, need.pk, step, request.POST, at=timezone.now())
        following = STEPS[STEPS.index(step) + 1 :]
        ahead = request.POST.get("go") == "next" and following
        return redirect(way.url("step", need.pk, following[0]) if ahead else way.url("one", need.pk))
    titles = IDEA_STEPS if way.idea else NEED_STEPS
    wrong = {problem.where: problem.message for problem in described(need, timezone.now())[1]}
    fields = [
        {"name": name, "label": FIELD_WORDS[name][0], "help": FIELD_WORDS[name][1], "kind": FIELD_WORDS[name][2],
         "value": need.answers.get(name, ""), "fault": wrong.get(name, "") if name in need.answers else ""}
        for name in FIELDS.get(step, ()) if way.idea or name != "mode"
    ]  # fmt: skip
    context = {
        "title": titles[step][0],
        "lead": titles[step][1],
        "way": way,
        "need": need,
        "step": step,
        "number": STEPS.index(step) + 1,
        "of": len(STEPS),
        "last": step == STEPS[-1],
        "fields": fields,
        "modes": MODES,
        "regions": region_choices(),
        "currency": need.cluster.currency,
        "files": [
            (file, way.url("file", need.pk, file.pk), way.url("remove", need.pk, file.pk))
            for file in need.files.all()
        ],
        "one_url": way.url("one", need.pk),
        **_urls(way, need),
    }
    return render(request, "demand/need_step.html", context)


@require_POST
def send(request: HttpRequest, need_id: int, *, way: Door) -> HttpResponse:
    """Hand it to the cluster."""
    need = _own(request, way, need_id)
    try:
        send_need(request.role, need.pk, at=timezone.now())
    except BadInput:
        messages.error(request, _("It is not complete yet: what is missing is listed below."))
    else:
        messages.success(
            request, _("Sent. The cluster's broker looks at it; this page tells you what becomes of it.")
        )
    return redirect(way.url("one", need.pk))


@require_POST
def withdraw(request: HttpRequest, need_id: int, *, way: Door) -> HttpResponse:
    """Withdraw a draft."""
    need = _own(request, way, need_id)
    withdraw_need(request.role, need.pk, folder=settings.MIDAS_UPLOADS, at=timezone.now())
    messages.success(request, _("The draft is withdrawn, and its files are deleted."))
    return redirect(way.url("list"))


# The quota has to stand before anything reads the request, and checking the token reads it; so the token is checked
# by the inner view.
@require_POST
def upload(request: HttpRequest, need_id: int, *, way: Door) -> HttpResponse:
    """Take a file for a draft."""
    if is_hopeless(request, LARGEST):
        return refusal(request, 413, str(too_large()))
    request.quota = limited(request, LARGEST)  # type: ignore[attr-defined]
    return csrf_protect(needs(way.permission)(_for(_upload, way)))(request, need_id=need_id)


def _upload(request: HttpRequest, need_id: int, *, way: Door) -> HttpResponse:
    need = _own(request, way, need_id)
    file = request.FILES.get("file")
    try:
        if request.quota.refused:  # type: ignore[attr-defined]
            raise too_large()
        if file is None:
            messages.error(request, _("Choose a file first."))
        else:
            kept = add_file(
                request.role,
                need.pk,
                file.name or "",
                file.chunks(),
                folder=settings.MIDAS_UPLOADS,
                at=timezone.now(),
            )
            messages.success(request, _("%(file)s is kept.") % {"file": kept.file_name})
    except BadInput as bad:
        for problem in bad.problems:
            messages.error(request, problem.message)
    return redirect(way.url("step", need.pk, "files"))


@require_POST
def remove(request: HttpRequest, need_id: int, file_id: int, *, way: Door) -> HttpResponse:
    """Take a file out again."""
    need = _own(request, way, need_id)
    remove_file(request.role, need.pk, file_id, folder=settings.MIDAS_UPLOADS)
    messages.success(request, _("The file is removed."))
    return redirect(way.url("step", need.pk, "files"))


@require_GET
def own_file(request: HttpRequest, need_id: int, file_id: int, *, way: Door) -> HttpResponse:
    """A file of one's own need."""
    need = _own(request, way, need_id)
    return handed_out(get_object_or_404(need.files.all(), pk=file_id))


@require_GET
@needs("opportunities.view")
def sent_file(request: HttpRequest, opportunity_id: int, file_id: int) -> HttpResponse:
    """A file that came with a demand, for whoever sees the demand."""
    rows = visible_files(request.role).filter(need__opportunity=opportunity_id)
    return handed_out(get_object_or_404(rows, pk=file_id))


def handed_out(file: NeedFile) -> HttpResponse:
    """The file as a download, whatever it is, which no browser runs or shows as a page of this site."""
    where = settings.MIDAS_UPLOADS / file.path
    if not where.is_file():
        raise Http404(file.file_name)
    answer = FileResponse(
        where.open("rb"), as_attachment=True, filename=file.file_name, content_type=file.media_type
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer
