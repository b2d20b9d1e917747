"""A public process as its releases tell it, one after another: what it is now, and what each release changed.

The standard's own rule decides: releases merge in order of their dates, so a newer one replaces what it says
and leaves what it does not mention, and one that arrives late fills gaps but overrules nothing newer.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from midas.core.demand.notice import Change, NoticeFacts, changes
from midas.core.demand.notice_fields import Node
from midas.core.demand.notice_reading import read_notice
from midas.formats.ocds.check import region_meant
from midas.formats.ocds.merging import NEVER, Merging, Release, UnableToMerge, in_order

LONGEST_WHOLE = 100
"""No number that counts anything has more digits."""


@dataclass(slots=True)
class Process:
    """The releases of one `ocid` met so far, and the facts they add up to; `facts` is None before the first.

    A release newer than the others is merged into what they gave; only a late one makes all be merged again.
    """

    releases: list[Release] = field(default_factory=list)
    facts: NoticeFacts | None = None
    _known: set[bytes] = field(default_factory=set)
    _newest: Release = field(default_factory=dict)
    _merging: Merging | None = None

    @classmethod
    def of(cls, releases: Iterable[Release]) -> Process:
        """The process as releases kept earlier, in the order in which they came, left it."""
        process = cls(list(releases))
        process._known.update(map(_digest, process.releases))
        process._merge_again()
        process.facts = process._facts()
        return process

    def knows(self, release: Release) -> bool:
        """True if the very same release is here, however it was spaced when it came."""
        return _digest(release) in self._known

    def follow(self, release: Release, alone: NoticeFacts) -> tuple[Change, ...]:
        """Take in one more release, whose own facts are `alone`; what it changed, nothing for the first."""
        before, late = self.facts, self.is_late(release)
        self.releases.append(release)
        self._known.add(_digest(release))
        if before is None:
            self._newest, self.facts = release, alone
            return ()
        if late or self._merging is None or not self._merging.takes(release):
            self._merge_again()
        else:
            self._newest = release
            self._merging.append(release)
        self.facts = self._facts()
        return changes(before, self.facts)

    def is_late(self, release: Release) -> bool:
        """True if a newer release than this one is here."""
        return moment_of(self._newest) > moment_of(release)

    def _merge_again(self) -> None:
        ordered = in_order(self.releases)
        self._newest = ordered[-1]
        self._merging = Merging(ordered) if len(ordered) > 1 else None

    def _facts(self) -> NoticeFacts:
        newest = self._newest
        if self._merging is None:
            return read_notice(newest, regions=region_meant)[0]
        try:
            facts, _ = read_notice(self._merging.compiled(), regions=region_meant)
        except UnableToMerge:
            return read_notice(newest, regions=region_meant)[0]
        node = Node(newest, "$", [])
        return replace(
            facts, release_id=node.text("id"), released_at=node.moment("date"), tags=node.texts("tag")
        )


def facts_of(releases: list[Release]) -> NoticeFacts:
    """The facts that releases add up to; of the newest alone where they contradict each other in shape."""
    facts = Process.of(releases).facts
    assert facts is not None
    return facts


def moment_of(release: Release) -> datetime:
    """When it was released; before everything else if it does not say."""
    return Node(release, "$", []).moment("date") or NEVER


def _digest(release: Release) -> bytes:
    """The same for releases that are equal, whatever the order of their fields, and for no others."""
    return hashlib.sha256(json.dumps(release, sort_keys=True, default=_number).encode()).digest()


def _number(number: Decimal) -> object:
    """A decimal number in one way of all in which it can be written; a whole one as whole numbers are."""
    if number.adjusted() < LONGEST_WHOLE and number == number.to_integral_value():
        return int(number)
    sign, digits, _ = number.as_tuple()
    return {"sign": sign, "digits": "".join(map(str, digits)).rstrip("0"), "adjusted": number.adjusted()}
