"""A public process as its releases tell it, one after another: what it is now, and what each release changed.

The standard's own rule decides: releases merge in order of their dates, so a newer one replaces what it says
and leaves what it does not mention, and one that arrives late fills gaps but overrules nothing newer.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from midas.core.demand.notice import Change, NoticeFacts, changes
from midas.core.demand.notice_fields import Node
from midas.core.demand.notice_reading import read_notice
from midas.formats.ocds.check import region_meant
from midas.formats.ocds.merging import NEVER, Release, UnableToMerge, in_order, merge


@dataclass(slots=True)
class Process:
    """The releases of one `ocid` met so far, and the facts they add up to; `facts` is None before the first."""

    releases: list[Release] = field(default_factory=list)
    facts: NoticeFacts | None = None

    @classmethod
    def of(cls, releases: list[Release]) -> Process:
        """The process as releases kept earlier, in the order in which they came, left it."""
        return cls(releases, facts_of(releases))

    def knows(self, release: Release) -> bool:
        """True if the very same release is here, however it was spaced when it came."""
        return release in self.releases

    def follow(self, release: Release, alone: NoticeFacts) -> tuple[Change, ...]:
        """Take in one more release, whose own facts are `alone`; what it changed, nothing for the first."""
        before = self.facts
        self.releases.append(release)
        self.facts = alone if before is None else facts_of(self.releases)
        return () if before is None else changes(before, self.facts)

    def is_late(self, release: Release) -> bool:
        """True if a newer release than this one is here."""
        return any(moment_of(known) > moment_of(release) for known in self.releases)


def facts_of(releases: list[Release]) -> NoticeFacts:
    """The facts that releases add up to; of the newest alone where they contradict each other in shape."""
    ordered = in_order(releases)
    newest = ordered[-1]
    if len(ordered) == 1:
        return read_notice(newest, regions=region_meant)[0]
    try:
        facts, _ = read_notice(merge(ordered), regions=region_meant)
    except UnableToMerge:
        return read_notice(newest, regions=region_meant)[0]
    node = Node(newest, "$", [])
    return replace(facts, release_id=node.text("id"), released_at=node.moment("date"), tags=node.texts("tag"))


def moment_of(release: Release) -> datetime:
    """When it was released; before everything else if it does not say."""
    return Node(release, "$", []).moment("date") or NEVER
