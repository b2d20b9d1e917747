"""Sign-in without sign-up: people are invited by their cluster, and those who left are told so."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from midas.store.models import Person
from midas.web.shell.refusals import refusal


class MembersOnly(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Nobody opens an account by themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def respond_user_inactive(self, request: HttpRequest, user: Person) -> HttpResponse:
        """Somebody whose account was closed; only who knows the password gets this far."""
        closed = _("Your account is closed. Ask the administrator of your cluster if that is a mistake.")
        return refusal(request, 403, closed)
