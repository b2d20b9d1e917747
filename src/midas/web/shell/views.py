"""Home, search, help and health: pages that belong to no single stage."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from midas.web.shell.guards import needs


@needs()
def home(request: HttpRequest) -> HttpResponse:
    """What needs me today."""
    return render(request, "shell/home.html", {"title": _("Home")})


@needs()
def search(request: HttpRequest) -> HttpResponse:
    """Members, opportunities and enterprises by their words."""
    return render(request, "shell/search.html", {"title": _("Search")})


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
