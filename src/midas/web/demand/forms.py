"""The forms of the demand stage: texts in, the values an action takes out."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from midas.actions.demand.write_opportunity import Facts
from midas.core.demand.sheet import read_number
from midas.core.values.amounts import major, minor_digits
from midas.core.values.problems import BadInput
from midas.rules import regions
from midas.store.models import Opportunity

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class MoneyField(forms.CharField):
    """An amount typed in whole units of a currency; its value is in minor units."""

    currency = "GBP"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal"}), max_length=40, **kwargs)

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        number = read_number(text)
        if number is None:
            raise forms.ValidationError(_("This is not an amount. Write it like 372032.50 or 372,032.50."))
        scaled = number.scaleb(minor_digits(self.currency)) if number.adjusted() < 30 else number
        if scaled != scaled.to_integral_value():
            places = minor_digits(self.currency)
            raise forms.ValidationError(_("Give at most %(places)d decimal places.") % {"places": places})
        return int(scaled)


def region_choices() -> list[Any]:
    """Regions to choose from: the UK's by level, then countries."""
    level1 = [(region.code, region.name) for region in regions.uk_level1()]
    level2 = [(region.code, f"{region.name} ({region.code})") for region in regions.uk_level2()]
    countries = [(region.code, region.name) for region in regions.countries()]
    return [(_("Regions"), level1), (_("Within regions"), level2), (_("Countries"), countries)]


class DemandForm(forms.Form):
    """A demand entered by hand."""

    door = forms.ChoiceField(
        label=_("Where does it come from?"),
        choices=[("customer", _("A customer asked for it")), ("cluster", _("It is the cluster's own idea"))],
        widget=forms.RadioSelect(attrs={"class": "choice"}),
    )
    title = forms.CharField(label=_("What is wanted, in one line"), max_length=500)
    buyer_name = forms.CharField(
        label=_("Customer"),
        max_length=255,
        required=False,
        help_text=_("Leave it blank for an idea of the cluster's own."),
    )
    description = forms.CharField(
        label=_("Description"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What is known so far: quantities, quality, what went wrong before."),
    )
    value = MoneyField(
        label=_("Value"), required=False, help_text=_("What the customer would pay in all, as far as known.")
    )
    cpv = forms.CharField(
        label=_("CPV codes"),
        required=False,
        max_length=500,
        help_text=_(
            "Codes of eight digits with spaces between, the main one first, such as 33100000. They decide which "
            "members are looked at first."
        ),
    )
    region = forms.ChoiceField(label=_("Where the work is"), required=False)
    deadline_at = forms.DateTimeField(
        label=_("Answer wanted by"), required=False, widget=MOMENT, input_formats=["%Y-%m-%dT%H:%M"]
    )
    starts_on = forms.DateField(label=_("Work starts"), required=False, widget=DATE)
    ends_on = forms.DateField(label=_("Work ends"), required=False, widget=DATE)

    def __init__(
        self, data: Any = None, *, currency: str, opportunity: Opportunity | None = None, **kwargs: Any
    ) -> None:
        initial = kwargs.pop("initial", None) or (_initial(opportunity) if opportunity else {})
        super().__init__(data, initial=initial, **kwargs)
        self.fields["region"].choices = [("", _("not known")), *region_choices()]
        self.fields["value"].currency = currency
        self.fields["value"].label = _("Value, %(currency)s") % {"currency": currency}
        for name, field in self.fields.items():
            if name != "door":
                kind = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
                field.widget.attrs.setdefault("class", kind)

    def facts(self) -> Facts:
        """What was typed, as the action takes it."""
        data = self.cleaned_data
        codes = tuple(re.sub(r"-\d$", "", code) for code in re.split(r"[\s,;]+", data["cpv"]) if code)
        plain = ("door", "title", "description", "buyer_name", "value", "region", "deadline_at")
        return Facts(
            **{name: data[name] for name in plain},
            cpv=codes,
            starts_on=data["starts_on"],
            ends_on=data["ends_on"],
        )

    def take(self, bad: BadInput) -> None:
        """Show what the action found wrong at the fields it is about."""
        for problem in bad.problems:
            self.add_error(problem.where if problem.where in self.fields else None, problem.message)


def _initial(opportunity: Opportunity) -> dict[str, Any]:
    plain = ("door", "title", "description", "buyer_name", "region", "deadline_at", "starts_on", "ends_on")
    value = opportunity.value
    return {
        **{name: getattr(opportunity, name) for name in plain},
        "cpv": " ".join(code for code in (opportunity.cpv, *opportunity.cpv_additional) if code),
        "value": "" if value is None else f"{major(value, opportunity.currency):,}",
    }


class UploadForm(forms.Form):
    """Files of notices."""

    class Files(forms.ClearableFileInput):
        allow_multiple_selected = True

    files = forms.FileField(
        label=_("Files"),
        widget=Files(attrs={"class": "form-control", "multiple": True, "accept": ".json,.jsonl,.ndjson,.gz"}),
    )
