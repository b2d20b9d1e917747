"""Addresses with a query, in one line."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse


def address(name: str, *args: object, **query: str) -> str:
    """The page of that name; empty where this installation has no such page."""
    try:
        path = reverse(name, args=args)
    except NoReverseMatch:
        return ""
    return f"{path}?{urlencode(query)}" if query else path
