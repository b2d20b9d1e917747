"""Whether a firm may be in a team: it is admitted, and nothing that was judged of it stands in the way.

Blocking dimensions are finance and ethics. One that the cluster has never judged of a firm does not block it: admission
decides what has to be judged, and a firm admitted without stays eligible. Once judged, the judgement has to be kept
alive: from the day after it lapses the firm is left out until it is judged anew. A failed gate blocks whatever the
score. That finance and ethics block, and capability and collaboration do not, is this program's proposal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from midas.core.members.assessment import Dimension

BLOCKING = (Dimension.FINANCE, Dimension.ETHICS)

SOON = timedelta(days=60)
"""A judgement that lapses within this time is due to be renewed."""

REMINDERS = (60, 30, 7)
"""How many days before a judgement lapses its firm is told."""

ADMITTED = "admitted"


@dataclass(frozen=True, slots=True)
class Standing:
    """The newest judgement of one dimension, as far as eligibility asks."""

    dimension: Dimension
    valid_until: date
    failed: tuple[str, ...] = ()

    def lapsed(self, on: date) -> bool:
        """Valid through its last day, lapsed from the next."""
        return self.valid_until < on

    def lapsing(self, on: date) -> bool:
        """Still valid, and due to be renewed."""
        return on <= self.valid_until <= on + SOON


@dataclass(frozen=True, slots=True)
class Bar:
    """One thing that keeps a firm out of teams: why, and what to do about it."""

    dimension: Dimension | None
    why: str
    what_to_do: str

    def __str__(self) -> str:
        return f"{self.why} {self.what_to_do}"


def bars(state: str, label: str, newest: Mapping[Dimension, Standing], on: date) -> tuple[Bar, ...]:
    """Everything that keeps a firm out of teams on a day; empty for one that is eligible.

    `state` is that of its membership and `label` the word for it; `newest` its newest judgement of each dimension.
    """
    found = [] if state == ADMITTED else [_not_admitted(label)]
    for dimension in BLOCKING:
        standing = newest.get(dimension)
        if standing is not None:
            found.extend(_barred(standing, on))
    return tuple(found)


def _not_admitted(label: str) -> Bar:
    return Bar(None, f"The firm is {label}, not admitted.", "Only admitted members join teams.")


def _barred(standing: Standing, on: date) -> tuple[Bar, ...]:
    word = standing.dimension.value
    found: tuple[Bar, ...] = ()
    if standing.lapsed(on):
        day = f"{standing.valid_until.day} {standing.valid_until:%B %Y}"
        found += (
            Bar(
                standing.dimension,
                f"Its {word} assessment lapsed on {day}.",
                f"Have {word} assessed anew: send newer evidence to the assessment desk.",
            ),
        )
    if standing.failed:
        found += (
            Bar(
                standing.dimension,
                f"It failed at {word}: {'; '.join(standing.failed)}.",
                "Put it right, or explain it, and have it assessed anew.",
            ),
        )
    return found


class Due(StrEnum):
    """Why a dimension of a firm has to be judged, most urgent first."""

    APPLICANT = "applicant"
    LAPSED = "lapsed"
    LAPSING = "lapsing"
    NOT_ASSESSABLE = "not_assessable"
    MISSING = "missing"


def due(state: str, dimension: Standing | None, assessable: bool, on: date) -> Due | None:
    """Whether a dimension has to be judged, for a firm in that state whose newest judgement of it that is.

    Applicants are judged on everything once; members again when a judgement lapses, or when it could not be made.
    Nobody waits for firms that left or were declined.
    """
    if state in WAITING:
        return Due.APPLICANT if dimension is None or dimension.lapsed(on) else None
    if state not in JUDGED:
        return None
    if dimension is None:
        return Due.MISSING
    if dimension.lapsed(on):
        return Due.LAPSED
    if dimension.lapsing(on):
        return Due.LAPSING
    return None if assessable else Due.NOT_ASSESSABLE


WAITING, JUDGED = ("applied", "in_assessment"), ("admitted", "suspended")


def due_reminder(valid_until: date, on: date) -> int | None:
    """Which reminder is due on a day: the nearest of 60, 30 and 7 days reached; `None` before, and once lapsed."""
    left = (valid_until - on).days
    return min((days for days in REMINDERS if 0 <= left <= days), default=None)
