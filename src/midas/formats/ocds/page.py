"""What a page of an API says of itself: whether it holds anything, and where the next one is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

HELD = ("releases", "records")
"""What a package holds one of."""


class Unreadable(ValueError):
    """The page is not JSON, or breaks off."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as far as paging goes: `head` is all that stands around its notices; `empty` if it holds none."""

    head: Mapping[str, Any]
    empty: bool


def read_head(body: bytes) -> Page:
    """What stands around the notices of a page. Raises `Unreadable`."""
    try:
        page = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Unreadable(f"the page is not sound JSON, or broke off: {error}.") from None
    if not isinstance(page, dict):
        return Page({}, not page)
    empty = not any(page.get(name) for name in HELD) and "ocid" not in page
    return Page({name: value for name, value in page.items() if name not in HELD}, empty)
