"""Firms and officers whose names are like listed ones, officers that rivals share, and the lists themselves."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from midas.actions.members.screen import Finding, conflicts, findings, judge_hit, load_list
from midas.core.values.problems import BadInput
from midas.formats.name_list import MOST_BYTES, read_name_list
from midas.store.models import ListedName
from midas.web.shell.exports import spreadsheet
from midas.web.shell.guards import needs


class ListForm(forms.Form):
    """A list from a file."""

    list_name = forms.CharField(
        label=gettext_lazy("What the list is called"),
        max_length=80,
        help_text=gettext_lazy("An older list of that name is replaced."),
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV in UTF-8 with a column “name” and, if there is one, “reference”."),
    )


@needs("screening.load")
def screening(request: HttpRequest) -> HttpResponse:
    """Is anybody of ours on a list?"""
    form = (
        ListForm(request.POST or None, request.FILES or None)
        if request.POST.get("do") == "load"
        else ListForm()
    )
    status = 200
    if request.method == "POST":
        if request.POST.get("do") == "load":
            if _loaded(request, form):
                return redirect("readiness:screening")
            status = 422
        else:
            _said(request)
            return redirect("readiness:screening")
    found = findings()
    kind = request.GET.get("_export", "")
    if kind in ("csv", "xlsx"):
        return _download(found, kind)
    lists = ListedName.objects.values("list_name").annotate(names=Count("pk"), loaded_at=Max("loaded_at"))
    context = {
        "title": _("Screening"),
        "page": Paginator(found, 25).get_page(request.GET.get("page")),
        "open": sum(not one.verdict for one in found),
        "count": len(found),
        "conflicts": conflicts(),
        "lists": lists.order_by("list_name"),
        "form": form,
    }
    return render(request, "members/readiness/screening.html", context, status=status)


def _loaded(request: HttpRequest, form: ListForm) -> bool:
    if not form.is_valid():
        return False
    upload, name = form.cleaned_data["file"], form.cleaned_data["list_name"]
    try:
        names = read_name_list(upload.read(MOST_BYTES + 1), name)
        count = load_list(request.role, name, names, at=timezone.now())
    except BadInput as bad:
        for problem in bad.problems:
            form.add_error("file", f"{problem.where} {problem.message}")
        return False
    messages.success(
        request, _("%(count)d names are loaded; firms are compared with them now.") % {"count": count}
    )
    return True


def _said(request: HttpRequest) -> None:
    written = request.POST.get("member", "")
    upheld = request.POST.get("do") == "uphold"
    judge_hit(
        request.role,
        int(written) if written.isdecimal() and len(written) < 18 else 0,
        request.POST.get("key", ""),
        upheld=upheld,
        reason=request.POST.get("reason", ""),
        at=timezone.now(),
    )
    told = (
        _("Upheld: the firm fails its gates until it is cleared.")
        if upheld
        else _("Cleared, with your reason.")
    )
    messages.success(request, told)


def _download(found: list[Finding], kind: str) -> HttpResponse:
    head = [
        _("Firm"),
        _("Our name"),
        _("Listed name"),
        _("List"),
        _("Reference"),
        _("Likeness"),
        _("Reasons"),
        _("Verdict"),
        _("Reason given"),
        _("By"),
    ]
    rows = [
        [
            one.member.organisation.name,
            one.hit.subject.name,
            one.hit.listed.name,
            one.hit.listed.list_name,
            one.hit.listed.reference,
            round(one.hit.likeness, 3),
            "; ".join(one.hit.reasons),
            one.verdict or _("open"),
            one.reason,
            one.by,
        ]
        for one in found
    ]
    return spreadsheet("screening", head, rows, kind)
