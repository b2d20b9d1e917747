"""Whether two notices are of one demand that was published twice, how sure that is, and why in words.

The same process number makes them one without asking (it is one row then). Otherwise a number that both name (a notice
number of the Official Journal, a process of the other portal) is near proof; without one, the buyer, the title, the
value, the kind of work and the dates have to agree, each adding or taking off what `WEIGHTS` says. Only pairs that
share a key (`keys_of`: a number, or rare words of the title and the buyer) are compared, so the work grows with the
number of demands and not with its square; the keys are kept, and those that share one are looked up by them. The
likeness of titles is that of firms' names (`midas.core.members.duplicates`); like it, the score is a statistic, a
float. Source of the procedure: Christen, Data Matching (2012), chapters 4 to 6.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import blake2b
from itertools import pairwise
from typing import Any

from midas.core.members.duplicates import Party, compare
from midas.core.values.amounts import Money
from midas.core.values.names import name_key

ALIKE = 0.7
"""From this score on a pair is shown to somebody who decides."""

CROWD = 40
"""A block that more demands share than this brings nobody together; a number, that more than `FEW` share."""

FEW = 4
BLOCK = "~"
"""What the key of a block of words begins with, and no number does."""

TITLE, BUYER = 0.5, 0.8
"""Titles less alike than this are not of one demand, unless a number says so; nor are buyers the same one."""

WEIGHTS: Mapping[str, float] = {
    "title": 0.5,
    "buyer": 0.2,
    "value": 0.15,
    "deadline": 0.15,
    "published": 0.08,
    "cpv": 0.07,
    "other value": -0.15,
    "other deadline": -0.1,
    "other work": -0.1,
    "one portal": -0.2,
}
NEAR_DEADLINE, NEAR_PUBLISHED = timedelta(days=3), timedelta(days=21)
NEAR_VALUE = 0.02
SHARED = 0.3
"""Titles with a smaller share of their words in common are not compared letter by letter."""

_NUMBERS = (
    re.compile(r"\b20[0-9]{2}/S ?[0-9]{3}-[0-9]{6}\b"),
    re.compile(r"\b[0-9]{6,8}-20[0-9]{2}\b"),
    re.compile(r"\bocds-[0-9a-z]{6}-[0-9A-Za-z-]{3,80}\b"),
    re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"),
)


@dataclass(frozen=True, slots=True)
class Published:
    """A demand as it is compared. `numbers` are those its notices name, its own among them.

    `title_key` and `buyer_key` are what `midas.core.values.names.name_key` makes of the two; see `published`.
    """

    key: Hashable
    process: str
    title: str
    buyer: str = ""
    title_key: str = ""
    buyer_key: str = ""
    value: Money | None = None
    cpv: str = ""
    deadline: datetime | None = None
    published: datetime | None = None
    numbers: frozenset[str] = frozenset()


def published(key: Hashable, process: str, title: str, buyer: str = "", **more: Any) -> Published:
    """A demand as it is compared, with the keys of its title and its buyer."""
    return Published(key, process, title, buyer, name_key(title), name_key(buyer) if buyer else "", **more)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two demands that may be one: how likely (0 to 1), and why, in words."""

    first: Published
    second: Published
    score: float
    reasons: tuple[str, ...]


def numbers_in(text: str) -> frozenset[str]:
    """The numbers of notices and processes that a text names."""
    return frozenset(found for pattern in _NUMBERS for found in pattern.findall(text))


def portal_of(process: str) -> str:
    """Who gave a process its number: the prefix of an ocid, else the kind of notice."""
    return process[:11] if process.startswith("ocds-") else process.split("-", 1)[0]


def alike(
    new: Sequence[Published],
    known: Sequence[Published] = (),
    *,
    settled: Collection[frozenset[Hashable]] = frozenset(),
    crowded: Collection[str] = frozenset(),
    least: float = ALIKE,
) -> tuple[Pair, ...]:
    """Pairs of `new`, among themselves and with `known`, that may be one demand; the most alike first.

    Pairs in `settled` (sets of two keys) are left out: somebody decided. Ties go by the titles. `crowded` are keys that
    more demands share than `most_sharing` allows, counting those that are not given here.
    """
    everybody = (*new, *known)
    common = _common(everybody) | frozenset(crowded)
    found = []
    for here, there in sorted(set(_candidates(everybody, len(new), common))):
        first, second = everybody[here], everybody[there]
        if frozenset((first.key, second.key)) not in settled and not _hopeless(first, second, least):
            pair = judge(first, second, common)
            if pair.score >= least:
                found.append(pair)
    return tuple(sorted(found, key=lambda one: (-one.score, one.first.title, one.second.title)))


def judge(first: Published, second: Published, common: Collection[str] = frozenset()) -> Pair:
    """How likely the two are one demand, and why. Numbers that are `common` to many prove nothing."""
    likeness = _likeness(first.title_key, second.title_key)
    found = list(_reasons(first, second, likeness))
    shared = sorted((first.numbers & second.numbers) - set(common))
    if shared:
        return Pair(first, second, 1.0, (f"both name the number {shared[0]}", *(why for _, why in found)))
    score = 0.0 if likeness < TITLE else sum(gain for gain, _ in found)
    return Pair(first, second, round(max(0.0, min(1.0, score)), 3), tuple(why for _, why in found))


