"""Who may open a page: first signed in, then in a role that has the permission."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from midas.actions.access.permissions import NotAllowed, require
from midas.actions.access.second_factor import lacks_second_factor

View = Callable[..., HttpResponse]


def needs(permission: str | None = None, *, one_factor: bool = False) -> Callable[[View], View]:
    """Let only people in who act in a role that has `permission` (None: in any role).

    Who is not signed in is sent to the sign-in page and back; a role without the permission gets the page
    for 403, which says who may. Where the cluster asks for a second factor in that role and the person has none, they
    are led to set one up first, but for pages with `one_factor`: one's own account, and switching roles.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            role = getattr(request, "role", None)
            if role is None:
                raise NotAllowed(NO_ROLE)
            if not one_factor and lacks_second_factor(role):
                return _to_second_factor(request)
            if permission is not None:
                require(role, permission)
            return view(request, *args, **kwargs)

        return guarded

    return guard


NO_ROLE = "You have no role in any cluster. Ask the administrator of your cluster to give you one."


def _to_second_factor(request: HttpRequest) -> HttpResponse:
    url = reverse("mfa_index")
    return HttpResponseClientRedirect(url) if getattr(request, "htmx", False) else redirect(url)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    if getattr(request, "htmx", False):
        back = redirect_to_login(request.htmx.current_url_abs_path or "/")
        return HttpResponseClientRedirect(back.url)
    return redirect_to_login(request.get_full_path())
