"""What happens around every request: the content policy, and the cluster the request works for."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from midas.actions.access.acting import acting_role
from midas.store import tenancy as store_tenancy

Respond = Callable[[HttpRequest], HttpResponse]

# Everything comes from this server. Styles alone may stand in attributes: ECharts and Tabler size elements that way.
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def content_security_policy(respond: Respond) -> Respond:
    """Send the policy with every answer."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = respond(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response

    return middleware


def tenancy(respond: Respond) -> Respond:
    """Run a signed-in person's request in one transaction that sees only the cluster they act in.

    `request.role` is the role they act in (None: none). An answer of 500 and above undoes the transaction.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.role = None  # type: ignore[attr-defined]  # Django's way to hand things down a request
        if not request.user.is_authenticated:
            return respond(request)
        wanted = request.session.get("role")
        role = acting_role(request.user, wanted)
        request.role = role  # type: ignore[attr-defined]
        with store_tenancy.person(request.user.pk), store_tenancy.tenant(role.cluster_id if role else None):
            response = respond(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response

    return middleware
