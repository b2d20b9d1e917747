"""What can be moved, and what comes of it when it is carried.

A motion about a firm leads its membership from certain states to one. It is refused while the membership is in no such
state, so that nobody votes on what could not be done. Its terms are not free either: the rules of its kind say who may
decide, and the least quorum, majority and days, so that nobody words a motion that a few can carry by themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from midas.core.members.membership import NEEDS_REASON
from midas.core.values.problems import Problem
from midas.core.values.words import count, listing, percent


@dataclass(frozen=True, slots=True)
class Act:
    """What a carried motion does to a membership: from which states, to which one, and the deed in a word."""

    before: tuple[str, ...]
    after: str
    done: str


ACTS: Mapping[str, Act] = {
    "admit": Act(("in_assessment",), "admitted", "admitted"),
    "decline": Act(("applied", "in_assessment"), "declined", "declined"),
    "suspend": Act(("admitted",), "suspended", "suspended"),
    "reinstate": Act(("suspended",), "admitted", "reinstated"),
}
"""By the kind of motion; the other kinds (`rules`, `other`) are about no firm, or do nothing to one."""

ELECTORATES: Mapping[str, str] = {
    "committee": "the executive committee",
    "members": "all members, one firm one vote",
    "weighted": "all members, weighted",
}
"""Who can decide, in words."""

RULES = "rules"
KINDS = (*ACTS, RULES, "other")
LONGEST_DAYS = 60
QUORUM = Decimal("0.5")
MAJORITY = Decimal("0.5")
DAYS = 7
"""Defaults: half of all votes have to be cast, more than half of yes and no has to be yes, within a week."""


@dataclass(frozen=True, slots=True)
class Least:
    """What a motion of a kind has to ask for at the least, from a day on: parts of 1, days, and who may decide."""

    kind: str
    quorum: Decimal
    majority: Decimal
    days: int
    electorates: tuple[str, ...]
    source: str
    valid_from: date
    valid_to: date | None = None

    def __post_init__(self) -> None:
        if not (0 < self.quorum <= 1 and 0 < self.majority < 1 and 0 < self.days <= LONGEST_DAYS):
            raise ValueError("the least quorum, majority and days are more than nothing, and can be met")

    def holds(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Wording:
    """A motion as somebody words it; `quorum` and `majority` are parts of 1, `days` how long it stays open."""

    kind: str
    title: str
    text: str = ""
    membership: int | None = None
    rules: int | None = None
    conditions: str = ""
    probation_until: date | None = None
    electorate: str = "committee"
    quorum: Decimal = QUORUM
    majority: Decimal = MAJORITY
    days: int = DAYS
    is_secret: bool = False


def faults(wording: Wording, state: str | None, today: date, least: Least | None) -> tuple[Problem, ...]:
    """Everything wrong with it; `state` is that of the membership it is about, None for none.

    `least` is what its kind has to ask for today; without such a rule nothing is moved.
    """
    return (
        *_words(wording),
        *_reasons(wording),
        *_terms(wording),
        *_too_little(wording, least),
        *_about(wording, state),
        *_admission(wording, today),
    )


def _words(wording: Wording) -> Iterator[Problem]:
    if wording.kind not in KINDS:
        yield Problem("kind", f"Choose what is to be decided: {listing(KINDS, 'or')}.")
    if not wording.title.strip():
        yield Problem("title", "Say in one line what is to be decided.")
    if len(wording.title.strip()) > 160:
        yield Problem("title", "Use at most 160 characters.")


def _terms(wording: Wording) -> Iterator[Problem]:
    if not 0 <= wording.quorum <= 1:
        yield Problem("quorum", "The quorum is a part of all votes: 0 to 100 %.")
    if not 0 <= wording.majority < 1:
        yield Problem("majority", "The majority has to be exceeded, so it is 0 to less than 100 %.")
    if not 1 <= wording.days <= LONGEST_DAYS:
        yield Problem("days", f"Leave it open for 1 to {LONGEST_DAYS} days.")
    if wording.is_secret and wording.electorate == "weighted":
        words = "A count of unequal votes can tell who cast which; vote openly, or one firm one vote."
        yield Problem("is_secret", words)


def _reasons(wording: Wording) -> Iterator[Problem]:
    act = ACTS.get(wording.kind)
    if act is not None and act.after in NEEDS_REASON and not wording.text.strip():
        yield Problem("text", "Give the reasons: the firm is told them with the decision.")


def _too_little(wording: Wording, least: Least | None) -> Iterator[Problem]:
    """What it asks for less than its kind has to; what is no quorum, majority or time at all is told by `_terms`."""
    if least is None:
        if wording.kind in KINDS:
            yield Problem("kind", "The rules say nothing about such a motion today, so it cannot be opened.")
        return
    if 0 <= wording.quorum < least.quorum:
        words = f"For this kind at least {percent(least.quorum)} of all votes have to be cast."
        yield Problem("quorum", f"{words} Ask for that or more.")
    if 0 <= wording.majority < least.majority:
        words = f"For this kind yes has to exceed at least {percent(least.majority)} of yes and no."
        yield Problem("majority", f"{words} Ask for that or more.")
    if 1 <= wording.days < least.days:
        yield Problem("days", f"A motion of this kind stays open for at least {count(least.days, 'day')}.")
    if wording.electorate not in least.electorates:
        who = listing([ELECTORATES[one] for one in least.electorates], "or")
        yield Problem("electorate", f"Only {who} can decide on this kind of motion; choose them.")


def _about(wording: Wording, state: str | None) -> Iterator[Problem]:
    act = ACTS.get(wording.kind)
    if act is None:
        if wording.kind == RULES and wording.rules is None:
            yield Problem("rules", "Choose the version of the rules that is to come into force.")
    elif state is None:
        yield Problem("membership", "Choose the firm it is about.")
    elif state not in act.before:
        wanted = listing([one.replace("_", " ") for one in act.before], "or")
        now = state.replace("_", " ")
        yield Problem(
            "membership", f"The firm is {now}; only one that is {wanted} can be {act.done}. Choose another."
        )


def _admission(wording: Wording, today: date) -> Iterator[Problem]:
    if wording.kind == "admit":
        if wording.probation_until is not None and wording.probation_until <= today:
            yield Problem("probation_until", "Probation ends on a day to come, or leave it empty.")
        return
    if wording.conditions.strip():
        yield Problem("conditions", "Only an admission has conditions; say it in the text instead.")
    if wording.probation_until is not None:
        yield Problem("probation_until", "Only an admission has a probation; leave it empty.")
