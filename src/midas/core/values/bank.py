"""Where money is paid to, checked by form only; nothing here says that an account exists.

Sources: ISO 13616-1:2020 (IBAN) with the check of ISO/IEC 7064 MOD 97-10; Pay.UK, sort codes are six digits.
"""

from __future__ import annotations

import re

_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}\Z")
_SORT_CODE = re.compile(r"[0-9]{6}\Z")


class BadAccount(ValueError):
    """What was written cannot be an IBAN or a sort code; the message says why."""


def iban(text: str) -> str:
    """The IBAN without blanks, in capitals. Raises BadAccount."""
    compact = "".join(text.split()).upper()
    if not _IBAN.match(compact):
        raise BadAccount(
            "An IBAN has two letters, two digits and the account: GB82 WEST 1234 5698 7654 32, say."
        )
    turned = compact[4:] + compact[:4]
    if int("".join(str(int(letter, 36)) for letter in turned)) % 97 != 1:
        raise BadAccount("The check digits of this IBAN do not agree with the rest; look for a slip.")
    return compact


def sort_code(text: str) -> str:
    """A sort code as it is printed, `12-34-56`. Raises BadAccount."""
    digits = re.sub(r"[\s-]", "", text)
    if not _SORT_CODE.match(digits):
        raise BadAccount("A sort code has six digits, such as 12-34-56.")
    return "-".join((digits[:2], digits[2:4], digits[4:]))
