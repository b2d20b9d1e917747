"""What is typed into formation's pages: parsed here, judged by the actions."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from midas.core.values.problems import Problem
from midas.store.models import Enterprise

SEARCH_TIMES = ((30, _("half a minute")), (60, _("1 minute")), (300, _("5 minutes")), (900, _("15 minutes")))


class RunForm(forms.Form):
    """How long to search."""

    time_limit = forms.TypedChoiceField(
        label=_("Search for at most"),
        coerce=int,
        choices=SEARCH_TIMES,
        initial=60,
        required=False,
        empty_value=60,
    )


class ChooseForm(forms.Form):
    """The name the customer will know the team by, how it works together, who leads, and why this plan."""

    name = forms.CharField(
        label=_("Name of the team"),
        max_length=160,
        help_text=_("The name the customer will see on bids and invoices."),
    )
    mode = forms.ChoiceField(
        label=_("How it works together"),
        choices=[(value, capfirst(words)) for value, words in Enterprise.Mode.choices],
        initial=Enterprise.Mode.INTEGRATED_SERVICES,
    )
    lead = forms.TypedChoiceField(
        label=_("Who leads"),
        coerce=int,
        help_text=_(
            "The firm that signs with the customer and answers for the whole. Only partners fit to lead."
        ),
    )
    reason = forms.CharField(
        label=_("Why this plan and not the best one"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("Kept with the decision; the committee and the partners can read it."),
    )

    def __init__(
        self, *args: object, leads: Iterable[tuple[int, str]], needs_reason: bool, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].choices = list(leads)
        if not needs_reason:
            del self.fields["reason"]
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-select" if name in ("mode", "lead") else "form-control"


class AbandonForm(forms.Form):
    """Why a team is given up."""

    reason = forms.CharField(
        label=_("Why is this team given up?"),
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
        max_length=2000,
        help_text=_("The partners and the next broker will read it."),
    )


def refuse(form: forms.Form, problems: Iterable[Problem]) -> None:
    """Show an action's problems on the fields they are about."""
    for problem in problems:
        form.add_error(problem.where if problem.where in form.fields else None, problem.message)
