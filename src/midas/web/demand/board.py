"""The coverage board: packages down, members across, gaps in red, and what can be done about each gap."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from midas.actions.access.permissions import may, require
from midas.actions.demand.drafts import OPEN
from midas.actions.demand.seek_partner import close_search, seek_partner
from midas.core.demand.coverage import Light
from midas.core.demand.matching import Filter
from midas.core.members.profile import Firm
from midas.core.values.moments import day_of
from midas.core.values.problems import BadInput
from midas.store.models import Membership, PartnerSought, Requirement, Role, WorkPackage
from midas.store.queries.coverage import Matrix, matrix, saved_policy, terms
from midas.store.queries.demand import competency_labels, contract_period, packages
from midas.store.queries.elsewhere import elsewhere
from midas.web.demand.covering import LIGHTS
from midas.web.demand.forms import DATE
from midas.web.shell.addresses import address
from midas.web.shell.exports import TYPES, spreadsheet
from midas.web.shell.guards import needs
from midas.web.shell.pages import drawer_page
from midas.web.templatetags.midas import quantity

SHOWN = 24
"""Members across; the file has them all."""

SHORT: dict[Filter, Any] = {
    Filter.EXCLUDE: gettext_lazy("excluded"),
    Filter.BLOCKED: gettext_lazy("barred"),
    Filter.CERTIFICATES: gettext_lazy("certificate"),
    Filter.CERTIFICATES_ALL: gettext_lazy("certificate"),
    Filter.QUALITY: gettext_lazy("quality"),
    Filter.LEAD_TIME: gettext_lazy("too late"),
    Filter.REGION: gettext_lazy("region"),
}
"""What keeps a member from a package, in a word."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How one member stands to one package: `can`, `short` (with why) or `none`."""

    state: str
    word: str
    why: str


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One package across the board."""

    code: str
    title: str
    name: str
    light: str
    words: str
    message: str
    firms: int
    cells: list[Cell]
    gap: bool
    sought: PartnerSought | None
    recruit_url: str


@needs("requirements.view")
def board(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Which package can who do, and what nobody can?"""
    found, at = _requirement(opportunity_id), timezone.now()
    seen = _seen(request.role, found, at)
    kind = request.GET.get("_export", "")
    if kind in TYPES:
        require(request.role, "members.export")
        return _file(found, seen, kind)
    rows = _rows(request.role, found, seen)
    firms = seen.firms[:SHOWN]
    context = {
        "title": _("Coverage board"),
        "opportunity": found.opportunity,
        "requirement": found,
        "firms": firms,
        "more": len(seen.firms) - len(firms),
        "rows": rows,
        "gaps": [row for row in rows if row.gap],
        "cards": [row for row in rows if row.gap or row.sought],
        "is_open": found.opportunity.state in OPEN,
        "thin": [row for row in rows if row.light == Light.AMBER],
        "may_change": may(request.role, "requirements.change") and found.opportunity.state in OPEN,
        "may_export": may(request.role, "members.export"),
        "outside": outside_firms(),
        "past": found.partners_sought.exclude(state=PartnerSought.State.OPEN).select_related(
            "found__organisation"
        ),
    }
    return render(request, "demand/board.html", context)


def _requirement(opportunity_id: int) -> Requirement:
    rows = Requirement.objects.select_related("opportunity", "cluster").prefetch_related("work_packages")
    return get_object_or_404(rows, opportunity=opportunity_id)


def _seen(role: Role, found: Requirement, at: datetime) -> Matrix:
    cluster = role.cluster
    return matrix(
        cluster,
        [one.package for one in packages(found)],
        terms(cluster, saved_policy(found), at),
        on=day_of(at, cluster.time_zone),
        otherwise=contract_period(found.opportunity),
    )


def _rows(role: Role, found: Requirement, seen: Matrix) -> list[BoardRow]:
    titled = packages(found)
    names = competency_labels(role.cluster, {one.package.competency for one in titled})
    sought = {one.package: one for one in found.partners_sought.filter(state=PartnerSought.State.OPEN)}
    rows = []
    for one, covered in zip(titled, seen.covered, strict=True):
        package, cover = one.package, covered.coverage
        rows.append(
            BoardRow(
                code=package.id,
                title=one.title,
                name=names.get(package.competency, package.competency),
                light=cover.status.value,
                words=str(LIGHTS[cover.status]),
                message=cover.message.replace(
                    package.competency, names.get(package.competency, package.competency)
                ),
                firms=cover.firms,
                cells=[_cell(seen, package.id, firm) for firm in seen.firms[:SHOWN]],
                gap=cover.status is Light.RED,
                sought=sought.get(package.id),
                recruit_url=address(
                    "seeing:recruit", competency=package.competency, region=package.place or ""
                ),
            )
        )
    return rows


