"""Where a process stands whose notices are whole: a newer one replaces an older of its stage, and adds to other stages.

An OCDS release says what is new and leaves the rest; an eForms notice says everything its kind has to say. So of each
stage (a plan, a call, an outcome) the newest counts, and what a later stage is silent about, such as the deadline once
the contract is awarded, stays as the stage before left it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import UTC, datetime

from midas.core.demand.notice import NoticeFacts

STAGES = ("planning", "tender", "award", "contract")
NEVER = datetime.min.replace(tzinfo=UTC)

_EMPTY = NoticeFacts()


def standing(versions: Iterable[NoticeFacts]) -> NoticeFacts:
    """The facts that notices add up to, in whatever order they came; nothing at all for none."""
    newest: dict[int, NoticeFacts] = {}
    for facts in sorted(versions, key=_order):
        newest[stage(facts)] = facts
    told = _EMPTY
    for place in sorted(newest):
        told = overlaid(told, newest[place])
    return told


def stage(facts: NoticeFacts) -> int:
    """How far the process is by what the notice calls itself; the earliest for what is not known."""
    return max((STAGES.index(tag) for tag in facts.tags if tag in STAGES), default=0)


def overlaid(older: NoticeFacts, newer: NoticeFacts) -> NoticeFacts:
    """What the newer says, and where it says nothing what the older said."""
    said = {
        one.name: value
        for one in fields(NoticeFacts)
        if (value := getattr(newer, one.name)) != getattr(_EMPTY, one.name)
    }
    return replace(older, **said)


def _order(facts: NoticeFacts) -> tuple[datetime, str]:
    return facts.released_at or NEVER, facts.release_id
