"""Pages for what could not be done: what happened, why, and what to do next, in plain words.

Django's own handlers use the same pages; nothing here needs the database, so they work when it does not.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from midas.core.values.problems import Problem

TITLES = {
    400: _("That could not be read"),
    403: _("You may not do this here"),
    404: _("There is no such page"),
    409: _("That cannot be done now"),
    413: _("That is too much at once"),
    422: _("Some of it is not right"),
    500: _("Something went wrong in Midas"),
}
TEXTS = {
    400: _("The request did not make sense to Midas. Go back, check what you entered, and try again."),
    403: _("Your role does not allow it. Switch role above, or ask someone who has that role."),
    404: _(
        "It may have moved, or it belongs to another cluster. Check the address, or start again from the home page."
    ),
    409: _("The state of things has changed since you opened the page. Go back, reload it, and try again."),
    413: _(
        "The file or form is larger than Midas takes. Split it, or ask the administrator to raise the limit."
    ),
    422: _("Go back, correct what is listed, and send it again."),
    500: _(
        "It is our fault, not yours, and nothing was half-saved. Try again; if it stays, tell your administrator."
    ),
}


def refusal(
    request: HttpRequest, status: int, message: str = "", problems: Iterable[Problem] = ()
) -> HttpResponse:
    """The page for a refusal: whole, or only its message where a part of a page was asked for."""
    part = bool(getattr(request, "htmx", False)) and not request.htmx.boosted
    template = "shell/refusal_part.html" if part else "shell/refusal.html"
    return render(request, template, _told(status, message, problems), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler for 400; what is too large says so, and a guard that knows the fields names them."""
    if isinstance(exception, RequestDataTooBig):
        return refusal(request, 413)
    return refusal(request, 400, problems=getattr(exception, "problems", ()))


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler for 403."""
    return refusal(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler for 404."""
    return refusal(request, 404)


def fault(request: HttpRequest) -> HttpResponse:
    """Django's handler for 500: no navigation, no queries, since those may be what failed."""
    return HttpResponse(render_to_string("shell/fault.html", _told(500)), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was sent from an outdated page."""
    text = _(
        "The page was open for too long, or cookies are off. Go back, reload the page, and send it again."
    )
    return refusal(request, 403, str(text))


def _told(status: int, message: str = "", problems: Iterable[Problem] = ()) -> dict[str, Any]:
    return {
        "status": status,
        "title": TITLES[status],
        "message": message or TEXTS[status],
        "problems": tuple(problems),
    }
