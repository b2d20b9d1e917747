"""A firm's accounts are entered: typed or read from a file, kept as a draft until all of them are right.

Where a figure comes from is never what a browser says: a file that was read is kept as evidence, and the draft holds
what stood in it. A year that is saved as it was read is from that file; one that was changed says so.

UnableToMove
└── StaleAccounts    somebody else saved accounts of the firm in the meantime
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from midas.actions.access.events import record
from midas.actions.access.own_firm import may_change_own
from midas.actions.access.permissions import NotAllowed, may
from midas.actions.members.evidence import keep_once
from midas.core.members.accounts_sheet import Typed, read_sheet
from midas.core.members.finance import FIGURES, Accounts
from midas.core.values.moments import day_of
from midas.core.values.problems import BadInput, Problem
from midas.core.values.states import UnableToMove
from midas.store import tenancy
from midas.store.models import Answers, Assessment, EvidenceFile, FinancialYear, Membership, Role

FINANCE = Assessment.Dimension.FINANCE
LARGEST = 60
"""Characters of one cell of a draft."""

CELLS = ("year_end", "months", *FIGURES)
BY_HAND = ", changed by hand"
LONGEST_SOURCE = 160


class StaleAccounts(UnableToMove):
    """The accounts were saved by somebody else while they were being typed."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody saved accounts of this firm while you were typing. Your figures are kept as a draft: open the "
            "page again, compare, and save once more."
        )


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the figures of a year come from: in words (empty: typed in), and the file that proves it."""

    source: str = ""
    evidence: int | None = None

    @property
    def by_hand(self) -> Origin:
        """The same after somebody changed a figure; what was typed in stays typed in."""
        if not self.source or self.source.endswith(BY_HAND):
            return self
        return Origin(self.source[: LONGEST_SOURCE - len(BY_HAND)] + BY_HAND, self.evidence)


def may_enter(role: Role, membership_id: int) -> bool:
    """The firm itself, and assessors for it."""
    return may_change_own(role, membership_id) or may(role, "assessments.record")


def require_entering(role: Role, membership_id: int) -> None:
    """Raise NotAllowed unless the role may enter accounts of that firm."""
    if not may_enter(role, membership_id):
        raise NotAllowed("Accounts are entered by the firm itself or by an assessor. Ask one of them.")


def stamp(years: Iterable[FinancialYear]) -> str:
    """What tells one state of a firm's accounts from another, whatever of it differs; empty for no accounts."""
    rows = sorted(
        [_iso(one.year_end), one.entered_at.isoformat(), one.source, one.evidence_id or 0, one.months]
        + [getattr(one, name) for name in FIGURES]
        for one in years
    )
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()[:16] if rows else ""


def accounts_of(year: FinancialYear) -> Accounts:
    """The row as core reads it."""
    return Accounts(year.year_end, year.months, **{name: getattr(year, name) for name in FIGURES})


@transaction.atomic
def save_accounts(
    role: Role,
    membership_id: int,
    typed: Sequence[Typed],
    *,
    decimal_mark: str = ".",
    seen: str | None = None,
    at: datetime,
) -> tuple[FinancialYear, ...]:
    """Make the firm's accounts those of the sheet: years that it leaves out go, the trail keeps what they were.

    `seen` is the stamp of what was there when the sheet was opened. Raises NotAllowed, StaleAccounts, or BadInput
    with everything that is wrong.
    """
    member = _member(role, membership_id)
    kept = {year.year_end: year for year in member.financial_years.all()}
    if seen is not None and seen != stamp(kept.values()):
        raise StaleAccounts
    currency, today = role.cluster.currency, day_of(at, role.cluster.time_zone)
    read = read_sheet(typed, today=today, currency=currency, decimal_mark=decimal_mark)
    if read.problems:
        raise BadInput(read.problems)
    files = files_of(Answers.objects.filter(membership=member, dimension=FINANCE).first())
    saved = tuple(
        _save(role, member, year, kept.get(year.year_end), files.get(_iso(year.year_end)), at)
        for year in read.years
    )
    gone = sorted(set(kept) - {year.year_end for year in read.years})
    FinancialYear.objects.filter(membership=member, year_end__in=gone).delete()
    _drop_draft(member)
    record(
        member,
        "membership.accounts_saved",
        by=role.person,
        at=at,
        details={"years": [_iso(year.year_end) for year in saved], "removed": [_iso(day) for day in gone]},
    )
    return saved


