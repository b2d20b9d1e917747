"""Around every page: the person's own time and numbers, and refusals told in plain words instead of tracebacks."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation

from midas.actions.access.permissions import NotAllowed
from midas.core.values.problems import BadInput
from midas.core.values.states import UnableToMove
from midas.web.shell.refusals import refusal

Respond = Callable[[HttpRequest], HttpResponse]
API = "/api/"


def personal(respond: Respond) -> Respond:
    """Show times in the person's zone and numbers in their language; answer refusals with their page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return respond(request)
        with timezone.override(_zone(request.user.time_zone)), translation.override(request.user.language):
            return respond(request)

    middleware.process_exception = told  # type: ignore[attr-defined]  # where Django looks for it
    return middleware


def told(request: HttpRequest, exception: Exception) -> HttpResponse | None:
    """The page that says what was refused and what to do; None for what is a fault of the program.

    Things of another cluster cannot be told from things that are not there.
    """
    if request.path.startswith(API):
        return None
    if isinstance(exception, NotAllowed):
        return refusal(request, 403, str(exception))
    if isinstance(exception, UnableToMove):
        return refusal(request, 409, str(exception))
    if isinstance(exception, BadInput):
        return refusal(request, 400, problems=exception.problems)
    if isinstance(exception, RequestDataTooBig):
        return refusal(request, 413)
    if isinstance(exception, ObjectDoesNotExist):
        raise Http404(str(exception)) from exception
    return None


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("Europe/London")
