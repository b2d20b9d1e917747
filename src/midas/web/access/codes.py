"""Codes of authenticator apps count once, also the one an app was set up with, and also for two requests at a time.

allauth notes in the cache which code was used. Whoever checks one holds the person's factors until the request is
over, so that the second of two requests finds the note of the first. Source: RFC 6238, section 5.2.
"""

from __future__ import annotations

from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import TOTP

from midas.store.models import Person


def _hold(person: Person) -> None:
    """Wait until no other request checks a code of this person."""
    list(Person.objects.select_for_update().filter(pk=person.pk).values_list("pk"))


class Authenticate(base.AuthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """The second step of signing in."""

    def clean_code(self) -> str:
        _hold(self.user)
        return str(super().clean_code())


class Reauthenticate(base.ReauthenticateForm):  # type: ignore[misc]
    """Proving once more that it is oneself."""

    def clean_code(self) -> str:
        _hold(self.user)
        return str(super().clean_code())


class ActivateApp(ActivateTOTPForm):  # type: ignore[misc]
    """Setting an app up takes a code, which is used by that."""

    def clean_code(self) -> str:
        _hold(self.user)
        code = str(super().clean_code())
        if not TOTP(Authenticator(user=self.user))._mark_code_used(code):
            raise base.get_adapter().validation_error("incorrect_code")
        return code