def _hopeless(first: Published, second: Published, least: float) -> bool:
    """Whether the two cannot reach `least` even if title and buyer were the same, or their titles share too few words.

    Comparing letter by letter is what takes time; this spares most pairs that.
    """
    if first.numbers & second.numbers:
        return False
    if WEIGHTS["title"] + WEIGHTS["buyer"] + sum(gain for gain, _ in _other_reasons(first, second)) < least:
        return True
    words, others = set(first.title_key.split()), set(second.title_key.split())
    return len(words & others) < SHARED * len(words | others)


def _likeness(one: str, other: str) -> float:
    return compare(Party(1, one, one), Party(2, other, other)).score


def _reasons(first: Published, second: Published, likeness: float) -> Iterator[tuple[float, str]]:
    yield WEIGHTS["title"] * likeness, f"titles alike to {round(100 * likeness)} of 100"
    if first.buyer_key and second.buyer_key:
        buyers = _likeness(first.buyer_key, second.buyer_key)
        if buyers >= BUYER:
            yield WEIGHTS["buyer"] * buyers, f"the same buyer, {first.buyer}"
    yield from _other_reasons(first, second)


def _other_reasons(first: Published, second: Published) -> Iterator[tuple[float, str]]:
    """What speaks for and against it besides title and buyer."""
    yield from _value_reasons(first.value, second.value)
    yield from _date_reasons(first, second)
    yield from _work_reasons(first.cpv, second.cpv)
    if first.process and portal_of(first.process) == portal_of(second.process):
        yield WEIGHTS["one portal"], "but one portal published both, under two numbers"


def _value_reasons(one: Money | None, other: Money | None) -> Iterator[tuple[float, str]]:
    if one is None or other is None or one.currency != other.currency:
        return
    largest = max(one.minor, other.minor)
    if largest and abs(one.minor - other.minor) <= NEAR_VALUE * largest:
        yield WEIGHTS["value"], f"the same value, {one}"
    else:
        yield WEIGHTS["other value"], f"but different values, {one} and {other}"


def _date_reasons(first: Published, second: Published) -> Iterator[tuple[float, str]]:
    if first.deadline and second.deadline:
        if abs(first.deadline - second.deadline) <= NEAR_DEADLINE:
            yield WEIGHTS["deadline"], f"the same deadline, {_day(first.deadline)}"
        else:
            yield (
                WEIGHTS["other deadline"],
                f"but different deadlines, {_day(first.deadline)} and {_day(second.deadline)}",
            )
    if first.published and second.published and abs(first.published - second.published) <= NEAR_PUBLISHED:
        yield WEIGHTS["published"], f"published within {NEAR_PUBLISHED.days} days of each other"


def _day(moment: datetime) -> date:
    return moment.date()


def _work_reasons(one: str, other: str) -> Iterator[tuple[float, str]]:
    if not one or not other:
        return
    if one[:3] == other[:3]:
        yield WEIGHTS["cpv"], f"the same kind of work, CPV {one[:3]}"
    elif one[:2] != other[:2]:
        yield WEIGHTS["other work"], f"but different kinds of work, CPV {one[:2]} and {other[:2]}"


def _common(everybody: Iterable[Published]) -> frozenset[str]:
    """Numbers that so many demands name that they prove nothing, such as a portal's own."""
    counts: dict[str, int] = defaultdict(int)
    for one in everybody:
        for number in one.numbers:
            counts[number] += 1
    return frozenset(number for number, count in counts.items() if count > FEW)


def _candidates(
    everybody: Sequence[Published], new: int, common: frozenset[str]
) -> Iterator[tuple[int, int]]:
    """Places of pairs that share a key, the one further ahead first; at least one of them is new."""
    blocks: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(everybody):
        for key in keys_of(one) - common:
            blocks[key].append(place)
    for key, places in blocks.items():
        if len(places) > most_sharing(key):
            continue
        for at, here in enumerate(places):
            if here >= new:
                break
            for there in places[at + 1 :]:
                yield here, there


def most_sharing(key: str) -> int:
    """A key that more demands share than this brings nobody together."""
    return CROWD if key.startswith(BLOCK) else FEW


def keys_of(one: Published) -> frozenset[str]:
    """What it is found by: its numbers; each two neighbouring words of the title; the buyer and a word of the title."""
    words, buyer = one.title_key.split(), one.buyer_key
    blocks = {_block("words", *pair) for pair in pairwise(words)}
    blocks |= {_block("buyer", buyer, word) for word in words if len(word) > 3} if buyer else set()
    return one.numbers | blocks


def _block(*parts: str) -> str:
    """A short name for a block, the same in every process."""
    return BLOCK + blake2b("\n".join(parts).encode(), digest_size=8).hexdigest()
