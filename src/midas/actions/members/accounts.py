"""A firm's accounts are entered: typed or read from a file, kept as a draft until all of them are right.

UnableToMove
└── StaleAccounts    somebody else saved accounts of the firm in the meantime
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction

from midas.actions.access.events import record
from midas.actions.access.own_firm import may_change_own
from midas.actions.access.permissions import NotAllowed, may
from midas.core.members.accounts_sheet import Typed, read_sheet
from midas.core.members.finance import FIGURES, Accounts
from midas.core.values.moments import day_of
from midas.core.values.problems import BadInput, Problem
from midas.core.values.states import UnableToMove
from midas.store.models import Answers, Assessment, FinancialYear, Membership, Role

FINANCE = Assessment.Dimension.FINANCE
LARGEST = 60
"""Characters of one cell of a draft."""

CELLS = ("year_end", "months", *FIGURES, "source")


class StaleAccounts(UnableToMove):
    """The accounts were saved by somebody else while they were being typed."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody saved accounts of this firm while you were typing. Your figures are kept as a draft: open the "
            "page again, compare, and save once more."
        )


def may_enter(role: Role, membership_id: int) -> bool:
    """The firm itself, and assessors for it."""
    return may_change_own(role, membership_id) or may(role, "assessments.record")


def stamp(years: Iterable[FinancialYear]) -> str:
    """What tells one state of a firm's accounts from another."""
    return max((year.entered_at.isoformat() for year in years), default="")


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
    sources = {str(row.get("year_end", "")).strip(): str(row.get("source", "")) for row in typed}
    saved = tuple(_save(role, member, kept, year, sources, at) for year in read.years)
    gone = sorted(set(kept) - {year.year_end for year in read.years})
    FinancialYear.objects.filter(membership=member, year_end__in=gone).delete()
    Answers.objects.filter(membership=member, dimension=FINANCE).delete()
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
    kept: Mapping[date, FinancialYear],
    year: Accounts,
    sources: Mapping[str, str],
    at: datetime,
) -> FinancialYear:
    row = kept.get(year.year_end)
    if row is not None and accounts_of(row) == year:
        return row
    row = row or FinancialYear(cluster_id=role.cluster_id, membership=member)
    for name, value in asdict(year).items():
        setattr(row, name, value)
    row.source = sources.get(_iso(year.year_end), "")[:160]
    row.entered_at, row.entered_by = at, role.person
    row.save()
    return row


@transaction.atomic
def keep_draft(role: Role, membership_id: int, typed: Sequence[Typed], *, at: datetime) -> Answers:
    """Keep what is typed, right or wrong, so that a closed window loses nothing. Raises NotAllowed or BadInput."""
    member = _member(role, membership_id)
    if len(typed) > 20:
        raise BadInput([Problem("years", "A firm's accounts hold 20 years at most.")])
    sheet = [
        {name: str(row.get(name, ""))[: 160 if name == "source" else LARGEST] for name in CELLS}
        for row in typed
    ]
    draft, _made = Answers.objects.get_or_create(
        cluster_id=role.cluster_id, membership=member, dimension=FINANCE, defaults={"saved_at": at}
    )
    if draft.given.get("years") != sheet:
        draft.given, draft.saved_at, draft.saved_by = {"years": sheet}, at, role.person
        draft.version += 1
        draft.save()
    return draft


@transaction.atomic
def discard_draft(role: Role, membership_id: int, *, at: datetime) -> None:
    """Go back to the accounts that are saved."""
    member = _member(role, membership_id)
    if Answers.objects.filter(membership=member, dimension=FINANCE).delete()[0]:
        record(member, "membership.accounts_draft_discarded", by=role.person, at=at)


def _member(role: Role, membership_id: int) -> Membership:
    if not may_enter(role, membership_id):
        raise NotAllowed("Accounts are entered by the firm itself or by an assessor. Ask one of them.")
    return Membership.objects.select_for_update(of=("self",)).get(pk=membership_id)


def _iso(day: date) -> str:
    return day.isoformat()
