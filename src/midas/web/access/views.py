"""Signing in and out, one's account, keys to the API, and the role one acts in."""

from __future__ import annotations

from typing import Any

from allauth.account.views import EmailView, LoginView, LogoutView
from allauth.mfa.base.views import IndexView
from django.apps import apps
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from midas.actions.access import own_account, tokens
from midas.actions.access.acting import roles_of
from midas.actions.access.second_factor import lacks_second_factor
from midas.store.models import ApiToken
from midas.store.queries.people import with_second_factor
from midas.web.access.demo import demo_password, demo_sign_ins
from midas.web.access.forms import AboutMe, NewKey, NewPassword, SignInForm
from midas.web.shell.guards import needs


class SignIn(LoginView):
    """E-mail and password; after too many failures one has to wait (ACCOUNT_RATE_LIMITS)."""

    template_name = "access/sign_in.html"
    form_class = SignInForm

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        context = super().get_context_data(**more)
        return {
            **context,
            "title": _("Sign in"),
            "providers": providers(self.request, self.request.GET.get("next", "")),
            **_demo(),
        }


def providers(request: HttpRequest, following: str) -> list[dict[str, str]]:
    """Where else one can sign in: its name and the way there, which leads on to `following`."""
    if not apps.is_installed("allauth.socialaccount"):
        return []
    from allauth.socialaccount.adapter import get_adapter

    more = {"next": following} if following else {}
    found = get_adapter().list_providers(request)
    return [{"name": one.name, "url": one.get_login_url(request, **more)} for one in found]


def sso_cancelled(request: HttpRequest) -> HttpResponse:
    """Somebody came back from single sign-on without having signed in there."""
    text = _("You did not sign in there, or it could not be told. Try again, or use your password.")
    context = {"title": _("You are not signed in"), "message": text}
    return render(request, "access/not_signed_in.html", context, status=403)


def _demo() -> dict[str, Any]:
    people = demo_sign_ins()
    return {"demo": people, "demo_password": demo_password() if people else ""}


class ChangeEmail(EmailView):
    """Another address to sign in with; it counts once its link was followed."""

    def dispatch(self, request: HttpRequest, *args: Any, **more: Any) -> HttpResponse:
        own_account.vouch(request.user)
        return super().dispatch(request, *args, **more)


change_email = login_required(ChangeEmail.as_view())


class SecondFactor(IndexView):
    """Which second factors I have; and, where my role needs one that I lack, that I cannot go on without."""

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        role = self.request.role
        needed = role is not None and lacks_second_factor(role)
        return {**super().get_context_data(**more), "factor_needed": needed}


class SignOut(LogoutView):
    """Asks before it signs out, unless the button was pressed."""

    template_name = "access/sign_out.html"

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        return {**super().get_context_data(**more), "title": _("Sign out")}


@needs(one_factor=True)
def account(request: HttpRequest) -> HttpResponse:
    """Who I am, how I see things, my roles, my keys."""
    form = AboutMe(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        own_account.change_details(request.role, **form.cleaned_data, at=timezone.now())
        messages.success(request, _("Your account is saved."))
        return redirect("access:account")
    return _account(request, about=form)


@needs(one_factor=True)
@never_cache
@sensitive_post_parameters()
def password(request: HttpRequest) -> HttpResponse:
    """A new password; other browsers are signed out by it, this one is not."""
    form = NewPassword(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        new = form.cleaned_data["new_password1"]
        person = own_account.change_password(request.role, new, at=timezone.now())
        update_session_auth_hash(request, person)
        messages.success(
            request, _("Your password is changed. Wherever else you were signed in, you are signed out.")
        )
        return redirect("access:account")
    return render(request, "access/password.html", {"title": _("Change your password"), "form": form})


@needs("tokens.own")
@require_POST
@never_cache
def keys(request: HttpRequest) -> HttpResponse:
    """Issue a key and show it, this once."""
    form = NewKey(request.POST)
    if not form.is_valid():
        return _account(request, key_form=form)
    now, life = timezone.now(), form.life()
    token, secret = tokens.issue(
        request.role, form.cleaned_data["name"], at=now, expires_at=now + life if life else None
    )
    context = {"title": _("Your new key"), "token": token, "secret": secret}
    return render(request, "access/new_key.html", context)


@needs("tokens.own")
@require_POST
def revoke(request: HttpRequest, key: int) -> HttpResponse:
    """Stop one of one's own keys."""
    if not tokens.revoke(request.role, key, at=timezone.now()):
        raise Http404
    messages.success(request, _("The key is revoked; programs that use it are refused from now on."))
    return redirect("access:account")


@needs(one_factor=True)
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Act in another of one's own roles from now on."""
    wanted = request.POST.get("role", "")
    own = {str(role.pk): role for role in roles_of(request.user)}
    if wanted not in own:
        raise Http404
    request.session["role"] = own[wanted].pk
    role = own[wanted]
    messages.success(
        request,
        _("You now act as %(role)s in %(cluster)s.")
        % {"role": role.get_kind_display(), "cluster": role.cluster},
    )
    return redirect("home")


def _account(
    request: HttpRequest, about: AboutMe | None = None, key_form: NewKey | None = None
) -> HttpResponse:
    own = ApiToken.objects.filter(person=request.user).order_by("-created_at")
    context = {
        "title": _("Your account"),
        "about": about or AboutMe(instance=request.user),
        "key_form": key_form or NewKey(),
        "keys": own,
        "second_factor": bool(with_second_factor([request.user.pk])),
        "now": timezone.now(),
    }
    return render(request, "access/account.html", context)
