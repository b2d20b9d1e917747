"""Who votes for whom for a while. Following proxies from giver to holder never leads in a circle."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from midas.core.values.problems import Problem

LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Given:
    """A proxy: the voter who gave it, the one who holds it, from when until when (not including it)."""

    giver: str
    holder: str
    starts_at: datetime
    ends_at: datetime

    def overlaps(self, other: Given) -> bool:
        """Whether there is a moment at which both stand."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def faults(new: Given, standing: Iterable[Given], at: datetime) -> tuple[Problem, ...]:
    """Everything that speaks against a new proxy beside those that stand."""
    found = []
    if new.giver == new.holder:
        found.append(Problem("holder", "Choose somebody else: one votes for oneself without a proxy."))
    if new.ends_at <= new.starts_at or new.ends_at <= at:
        found.append(Problem("ends_at", "It has to end after it starts, on a day to come."))
    if new.ends_at - new.starts_at > LONGEST:
        found.append(Problem("ends_at", "A proxy lasts a year at most; give a new one then."))
    beside = [one for one in standing if one.overlaps(new)]
    if any(one.giver == new.giver for one in beside):
        found.append(Problem("starts_at", "You have given a proxy for these days already; revoke it first."))
    elif new.giver != new.holder and _leads_back(new, beside):
        words = "Following the proxies, the vote would come back to you; choose somebody outside that circle."
        found.append(Problem("holder", words))
    return tuple(found)


def _leads_back(new: Given, beside: Iterable[Given]) -> bool:
    """Whether the giver can be reached from the holder over proxies that stand at some time of the new one.

    Careful: proxies that never stand at the same moment are taken together, so a circle is never missed.
    """
    after: dict[str, set[str]] = {}
    for one in beside:
        after.setdefault(one.giver, set()).add(one.holder)
    reached, ahead = set(), [new.holder]
    while ahead:
        here = ahead.pop()
        if here == new.giver:
            return True
        if here not in reached:
            reached.add(here)
            ahead.extend(after.get(here, ()))
    return False
