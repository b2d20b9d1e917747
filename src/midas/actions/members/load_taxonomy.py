"""Codes of a taxonomy that all clusters share become competencies: what is new is added, what differs is renamed.

Nothing is ever taken away, and loading the same codes twice changes nothing. Only set-up, working as the owner
of the tables, may do this; there is no person behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db import transaction

from midas.core.values.taxonomy import CPV_PREFIX, stem
from midas.rules import cpv
from midas.store import tenancy
from midas.store.models import Competency

BATCH = 1000
"""Rows written in one statement."""

Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many codes were new, got another label or parent, and were there as they are."""

    added: int
    changed: int
    unchanged: int


def shipped_codes() -> dict[str, str]:
    """The CPV divisions and groups that come with Midas, code to label."""
    return {**cpv.divisions(), **cpv.groups()}


@transaction.atomic
def load_cpv(labels: Mapping[str, str], *, overwrite: bool = True, tell: Tell | None = None) -> Loaded:
    """Make competencies of CPV codes (eight digits to label), all or none.

    Without `overwrite` labels that are there stay. `tell` is given how many of how many codes are dealt with.
    """
    with tenancy.tenant(None):
        there = {
            row.code: row for row in Competency.objects.filter(cluster=None, code__startswith=CPV_PREFIX)
        }
        wanted = _wanted(labels, there)
        new = [row for code, row in wanted.items() if code not in there]
        changed = [
            renamed
            for code, row in wanted.items()
            if code in there and (renamed := _renamed(there[code], row, overwrite)) is not None
        ]
        _write(new, changed, len(wanted), tell)
    return Loaded(len(new), len(changed), len(wanted) - len(new) - len(changed))


def _wanted(labels: Mapping[str, str], there: Iterable[str]) -> dict[str, Competency]:
    known = {*there, *(CPV_PREFIX + code for code in labels)}
    return {
        CPV_PREFIX + code: Competency(
            code=CPV_PREFIX + code, label=label, parent_code=_parent(CPV_PREFIX + code, known), cpv=code
        )
        for code, label in labels.items()
    }


def _parent(code: str, known: Iterable[str]) -> str:
    """The nearest known code above; empty for a division, and where none is known."""
    root = stem(code)
    for length in range(len(root) - 1, len(CPV_PREFIX) + 1, -1):
        above = root[:length].ljust(len(CPV_PREFIX) + 8, "0")
        if above in known and above != code:
            return above
    return ""


def _renamed(row: Competency, wanted: Competency, overwrite: bool) -> Competency | None:
    """The row with what is new in it; None if nothing is."""
    label = wanted.label if overwrite else row.label
    if (row.label, row.parent_code) == (label, wanted.parent_code):
        return None
    row.label, row.parent_code = label, wanted.parent_code
    return row


def _write(new: list[Competency], changed: list[Competency], total: int, tell: Tell | None) -> None:
    done = total - len(new) - len(changed)
    for rows, write in ((new, Competency.objects.bulk_create), (changed, _update)):
        for batch in _batches(rows):
            write(batch)
            done += len(batch)
            if tell is not None:
                tell(done, total)


def _update(rows: list[Competency]) -> object:
    return Competency.objects.bulk_update(rows, ["label", "parent_code"])


def _batches(rows: list[Competency]) -> Iterator[list[Competency]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]
