"""What people type about themselves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import available_timezones

from allauth.account.forms import LoginForm
from django import forms
from django.conf import settings
from django.contrib.auth.forms import PasswordChangeForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from midas.store.models import Person

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
