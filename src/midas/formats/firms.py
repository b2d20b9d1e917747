"""Lists of firms: what each row says, with everything that is wrong with it. A row is taken whole or not at all.

Which columns are understood stands in `midas.formats.firm_columns`. Reference: docs/reference/import-firms.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from midas.core.values.days import SANE
from midas.core.values.identifiers import BadIdentifier, competency_fault, org_id
from midas.core.values.taxonomy import CPV_PREFIX
from midas.core.values.units import has_name, some_units
from midas.core.values.web_addresses import is_web_address
from midas.formats.firm_columns import Fault, Layout
from midas.formats.spreadsheets import Table
from midas.rules import regions
from midas.rules.sizes import size as size_of

LIVE = frozenset({"", "active", "open", "registered", "live"})
"""States a register gives to firms that exist; others are left out."""

SIZES = ("micro", "small", "medium", "large")
_SIC = re.compile(r"[0-9]{5}")
_SIC_SPLIT = re.compile(r"[\s,;|]+")
_DAY_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y")
LENGTHS = {"name": 160, "locality": 80, "website": 200, "work": 160, "summary": 5000}


@dataclass(frozen=True, slots=True)
class FirmRow:
    """A firm as a row gives it; money in minor units, `sector` as written there."""

    row: int
    scheme: str
    identifier: str
    name: str
    region: str
    locality: str
    postcode: str
    country: str
    size: str
    staff: int | None = None
    turnover: int | None = None
    sic_codes: tuple[str, ...] = ()
    founded_on: date | None = None
    website: str = ""
    summary: str = ""
    sector: str = ""
    offering: OfferingRow | None = None
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OfferingRow:
    """What the firm does, as the same row gives it; the price in minor units a unit."""

    competency: str
    title: str
    unit: str
    unit_price: Decimal
    capacity: Decimal | None
    lead_time_days: int


@dataclass(slots=True)
class Defaults:
    """What is taken where the file does not say, and what sectors the cluster has (slugs and names, lower case).

    A firm founded after the day `on` is a slip.
    """

    on: date
    region: str = ""
    scheme: str = "GB-COH"
    sectors: Mapping[str, str] = field(default_factory=dict)


def read_firms(table: Table, layout: Layout, defaults: Defaults) -> Iterator[FirmRow | tuple[Fault, ...]]:
    """Each row as a firm, or everything that is wrong with it; a number that comes twice is wrong the second time."""
    seen: dict[tuple[str, str], int] = {}
    for number, cells in table.rows:
        reader = _Row(number, cells, layout)
        firm = _firm(reader, defaults)
        if firm is not None:
            at = (firm.scheme, firm.identifier)
            if at in seen:
                reader.fault("number", f"{firm.identifier} stands in row {seen[at]} too; keep one of them")
            seen.setdefault(at, number)
        yield firm if firm is not None and not reader.faults else tuple(reader.faults)


class _Row:
    """One row while it is read: its cells by field, and the faults found so far."""

    def __init__(self, number: int, cells: Sequence[str], layout: Layout) -> None:
        self.number, self.cells, self.layout = number, cells, layout
        self.faults: list[Fault] = []

    def get(self, name: str) -> str:
        place = self.layout.columns.get(name)
        text = self.cells[place].strip() if place is not None and place < len(self.cells) else ""
        longest = LENGTHS.get(name, 500)
        if len(text) > longest:
            self.fault(name, f"has {len(text)} characters; at most {longest} are kept")
        if "\0" in text:
            self.fault(name, "holds the character NUL, which cannot be kept; type the cell anew")
        return text

    def fault(self, name: str, message: str) -> None:
        """Note it; a cell that is looked at twice has its fault once."""
        found = Fault(self.number, self.layout.name(name), message)
        if found not in self.faults:
            self.faults.append(found)

    def whole(self, name: str, most: int) -> int | None:
        text = self.get(name).replace(",", "")
        if not text:
            return None
        if not text.isascii() or not text.isdigit() or int(text) > most:
            self.fault(name, f"{text!r} is not a whole number from 0 to {most:,}")
            return None
        return int(text)

    def amount(self, name: str, most: str = "99999999999") -> Decimal | None:
        text = self.get(name).replace(",", "").lstrip("£€$").strip()
        if not text:
            return None
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = Decimal(-1)
        if not number.is_finite() or not 0 <= number <= Decimal(most):
            self.fault(name, f"{text!r} is not a number such as 1234.50, not below 0")
            return None
        return number

    def past_day(self, name: str, on: date) -> date | None:
        found = self.day(name)
        if found is not None and not SANE.start <= found <= on:
            self.fault(name, f"{found} is not a day between {SANE.start} and {on}; check the year")
        return found

    def day(self, name: str) -> date | None:
        text = self.get(name)
        for form in _DAY_FORMATS if text else ():
            try:
                return datetime.strptime(text[:10], form).date()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
        if text:
            self.fault(name, f"{text!r} is not a day; write 2004-05-17 or 17/05/2004")
        return None


def _firm(row: _Row, defaults: Defaults) -> FirmRow | None:
    name, scheme = row.get("name"), (row.get("scheme") or defaults.scheme).upper()
    if not any(letter.isalnum() for letter in name):
        row.fault("name", "is missing; write the firm's legal name" if not name else f"{name!r} is no name")
    identifier = _identifier(row, scheme)
    status = row.get("status").casefold()
    if status not in LIVE:
        row.fault("status", f"the register says {status!r}; firms that no longer exist are left out")
    assumed: list[str] = []
    region, country = _place(row, defaults, assumed)
    staff, turnover = row.whole("staff", 2_000_000), row.amount("turnover")
    minor = None if turnover is None else int((turnover * 100).to_integral_value())
    built = FirmRow(
        row=row.number,
        scheme=scheme,
        identifier=identifier,
        name=name,
        region=region,
        locality=row.get("locality") or row.get("postcode"),
        postcode=row.get("postcode"),
        country=country,
        size=_size(row, staff, minor, assumed),
        staff=staff,
        turnover=minor,
        sic_codes=_sic(row),
        founded_on=row.past_day("founded", defaults.on),
        website=_website(row),
        summary=row.get("summary"),
        sector=_sector(row, defaults, assumed),
        offering=_offering(row),
        assumed=tuple(assumed),
    )
    return None if row.faults else built


def _website(row: _Row) -> str:
    text = row.get("website")
    if text and not is_web_address(text):
        row.fault(
            "website", f"{text!r} is not a web address; write it like www.example.org, or leave it empty"
        )
    return text


def _identifier(row: _Row, scheme: str) -> str:
    number = row.get("number")
    if not number:
        row.fault("number", "is missing; write the firm's number in its register")
        return ""
    try:
        found = org_id(scheme, number)
    except BadIdentifier as bad:
        row.fault("scheme" if "scheme" in str(bad) else "number", str(bad))
        return ""
    if len(found.number) > 40:
        row.fault("number", "has more than 40 characters")
    return found.number


def _place(row: _Row, defaults: Defaults, assumed: list[str]) -> tuple[str, str]:
    """The region, from its own column, else from place and country, else the default; and the ISO country."""
    for name in ("region", "locality"):
        if (text := row.get(name)) and (found := _region(text, name == "region")):
            return found, _iso(row, found)
    if row.get("region"):
        row.fault(
            "region", f"{row.get('region')!r} is no region known here; write a NUTS or ITL code such as UKE3"
        )
        return "", ""
    if defaults.region:
        assumed.append("region")
        return defaults.region, _iso(row, defaults.region)
    country = row.get("country")
    abroad = _region(country, True) if country else ""
    if abroad and abroad != regions.UK:
        return abroad, _iso(row, abroad)
    row.fault(
        "region",
        "the region is not known; add a column with NUTS or ITL codes, or choose one for all such rows",
    )
    return "", ""


@lru_cache(maxsize=4096)
def _region(text: str, code: bool) -> str:
    found = regions.called(text) or (regions.region(text) if code else None)
    return found.code if found else ""


def _iso(row: _Row, region: str) -> str:
    country = region[:2]
    return {"UK": "GB", "EL": "GR", "TL": "GB"}.get(country, country)


def _size(row: _Row, staff: int | None, turnover: int | None, assumed: list[str]) -> str:
    text = row.get("size").casefold()
    if text and text not in SIZES:
        row.fault("size", f"{text!r} is not a size; write micro, small, medium or large, or leave it empty")
        return ""
    found = text or size_of(staff, turnover)
    if not found:
        assumed.append("size")
    return found or SIZES[0]


def _sic(row: _Row) -> tuple[str, ...]:
    text = row.get("sic")
    codes = tuple(dict.fromkeys(_SIC.findall(text)))
    odd = [part for part in _SIC_SPLIT.split(text) if part.isdigit() and len(part) != 5]
    if odd:
        row.fault("sic", f"{odd[0]!r} is not a SIC 2007 code; write five digits, several with spaces between")
    return codes


def _sector(row: _Row, defaults: Defaults, assumed: list[str]) -> str:
    text = row.get("sector").casefold()
    if text and text not in defaults.sectors:
        known = ", ".join(sorted(set(defaults.sectors.values()))) or "none yet"
        row.fault("sector", f"{text!r} is no sector group of the cluster; there are: {known}")
        return ""
    if not text:
        assumed.append("sector")
    return defaults.sectors.get(text, "")


def _offering(row: _Row) -> OfferingRow | None:
    code = row.get("competency")
    said = [name for name in ("work", "unit", "unit_price", "capacity") if row.get(name)]
    if not code:
        if said:
            row.fault(
                "competency", "is missing; an offering needs the code of what is done, such as cpv:42600000"
            )
        return None
    code = CPV_PREFIX + code if code[:1].isdigit() else code
    if fault := competency_fault(code):
        row.fault("competency", fault)
    code = code.split("-")[0] if code.startswith(CPV_PREFIX) else code
    unit = (row.get("unit") or "HUR").upper()
    if not has_name(unit):
        row.fault("unit", f"{unit!r} is not a unit known here; write a UN/ECE Rec 20 code: {some_units()}")
    price = row.amount("unit_price")
    if price is None and not row.get("unit_price"):
        row.fault("unit_price", "is missing; an offering needs a price for one unit")
    elif price == 0:
        row.fault("unit_price", "is 0; write what one unit costs, or leave the offering out")
    return OfferingRow(
        competency=code[:120],
        title=row.get("work") or code,
        unit=unit,
        unit_price=(price or Decimal(0)) * 100,
        capacity=row.amount("capacity"),
        lead_time_days=row.whole("lead_time_days", 3650) or 0,
    )


def counted(rows: Iterable[FirmRow]) -> dict[str, int]:
    """How many rows rest on an assumption, by what was assumed."""
    counts: dict[str, int] = {}
    for row in rows:
        for name in row.assumed:
            counts[name] = counts.get(name, 0) + 1
    return counts
