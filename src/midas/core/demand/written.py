"""A requirement as it is kept: work packages with titles, read whole or refused with every fault.

Beyond what the formation format asks, a package that is kept has a title and a unit, and its figures are no
finer or larger than the books hold them, so that nothing is rounded or cut without being said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from midas.core.demand.requirement import WorkPackage, read_work_package, write_work_package
from midas.core.values.fields import Fields
from midas.core.values.problems import Problem

MOST_PACKAGES = 200
MOST_SUPPLIERS = 1000
LONGEST = {"id": 40, "title": 255, "competency": 120, "place": 8}
LONGEST_CERTIFICATE = 80
FINEST = {"quantity": 6, "min_quality": 4, "min_split": 4, "criticality": 3}
"""How many decimal places the books keep."""
MOST_CRITICALITY = 100

_SLUG = re.compile(r"[-A-Za-z0-9_]+\Z")
_UNIT = re.compile(r"[A-Z0-9]{2,3}\Z")
_REGION = re.compile(r"[A-Z]{2}[A-Z0-9]*\Z")


@dataclass(frozen=True, slots=True)
class Titled:
    """A work package and what people call it."""

    title: str
    package: WorkPackage


def read_packages(raw: object) -> tuple[tuple[Titled, ...], tuple[Problem, ...]]:
    """The packages written in a JSON list, and everything wrong with them, at `$.work_packages[…]`."""
    problems: list[Problem] = []
    top = Fields({"work_packages": raw}, "$", problems)
    titled = tuple(_read(entry) for entry in top.children("work_packages"))
    if not titled and not problems:
        top.note("$.work_packages", "must hold at least one work package: nothing is asked for")
    if len(titled) > MOST_PACKAGES:
        top.note("$.work_packages", f"holds {len(titled)} work packages; at most {MOST_PACKAGES} can be kept")
    return titled, tuple(problems)


def write_package(titled: Titled) -> dict[str, object]:
    """The JSON object that `read_packages` reads as this package."""
    return {"title": titled.title, **write_work_package(titled.package)}


def _read(entry: Fields) -> Titled:
    titled = Titled(entry.text("title", "", required=True).strip(), read_work_package(entry))
    if not entry.has("unit"):
        entry.note(entry.path("unit"), "is missing")
    for field, message in _beyond(titled):
        entry.note(entry.path(field), message)
    return titled


def _beyond(titled: Titled) -> Iterator[tuple[str, str]]:
    """What the books cannot keep as it is, by field."""
    package = titled.package
    words = {
        "title": titled.title,
        "id": package.id,
        "competency": package.competency,
        "place": package.place,
    }
    for field, text in words.items():
        if text and len(text) > LONGEST[field]:
            yield field, f"must have at most {LONGEST[field]} characters, and has {len(text)}"
    if package.id and not _SLUG.match(package.id):
        yield "id", f"must be letters, digits, - and _ only, such as wp1, not {package.id!r}"
    if package.place and not _REGION.match(package.place):
        yield "place", f"must be a region code such as UKE32, or a country such as DE, not {package.place!r}"
    if package.unit and not _UNIT.match(package.unit):
        yield "unit", f"must be a UN/ECE Rec 20 code such as HUR or EA, not {package.unit!r}"
    if package.position is not None:
        yield "position", "is not kept with a package; give its place instead"
    if any(len(name) > LONGEST_CERTIFICATE for name in package.certificates):
        yield "certificates", f"must each have at most {LONGEST_CERTIFICATE} characters"
    yield from _figures(package)


def _figures(package: WorkPackage) -> Iterator[tuple[str, str]]:
    for field, places in FINEST.items():
        number: Decimal = getattr(package, field)
        if number != round(number, places):
            yield field, f"must have at most {places} decimal places, and is {number}"
    if package.criticality > MOST_CRITICALITY:
        yield "criticality", f"must be at most {MOST_CRITICALITY}; 1 is usual, 2 weighs a failure twice"
    for field, firms in _suppliers(package):
        if firms > MOST_SUPPLIERS:
            yield field, f"must be at most {MOST_SUPPLIERS:,} firms, and is {firms:,}"


def _suppliers(package: WorkPackage) -> Sequence[tuple[str, int]]:
    most = package.max_suppliers
    return (
        ("min_suppliers", package.min_suppliers),
        *([("max_suppliers", most)] if most is not None else []),
    )
