"""A page that can also be shown in the drawer: one template, two frames."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def drawer_page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Render `template`, which starts with `{% extends layout %}`: for HTMX the drawer's part, else a whole page."""
    part = bool(request.htmx) and not request.htmx.boosted  # type: ignore[attr-defined]
    layout = "shell/drawer.html" if part else "shell/base.html"
    response = render(request, template, {**context, "layout": layout})
    patch_vary_headers(response, ["HX-Request"])
    return response
