"""Identifiers others gave out: organisations (org-id) and CPV codes, checked by shape.

An identifier is kept exactly as its register writes it; only company numbers are padded to their full length.
Sources: org-id.guide; Companies House, company number formats; Regulation (EC) No 213/2008, Annex I.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from midas.core.values.taxonomy import CPV_PREFIX

_SCHEME = re.compile(r"[A-Z]{2,3}-[A-Z0-9_]+\Z")
_COMPANY = re.compile(r"(?:[0-9]{8}|[A-Z]{2}[0-9]{6}|[A-Z]{2}[0-9]{5}[A-Z])\Z")
_CPV = re.compile(r"[0-9]{8}(?:-[0-9])?\Z")

CPV_DIVISIONS = frozenset(
    f"{number:02d}"
    for number in (
        *(3, 9, 14, 15, 16, 18, 19, 22, 24, 30, 31, 32, 33, 34, 35, 37, 38, 39, 41, 42, 43, 44, 45, 48),
        *(50, 51, 55, 60, 63, 64, 65, 66, 70, 71, 72, 73, 75, 76, 77, 79, 80, 85, 90, 92, 98),
    )
)
"""The 45 divisions of CPV 2008, by their two digits."""


class BadIdentifier(ValueError):
    """An identifier does not have the shape its scheme gives it."""


@dataclass(frozen=True, slots=True, order=True)
class OrgId:
    """An organisation's identifier: the register's org-id scheme (`GB-COH`) and the number it gave."""

    scheme: str
    number: str

    def __str__(self) -> str:
        return f"{self.scheme}-{self.number}"


def org_id(scheme: str, number: str) -> OrgId:
    """An `OrgId` in its register's own writing: `GB-COH`, `1234567` is `GB-COH-01234567`.

    Raises `BadIdentifier` when the scheme or, for Companies House, the number cannot be one.
    """
    scheme, number = scheme.strip().upper(), number.strip()
    if not _SCHEME.match(scheme):
        raise BadIdentifier(f"{scheme!r} is not an org-id scheme, such as GB-COH")
    if not number:
        raise BadIdentifier(f"an identifier in {scheme} needs a number")
    if scheme == "GB-COH":
        number = _company_number(number)
    return OrgId(scheme, number)


def _company_number(number: str) -> str:
    compact = number.upper().replace(" ", "")
    padded = compact.zfill(8) if compact.isdigit() else compact
    if not _COMPANY.match(padded):
        raise BadIdentifier(f"{number!r} is not a company number: 8 digits, or 2 letters and 6 digits")
    return padded


def competency_fault(identifier: str) -> str | None:
    """What is wrong with a competency identifier, in words; `None` when nothing is.

    A `cpv:` code is eight digits in an existing division, its check digit optional; anything else is a path
    of non-empty steps, such as `machining/5-axis`.
    """
    if identifier.startswith(CPV_PREFIX):
        return _cpv_fault(identifier[len(CPV_PREFIX) :])
    if not all(step.strip() for step in identifier.split("/")):
        return f"{identifier!r} has an empty step; write a path such as 'machining/5-axis'"
    return None


def _cpv_fault(code: str) -> str | None:
    if not _CPV.match(code):
        return f"'cpv:{code}' is not a CPV code; write eight digits, such as 'cpv:42600000'"
    if code[:2] not in CPV_DIVISIONS:
        return f"'cpv:{code}' is not a CPV code: CPV 2008 has no division {code[:2]}"
    return None
