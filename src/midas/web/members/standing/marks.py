"""How the person at the page writes numbers."""

from __future__ import annotations

from django.utils.formats import get_format


def decimal_mark() -> str:
    """The mark before the decimals in the person's language."""
    return str(get_format("DECIMAL_SEPARATOR"))
