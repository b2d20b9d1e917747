"""How allauth behaves here: nobody signs up, those who left are told so, and second factors carry our names."""

from __future__ import annotations

import base64
import logging
import secrets
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from midas.store.models import Person
from midas.store.sealing import CannotOpen, seal, unseal
from midas.web.shell.refusals import refusal

log = logging.getLogger(__name__)


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

    def clean_email(self, email: str) -> str:
        """Refuse an address that somebody else signs in with; only people who are signed in type one here."""
        email = super().clean_email(email).lower()
        person = getattr(allauth_context.request, "user", None)
        if person and person.is_authenticated and taken(email, person):
            raise self.validation_error("email_taken")
        return email

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Failures count for an account from one address: neither an office nor the account's owner elsewhere waits."""
        return (
            f"{super()._get_login_attempts_cache_key(request, **credentials)}:{self.get_client_ip(request)}"
        )

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Somebody may have come to be known by that address since the link was sent."""
        if taken(email_address.email, email_address.user):
            messages.error(request, self.error_messages["email_taken"])
            return False
        return bool(super().confirm_email(request, email_address))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """As allauth does, but a mail server that does not answer undoes nothing: it is logged, and told."""
        try:
            super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError) as error:
            log.error("A mail could not be sent: %s", type(error).__name__)
            request = allauth_context.request
            if request.user.is_authenticated:
                text = _(
                    "The mail server did not take a mail to %s. Try again later, or tell your administrator."
                )
                messages.error(request, text % email)

    def respond_user_inactive(self, request: HttpRequest, user: Person) -> HttpResponse:
        """Somebody whose account was closed; only who knows the password gets this far."""
        closed = _("Your account is closed. Ask the administrator of your cluster if that is a mistake.")
        return refusal(request, 403, closed)


def taken(email: str, person: Person) -> bool:
    """Whether somebody other than `person` signs in with that address."""
    return Person.objects.filter(email__iexact=email).exclude(pk=person.pk).exists()


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

    def encrypt(self, text: str) -> str:
        """What codes are made from lies in the database sealed."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """What was sealed; of what cannot be opened something no code fits, so that nobody gets in by it."""
        try:
            return unseal(encrypted_text)
        except CannotOpen:
            log.error(
                "A second factor cannot be opened: the installation's secret key is another than it was."
            )
            return base64.b32encode(secrets.token_bytes(20)).decode()
