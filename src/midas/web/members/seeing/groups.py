"""Sector groups: what each is for, who leads it, who is in it, and what is asked of it."""

from __future__ import annotations

from collections import Counter
from typing import Any

import django_tables2 as tables
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST
from django_tables2 import RequestConfig

from midas.actions.access.permissions import may, require
from midas.actions.members.lead_group import LONGEST, lead_group
from midas.actions.members.visible import visible_members
from midas.core.values.problems import BadInput
from midas.core.values.taxonomy import CPV_PREFIX, covers
from midas.store.models import Membership, SectorGroup
from midas.store.queries import members as stored
from midas.store.queries import seeing as queries
from midas.store.queries.taxonomy import competency_labels, group_of
from midas.web.members.tables import MemberTable
from midas.web.shell.exports import exported
from midas.web.shell.guards import needs

NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}
MOST = 15
"""Kinds of work and demands a group's page names."""


class GroupTable(tables.Table):
    """One row per sector group."""

    name = tables.Column(gettext_lazy("Group"), linkify=("seeing:group", {"slug": tables.A("slug")}))
    lead = tables.Column(gettext_lazy("Led by"), order_by=("lead__organisation__name", "pk"))
    size = tables.Column(gettext_lazy("Members"), attrs=NUMBER)
    purpose = tables.Column(gettext_lazy("What it is for"), orderable=False)

    class Meta:
        empty_text = gettext_lazy("There are no sector groups yet.")


class LeadForm(forms.Form):
    """Who leads a group, and what it is for."""

    lead = forms.TypedChoiceField(label=gettext_lazy("Led by"), coerce=int, empty_value=None, required=False)
    purpose = forms.CharField(
        label=gettext_lazy("What it is for"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, group: SectorGroup) -> None:
        super().__init__(data, initial={"lead": group.lead_id, "purpose": group.purpose})
        firms = Membership.objects.filter(sector_group=group, state=Membership.State.ADMITTED)
        rows = firms.order_by("organisation__name", "pk").values_list("pk", "organisation__name")
        self.fields["lead"].choices = [("", _("nobody")), *rows]


@require_GET
@needs("members.view")
def group_list(request: HttpRequest) -> HttpResponse:
    """Which groups do members gather in?"""
    table = RequestConfig(request, paginate={"per_page": 50}).configure(
        GroupTable(queries.groups(timezone.localdate()))
    )
    if "_export" in request.GET:
        require(request.role, "members.export")
    download = exported(request, table, "sector-groups")
    if download is not None:
        return download
    context = {"title": _("Sector groups"), "table": table, "may_export": may(request.role, "members.export")}
    return render(request, "members/seeing/groups.html", context)


@require_GET
@needs("members.view")
def group_page(request: HttpRequest, slug: str) -> HttpResponse:
    """What is this group for, who is in it, and what is asked of it?"""
    return _group(request, SectorGroup.objects.get(slug=slug))


def _group(request: HttpRequest, group: SectorGroup, form: LeadForm | None = None) -> HttpResponse:
    role, on = request.role, timezone.localdate()
    rows = visible_members(role).filter(sector_group=group, state=Membership.State.ADMITTED)
    table = MemberTable(
        stored.with_parts(rows, on), on=on, exclude=("sector", "state", "size", "certificates")
    )
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    if "_export" in request.GET:
        require(role, "members.export")
    download = exported(request, table, f"sector-group-{group.slug}")
    if download is not None:
        return download
    held = stored.claims(rows, on)
    work = Counter(
        code for code, _firm in {(group_of(one.competency) or one.competency, one.firm) for one in held}
    )
    labels = competency_labels(work)
    changes = may(role, "sectors.change")
    context = {
        "title": group.name,
        "group": group,
        "table": table,
        "count": rows.count(),
        "work": [(code, labels[code], count) for code, count in work.most_common(MOST)],
        "demands": _demands({one.competency for one in held}) if may(role, "opportunities.view") else None,
        "form": (form or LeadForm(group=group)) if changes else None,
        "may_export": may(role, "members.export"),
    }
    wrong = form is not None and bool(form.errors)
    return render(request, "members/seeing/group.html", context, status=422 if wrong else 200)


def _demands(held: set[str]) -> list[Any]:
    """The open demands whose main code somebody of the group has a claim to, or to a part of."""
    rows = (
        queries.open_demands()
        .exclude(cpv="")
        .only("title", "cpv", "deadline_at", "state", "buyer_name", "cluster_id")
    )
    fits = {code: any(covers(CPV_PREFIX + code, one) for one in held) for code in {row.cpv for row in rows}}
    return [row for row in rows if fits[row.cpv]][:MOST]


@require_POST
@needs("sectors.change")
def set_lead(request: HttpRequest, slug: str) -> HttpResponse:
    """Say who leads the group, and what it is for."""
    group = SectorGroup.objects.get(slug=slug)
    form = LeadForm(request.POST, group=group)
    if form.is_valid():
        try:
            lead_group(request.role, slug, at=timezone.now(), **form.cleaned_data)
        except BadInput as bad:
            for problem in bad.problems:
                form.add_error(problem.where, problem.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("seeing:group", slug)
    return _group(request, group, form)
