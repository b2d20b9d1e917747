"""What happens around every request: the content policy, and the cluster the request works for."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from midas.actions.access.acting import acting_role
from midas.actions.access.tokens import bearer
from midas.store import tenancy as store_tenancy
from midas.store.models import Role

Respond = Callable[[HttpRequest], HttpResponse]

# Everything comes from this server. Styles alone may stand in attributes: ECharts and Tabler size elements that way.
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
API = "/api/"


def content_security_policy(respond: Respond) -> Respond:
    """Send the policy with every answer."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = respond(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response

    return middleware


def tenancy(respond: Respond) -> Respond:
    """Run a known person's request in one transaction that sees only the cluster they act in.

    `request.role` is the role they act in (None: none): on pages the one chosen in the session, in the API the
    one of the bearer's key; a session opens no API and a key no page. An answer of 500 and above undoes the
    transaction.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        role = _api_role(request) if request.path.startswith(API) else _page_role(request)
        request.role = role  # type: ignore[attr-defined]  # Django's way to hand things down a request
        person_id = role.person_id if role else request.user.pk
        with store_tenancy.working(person_id, role.cluster_id if role else None):
            response = respond(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response

    return middleware


def _page_role(request: HttpRequest) -> Role | None:
    if not request.user.is_authenticated:
        return None
    return acting_role(request.user, request.session.get("role"))


def _api_role(request: HttpRequest) -> Role | None:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    return bearer(secret.strip(), at=timezone.now()) if scheme.lower() == "bearer" and secret else None
