"""What CPV codes are called, for the divisions and groups that ship with Midas.

A finer code is known here by the group or division it lies in; its own label comes with the full list.
The table, its source and its dates: `midas.rules.cpv_2008`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from midas.core.values.taxonomy import CPV_PREFIX
from midas.rules.cpv_2008 import TABLE

LENGTH = 8


def label(code: str) -> str | None:
    """The English label of a division or group; `None` for any other code.

    A code is eight digits, with or without `cpv:` before and a check digit after.
    """
    return _labels().get(digits(code))


def nearest(code: str) -> tuple[str, str] | None:
    """The eight-digit code and label of the group, else the division, that a code is or lies in."""
    wanted = digits(code)
    for telling in (3, 2):
        found = wanted[:telling].ljust(LENGTH, "0")
        if len(wanted) == LENGTH and found in _labels():
            return found, _labels()[found]
    return None


def divisions() -> Mapping[str, str]:
    """The 45 divisions in order: eight-digit code to label."""
    return {code: name for code, name in _labels().items() if code[2] == "0"}


def groups(division: str | None = None) -> Mapping[str, str]:
    """The groups in order, of one division (any code in it will do) or of all: code to label."""
    start = "" if division is None else digits(division)[:2]
    return {code: name for code, name in _labels().items() if code[2] != "0" and code.startswith(start)}


def digits(code: str) -> str:
    """The eight digits of a code, without `cpv:` and without the check digit."""
    return code.strip().removeprefix(CPV_PREFIX).split("-")[0]


@cache
def _labels() -> Mapping[str, str]:
    labels: dict[str, str] = {}
    for line in TABLE.strip().splitlines():
        if line.startswith(" "):
            labels[next(reversed(labels))] += " " + line.strip()
        else:
            telling, name = line.split(" ", 1)
            labels[telling.ljust(LENGTH, "0")] = name
    return labels
