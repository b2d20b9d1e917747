"""Which columns of a list of firms are understood, and how a file's own columns answer to them.

Understood are Midas's own names, many other names for them, and the columns of Companies House's company data. What
the rows under them say is read by `midas.formats.firms`. Reference: docs/reference/import-firms.md.
"""

from __future__ import annotations

from dataclasses import dataclass

from midas.formats.spreadsheets import Table, columns_by_field

COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("company name", "firm", "organisation", "organisation name", "legal name", "business name"),
    "number": ("company number", "registration number", "identifier", "company no", "crn", "reg no", "id"),
    "scheme": ("register", "identifier scheme", "org id scheme"),
    "region": ("nuts", "itl", "nuts code", "itl code", "region code"),
    "locality": ("town", "city", "place", "post town", "regaddress posttown"),
    "postcode": ("post code", "postcode district", "zip", "regaddress postcode"),
    "country": ("country code", "country of origin"),
    "sector": ("sector group", "group"),
    "size": ("size class",),
    "staff": ("employees", "headcount", "people"),
    "turnover": ("turnover a year", "annual turnover", "revenue"),
    "sic": ("sic codes", "sic code", "siccode sictext 1", "sic2007"),
    "founded": (
        "founded on",
        "incorporation date",
        "date of incorporation",
        "incorporated",
        "incorporated on",
    ),
    "website": ("web", "url", "homepage"),
    "summary": ("description", "what it does", "about"),
    "status": ("company status",),
    "competency": ("cpv", "cpv code", "competence"),
    "work": ("offering", "offering title", "service"),
    "unit": ("unit code",),
    "unit_price": ("price", "rate"),
    "capacity": ("capacity a month", "monthly capacity"),
    "lead_time_days": ("lead time", "lead time days"),
}
"""Every field, with other names its column may have; case, spaces and punctuation do not matter."""

TEMPLATE = {
    "name": "Example Welding Ltd",
    "number": "01234567",
    "scheme": "GB-COH",
    "region": "UKE3",
    "locality": "Rotherham",
    "postcode": "S60",
    "country": "GB",
    "sector": "manufacturing",
    "staff": "24",
    "turnover": "2400000.00",
    "sic": "25110 25620",
    "founded": "2004-05-17",
    "website": "welding.example",
    "summary": "Welds and machines steel",
    "competency": "cpv:42600000",
    "work": "CNC machining",
    "unit": "HUR",
    "unit_price": "43.00",
    "capacity": "320",
    "lead_time_days": "10",
}
"""A row that is taken as it stands, for the template."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one cell."""

    row: int
    column: str
    message: str


@dataclass(slots=True)
class Layout:
    """Which column (counted from 0) holds which field, what each is called in the file, and what is not used."""

    columns: dict[str, int]
    head: tuple[str, ...]
    unused: tuple[str, ...]

    def name(self, field_: str) -> str:
        """What the file calls the column; the field's own name where there is none."""
        return self.head[self.columns[field_]] if field_ in self.columns else field_


def layout_of(table: Table) -> tuple[Layout, tuple[Fault, ...]]:
    """How the columns are understood, and what is missing."""
    columns, unused = columns_by_field(table.head, COLUMNS)
    faults = tuple(
        Fault(1, name, f"there is no column for the {words}; name one {name!r}")
        for name, words in (("name", "name of the firm"), ("number", "number in its register"))
        if name not in columns
    )
    return Layout(columns, table.head, unused), faults
