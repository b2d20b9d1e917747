"""Amounts as people and spreadsheets write them: 1,234.50, £1 234, (300), 1.234,50, 12-.

Which mark stands before the decimals depends on the writer's language, so it is an argument and never guessed: a
text that does not fit is refused, not read as something a thousand times larger.
"""

from __future__ import annotations

import re
from decimal import Decimal

_MONEY = re.compile(r"[£€$\s\u00a0\u2009\u202f'’]|\b[A-Z]{3}\b")
_PLAIN = re.compile(r"(?:[0-9]{1,25}|[0-9]{1,3}(?:,[0-9]{3}){1,8})(?:\.[0-9]{1,10})?\Z|\.[0-9]{1,10}\Z")


def amount(text: str, decimal_mark: str = ".") -> Decimal | None:
    """The number that a text writes; `None` if it is not one.

    A minus before or behind it and brackets around it make it negative, as accounts have it.
    """
    bare = _MONEY.sub("", text.strip().replace("−", "-"))
    negative = False
    if bare.startswith("(") and bare.endswith(")"):
        negative, bare = True, bare[1:-1]
    elif bare.startswith("-") or bare.endswith("-"):
        negative, bare = True, bare[1:] if bare.startswith("-") else bare[:-1]
    if decimal_mark == ",":
        bare = bare.translate(str.maketrans(".,", ",."))
    if not _PLAIN.match(bare):
        return None
    number = Decimal(bare.replace(",", ""))
    return -number if negative else number
