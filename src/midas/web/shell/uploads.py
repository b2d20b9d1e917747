"""Pages that take files: one way in for all of them, and one way to follow a file that waits for a job.

The quota has to stand before anything reads the request, and checking the token against forgery reads it. So the check
is made after the quota is in place; the outer view does nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from midas.store.queries.jobs import somebody_works
from midas.store.uploads import is_hopeless, limited
from midas.web.shell.guards import View


def most_bytes() -> int:
    """The most bytes a list or a file of notices may have."""
    return int(settings.MIDAS_UPLOAD_MAX_BYTES)


def takes_files(most: int | Callable[[], int], hopeless: View) -> Callable[[View], View]:
    """Let the view take files of at most `most` bytes each; `request.quota` tells it which were refused.

    A request that says of itself that it is far above that goes to `hopeless` instead, unread. That view changes
    nothing and checks rights by itself.
    """

    def guard(view: View) -> View:
        checked = csrf_protect(view)

        @csrf_exempt
        @wraps(view)
        def taking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST":
                limit = most() if callable(most) else most
                if is_hopeless(request, limit):
                    return hopeless(request, *args, **kwargs)
                request.quota = limited(request, limit)
            return checked(request, *args, **kwargs)

        return taking

    return guard


def following(*, live: bool, waiting: bool, done: int, all_of_it: int) -> dict[str, Any]:
    """How far a file is, for the page that follows it: in percent, and whether it waits for nobody."""
    share = min(100, round(100 * done / all_of_it)) if all_of_it else 0
    stuck = waiting and not somebody_works(at=timezone.now())
    return {"live_now": live, "share": share, "waiting": waiting, "stuck": stuck}


def followed(request: HttpRequest, response: HttpResponse, *, live: bool) -> HttpResponse:
    """The part of the page that moves; once the step is over, the whole page is asked for."""
    if not live and request.htmx:
        response["HX-Refresh"] = "true"
    return response
