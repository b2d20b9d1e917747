"""Keys that stand in addresses are left out of what is logged: whoever reads a log must not be able to use them."""

from __future__ import annotations

import logging
import re

_KEYS = re.compile(r"(/(?:feeds|invitations|join/[\w-]+/open)/)[\w-]{16,}")
"""The addresses whose next part is a key: feeds, invitations, links of applications."""


def masked(text: str) -> str:
    """The text with every key in an address replaced by `…`."""
    return _KEYS.sub(r"\1…", text)


class Masking(logging.Filter):
    """Masks every message of the handler it is set on."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through, its message masked."""
        message = record.getMessage()
        if (clean := masked(message)) != message:
            record.msg, record.args = clean, None
        return True
