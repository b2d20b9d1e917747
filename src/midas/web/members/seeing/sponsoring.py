"""A member answers for firms outside the cluster: who they are, and adding one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from midas.actions.members.sponsor_firm import Firm, sponsor_firm
from midas.core.values.problems import BadInput
from midas.rules import regions
from midas.store.models import Membership, Organisation
from midas.web.shell.exports import TYPES, spreadsheet
from midas.web.shell.guards import needs


class SponsorForm(forms.Form):
    """A firm one answers for."""

    name = forms.CharField(label=gettext_lazy("Name of the firm"), max_length=160)
    scheme = forms.CharField(
        label=gettext_lazy("Register"),
        max_length=20,
        initial="GB-COH",
        help_text=gettext_lazy("GB-COH is Companies House; others are listed on org-id.guide."),
    )
    number = forms.CharField(label=gettext_lazy("Number in the register"), max_length=40)
    region = forms.ChoiceField(label=gettext_lazy("Region"))
    locality = forms.CharField(label=gettext_lazy("Place"), max_length=80, required=False)
    size = forms.ChoiceField(label=gettext_lazy("Size"), choices=Organisation.Size.choices)
    summary = forms.CharField(
        label=gettext_lazy("What it does for you"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        known = (*regions.uk_level1(), *regions.uk_level2(), *regions.countries())
        self.fields["region"].choices = [("", _("choose …")), *((one.code, one.name) for one in known)]


@needs("members.change_own")
def sponsor(request: HttpRequest) -> HttpResponse:
    """Whom do we answer for?"""
    form = SponsorForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = sponsor_firm(request.role, Firm(**form.cleaned_data), at=timezone.now())
        except BadInput as bad:
            for problem in bad.problems:
                form.add_error(problem.where, problem.message)
        else:
            messages.success(request, _("%(name)s is entered; it is assessed next.") % {"name": made})
            return redirect("seeing:sponsor")
    rows = Membership.objects.filter(sponsor=request.role.membership_id).select_related("organisation")
    rows = rows.order_by("organisation__name", "pk")
    kind = request.GET.get("_export", "")
    if kind in TYPES:
        head = [_("Firm"), _("Register"), _("Number"), _("State"), _("What it does")]
        listed = [[one, *_register(one), one.get_state_display(), one.summary] for one in rows]
        return spreadsheet("sub-suppliers", head, listed, kind)
    context = {"title": _("Your sub-suppliers"), "form": form, "rows": rows}
    return render(request, "members/seeing/sponsor.html", context, status=422 if form.errors else 200)


def _register(row: Membership) -> tuple[str, str]:
    return row.organisation.scheme, row.organisation.identifier
