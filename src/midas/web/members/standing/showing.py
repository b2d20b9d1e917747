"""Who sees what of a firm: its four dimensions on a page of their own, and its owner's choice."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from midas.actions.access.shown import Shown, readers, sees
from midas.actions.members import sight
from midas.actions.members.visible import visible_members
from midas.core.values.problems import BadInput
from midas.store.models import Membership
from midas.web.members.standing.section import section
from midas.web.shell.guards import needs

RULES = gettext_lazy("Nobody beyond the rules")
CHOICES: dict[Shown, dict[str, Any]] = {
    Shown.PRICES: {"desk": gettext_lazy("Project managers and coaches too")},
    Shown.ACCOUNTS: {
        "desk": gettext_lazy("Brokers and project managers too"),
        "members": gettext_lazy("Everybody in the cluster"),
    },
    Shown.ASSESSMENTS: {
        "members": gettext_lazy("Everybody in the cluster and the regional agency"),
        "purchasers": gettext_lazy("Purchasers as well"),
    },
}
LABELS = {
    Shown.PRICES: gettext_lazy("Prices"),
    Shown.ACCOUNTS: gettext_lazy("Accounts"),
    Shown.ASSESSMENTS: gettext_lazy("Grades"),
}
HELP = {
    Shown.PRICES: gettext_lazy(
        "Never shown to other members: they may be rivals, and competition law forbids it."
    ),
    Shown.ACCOUNTS: gettext_lazy("The yearly figures and the ratios that follow from them."),
    Shown.ASSESSMENTS: gettext_lazy("Grades and until when they hold; never what they rest on."),
}


class ShownForm(forms.Form):
    """One choice for each thing that can be opened."""

    def __init__(self, *args: Any, member: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for what in Shown:
            now = ", ".join([_("the firm itself"), *readers(member, what)])
            self.fields[what.value] = forms.ChoiceField(
                label=LABELS[what],
                choices=[("", RULES), *CHOICES[what].items()],
                required=False,
                initial=member.shown_to.get(what.value, ""),
                help_text=_("%(help)s Seen now by: %(now)s.") % {"help": HELP[what], "now": now},
                widget=forms.RadioSelect(attrs={"class": "choice"}),
            )


@needs()
def standing(request: HttpRequest, pk: int) -> HttpResponse:
    """Four dimensions of a firm, for whoever is shown them; a purchaser's page, too."""
    member: Membership = visible_members(request.role).get(pk=pk)
    if not sees(request.role, member, Shown.ASSESSMENTS):
        raise Http404
    context = section(request.role, member, timezone.localdate())
    title = _("Standing")
    return render(request, "members/standing/standing.html", {**context, "member": member, "title": title})


@needs("members.change_own")
def shown_to(request: HttpRequest, pk: int) -> HttpResponse:
    """The owner decides who sees more than the rules show."""
    role = request.role
    member: Membership = visible_members(role).get(pk=pk)
    sight.require_showing(role, member.pk)
    form = ShownForm(request.POST or None, member=member)
    if request.method == "POST" and form.is_valid():
        try:
            sight.show_to(role, member.pk, form.cleaned_data, at=timezone.now())
        except BadInput as bad:
            for problem in bad.problems:
                form.add_error(problem.where, problem.message)
        else:
            messages.success(request, _("Saved. It holds from now on."))
            return redirect("standing:shown-to", member.pk)
    context = {"title": _("Who sees what"), "member": member, "form": form}
    return render(request, "members/standing/shown_to.html", context, status=422 if form.errors else 200)
