"""The questions of an application as forms: labels, hints and kinds of input. What is right is judged in core."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from midas.core.values.problems import Problem
from midas.core.values.units import UNITS, unit_words
from midas.rules import regions
from midas.store.models import EvidenceFile

DRESS = {"select": "form-select", "checkbox": "form-check-input"}
ANY = ("", _("choose"))


def _text(label: Any, hint: Any = "", *, optional: bool = False, widget: Any = None) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, required=not optional, widget=widget)


def _figure(label: Any, hint: Any = "", *, optional: bool = False) -> forms.CharField:
    return _text(label, hint, optional=optional, widget=forms.TextInput(attrs={"inputmode": "decimal"}))


def _day(label: Any, hint: Any = "", *, optional: bool = True) -> forms.CharField:
    return _text(label, hint, optional=optional, widget=forms.TextInput(attrs={"type": "date"}))


def _long(label: Any, hint: Any = "", *, optional: bool = False) -> forms.CharField:
    return _text(label, hint, optional=optional, widget=forms.Textarea(attrs={"rows": 4}))


def _choice(label: Any, hint: Any = "", choices: Any = (), *, optional: bool = False) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, help_text=hint, required=not optional, choices=choices)


def _tick(label: Any, hint: Any = "") -> forms.BooleanField:
    return forms.BooleanField(label=label, help_text=hint, required=False)


class AnswerForm(forms.Form):
    """Shows what was typed, with what core found wrong with it; it judges nothing itself."""

    use_required_attribute = False

    def __init__(
        self,
        values: Mapping[str, Any],
        problems: Iterable[Problem] = (),
        *,
        prefix: str | None = None,
        choices: Mapping[str, Any] | None = None,
    ) -> None:
        self.problems = tuple(problems)
        super().__init__(prefix=prefix)
        self.data = {self.add_prefix(name): values.get(name, "") for name in self.fields}
        self.is_bound = True
        for name, field in self.fields.items():
            kind = getattr(field.widget, "input_type", "text")
            field.widget.attrs.setdefault("class", DRESS.get(kind, "form-control"))
            if choices and name in choices:
                field.choices = choices[name]

    def full_clean(self) -> None:
        self._errors, self.cleaned_data = ErrorDict(), {}
        start = f"{self.prefix}-" if self.prefix else ""
        for problem in self.problems:
            name = problem.where.removeprefix(start) if problem.where.startswith(start) else ""
            if name in self.fields:
                self._errors.setdefault(name, self.error_class()).append(problem.message)

    def said(self) -> list[tuple[Any, str]]:
        """Label and answer of every question that was answered."""
        return [
            (field.label, words)
            for name, field in self.fields.items()
            if (words := _in_words(field, str(self.data.get(self.add_prefix(name)) or "")))
        ]


def _in_words(field: forms.Field, value: str) -> str:
    if isinstance(field, forms.BooleanField):
        return str(_("yes")) if value else ""
    if isinstance(field, forms.ChoiceField):
        return str(dict(_flat(field.choices)).get(value, value))
    return value


def _flat(choices: Iterable[Any]) -> Iterable[tuple[str, Any]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield value, label


REGISTERS = [
    ("GB-COH", _("Companies House (United Kingdom)")),
    ("GB-CHC", _("Charity Commission (England and Wales)")),
    ("GB-SC", _("Scottish Charity Register")),
    ("GB-NIC", _("Charity Commission for Northern Ireland")),
    ("GB-MPR", _("Mutuals Public Register (United Kingdom)")),
    ("GB-UTR", _("sole trader or partnership: tax reference (United Kingdom)")),
    ("IE-CRO", _("Companies Registration Office (Ireland)")),
    ("DE-CR", _("Handelsregister (Germany)")),
    ("FR-INSEE", _("SIRENE (France)")),
    ("NL-KVK", _("Kamer van Koophandel (Netherlands)")),
    ("XI-LEI", _("elsewhere: Legal Entity Identifier")),
]
COVERS = [
    ("employers", _("employers' liability")),
    ("public", _("public liability")),
    ("product", _("product liability")),
    ("professional", _("professional indemnity")),
    ("other", _("something else")),
]


def unit_choices() -> list[Any]:
    """The common units by name."""
    named = sorted((unit_words(code), code) for code in UNITS)
    return [ANY, *((code, f"{name} ({code})") for name, code in named)]


def region_choices() -> list[Any]:
    """The UK's regions of level 2 below those of level 1, then countries."""
    home = [
        (one.name, [(part.code, f"{part.name} ({part.code})") for part in regions.uk_level2(one.code)])
        for one in regions.uk_level1()
    ]
    abroad = [(one.code, one.name) for one in regions.countries() if one.code != regions.UK]
    return [ANY, *home, (_("Abroad"), abroad)]


class IdentityForm(AnswerForm):
    name = _text(_("Registered name"))
    scheme = _choice(_("Register"), _("Where the firm is registered."), [ANY, *REGISTERS])
    number = _text(_("Number in that register"), _("For Companies House eight characters, such as 01234567."))
    website = _text(_("Website"), optional=True)
    founded_on = _day(_("Founded on"))
    contact = _text(_("Who handles this application"), _("A name; it is shown to the cluster's desk only."))
    phone = _text(_("Phone number"), optional=True, widget=forms.TextInput(attrs={"type": "tel"}))
    summary = _long(_("What the firm does"), _("One or two sentences, as you would tell a customer."))


