"""A list of firms is checked, and what is sound in it saved: organisations and memberships that have applied.

Checking saves nothing. Saving is one transaction: all of it or none. Firms that are there already, by register and
number, are left as they are or brought up to date, as chosen; likely duplicates are looked for afterwards
(`find_duplicates`) and put before somebody who decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from midas.actions.access.events import PROGRAM, kind_of
from midas.actions.members.organisations import Entity, organisation
from midas.core.values.identifiers import OrgId
from midas.formats.firms import Defaults, Fault, FirmRow, Layout, counted, layout_of, read_firms
from midas.formats.spreadsheets import read_table
from midas.store.models import Cluster, Event, Membership, Offering, Organisation, Person, SectorGroup
from midas.store.queries.intake import numbers_there, one_intake_at_a_time, sectors

Tell = Callable[[int, int], None]

BATCH = 1000
"""Firms written in one statement."""

UPDATED = (
    *("name", "name_key", "region", "locality", "country", "latitude", "longitude", "time_zone", "staff"),
    *("turnover", "size", "sic_codes", "founded_on", "website"),
)
GENERAL = ("general", "General")
"""The sector group firms go into in a cluster that has none."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a file holds: the firms that can be taken, those of them that are there already, and all faults."""

    layout: Layout
    firms: tuple[FirmRow, ...]
    known: frozenset[tuple[str, str]]
    faults: tuple[Fault, ...]
    rows: int

    @property
    def faulty(self) -> int:
        """How many rows cannot be taken."""
        return self.rows - len(self.firms)

    @property
    def new(self) -> int:
        """How many firms are not there yet."""
        return len(self.firms) - len(self.known)

    @property
    def assumed(self) -> dict[str, int]:
        """How many firms rest on an assumption, by what was assumed."""
        return counted(self.firms)


@dataclass(slots=True)
class Saved:
    """What saving did; `keys` are those of the organisations that are new or were changed."""

    added: int = 0
    updated: int = 0
    skipped: int = 0
    keys: list[int] = field(default_factory=list)


def check_firms(data: bytes, *, cluster: Cluster, region: str = "", tell: Tell | None = None) -> Checked:
    """What the file holds. Raises `BadInput` if it is no table; `region` stands in where a row gives none."""
    table = read_table(data)
    layout, missing = layout_of(table)
    if missing:
        return Checked(layout, (), frozenset(), missing, 0)
    groups = {word: row.slug for row in sectors(cluster).values() for word in (row.slug, row.name.casefold())}
    firms: list[FirmRow] = []
    faults: list[Fault] = []
    rows = 0
    for found in read_firms(table, layout, Defaults(region=region, sectors=groups)):
        rows += 1
        if isinstance(found, FirmRow):
            firms.append(found)
        else:
            faults.extend(found)
        if tell is not None and rows % BATCH == 0:
            tell(rows, rows)
    there = numbers_there(cluster)
    known = frozenset(at for one in firms if (at := (one.scheme, one.identifier)) in there)
    return Checked(layout, tuple(firms), known, tuple(faults), rows)


@transaction.atomic
def save_firms(
    checked: Checked,
    *,
    cluster: Cluster,
    source: str,
    by: Person | None,
    at: datetime,
    update: bool = False,
    sector: SectorGroup | None = None,
    tell: Tell | None = None,
) -> Saved:
    """Save the sound rows, all or none. `update` brings firms that are there up to date instead of leaving them.

    `sector` is for firms whose row names none (else the cluster's first). Callers check permission.
    """
    one_intake_at_a_time(cluster)
    there, groups, saved = numbers_there(cluster), sectors(cluster), Saved()
    otherwise = sector or next(iter(groups.values()), None) or _general(cluster)
    done = 0
    for batch in _batches(checked.firms):
        new = [one for one in batch if (one.scheme, one.identifier) not in there]
        old = [one for one in batch if (one.scheme, one.identifier) in there]
        saved.keys += _add(new, cluster, groups, otherwise, source, by, at)
        saved.added += len(new)
        if update:
            saved.keys += _update(old, cluster, there)
            saved.updated += len(old)
        else:
            saved.skipped += len(old)
        done += len(batch)
        if tell is not None:
            tell(done, len(checked.firms))
    return saved


def _general(cluster: Cluster) -> SectorGroup:
    slug, name = GENERAL
    return SectorGroup.objects.create(cluster=cluster, slug=slug, name=name)


def _add(
    rows: Sequence[FirmRow],
    cluster: Cluster,
    groups: Mapping[str, SectorGroup],
    otherwise: SectorGroup,
    source: str,
    by: Person | None,
    at: datetime,
) -> list[int]:
    organisations = Organisation.objects.bulk_create(_organisation(row, cluster) for row in rows)
    members = Membership.objects.bulk_create(
        Membership(
            cluster=cluster,
            organisation=organisation,
            sector_group=groups.get(row.sector, otherwise),
            summary=row.summary,
        )
        for row, organisation in zip(rows, organisations, strict=True)
    )
    Offering.objects.bulk_create(_offerings(rows, members))
    # As `record` writes them, a statement for all: very many firms come at once.
    Event.objects.bulk_create(
        Event(
            cluster=cluster,
            at=at,
            by=by,
            actor=by.name if by else PROGRAM,
            verb="membership.imported",
            subject_kind=kind_of(member),
            subject_id=member.pk,
            after=Membership.State.APPLIED,
            details={"file": source, "row": row.row},
        )
        for row, member in zip(rows, members, strict=True)
    )
    return [one.pk for one in organisations]


def _organisation(row: FirmRow, cluster: Cluster) -> Organisation:
    return organisation(
        cluster,
        Entity(
            OrgId(row.scheme, row.identifier),
            row.name,
            row.region,
            row.size,
            locality=row.locality,
            country=row.country,
            staff=row.staff,
            turnover=row.turnover,
            sic_codes=row.sic_codes,
            founded_on=row.founded_on,
            website=row.website,
        ),
    )


def _offerings(rows: Sequence[FirmRow], members: Sequence[Membership]) -> Iterator[Offering]:
    for row, member in zip(rows, members, strict=True):
        if row.offering is not None:
            yield Offering(
                cluster_id=member.cluster_id,
                membership=member,
                competency=row.offering.competency,
                title=row.offering.title,
                unit=row.offering.unit,
                unit_price=row.offering.unit_price,
                capacity=row.offering.capacity,
                lead_time_days=row.offering.lead_time_days,
            )


def _update(rows: Sequence[FirmRow], cluster: Cluster, there: Mapping[tuple[str, str], int]) -> list[int]:
    """What the rows say replaces what was there; what they do not say, or only assume, stays."""
    keys = {there[row.scheme, row.identifier]: row for row in rows}
    found = list(Organisation.objects.filter(pk__in=keys).select_for_update().order_by("pk"))
    for old in found:
        row = keys[old.pk]
        fresh = _organisation(row, cluster)
        kept = (
            {"region", "latitude", "longitude", "country", "time_zone"} if "region" in row.assumed else set()
        )
        kept |= {"size"} if "size" in row.assumed else set()
        for name in UPDATED:
            value = getattr(fresh, name)
            if name not in kept and value not in (None, "", []):
                setattr(old, name, value)
    Organisation.objects.bulk_update(found, UPDATED, batch_size=500)
    return [old.pk for old in found]


def _batches(rows: Sequence[FirmRow]) -> Iterator[Sequence[FirmRow]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]
