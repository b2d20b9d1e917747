"""What is made of a portal's answer: take it, ask again in a while, come back another day, or leave it.

A portal that says how long to wait (`Retry-After`, RFC 9110, section 10.2.3) is obeyed. Where it says nothing, each
wait is twice the one before, up to a cap. A run waits no longer than `PATIENCE` at a time; anything longer ends the
run, and the source is due again when the wait is over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

ATTEMPTS = 4
"""How often one page is asked for in one run."""

FIRST_WAIT = timedelta(seconds=2)
PATIENCE = timedelta(seconds=60)
"""The longest wait inside a run."""

SOON = timedelta(minutes=15)
"""The wait after the first run that failed; each further one doubles it."""

CAP = timedelta(hours=24)
"""The longest wait between two runs that failed, and the longest a portal may ask for."""

TRANSIENT = frozenset({408, 425, 429, 500, 502, 503, 504})
GONE = frozenset({400, 404, 410})

WORDS = {
    400: "the portal does not understand the request (400).",
    401: "the portal asks for a password (401); only open portals are read.",
    403: "the portal refuses us (403). Ask its operator, or set the user agent it wants.",
    404: "there is nothing at this address (404). Check the address.",
    410: "what was at this address is gone for good (410). Check the address.",
    429: "the portal says there were too many requests (429).",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for one request. `status` 0 means no answer came whole; `fault` then says why.

    `retry_after` is how long the portal wants to be left alone; `etag` names this version of what it sent. `final`
    marks a fault that asking again would not mend.
    """

    status: int
    body: bytes = b""
    fault: str = ""
    retry_after: timedelta | None = None
    etag: str = ""
    final: bool = False


class Act(StrEnum):
    """What to do with an answer."""

    TAKE = "take"
    SAME = "same"
    AGAIN = "again"
    LATER = "later"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Course:
    """What to do, after how long, and why in words; `gone` is true where the address itself is not known any more."""

    act: Act
    wait: timedelta = timedelta(0)
    why: str = ""
    gone: bool = False


def course(answer: Answer, attempt: int) -> Course:
    """What to do with the answer to the `attempt`-th request (from 1) for a page."""
    if answer.status == 200 and not answer.fault:
        return Course(Act.TAKE)
    if answer.status == 304:
        return Course(Act.SAME)
    why = answer.fault or WORDS.get(answer.status) or f"the portal answered {answer.status}."
    if answer.final or (answer.status not in TRANSIENT and not answer.fault):
        return Course(Act.STOP, why=why, gone=answer.status in GONE)
    wait = _wait(answer, attempt)
    if wait > PATIENCE or attempt >= ATTEMPTS:
        return Course(Act.LATER, wait if answer.retry_after else timedelta(0), why)
    return Course(Act.AGAIN, wait, why)


def _wait(answer: Answer, attempt: int) -> timedelta:
    own = min(PATIENCE, FIRST_WAIT * 2 ** (attempt - 1))
    return own if answer.retry_after is None else min(CAP, max(answer.retry_after, timedelta(0)))


def until_next(every: timedelta, failures: int, asked: timedelta = timedelta(0)) -> timedelta:
    """How long until a source is due again: as often as wanted; after failures soon, then ever later, up to a cap.

    Never before the portal `asked` for, and never sooner than a source that works is asked.
    """
    usual = every if not failures else max(min(CAP, SOON * 2 ** min(failures - 1, 10)), min(every, SOON))
    return max(usual, asked)