class SizeForm(AnswerForm):
    staff = _figure(
        _("People working in the firm"), _("Whole-time people, and part-time ones by their part.")
    )
    turnover = _figure(_("Turnover a year"), _("Of the last full year."))


class SectorsForm(AnswerForm):
    sector = _choice(_("Sector group"), _("The group of members whose meetings you would go to."))
    sic_codes = _text(
        _("SIC codes"),
        _(
            "Five digits each, as at Companies House; several with commas between. They help to suggest kinds of work."
        ),
    )


class SitesForm(AnswerForm):
    locality = _text(_("Town or city"))
    region = _choice(_("Region"), _("Of the main site."), choices=region_choices())
    latitude = _figure(
        _("Latitude"),
        _("In degrees. Leave both empty to be placed near the middle of the region."),
        optional=True,
    )
    longitude = _figure(_("Longitude"), _("In degrees; west is negative."), optional=True)


class CompetencyRow(AnswerForm):
    code = _choice(_("Kind of work"))


class ResourceRow(AnswerForm):
    name = _text(_("What it is"), _("Such as: five-axis mill, or certified welders."))
    unit = _choice(_("Counted in"), choices=unit_choices())
    capacity = _figure(_("How much in a month"))


class OfferingRow(AnswerForm):
    competency = _choice(_("Kind of work"))
    title = _text(_("What you call it"), _("As a customer would understand it."))
    unit = _choice(_("Unit"), choices=unit_choices())
    unit_price = _figure(
        _("Price of one unit"), _("Only your firm, the broker, the committee and the administrator see it.")
    )
    set_up = _figure(_("Set-up, once a job"), optional=True)
    capacity = _figure(
        _("Units a month at most"), _("Leave empty if a resource limits it, or nothing does."), optional=True
    )
    lead_time_days = _figure(_("Lead time in days"), _("From order to first delivery."), optional=True)
    resource = _choice(_("Resource it draws on"), optional=True)
    amount = _figure(_("How much of it one unit takes"), optional=True)
    valid_until = _day(_("Price holds until"))
    is_core = _tick(_("This is what we are best at"))


class CertificateRow(AnswerForm):
    name = _text(_("Certificate"), _("Such as ISO 9001 or Cyber Essentials."))
    issuer = _text(_("Issued by"))
    scope = _text(_("For what"), optional=True)
    issued_on = _day(_("Issued on"))
    expires_on = _day(_("Runs out on"))


class MoneyForm(AnswerForm):
    bank = _text(
        _("Bank"),
        _("Customers may ask whom they would pay. No account number is asked for here."),
        optional=True,
    )
    iban = _text(_("IBAN"), _("Only for accounts outside the United Kingdom."), optional=True)
    sort_code = _text(_("Sort code"), _("Six digits; for banks in the United Kingdom."), optional=True)


class InsuranceRow(AnswerForm):
    kind = _choice(_("Covers"), choices=[ANY, *COVERS])
    insurer = _text(_("Insurer"))
    cover = _figure(_("Pays up to"), _("For one event."))
    expires_on = _day(_("Runs until"), optional=False)


class OfficerRow(AnswerForm):
    name = _text(_("Full name"))
    role = _text(_("What they are"), _("Director, owner, partner …"), optional=True)
    born = _text(
        _("Year and month of birth"),
        _("Such as 1970-05. The day is not asked for."),
        widget=forms.TextInput(attrs={"placeholder": "1970-05"}),
    )


class RulesForm(AnswerForm):
    accepted = _tick(_("The firm accepts these rules of engagement"))
    signatory = _text(_("Your full name"), _("You accept for the firm, and must be entitled to."))


SINGLE: dict[str, type[AnswerForm]] = {
    "identity": IdentityForm,
    "size": SizeForm,
    "sectors": SectorsForm,
    "sites": SitesForm,
    "money": MoneyForm,
    "rules": RulesForm,
}
ROWS: dict[str, type[AnswerForm]] = {
    "competencies": CompetencyRow,
    "resources": ResourceRow,
    "offerings": OfferingRow,
    "certificates": CertificateRow,
    "money": InsuranceRow,
    "officers": OfficerRow,
}


class AskForm(forms.Form):
    """Where the link is sent."""

    email = forms.CharField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.TextInput(attrs={"type": "email", "autocomplete": "email"}),
    )


class FileForm(forms.Form):
    """A file that proves something."""

    kind = forms.ChoiceField(label=_("What it proves"), choices=EvidenceFile.Kind.choices)
    title = forms.CharField(label=_("What it is"), max_length=160, required=False)
    file = forms.FileField(label=_("File"))


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(
        label=_("Why now"),
        max_length=1_000,
        help_text=_("It stays on record."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AcceptForm(forms.Form):
    """The rules in force accepted for a firm."""

    signatory = forms.CharField(
        label=_("Your full name"),
        max_length=120,
        required=True,
        help_text=_("You accept for the firm, and must be entitled to."),
    )


class RulesTextForm(forms.Form):
    """A version of the rules being written; `opened` is when the text was saved that it started from."""

    title = forms.CharField(label=_("Title"), max_length=160, required=False)
    text = forms.CharField(
        label=_("Text"),
        required=False,
        strip=False,
        help_text=_("Plain text. A line that starts with a number and a full stop begins a clause."),
        widget=forms.Textarea(attrs={"rows": 28}),
    )
    opened = forms.CharField(required=False, widget=forms.HiddenInput)
