"""How allauth behaves here: nobody signs up, those who left are told so, and second factors carry our names."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from midas.store.models import Person
from midas.web.shell.refusals import refusal


class MembersOnly(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Nobody opens an account by themselves."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_password": gettext_lazy("That is not your password."),
        "email_taken": gettext_lazy("Somebody else signs in with this address already."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_email_verification_redirect_url(self, email_address: object) -> str:
        return "/account/"

    def respond_user_inactive(self, request: HttpRequest, user: Person) -> HttpResponse:
        """Somebody whose account was closed; only who knows the password gets this far."""
        closed = _("Your account is closed. Ask the administrator of your cluster if that is a mistake.")
        return refusal(request, 403, closed)


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Authenticator app, passkeys and recovery codes, in our words."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy(
            "That is not the right code. Codes of an app change every 30 seconds; a recovery code works once."
        ),
    }

    def generate_authenticator_name(self, user: Person, type: Authenticator.Type) -> str:
        """What a new passkey is called until its owner names it."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey %(number)d") % {"number": number}
