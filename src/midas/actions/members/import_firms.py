"""A list of firms is checked, and what is sound in it saved: organisations and memberships that have applied.

Checking saves nothing. Saving is one transaction: all of it or none. Firms that are there already, by register and
number, are left as they are or brought up to date, as chosen; likely duplicates are looked for afterwards
(`find_duplicates`) and put before somebody who decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from midas.actions.access.events import PROGRAM, kind_of
from midas.actions.members.organisations import Entity, organisation
from midas.core.values.identifiers import OrgId
from midas.formats.firm_columns import Fault, Layout, layout_of
from midas.formats.firms import Defaults, FirmRow, counted, read_firms
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


@dataclass(frozen=True, slots=True)
class _Errand:
    """Whose list it is, where it is to go, and when."""

    cluster: Cluster
    source: str
    by: Person | None
    at: datetime

    def event(self, verb: str, member: Membership, row: FirmRow, after: str = "", **details: object) -> Event:
        """As `record` writes them, but not saved: very many firms come at once, and a statement takes all."""
        return Event(
            cluster=self.cluster,
            at=self.at,
            by=self.by,
            actor=self.by.name if self.by else PROGRAM,
            verb=verb,
            subject_kind=kind_of(member),
            subject_id=member.pk,
            after=after,
            details={"file": self.source, "row": row.row, **details},
        )


def check_firms(
    data: bytes, *, cluster: Cluster, on: date, region: str = "", tell: Tell | None = None
) -> Checked:
    """What the file holds, on that day. Raises `BadInput` if it is no table.

    `region` stands in where a row gives none.
    """
    table = read_table(data)
    layout, missing = layout_of(table)
    if missing:
        return Checked(layout, (), frozenset(), missing, 0)
    groups = {word: row.slug for row in sectors(cluster).values() for word in (row.slug, row.name.casefold())}
    firms: list[FirmRow] = []
    faults: list[Fault] = []
    rows = 0
    for found in read_firms(table, layout, Defaults(on=on, region=region, sectors=groups)):
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
    errand, done = _Errand(cluster, source, by, at), 0
    for batch in _batches(checked.firms):
        new = [one for one in batch if (one.scheme, one.identifier) not in there]
        old = [one for one in batch if (one.scheme, one.identifier) in there]
        saved.keys += _add(new, errand, groups, otherwise)
        saved.added += len(new)
        if update:
            saved.keys += _update(old, errand, there)
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
    rows: Sequence[FirmRow], errand: _Errand, groups: Mapping[str, SectorGroup], otherwise: SectorGroup
) -> list[int]:
    cluster = errand.cluster
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
    Event.objects.bulk_create(
        errand.event("membership.imported", member, row, after=Membership.State.APPLIED)
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


def _update(rows: Sequence[FirmRow], errand: _Errand, there: Mapping[tuple[str, str], int]) -> list[int]:
    """What the rows say replaces what was there; what they do not say, or only assume, stays.

    Each firm that something was changed of has an event with the names of what was.
    """
    keys = {there[row.scheme, row.identifier]: row for row in rows}
    found = Organisation.objects.filter(pk__in=keys).select_for_update(of=("self",)).order_by("pk")
    changed = {one: names for one in found if (names := _brought_up_to_date(one, keys[one.pk], errand))}
    Organisation.objects.bulk_update(changed, UPDATED, batch_size=500)
    members = Membership.objects.filter(organisation__in=changed)
    by_firm = {member.organisation_id: member for member in members}
    Event.objects.bulk_create(
        errand.event("membership.updated", by_firm[one.pk], keys[one.pk], changed=names)
        for one, names in changed.items()
        if one.pk in by_firm
    )
    return list(keys)


def _brought_up_to_date(firm: Organisation, row: FirmRow, errand: _Errand) -> list[str]:
    """Set what the row says otherwise; the names of those fields."""
    fresh = _organisation(row, errand.cluster)
    kept = {"region", "latitude", "longitude", "country", "time_zone"} if "region" in row.assumed else set()
    kept |= {"size"} if "size" in row.assumed else set()
    said = {name: getattr(fresh, name) for name in UPDATED if name not in kept}
    changed = [
        name for name, value in said.items() if value not in (None, "", []) and value != getattr(firm, name)
    ]
    for name in changed:
        setattr(firm, name, said[name])
    return changed


def _batches(rows: Sequence[FirmRow]) -> Iterator[Sequence[FirmRow]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]
