"""The engine speaks of packages and offerings by their ids; people know them by their titles."""

from __future__ import annotations

import re
from collections.abc import Mapping

_OFFERING = re.compile(r"\bof (\d+)(?: for [\w-]+)?(?=,)")
"""Where a message names an offering: `is allotted 1,200 of 1320, and has capacity for 900`."""


def readable(message: str, packages: Mapping[str, str], offerings: Mapping[str, str] | None = None) -> str:
    """The message with every package's id, and every offering's, replaced by its title in quotation marks.

    An offering's id is a number without separators, as the store counts them; other ids are left as they are.
    """
    return _offerings(_packages(message, packages), offerings or {})


def _packages(message: str, titles: Mapping[str, str]) -> str:
    if not titles:
        return message
    longest_first = sorted(titles, key=len, reverse=True)
    ids = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, longest_first))})(?![\w-])")
    return ids.sub(lambda found: f"“{titles[found[0]]}”", message)


def _offerings(message: str, titles: Mapping[str, str]) -> str:
    def title(found: re.Match[str]) -> str:
        return f"of its “{titles[found[1]]}”" if found[1] in titles else found[0]

    return _OFFERING.sub(title, message)
