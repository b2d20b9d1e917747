"""A need as somebody describes it step by step: what is asked, how far they are, and what is wrong with it.

Answers are texts, kept right or wrong while it is a draft; only sending asks for all to be right, and then tells
everything at once, by step. A customer's need and the cluster's own idea have the same steps; an idea has a mode
besides: in which of the cluster's ways its members would work together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from midas.core.demand.sheet import read_number
from midas.core.members.profile import LARGEST_VALUE
from midas.core.values.amounts import minor_digits
from midas.core.values.problems import Problem
from midas.core.values.units import UNITS

MODES = (
    "aggregated_supply",
    "integrated_services",
    "virtual_manufacturing",
    "enhanced_delivery",
    "co_development",
    "shared_marketing",
    "national_customer",
    "international_market",
    "aggregated_purchase",
)
"""How members work together in an enterprise of the cluster's own idea."""

STEPS = ("what", "how_much", "when", "conditions", "files")
"""The steps of a description, in order; files are kept beside the answers."""

FIELDS: Mapping[str, tuple[str, ...]] = {
    "what": ("title", "mode", "description"),
    "how_much": ("items", "value"),
    "when": ("region", "place", "deadline_on", "starts_on", "ends_on"),
    "conditions": ("certificates", "quality"),
}
"""The answers each step holds."""

LONGEST = {
    "title": 200,
    "description": 20_000,
    "items": 4_000,
    "place": 255,
    "certificates": 1_000,
    "quality": 4_000,
}
USUAL_LONGEST = 100
MOST_ITEMS = 60

UNIT_NAMES = frozenset(name for names in UNITS.values() for name in names)

Answers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A thing listed: what, how many and of which unit, as far as somebody said."""

    what: str
    quantity: Decimal | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Described:
    """What a need says once it is read; `value` in minor units, the days as typed."""

    title: str
    description: str
    mode: str
    items: tuple[Wanted, ...]
    value: int | None
    region: str
    place: str
    deadline_at: datetime | None
    starts_on: date | None
    ends_on: date | None


def step_of(field: str) -> str:
    """The step in which an answer is given."""
    return next((step for step, fields in FIELDS.items() if field in fields), STEPS[0])


def read_need(
    answers: Answers, *, idea: bool, currency: str, zone: str, regions: frozenset[str], today: date
) -> tuple[Described, tuple[Problem, ...]]:
    """The need the answers describe, and everything that keeps it from being sent, by the name of the answer."""
    problems = [*_texts(answers, idea, regions)]
    value = _value(answers.get("value", ""), currency, problems)
    days = {name: _day(answers, name, problems) for name in ("deadline_on", "starts_on", "ends_on")}
    items = tuple(read_items(answers.get("items", ""), problems))
    problems += _order(days["starts_on"], days["ends_on"], days["deadline_on"], today)
    deadline = days["deadline_on"]
    return (
        Described(
            title=answers.get("title", "").strip(),
            description=_description(answers),
            mode=answers.get("mode", "") if idea else "",
            items=items,
            value=value,
            region=answers.get("region", ""),
            place=answers.get("place", "").strip(),
            deadline_at=datetime.combine(deadline, time(23, 59), ZoneInfo(zone)) if deadline else None,
            starts_on=days["starts_on"],
            ends_on=days["ends_on"],
        ),
        tuple(problems),
    )


def done(answers: Answers, step: str, files: int, *, idea: bool) -> bool:
    """Whether a step has what sending asks of it; a step that asks nothing is done once something is in it."""
    if step == "files":
        return files > 0
    if step == "what":
        asked = ("title", "description", *(("mode",) if idea else ()))
        return all(answers.get(name, "").strip() for name in asked)
    return any(answers.get(name, "").strip() for name in FIELDS[step])


def read_items(text: str, problems: list[Problem]) -> Iterator[Wanted]:
    """The things listed, one a line: "24; each; towed clinics", "1,200 hours of welding", "3 vans", or only words."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_ITEMS:
        problems.append(Problem("items", f"List at most {MOST_ITEMS} things; put a longer list into a file."))
    for line in lines[:MOST_ITEMS]:
        parts = [part.strip() for part in line.split(";")]
        if len(parts) == 3:
            number = read_number(parts[0])
            if number is None or number <= 0:
                problems.append(
                    Problem("items", f"{parts[0]!r} is not a number above 0, in the line {line[:60]!r}.")
                )
                continue
            yield Wanted(parts[2], number, parts[1])
        else:
            first, _space, rest = line.partition(" ")
            number = read_number(first)
            unit, _of, what = rest.partition(" of ")
            if number and number > 0 and what.strip() and unit.strip().casefold() in UNIT_NAMES:
                yield Wanted(what.strip(), number, unit.strip())
                continue
            yield (
                Wanted(rest.strip() or line, number, "")
                if number and rest.strip() and number > 0
                else Wanted(line)
            )


def _description(answers: Answers) -> str:
    parts = [answers.get("description", "").strip()]
    if answers.get("certificates", "").strip():
        parts.append(f"Bidders must hold: {answers['certificates'].strip()}.")
    if answers.get("quality", "").strip():
        parts.append(answers["quality"].strip())
    return "\n\n".join(part for part in parts if part)


def _texts(answers: Answers, idea: bool, regions: frozenset[str]) -> Iterator[Problem]:
    if not answers.get("title", "").strip():
        yield Problem("title", "Say in one line what is wanted.")
    if not answers.get("description", "").strip():
        yield Problem("description", "Describe it in a few sentences, as you would to a supplier.")
    if idea and answers.get("mode", "") not in MODES:
        yield Problem("mode", "Choose how members would work together.")
    for name, answer in answers.items():
        most = LONGEST.get(name, USUAL_LONGEST)
        if len(answer) > most:
            yield Problem(name, f"Must have at most {most} characters, and has {len(answer)}.")
    if answers.get("region") and answers["region"] not in regions:
        yield Problem(
            "region", f"{answers['region']!r} is not a region known here; choose one from the list."
        )


def _value(text: str, currency: str, problems: list[Problem]) -> int | None:
    if not text.strip():
        return None
    number = read_number(text)
    if number is None or not 0 <= number <= LARGEST_VALUE:
        problems.append(Problem("value", f"{text!r} is not an amount. Write it like 120000 or 120,000.50."))
        return None
    scaled = number.scaleb(minor_digits(currency))
    if scaled != scaled.to_integral_value() or scaled > LARGEST_VALUE:
        problems.append(
            Problem("value", f"{text!r} has too many digits; give at most {minor_digits(currency)} decimals.")
        )
        return None
    return int(scaled)


def _day(answers: Answers, name: str, problems: list[Problem]) -> date | None:
    text = answers.get(name, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        problems.append(Problem(name, f"{text!r} is not a day; choose one from the calendar."))
        return None


def _order(start: date | None, end: date | None, deadline: date | None, today: date) -> Iterator[Problem]:
    if start and end and end < start:
        yield Problem("ends_on", f"The work ends before it starts on {start}.")
    if deadline and deadline < today:
        yield Problem("deadline_on", f"{deadline} has passed; give a day that is still to come, or none.")
