"""The link of an invitation: an address whose last part is the secret."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse

NAME = "access:accept"


def link_with(request: HttpRequest, secret: str) -> str:
    """The whole link, as it is sent."""
    return request.build_absolute_uri(reverse(NAME, args=[secret]))


def secret_in(path: str) -> str:
    """The secret of an invitation's page; empty for any other address."""
    try:
        match = resolve(path.partition("?")[0])
    except Resolver404:
        return ""
    return str(match.kwargs.get("secret", "")) if match.view_name == NAME else ""
