"""Following the link of an invitation: sign in or open an account, then take the role."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from midas.actions.access.accepting import Invited, UnableToAccept, look, register
from midas.actions.access.accepting import accept as take
from midas.store.models import Role
from midas.web.access.forms import NewAccount
from midas.web.access.views import providers


@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_post_parameters()
def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """What am I invited to, and how do I take it up?"""
    try:
        invited = look(secret, at=timezone.now())
        if request.method == "GET":
            return _page(request, secret, invited)
        if request.user.is_authenticated:
            return _taken(request, take(secret, request.user, at=timezone.now()))
        return _register(request, secret, invited)
    except UnableToAccept as unable:
        context = {"title": _("This invitation cannot be used"), "message": str(unable)}
        return render(request, "access/invitation_refused.html", context, status=410)


def _register(request: HttpRequest, secret: str, invited: Invited) -> HttpResponse:
    form = NewAccount(request.POST, email=invited.email)
    if invited.has_account or not form.is_valid():
        return _page(request, secret, invited, form, status=422)
    given = form.cleaned_data
    person, role = register(secret, name=given["name"], password=given["password1"], at=timezone.now())
    response = perform_login(request, Login(user=person, redirect_url=reverse("home")))
    request.session["role"] = role.pk
    messages.success(request, _("Welcome. You now act as %s.") % role.get_kind_display())
    return response


def _taken(request: HttpRequest, role: Role) -> HttpResponse:
    request.session["role"] = role.pk
    told = {"role": role.get_kind_display(), "cluster": role.cluster.name}
    messages.success(request, _("You now act as %(role)s in %(cluster)s.") % told)
    return redirect("home")


def _page(
    request: HttpRequest, secret: str, invited: Invited, form: NewAccount | None = None, status: int = 200
) -> HttpResponse:
    stranger = request.user.is_authenticated and request.user.email.lower() != invited.email
    context = {
        "title": _("You are invited"),
        "invited": invited,
        "stranger": stranger,
        "path": reverse("access:accept", args=[secret]),
        "form": form or NewAccount(email=invited.email),
        "providers": providers(request, reverse("access:accept", args=[secret])),
    }
    return render(request, "access/accept.html", context, status=status)