def _cell(seen: Matrix, package: str, firm: Firm) -> Cell:
    reasons = seen.cells.get((package, firm.id))
    if reasons is None:
        return Cell("none", "", "")
    if not reasons:
        return Cell("can", _("can"), "")
    return Cell(
        "short", str(SHORT.get(reasons[0].rule, reasons[0].rule)), "; ".join(one.message for one in reasons)
    )


def _file(found: Requirement, seen: Matrix, kind: str) -> HttpResponse:
    """Every package and every member, not only those shown."""
    head = [_("Package"), _("Title"), _("State"), _("Who can"), *(firm.label for firm in seen.firms)]
    rows = [
        [
            one.package.id,
            one.title,
            str(LIGHTS[covered.coverage.status]),
            covered.coverage.firms,
            *(_written(seen, one.package.id, firm) for firm in seen.firms),
        ]
        for one, covered in zip(packages(found), seen.covered, strict=True)
    ]
    return spreadsheet(f"coverage-{found.opportunity_id}", head, rows, kind)


def _written(seen: Matrix, package: str, firm: Firm) -> str:
    cell = _cell(seen, package, firm)
    return cell.why or cell.word


class PartnerForm(forms.Form):
    """What a partner outside the cluster is to do."""

    what = forms.CharField(
        label=gettext_lazy("What is the partner to do?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
        help_text=gettext_lazy("The work, how much of it, and what the firm must hold."),
    )
    needed_by = forms.DateField(label=gettext_lazy("Needed by"), required=False, widget=DATE)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["needed_by"].widget.attrs["class"] = "form-control"


@require_http_methods(["GET", "POST"])
@needs("requirements.change")
def partner(request: HttpRequest, opportunity_id: int, code: str) -> HttpResponse:
    """Look for a partner outside the cluster for a package."""
    found = _requirement(opportunity_id)
    row: WorkPackage = get_object_or_404(found.work_packages.all(), code=code)
    form = PartnerForm(request.POST or None, initial=_first(row))
    if request.method == "POST" and form.is_valid():
        try:
            seek_partner(
                request.role,
                found.pk,
                code,
                what=form.cleaned_data["what"],
                needed_by=form.cleaned_data["needed_by"],
                at=timezone.now(),
            )
        except BadInput as bad:
            for problem in bad.problems:
                form.add_error(problem.where if problem.where in form.fields else None, problem.message)
        else:
            messages.success(request, _("A partner for %(package)s is looked for.") % {"package": row.title})
            return redirect(_board_url(opportunity_id))
    context = {"title": _("Sub-contract"), "opportunity": found.opportunity, "package": row, "form": form}
    response = drawer_page(request, "demand/partner.html", context)
    response.status_code = 422 if form.is_bound else 200
    return response


def _first(row: WorkPackage) -> dict[str, str]:
    held = (
        _(" The firm must hold %(certificates)s.") % {"certificates": ", ".join(row.certificates)}
        if row.certificates
        else ""
    )
    return {"what": f"{row.title}: {quantity(row.quantity, row.unit)}.{held}"}


@require_POST
@needs("requirements.change")
def close(request: HttpRequest, opportunity_id: int, sought_id: int) -> HttpResponse:
    """Say how the search for a partner ended."""
    get_object_or_404(PartnerSought, pk=sought_id, requirement__opportunity=opportunity_id)
    firm = request.POST.get("found", "")
    try:
        close_search(
            request.role,
            sought_id,
            state=request.POST.get("state", ""),
            outcome=request.POST.get("outcome", ""),
            found_id=int(firm) if firm.isdecimal() and len(firm) < 18 else None,
            at=timezone.now(),
        )
    except BadInput as bad:
        messages.error(request, bad.problems[0].message)
    else:
        messages.success(request, _("That is on record."))
    return redirect(_board_url(opportunity_id))


@needs("requirements.view")
def other_clusters(request: HttpRequest, opportunity_id: int, code: str) -> HttpResponse:
    """Which other clusters here publish that their members do this work, and where."""
    found = _requirement(opportunity_id)
    row: WorkPackage = get_object_or_404(found.work_packages.all(), code=code)
    there = elsewhere(row.competency)
    context = {
        "title": _("Other clusters"),
        "opportunity": found.opportunity,
        "package": row,
        "found": there,
        "names": competency_labels(
            request.role.cluster, {row.competency, *(one.competency for one in there)}
        ),
        "may_publish": may(request.role, "coverage.publish"),
    }
    return drawer_page(request, "demand/elsewhere.html", context)


def _board_url(opportunity_id: int) -> str:
    return reverse("demand:board", args=[opportunity_id])


def outside_firms() -> list[tuple[int, str]]:
    """The sub-suppliers the cluster knows, to be named as found."""
    rows = (
        Membership.objects.exclude(sponsor=None).select_related("organisation").order_by("organisation__name")
    )
    return [(row.pk, row.organisation.name) for row in rows[:200]]
