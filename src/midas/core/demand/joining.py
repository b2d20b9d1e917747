"""Several small demands made one, and a large one split: amounts, codes and days of the result, exactly.

What is joined keeps its parts as lots, so that nothing of a demand is lost in the whole. What is split has parts whose
shares are a hundred per cent and whose amounts sum to the whole to the penny.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from midas.core.demand.notice import Lot, Span
from midas.core.values.amounts import Money, apportion
from midas.core.values.problems import Problem
from midas.core.values.words import plain

FEWEST, MOST = 2, 20
WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Small:
    """One of the demands that are joined; amounts in minor units of its own currency."""

    key: int
    title: str
    value: int | None
    currency: str
    cpv: tuple[str, ...]
    region: str
    deadline_at: datetime | None
    starts_on: date | None
    ends_on: date | None
    description: str = ""


@dataclass(frozen=True, slots=True)
class Joined:
    """The facts of the whole. `value` is `None` unless every part has one, all in `currency`."""

    value: int | None
    cpv: tuple[str, ...]
    region: str
    deadline_at: datetime | None
    starts_on: date | None
    ends_on: date | None
    lots: tuple[Lot, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a split as somebody typed it: its title, its per cent, and the lots that go to it."""

    title: str
    percent: Decimal | None
    lots: tuple[str, ...] = ()


def join(parts: Sequence[Small], currency: str) -> Joined:
    """The whole: values added, every code once, the earliest deadline, from the first day to the last."""
    known = [one.value for one in parts if one.value is not None and one.currency == currency]
    codes = dict.fromkeys(code for one in parts for code in one.cpv)
    regions = {one.region for one in parts}
    return Joined(
        value=sum(known) if len(known) == len(parts) else None,
        cpv=tuple(codes),
        region=regions.pop() if len(regions) == 1 else _shared({one.region for one in parts}),
        deadline_at=min((one.deadline_at for one in parts if one.deadline_at), default=None),
        starts_on=min((one.starts_on for one in parts if one.starts_on), default=None),
        ends_on=max((one.ends_on for one in parts if one.ends_on), default=None),
        lots=tuple(_lot(number, one) for number, one in enumerate(parts, 1)),
    )


def _lot(number: int, one: Small) -> Lot:
    value = Money(one.value, one.currency) if one.value is not None and one.currency else None
    span = Span(one.starts_on, one.ends_on)
    return Lot(str(number), one.title, one.description, value, span, "", one.region)


def _shared(regions: set[str]) -> str:
    """The code that holds all regions: what their codes have in common, from the country on; else none."""
    if "" in regions or not regions:
        return ""
    shortest = min(regions, key=len)
    heads = (shortest[:size] for size in range(len(shortest), 1, -1))
    return next((head for head in heads if all(code.startswith(head) for code in regions)), "")


def split_problems(parts: Sequence[Part], lots: Sequence[str]) -> Iterator[Problem]:
    """Everything that keeps a split from being made; places are `parts[1].title`, numbered from 0."""
    if not FEWEST <= len(parts) <= MOST:
        yield Problem("parts", f"Give {FEWEST} to {MOST} parts, not {len(parts)}.")
    for index, part in enumerate(parts):
        if not part.title.strip():
            yield Problem(f"parts[{index}].title", "Give the part a title people will recognise.")
        if part.percent is None or not 0 < part.percent < WHOLE:
            yield Problem(f"parts[{index}].percent", "Give its share, above 0 and below 100 per cent.")
    known = [part.percent for part in parts if part.percent is not None]
    if len(known) == len(parts) and sum(known) != WHOLE:
        yield Problem(
            "parts", f"The shares come to {plain(sum(known, Decimal(0)))} per cent; make them exactly 100."
        )
    given = [lot for part in parts for lot in part.lots]
    if given:
        twice = sorted({lot for lot in given if given.count(lot) > 1})
        missing = [lot for lot in lots if lot not in given]
        if twice:
            yield Problem("parts", f"Lot {', '.join(twice)} goes to more than one part; choose one.")
        if missing:
            yield Problem(
                "parts", f"Lot {', '.join(missing)} goes to no part; give every lot to one or none."
            )


def shares(value: int | None, parts: Sequence[Part]) -> tuple[int | None, ...]:
    """The amount of each part; they sum to the value exactly."""
    if value is None:
        return (None,) * len(parts)
    return apportion(value, [part.percent or Decimal(0) for part in parts])


def percents(lots: Sequence[Lot]) -> tuple[Decimal, ...]:
    """Shares in per cent by the lots' values, to a hundredth, exactly 100 together; equal where a value is missing."""
    values = [lot.value.minor if lot.value else 0 for lot in lots]
    return _percents(values) if all(values) else even(len(lots))


def even(number: int) -> tuple[Decimal, ...]:
    """That many shares in per cent, as equal as hundredths can be, exactly 100 together."""
    return _percents([1] * number)


def _percents(weights: Sequence[int]) -> tuple[Decimal, ...]:
    return tuple(Decimal(one).scaleb(-2) for one in apportion(10_000, weights)) if weights else ()
