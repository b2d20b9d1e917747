"""The kept texts are read anew by today's parser, and what it makes of them is compared with what is kept.

A text whose SHA-256 is no longer the kept one is told: nothing may change it. Differences are only told, unless they
are to be saved; then each opportunity gets an event.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from midas.actions.access.events import record
from midas.actions.demand.follow_notices import Process
from midas.actions.demand.notice_rows import opportunity_fields
from midas.actions.demand.save_notices import overwrite
from midas.core.values.problems import Problem
from midas.formats.ocds.limits import Refused
from midas.formats.ocds.read import read_text
from midas.store import tenancy
from midas.store.models import Cluster, Opportunity
from midas.store.queries.imports import kept_of, one_import_at_a_time, opportunities_after

GROUP = 200
"""Opportunities read anew in one transaction."""

LONGEST_TOLD = 200


@dataclass(frozen=True, slots=True)
class Replay:
    """How many opportunities and texts were read, how many opportunities differ, and everything that does.

    A problem's `where` is the `ocid` and the field; `altered` counts texts that are not those that were kept.
    """

    opportunities: int = 0
    texts: int = 0
    differ: int = 0
    altered: int = 0
    problems: tuple[Problem, ...] = ()

    def __add__(self, other: Replay) -> Replay:
        return Replay(
            self.opportunities + other.opportunities,
            self.texts + other.texts,
            self.differ + other.differ,
            self.altered + other.altered,
            self.problems + other.problems,
        )


def replay_notices(
    cluster: Cluster, *, at: datetime, save: bool = False, progress: Callable[[int], None] | None = None
) -> Replay:
    """Read all kept texts of the cluster anew; for whoever runs the installation, since it asks for no role.

    `progress` is told how many opportunities are done.
    """
    total, last = Replay(), 0
    while True:
        with tenancy.tenant(cluster.pk):
            one_import_at_a_time(cluster)
            group = opportunities_after(cluster, last, GROUP)
            total += _replayed(group, at, save=save)
        if progress is not None:
            progress(total.opportunities)
        if len(group) < GROUP:
            return total
        last = group[-1].pk


def _replayed(group: Sequence[Opportunity], at: datetime, *, save: bool) -> Replay:
    kept, total, changed = kept_of(group), Replay(), []
    for opportunity in group:
        texts = kept.get(opportunity.ocid, [])
        problems = list(_altered(opportunity, texts))
        differences = [] if problems else list(_differences(opportunity, [text for text, _digest in texts]))
        total += Replay(1, len(texts), int(bool(differences)), len(problems), (*problems, *differences))
        if differences:
            changed.append(opportunity)
    if save and changed:
        for opportunity in changed:
            opportunity.updated_at = at
            record(opportunity, "opportunity.reread", by=None, at=at)
        overwrite(changed)
    return total


def _altered(opportunity: Opportunity, texts: Sequence[tuple[str, str]]) -> Iterator[Problem]:
    for text, digest in texts:
        if hashlib.sha256(text.encode()).hexdigest() != digest:
            yield Problem(
                opportunity.ocid,
                f"the text kept with SHA-256 {digest} is not that text any more. Restore it from a backup.",
            )


def _differences(opportunity: Opportunity, texts: Sequence[str]) -> Iterator[Problem]:
    """What today's parser makes of the texts that differs from what is kept; the opportunity then has the new."""
    try:
        facts = Process.of([read_text(text).release for text in texts]).facts
    except Refused as refused:
        yield Problem(opportunity.ocid, str(refused))
        return
    assert facts is not None
    for name, value in opportunity_fields(facts).items():
        before = getattr(opportunity, name)
        if before != value:
            message = f"is kept as {_told(before)} and is now read as {_told(value)}."
            yield Problem(f"{opportunity.ocid} {name}", message)
            setattr(opportunity, name, value)


def _told(value: object) -> str:
    text = repr(value)
    return text if len(text) <= LONGEST_TOLD else text[: LONGEST_TOLD - 1] + "…"
