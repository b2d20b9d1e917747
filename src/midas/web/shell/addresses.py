"""Addresses with a query, in one line."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse


def address(name: str, *args: object, **query: str) -> str:
    """The page of that name, with its query."""
    path = reverse(name, args=args)
    return f"{path}?{urlencode(query)}" if query else path
