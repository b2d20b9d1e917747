"""Competencies form trees, and holding one means holding everything below it.

`cpv:` codes form a tree by digits: trailing zeros stripped, never below two digits, so `cpv:42600000`
covers `cpv:42611000`. Any other identifier is a path: `machining` covers `machining/5-axis`.
Source: Regulation (EC) No 213/2008, Annex I (CPV structure: division, group, class, category).
"""

from __future__ import annotations

CPV_PREFIX = "cpv:"


def stem(competency: str) -> str:
    """The part of an identifier that every descendant starts with."""
    if competency.startswith(CPV_PREFIX):
        digits = competency[len(CPV_PREFIX) :].split("-")[0]
        return CPV_PREFIX + (digits.rstrip("0") if len(digits.rstrip("0")) >= 2 else digits[:2])
    return competency


def covers(ancestor: str, competency: str) -> bool:
    """True if `competency` equals `ancestor` or lies below it."""
    root = stem(ancestor)
    if root.startswith(CPV_PREFIX):
        return stem(competency).startswith(root)
    return competency == root or competency.startswith(root + "/")
