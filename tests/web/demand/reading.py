"""A page as it is read: its words without marks, and the fields of its form as a browser would send them."""

from __future__ import annotations

import re
from html import unescape

from django.http import HttpResponse


def text_of(answer: HttpResponse) -> str:
    """The words of a page in one line; scripts are no words."""
    html = re.sub(r"<(script|style|title)\b.*?</\1>", " ", answer.content.decode(), flags=re.S)
    return re.sub(r"[\s\u202f]+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()


def row(key: str = "wp1", **typed: object) -> dict[str, object]:
    """One package of the requirement form as posted."""
    fields = {
        "title": "Cabins",
        "competency": "cpv:34200000 · Vehicle bodies",
        "quantity": "24",
        "unit": "EA",
        "value": "4,000,000",
        "starts_on": "2127-01-01",
        "ends_on": "2127-12-31",
        **typed,
    }
    return {f"p.{key}.{name}": value for name, value in fields.items()}


def form(*rows: dict[str, object], do: str = "save", version: int = 0, **policy: object) -> dict[str, object]:
    """The requirement form as posted, with the button `do`."""
    keys = [next(iter(one)).split(".")[1] for one in rows]
    posted: dict[str, object] = {"row": keys, "do": do, "version": str(version)}
    for one in rows:
        posted |= one
    return posted | {f"policy.{name}": value for name, value in policy.items()}
