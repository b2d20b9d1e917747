"""Answers to questionnaires as they are kept, and as the values that are judged.

Kept is JSON, by the question's name: `{"verdict", "explanation", "evidence", "expires_on"}` for a gate, `{"level",
"evidence"}` for an item of readiness. Reading never fails: what is not understood was not answered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from midas.core.members.collaboration import LEVELS
from midas.core.members.ethics import Answer, Verdict
from midas.core.values.problems import Problem
from midas.core.values.states import UnableToMove

LONGEST = 2_000
"""Letters of one explanation or note on evidence."""

Given = Mapping[str, Mapping[str, Any]]


class StaleAnswers(UnableToMove):
    """Answers were saved after the reader had opened them; nothing was overwritten, and nothing typed is lost.

    `theirs` is what is kept now, `version` counts it, `who` saved it.
    """

    def __init__(self, theirs: Mapping[str, Any], version: int, who: str = "Somebody else") -> None:
        self.theirs, self.version, self.who = theirs, version, who
        super().__init__(
            f"{who} saved these answers while you were writing. Yours are below and not saved yet: compare them with "
            "what is saved now, then save again to keep yours."
        )


def gate_answers(given: Given) -> dict[str, Answer]:
    """What a firm says to each gate."""
    return {name: _gate_answer(kept) for name, kept in given.items() if isinstance(kept, Mapping)}


def levels(given: Given) -> dict[str, int | None]:
    """What level a firm gives itself in each item."""
    return {name: _level(kept.get("level")) for name, kept in given.items() if isinstance(kept, Mapping)}


def faults(given: Given, names: frozenset[str]) -> Iterator[Problem]:
    """What cannot even be kept as a draft: questions nobody asks, days that are none, levels out of range."""
    for name, kept in given.items():
        if name not in names:
            yield Problem(name, "This is no question of this questionnaire; reload the page.")
            continue
        verdict, level, day = kept.get("verdict"), kept.get("level"), kept.get("expires_on")
        if verdict and verdict not in {one.value for one in Verdict}:
            yield Problem(name, "Choose one of the answers that are offered.")
        if level not in (None, "") and _level(level) is None:
            yield Problem(name, f"The answer is a level from 0 to {LEVELS}.")
        if day and _day(day) is None:
            yield Problem(name, f"{day!r} is no day; write it like 2027-03-31.")
        if any(len(str(kept.get(part) or "")) > LONGEST for part in ("explanation", "evidence")):
            yield Problem(name, f"Use at most {LONGEST:,} letters; a longer text is better a file.")


def unreasoned(changed: Given) -> Iterator[Problem]:
    """What an assessor set otherwise than the firm said without a `reason`, or with one that is too long."""
    for name, answer in changed.items():
        reason = str(answer.get("reason") or "").strip()
        if not reason:
            yield Problem(name, "Say why this counts otherwise than the firm says; the firm reads it.")
        elif len(reason) > LONGEST:
            yield Problem(name, f"Use at most {LONGEST:,} letters for the reason.")


def _gate_answer(kept: Mapping[str, Any]) -> Answer:
    said = str(kept.get("verdict") or "unknown")
    verdict = Verdict(said) if said in {one.value for one in Verdict} else Verdict.UNKNOWN
    return Answer(
        verdict,
        str(kept.get("explanation") or ""),
        str(kept.get("evidence") or ""),
        _day(kept.get("expires_on")),
    )


def _level(written: Any) -> int | None:
    text = str(written if written is not None else "")
    return int(text) if text.isdecimal() and len(text) == 1 and int(text) <= LEVELS else None


def _day(written: Any) -> date | None:
    try:
        return date.fromisoformat(str(written)) if written else None
    except ValueError:
        return None
