"""Signing in at the organisation's identity provider: it says who somebody is, never that they may come in.

Who comes from there is let in as the person with the address the provider has verified, or takes up an invitation to
that address; the rest are told whom to ask. No account is ever opened otherwise.
"""

from __future__ import annotations

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from midas.actions.access.accepting import UnableToAccept, open_account
from midas.store.models import Person
from midas.web.access.links import secret_in


class InvitedOnly(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Matches by verified address; opens an account only for an invitation."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Join the provider's account with ours the first time somebody comes from there."""
        if sociallogin.is_existing or sociallogin.state.get("process") == "connect":
            return
        verified = [one.email.strip().lower() for one in sociallogin.email_addresses if one.verified is True]
        person = Person.objects.filter(email__in=verified).first() or _invited(request, sociallogin, verified)
        if person is None:
            raise ImmediateHttpResponse(_stranger(request, verified))
        sociallogin.connect(request, person)

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        return reverse("access:account")

    def on_authentication_error(self, request: HttpRequest, provider: Any, *args: Any, **more: Any) -> None:
        text = _("%s did not let you in, or the way back took too long. Try again, or use your password.")
        raise ImmediateHttpResponse(refused(request, text % provider.name))


def _invited(request: HttpRequest, sociallogin: Any, verified: list[str]) -> Person | None:
    """The new account of somebody who came by the link of an invitation to one of those addresses."""
    secret = secret_in(sociallogin.state.get("next") or "")
    given = sociallogin.account.get_provider_account().get_user_data() or {}
    name = str(given.get("name") or "").strip()[:120]
    try:
        return open_account(secret, verified, name=name, at=timezone.now()) if secret else None
    except UnableToAccept:
        return None


def _stranger(request: HttpRequest, verified: list[str]) -> HttpResponse:
    if not verified:
        text = _(
            "The sign-in service did not say that your e-mail address is verified, so Midas cannot know you."
        )
    else:
        text = (
            _("Nobody here signs in as %s. Ask your cluster's administrator for an invitation.") % verified[0]
        )
    return refused(request, text)


def refused(request: HttpRequest, text: str) -> HttpResponse:
    context = {"title": _("You are not signed in"), "message": text}
    return render(request, "access/not_signed_in.html", context, status=403)
