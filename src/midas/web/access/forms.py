"""What people type about themselves, and administrators about others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from zoneinfo import available_timezones

from allauth.account.forms import LoginForm
from django import forms
from django.conf import settings
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from midas.actions.access.inviting import Offer
from midas.core.values.problems import Problem
from midas.store.models import Enterprise, Membership, Person, Role

AREAS = (
    *("Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/"),
    *("Europe/", "Indian/", "Pacific/"),
)
"""Zones are named after places in these; other names are old ones for the same."""


def _zones() -> list[tuple[str, str]]:
    named = sorted(zone for zone in available_timezones() if zone.startswith(AREAS))
    return [(zone, zone.replace("_", " ")) for zone in ["UTC", *named]]


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth ships no types
    """E-mail and password, in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail")
        self.fields["password"].help_text = ""  # the page has its own link for a forgotten one
        self.fields["remember"].label = _("Stay signed in on this device")
        for name in ("login", "password"):
            self.fields[name].widget.attrs.pop("placeholder", None)


class AboutMe(forms.ModelForm):
    """Name, and how dates, numbers and times are shown."""

    language = forms.ChoiceField(
        label=_("Numbers and dates"),
        choices=settings.LANGUAGES,
        help_text=_("How figures and dates are written. Midas's own words are English."),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=_zones, help_text=_("Deadlines and times are shown in this zone.")
    )

    class Meta:
        model = Person
        fields = ("name", "language", "time_zone")
        labels = {"name": _("Name")}


class NewKey(forms.Form):
    """A key to the API, for a program of one's own."""

    LIVES = (("30", _("30 days")), ("90", _("90 days")), ("365", _("a year")), ("0", _("until revoked")))
    prefix = "key"
    name = forms.CharField(
        label=_("What it is for"), max_length=80, help_text=_("For example: stock program of our office.")
    )
    days = forms.ChoiceField(label=_("Good for"), choices=LIVES, initial="90")

    def life(self) -> timedelta | None:
        """How long it is good for; None: until it is revoked."""
        days = int(self.cleaned_data["days"])
        return timedelta(days=days) if days else None


class NewPassword(PasswordChangeForm):
    """The old password once more, then the new one twice."""

    field_order = ["old_password", "new_password1", "new_password2"]

    def clean_new_password1(self) -> str:
        new = self.cleaned_data["new_password1"]
        if self.user.check_password(new):
            raise ValidationError(_("This is the password you have now; choose another."))
        return new


class InviteForm(forms.Form):
    """Whom to invite to which role; only what the acting role may give is offered."""

    email = forms.EmailField(label=_("E-mail"), max_length=254)
    kind = forms.ChoiceField(label=_("Role"))
    membership = forms.ChoiceField(
        label=_("Firm"), required=False, help_text=_("For a member: the firm they act for.")
    )
    is_owner = forms.BooleanField(label=_("Owner of the firm, not only staff"), required=False)
    enterprise = forms.ChoiceField(
        label=_("Only for this enterprise"),
        required=False,
        help_text=_("For a broker, project manager or purchaser whose role ends at one enterprise."),
    )

    def __init__(self, *args: Any, kinds: Sequence[str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["kind"].choices = [(kind, Role.Kind(kind).label) for kind in kinds]
        firms = Membership.objects.order_by("organisation__name").values_list("pk", "organisation__name")
        self.fields["membership"].choices = [("", "–"), *((str(pk), name) for pk, name in firms)]
        if kinds == [Role.Kind.MEMBER]:
            del self.fields["enterprise"]
            return
        teams = Enterprise.objects.order_by("name").values_list("pk", "name")
        self.fields["enterprise"].choices = [("", "–"), *((str(pk), name) for pk, name in teams)]

    def offer(self) -> Offer:
        """What was chosen."""
        given = self.cleaned_data
        return Offer(
            kind=given["kind"],
            membership_id=_number(given.get("membership")),
            enterprise_id=_number(given.get("enterprise")),
            is_owner=given["is_owner"],
        )


class EndRole(forms.Form):
    """Why a role ends."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept in the trail."),
    )


class SecondFactorKinds(forms.Form):
    """Which roles need a second factor."""

    kinds = forms.MultipleChoiceField(
        label=_("Roles that need a second factor"),
        choices=Role.Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "checks"}),
    )


class NewAccount(forms.Form):
    """What somebody invited says to get an account: a name, and a password twice."""

    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password1 = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters, and not one of the common ones."),
    )
    password2 = forms.CharField(
        label=_("Password once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.email = email

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, second = given.get("password1"), given.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("The two passwords differ; type the same twice."))
        elif first:
            try:
                validate_password(first, Person(email=self.email, name=given.get("name", "")))
            except ValidationError as error:
                self.add_error("password1", error)
        return given


def refuse(form: forms.Form, problems: Iterable[Problem]) -> None:
    """Show what an action refused beside the fields it is about."""
    for problem in problems:
        form.add_error(problem.where if problem.where in form.fields else None, problem.message)


def _number(given: str | None) -> int | None:
    return int(given) if given else None
