"""Home, search, help and health: pages that belong to no single stage."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from midas.web.shell.finding import find
from midas.web.shell.guards import needs
from midas.web.shell.home import home as what_needs_me

LONGEST = 100
"""What a search may be long; the rest is not read."""


@needs()
def home(request: HttpRequest) -> HttpResponse:
    """What needs me today."""
    context = what_needs_me(request.role, at=timezone.now())
    return render(request, "shell/home.html", {**context, "title": _("Home")})


@needs()
def search(request: HttpRequest) -> HttpResponse:
    """Members, demands and enterprises by their words: a page, or the list under the search box."""
    words = " ".join(request.GET.get("q", "")[:LONGEST].split())
    context = {"title": _("Search"), "words": words, "rooms_found": find(request.role, words)}
    part = request.htmx and not request.htmx.boosted
    response = render(request, "shell/found.html" if part else "shell/search.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def help_page(request: HttpRequest) -> HttpResponse:
    """What one can do here, and the words Midas uses."""
    return render(request, "shell/help.html", {"title": _("Help")})


def healthz(request: HttpRequest) -> JsonResponse:
    """Whether the site and its database answer; nothing about them."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError:
        return JsonResponse({"status": "no database"}, status=503)
    return JsonResponse({"status": "ok"})