def _save(
    role: Role,
    member: Membership,
    year: Accounts,
    row: FinancialYear | None,
    file: Mapping[str, Any] | None,
    at: datetime,
) -> FinancialYear:
    origin = _origin(year, row, file)
    if row is not None and accounts_of(row) == year and origin == Origin(row.source, row.evidence_id):
        return row
    row = row or FinancialYear(cluster_id=role.cluster_id, membership=member)
    for name, value in asdict(year).items():
        setattr(row, name, value)
    row.source, row.evidence_id = origin.source, origin.evidence
    row.entered_at, row.entered_by = at, role.person
    row.save()
    return row


def _origin(year: Accounts, row: FinancialYear | None, file: Mapping[str, Any] | None) -> Origin:
    """Where a year that is saved comes from: the file just read, what it came from before, or somebody's hands."""
    if file is not None:
        origin = Origin(str(file["source"]), file["evidence"])
        return origin if figures_of(year) == file["figures"] else origin.by_hand
    if row is None:
        return Origin()
    origin = Origin(row.source, row.evidence_id)
    return origin if accounts_of(row) == year else origin.by_hand


def figures_of(year: Accounts) -> dict[str, Any]:
    """A year as a draft keeps what stood in a file: minor units, and the months."""
    return {"months": year.months, **{name: getattr(year, name) for name in FIGURES}}


def files_of(draft: Answers | None) -> dict[str, dict[str, Any]]:
    """By the last day of a year, what stood in the file that the draft was read from, its words and its evidence."""
    return dict(draft.given.get("files", {})) if draft is not None else {}


@transaction.atomic
def take_file(
    role: Role,
    membership_id: int,
    name: str,
    content: bytes,
    typed: Sequence[Typed],
    days: Iterable[str],
    *,
    decimal_mark: str = ".",
    folder: Path,
    at: datetime,
) -> EvidenceFile:
    """Keep a file of accounts as evidence, and the sheet as a draft; `days` are the years that stood in the file.

    The file stays among the firm's evidence whatever becomes of the draft. Raises NotAllowed, or BadInput for a file
    that is not taken.
    """
    member = _member(role, membership_id)
    file = keep_once(role, member, name, content, kind=EvidenceFile.Kind.ACCOUNTS, folder=folder, at=at)
    source = f"{file.file_name[-90:]} (SHA-256 {file.sha256[:12]}…)"
    stood = {}
    for row in (one for one in typed if one.get("year_end") in set(days)):
        read = read_sheet([row], today=date.max, currency=role.cluster.currency, decimal_mark=decimal_mark)
        stood[str(row["year_end"])] = figures_of(read.years[0]) if read.years else {}
    files = {
        day: {"source": source, "evidence": file.pk, "figures": figures} for day, figures in stood.items()
    }
    _keep(role, member, typed, files, at)
    record(
        member,
        "membership.accounts_read",
        by=role.person,
        at=at,
        details={"file": file.file_name, "sha256": file.sha256},
    )
    return file


@transaction.atomic
def keep_draft(role: Role, membership_id: int, typed: Sequence[Typed], *, at: datetime) -> Answers:
    """Keep what is typed, right or wrong, so that a closed window loses nothing. Raises NotAllowed or BadInput."""
    return _keep(role, _member(role, membership_id), typed, {}, at)


def _keep(
    role: Role, member: Membership, typed: Sequence[Typed], files: Mapping[str, Any], at: datetime
) -> Answers:
    """The draft, with what files say besides what it knew of them before. A draft is no fact, so no trail of it."""
    if len(typed) > 20:
        raise BadInput([Problem("years", "A firm's accounts hold 20 years at most.")])
    sheet = [{name: str(row.get(name, ""))[:LARGEST] for name in CELLS} for row in typed]
    draft, _made = Answers.objects.get_or_create(
        cluster_id=role.cluster_id, membership=member, dimension=FINANCE, defaults={"saved_at": at}
    )
    given = {"years": sheet, "files": {**files_of(draft), **files}}
    if draft.given != given:
        draft.given, draft.saved_at, draft.saved_by = given, at, role.person
        draft.version += 1
        with tenancy.forgetting():
            draft.save()
    return draft


@transaction.atomic
def discard_draft(role: Role, membership_id: int, *, at: datetime) -> None:
    """Go back to the accounts that are saved; files that were read stay among the firm's evidence."""
    member = _member(role, membership_id)
    if _drop_draft(member):
        record(member, "membership.accounts_draft_discarded", by=role.person, at=at)


def _drop_draft(member: Membership) -> bool:
    with tenancy.forgetting():
        return Answers.objects.filter(membership=member, dimension=FINANCE).delete()[0] > 0


def _member(role: Role, membership_id: int) -> Membership:
    require_entering(role, membership_id)
    return Membership.objects.select_for_update(of=("self",)).get(pk=membership_id)


def _iso(day: date) -> str:
    return day.isoformat()
