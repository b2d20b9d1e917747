"""Which offering may do which work package, and if not, why not, in words a firm can act on.

A pair passes or fails on facts about the two alone; capacity, price and everything that depends on who else
is chosen is a rule of formation, not a filter. Exact meanings: docs/reference/formation-format.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from midas.core.demand.requirement import WorkPackage
from midas.core.members.profile import Firm, Offering
from midas.core.values.periods import ready_on
from midas.core.values.places import within
from midas.core.values.taxonomy import covers
from midas.core.values.words import count


class Filter(StrEnum):
    """What can keep an offering from a package, in the order in which the reasons are given."""

    COMPETENCY = "competency"
    EXCLUDE = "exclude"
    BLOCKED = "blocked"
    CERTIFICATES = "certificates"
    CERTIFICATES_ALL = "certificates_all"
    QUALITY = "quality"
    LEAD_TIME = "lead_time"
    REGION = "region"


@dataclass(frozen=True, slots=True)
class Rejection:
    """One reason why an offering may not do a package."""

    rule: Filter
    message: str


@dataclass(frozen=True, slots=True)
class Terms:
    """What a policy says on single pairs: when work can be ordered, who is out, what all must hold."""

    as_of: date | None = None
    excluded: frozenset[str] = frozenset()
    certificates_all: tuple[str, ...] = ()


OPEN_TERMS = Terms()


@dataclass(frozen=True, slots=True)
class Pair:
    """An offering (by its place in the firm's list) that may do a package."""

    package: WorkPackage
    firm: Firm
    index: int

    @property
    def offering(self) -> Offering:
        return self.firm.offerings[self.index]


def fits(package: WorkPackage, offering: Offering) -> bool:
    """True if the offering is for this very package, or its competency is, or lies below, the package's."""
    if offering.work_package is not None:
        return offering.work_package == package.id
    return offering.competency is not None and covers(package.competency, offering.competency)


def rejections(
    package: WorkPackage, firm: Firm, offering: Offering, terms: Terms = OPEN_TERMS
) -> tuple[Rejection, ...]:
    """Every reason why `offering` may not do `package`; empty when it may."""
    return (*_competency(package, offering), *_standing(package, firm, offering, terms))


def eligible_pairs(
    packages: Iterable[WorkPackage], firms: Sequence[Firm], terms: Terms = OPEN_TERMS
) -> tuple[Pair, ...]:
    """Every pair that passes all filters, by package, then firm, then offering, each in the order given."""
    return tuple(
        Pair(package, firm, index)
        for package, found in candidates(packages, firms)
        for firm, index in found
        if next(_standing(package, firm, firm.offerings[index], terms), None) is None
    )


def candidates(
    packages: Iterable[WorkPackage], firms: Sequence[Firm]
) -> Iterator[tuple[WorkPackage, list[tuple[Firm, int]]]]:
    """Per package the offerings whose competency fits it, as (firm, place in its list), in order."""
    # Competencies repeat, so each is compared once per package and not once per firm.
    by_claim: dict[tuple[str | None, str | None], list[tuple[int, Firm, int]]] = {}
    for order, firm in enumerate(firms):
        for index, offering in enumerate(firm.offerings):
            claim = (offering.competency, offering.work_package)
            by_claim.setdefault(claim, []).append((order, firm, index))
    for package in packages:
        found = [
            entry
            for entries in by_claim.values()
            if fits(package, entries[0][1].offerings[entries[0][2]])
            for entry in entries
        ]
        found.sort(key=lambda entry: (entry[0], entry[2]))
        yield package, [(firm, index) for _, firm, index in found]


def _competency(package: WorkPackage, offering: Offering) -> Iterator[Rejection]:
    if fits(package, offering):
        return
    claim = (
        f"is for package {offering.work_package} only"
        if offering.work_package is not None
        else f"is for {offering.competency}, which is not {package.competency} or part of it"
    )
    yield Rejection(Filter.COMPETENCY, f"the offering {claim}")


def _standing(package: WorkPackage, firm: Firm, offering: Offering, terms: Terms) -> Iterator[Rejection]:
    """Every filter but competency."""
    if firm.id in terms.excluded:
        yield Rejection(Filter.EXCLUDE, "the policy excludes this firm")
    for reason in firm.blocked:
        yield Rejection(Filter.BLOCKED, f"the firm is barred: {reason}")
    yield from _certificates(package, firm, terms)
    if offering.quality < package.min_quality:
        short = f"quality {offering.quality} is below the floor of {package.min_quality}"
        yield Rejection(Filter.QUALITY, short)
    yield from _lead_time(package, offering, terms)
    if offering.regions_served and package.place and not within(package.place, offering.regions_served):
        served = ", ".join(offering.regions_served)
        yield Rejection(Filter.REGION, f"serves {served}, and the work is in {package.place}")


def _certificates(package: WorkPackage, firm: Firm, terms: Terms) -> Iterator[Rejection]:
    end = package.window.end if package.window else None
    for rule, wanted, who in (
        (Filter.CERTIFICATES, package.certificates, "the package"),
        (Filter.CERTIFICATES_ALL, terms.certificates_all, "the policy, of every partner,"),
    ):
        for name in wanted:
            if not firm.holds(name, end):
                yield Rejection(rule, f"{lack(firm, name, end)}, which {who} asks for")


def lack(firm: Firm, certificate: str, on: date | None) -> str:
    """How a firm falls short of a certificate: it holds none, or one that runs out too soon."""
    expiries = [
        held.valid_until for held in firm.certificates if held.name == certificate and held.valid_until
    ]
    if expiries and on:
        return f"its {certificate} runs out on {max(expiries)}, before {on}"
    return f"does not hold {certificate}"


def _lead_time(package: WorkPackage, offering: Offering, terms: Terms) -> Iterator[Rejection]:
    if terms.as_of is None or offering.lead_time_days is None or package.window is None:
        return
    ready, start = ready_on(terms.as_of, offering.lead_time_days), package.window.start
    if ready > start:
        yield Rejection(
            Filter.LEAD_TIME,
            f"needs {count(offering.lead_time_days, 'day')}, so is ready on {ready}, not when work starts on {start}"
            f" ({count((ready - start).days, 'day')} late)",
        )
