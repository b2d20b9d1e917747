"""Conditions a buyer writes into the words of a notice: certificates, turnover, insurance, days.

A finding is a proposal with its sentence, never a fact: a broker confirms or refuses it. Confidence, 0 to 100, says how
plainly the sentence asks: an order ("must hold") or a selection criterion counts most, a mention least. What a
sentence says is *not* needed, or says of the buyer itself, is no finding. The rules are Midas's own; how right they
are on real notices is measured in tests/core/demand/test_clauses_measured.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from midas.core.demand.asking import LAW, LESS, OR_ELSE, ORDER, OURS, confidence, excerpt, lot_before
from midas.core.demand.passages import Passage, Sentence, sentences
from midas.core.demand.written_amounts import Written, amounts, days
from midas.core.values.periods import Period

NEAR = 25
"""Letters between an amount and the cover it stands before: "£5m public liability"."""

SURE = 60
"""From this confidence on a finding is proposed by itself; below it is only shown."""


class Kind(StrEnum):
    """What a finding is about."""

    CERTIFICATE = "certificate"
    TURNOVER = "turnover"
    INSURANCE = "insurance"
    DATE = "date"
    LENGTH = "length"


@dataclass(frozen=True, slots=True)
class Rule:
    """A thing asked for by name. `pattern` is how notices write it; `source` says who sets it."""

    kind: Kind
    name: str
    pattern: str
    source: str
    since: date
    until: date | None = None
    now: str = ""

    def holds(self, on: date) -> bool:
        """Whether the rule is in force on a day; what has ended still counts where another has taken its place."""
        return self.since <= on and (self.until is None or on <= self.until or bool(self.now))


@dataclass(frozen=True, slots=True)
class Finding:
    """What a sentence seems to ask for. `amount` is in minor units; `multiple` times the contract's value.

    `alternative`: the sentence also takes another proof than the one named.

    `key` is the same for the same condition of the same part of the demand, however often it is written.
    """

    kind: Kind
    name: str
    sentence: str
    place: str
    confidence: int
    lot: str = ""
    amount: int | None = None
    currency: str = ""
    multiple: Decimal | None = None
    on: date | None = None
    months: int | None = None
    alternative: bool = False

    @property
    def key(self) -> str:
        figure = self.amount or self.multiple or self.on or self.months or ""
        return f"{self.kind}/{self.name}/{self.lot}/{figure}"[:200]


def findings(
    passages: Iterable[Passage], rules: Sequence[Rule], *, currency: str, on: date
) -> tuple[Finding, ...]:
    """What the passages ask for, surest first within each kind; the same condition once, from its surest sentence."""
    live = [(rule, re.compile(rule.pattern, re.I)) for rule in rules if rule.holds(on)]
    best: dict[str, Finding] = {}
    for sentence, before in _with_before(passages):
        for found in (
            *_certificates(sentence, live),
            *_insurance(sentence, before, live, currency),
            *_turnover(sentence, currency),
            *_days(sentence, live),
        ):
            if found.key not in best or best[found.key].confidence < found.confidence:
                best[found.key] = found
    order = list(Kind)
    return tuple(sorted(best.values(), key=lambda one: (order.index(one.kind), -one.confidence, one.name)))


def _with_before(passages: Iterable[Passage]) -> Iterator[tuple[Sentence, str]]:
    """Each sentence with the one that opens its list: "the following insurance is required:"."""
    opening = ""
    last: Passage | None = None
    for sentence in sentences(passages):
        if sentence.passage is not last:
            opening, last = "", sentence.passage
        yield sentence, opening
        if sentence.text.endswith(":") or ORDER.search(sentence.text):
            opening = sentence.text


def _certificates(sentence: Sentence, rules: Sequence[tuple[Rule, re.Pattern[str]]]) -> Iterator[Finding]:
    sure = confidence(sentence)
    if not sure or OURS.search(sentence.text):
        return
    for rule, pattern in rules:
        found = pattern.search(sentence.text) if rule.kind is Kind.CERTIFICATE else None
        if found:
            yield _finding(sentence, Kind.CERTIFICATE, rule.now or rule.name, sure, found)


def _insurance(
    sentence: Sentence, opening: str, rules: Sequence[tuple[Rule, re.Pattern[str]]], currency: str
) -> Iterator[Finding]:
    """Each kind of cover with the amount that stands nearest after it, before the next kind; else before it."""
    sure = confidence(sentence, opening=opening)
    named = _named(sentence.text, rules)
    if not sure or not named:
        return
    sums = amounts(sentence.text, currency, bare="insurance" in f"{opening} {sentence.text}".casefold())
    starts = [found.start() for _rule, found in named]
    leads = bool(sums) and sums[0].end <= starts[0] and starts[0] - sums[0].end < NEAR
    for index, (rule, found) in enumerate(named):
        until = starts[index + 1] if index + 1 < len(starts) else len(sentence.text)
        behind = [one for one in sums if found.end() <= one.start < until]
        ahead = [one for one in sums if 0 <= found.start() - one.end < NEAR]
        chosen = next(iter([*(ahead[-1:] if leads else []), *behind, *ahead[-1:]]), None)
        spoken = f"{opening} {sentence.text}".casefold()
        asked = "insur" in spoken or "indemnity" in found.group().casefold()
        if chosen is not None or (asked and ORDER.search(sentence.text)):
            yield _finding(
                sentence, Kind.INSURANCE, rule.name, sure if chosen else min(sure, 55), found, chosen
            )


def _named(text: str, rules: Sequence[tuple[Rule, re.Pattern[str]]]) -> list[tuple[Rule, re.Match[str]]]:
    """The kinds of cover a sentence names, in its order; what lies inside a longer name does not count."""
    hits = [
        (rule, found)
        for rule, pattern in rules
        if rule.kind is Kind.INSURANCE
        for found in pattern.finditer(text)
    ]
    hits.sort(key=lambda hit: (hit[1].start(), -hit[1].end()))
    kept: list[tuple[Rule, re.Match[str]]] = []
    for rule, found in hits:
        if not kept or found.start() >= kept[-1][1].end():
            kept.append((rule, found))
    return kept


_TURNOVER = re.compile(r"\bturn[- ]?over\b", re.I)
_STAFF = re.compile(r"\bstaff turn[- ]?over|turn[- ]?over of staff|employee turn[- ]?over", re.I)
_TIMES = re.compile(
    r"(?P<word>twice|double|two times|three times|one and a half times|equal to|equivalent to"
    r"|(?P<number>\d(?:\.\d{1,2})?)\s?(?:x\b|times))"
    r"[^.]{0,60}?\b(?:contract|annual|tender|lot|estimated|total|bid)\b[^.]{0,30}?\bvalue",
    re.I,
)
_WORDS = {
    "twice": "2",
    "double": "2",
    "two times": "2",
    "three times": "3",
    "one and a half times": "1.5",
    "equal to": "1",
    "equivalent to": "1",
}


def _turnover(sentence: Sentence, currency: str) -> Iterator[Finding]:
    text, sure = sentence.text, confidence(sentence)
    spoken = list(_TURNOVER.finditer(text))
    if not spoken or not sure or _STAFF.search(text) or LAW.search(text):
        return
    times = _TIMES.search(text)
    if times:
        word = times.group("number") or _WORDS.get(times.group("word").casefold(), "1")
        yield _finding(sentence, Kind.TURNOVER, "turnover", max(sure, 70), times, multiple=Decimal(word))
        return
    sums = amounts(text, currency, bare=False)
    for index, found in enumerate(spoken):
        until = spoken[index + 1].start() if index + 1 < len(spoken) else len(text)
        behind = [one for one in sums if found.start() < one.start < until]
        before = [one for one in sums if one.end <= found.start()][-1:] if len(spoken) == 1 else []
        for one in (behind or before)[:1]:
            if not LESS.search(text[max(0, one.start - 30) : one.start]):
                yield _finding(sentence, Kind.TURNOVER, "turnover", sure, found, one)


_COUNT = (
    r"(?:(?:[a-z]+[\s-])?[a-z]+\s?\((?P<digits>\d{1,3})\)|(?P<number>\d{1,3}|one|two|three|four|five|six|seven|eight|ten|twelve))"
    r"(?:\s?\(\w+\))?[\s-]+(?:(?:further|additional|optional|calendar)\s)?(?P<unit>year|month)s?\b"
)
_LENGTH = re.compile(
    rf"\b(?:(?:initial|contract|fixed|total|maximum|framework)\s)?(?:period|term|duration|length)\b[^.]{{0,40}}?\b{_COUNT}",
    re.I,
)
_EXTENSION = re.compile(rf"\b(?:extend\w*|extension\w*)\b[^.]{{0,60}}?\b{_COUNT}", re.I)
_OTHER_SPAN = re.compile(
    r"\b(?:insur\w*|accounts|turnover|trading|financial years?|claims?|convict\w*|warrant\w*|retain\w*)\b",
    re.I,
)
_NUMBERS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "ten": 10,
    "twelve": 12,
}
_MONTHS = {"year": 12, "month": 1}


NARROW = ("questions until", "site visit")
"""What a day is for, if such words stand before it, whatever else does: "deadline for questions: noon on"."""


def _days(sentence: Sentence, rules: Sequence[tuple[Rule, re.Pattern[str]]]) -> Iterator[Finding]:
    """Days named beside what they are for, and how long the work lasts or may be prolonged."""
    text = sentence.text
    for found in days(text):
        before = text[max(0, found.start - 110) : found.start]
        named = [(rule, list(pattern.finditer(before))) for rule, pattern in rules if rule.kind is Kind.DATE]
        near = [(hits[-1].end(), rule) for rule, hits in named if hits]
        if near:
            rule = max(near, key=lambda one: (one[1].name in NARROW, one[0]))[1]
            yield _finding(sentence, Kind.DATE, rule.name, 75, _Place(found.start), on=found.day)
    for name, pattern in (("extension", _EXTENSION), ("contract length", _LENGTH)):
        hit = None if _OTHER_SPAN.search(text) else pattern.search(text)
        if hit and not (name == "contract length" and _EXTENSION.search(text[: hit.end()])):
            written = (hit.group("digits") or hit.group("number")).casefold()
            number = _NUMBERS.get(written) or int(written)
            length = number * _MONTHS[hit.group("unit").casefold()]
            yield _finding(sentence, Kind.LENGTH, name, 70, hit, length=length)


@dataclass(frozen=True, slots=True)
class _Place:
    """A place in a sentence, where no match of a pattern stands for it."""

    at: int

    def start(self) -> int:
        return self.at


def _finding(
    sentence: Sentence,
    kind: Kind,
    name: str,
    sure: int,
    found: re.Match[str] | _Place,
    written: Written | None = None,
    *,
    multiple: Decimal | None = None,
    on: date | None = None,
    length: int | None = None,
) -> Finding:
    return Finding(
        kind=kind,
        name=name,
        sentence=excerpt(sentence.text, found.start()),
        place=sentence.passage.place,
        confidence=sure - (15 if written is not None and written.bare else 0),
        lot=sentence.passage.lot or lot_before(sentence.text, found.start()),
        amount=written.minor if written else None,
        currency=written.currency if written else "",
        multiple=multiple,
        on=on,
        months=length,
        alternative=OR_ELSE.search(sentence.text) is not None,
    )


def window_said(found: Iterable[Finding]) -> tuple[Period | None, str]:
    """When the work runs by the words of a demand, and why: a start with an end, or a start with a length."""
    plain = [one for one in found if not one.lot]
    start = next((one for one in plain if one.name == "work starts" and one.on), None)
    end = next((one for one in plain if one.name == "work ends" and one.on), None)
    length = next((one for one in plain if one.name == "contract length" and one.months), None)
    if start is None or start.on is None:
        return None, ""
    last = end.on if end else _after(start.on, length.months) if length and length.months else None
    if last is None or last < start.on:
        return None, ""
    return Period(start.on, last), f"The text gives the days: “{start.sentence}”"


def _after(start: date, months: int) -> date | None:
    """The day before the same day so many months later."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    try:
        return date(year, month + 1, min(start.day, 28)) - timedelta(days=1)
    except ValueError:
        return None
