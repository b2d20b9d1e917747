"""A page as it is read: its words, without marks."""

from __future__ import annotations

import re
from html import unescape

from django.http import HttpResponse


def text_of(answer: HttpResponse) -> str:
    """The words of a page in one line; scripts are no words."""
    html = re.sub(r"<(script|style|title)\b.*?</\1>", " ", answer.content.decode(), flags=re.S)
    return re.sub(r"[\s\u202f]+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()
