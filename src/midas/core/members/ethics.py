"""Whether a firm may be worked with: gates, each passed, explained or failed.

A firm answers each gate that applies to it, with evidence and until when that holds; an assessor confirms. A failed
gate fails the firm, however well it does elsewhere. What is expired or not answered is *not known*, and a gate that
every firm has to pass must be known for a score. Officers that rivals share are conflicts of interest to be looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import combinations

from midas.core.members.assessment import Dimension, Judgement, Measure, judged


class Verdict(StrEnum):
    """What a gate says of a firm."""

    PASSED = "passed"
    EXPLAINED = "explained"
    """Something is there, and the firm says what it did about it."""
    FAILED = "failed"
    UNKNOWN = "unknown"


POINTS = {Verdict.PASSED: Fraction(1), Verdict.EXPLAINED: Fraction(3, 5), Verdict.FAILED: Fraction(0)}
"""What a gate brings: our own proposal."""


@dataclass(frozen=True, slots=True)
class Gate:
    """A dated question; `always` ones have to be answered by everybody.

    `turnover_from` is the yearly turnover (minor units) from which it applies, `contract_from` the yearly value of a
    contract. `checked` is false where the source has not been read by us: a cluster should, before it relies on it.
    """

    name: str
    question: str
    evidence: str
    source: str
    valid_from: date
    weight: int = 1
    always: bool = True
    turnover_from: int | None = None
    contract_from: int | None = None
    valid_to: date | None = None
    jurisdiction: str = "GB"
    checked: bool = False

    def applies(self, on: date, turnover: int | None, contract: int | None) -> bool:
        """Whether it is in force and meant for a firm, or a contract, of that size; an unknown size counts as below."""
        in_force = self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)
        large = self.turnover_from is None or (turnover or 0) >= self.turnover_from
        return in_force and large and (self.contract_from is None or (contract or 0) >= self.contract_from)


def a_year(value: int, starts_on: date | None, ends_on: date | None) -> int:
    """What a contract is worth a year (minor units): all of it where it lasts a year or less, or nobody knows."""
    if starts_on is None or ends_on is None or ends_on < starts_on:
        return value
    days = (ends_on - starts_on).days + 1
    return value if days <= 366 else value * 365 // days


@dataclass(frozen=True, slots=True)
class Answer:
    """What a firm says to a gate, or an assessor found; it holds until `expires_on`."""

    verdict: Verdict
    explanation: str = ""
    evidence: str = ""
    expires_on: date | None = None

    def on(self, day: date) -> Verdict:
        """What it says on a day: what has expired is not known any more."""
        expired = self.expires_on is not None and self.expires_on < day
        return Verdict.UNKNOWN if expired else self.verdict


def answer_faults(gates: Iterable[Gate], answers: Mapping[str, Answer]) -> dict[str, str]:
    """What is wrong with answers that are handed in, by gate: an explanation without words, a gate not answered."""
    found: dict[str, str] = {}
    for gate in gates:
        answer = answers.get(gate.name)
        if answer is None or answer.verdict is Verdict.UNKNOWN:
            if gate.always:
                found[gate.name] = "Answer this one: without it there can be no judgement."
        elif answer.verdict in (Verdict.EXPLAINED, Verdict.FAILED) and not answer.explanation.strip():
            found[gate.name] = "Say what happened and what you have done about it."
    return found


def judge_ethics(
    gates: Sequence[Gate],
    answers: Mapping[str, Answer],
    on: date,
    *,
    turnover: int | None = None,
    contract: int | None = None,
    notes: Sequence[str] = (),
) -> Judgement:
    """The judgement by the gates that apply on a day; with a failed gate the score is nought and the gate is named."""
    applying = [gate for gate in gates if gate.applies(on, turnover, contract)]
    verdicts = {gate.name: answers.get(gate.name, Answer(Verdict.UNKNOWN)).on(on) for gate in applying}
    measures = [_measure(gate, answers.get(gate.name), verdicts[gate.name]) for gate in applying]
    failed = [gate.question for gate in applying if verdicts[gate.name] is Verdict.FAILED]
    needed = [gate.name for gate in applying if gate.always]
    return judged(Dimension.ETHICS, measures, needed=needed, failed=failed, notes=notes)


def _measure(gate: Gate, answer: Answer | None, verdict: Verdict) -> Measure:
    if verdict is Verdict.UNKNOWN:
        why = (
            "Not answered."
            if answer is None or answer.verdict is Verdict.UNKNOWN
            else "What proved it has expired."
        )
        return Measure(gate.name, None, None, gate.weight, why, (gate.evidence,))
    points = POINTS[verdict]
    said = answer.explanation if answer else ""
    why = {
        Verdict.PASSED: "Passed.",
        Verdict.EXPLAINED: f"Explained: {said}" if said else "Explained.",
        Verdict.FAILED: f"Failed: {said}" if said else "Failed.",
    }[verdict]
    return Measure(gate.name, points, points, gate.weight, why)


@dataclass(frozen=True, slots=True, order=True)
class SharedOfficer:
    """Somebody who is an officer of two firms."""

    name: str
    firms: tuple[str, str]


def shared_officers(officers: Iterable[tuple[str, str, str]]) -> tuple[SharedOfficer, ...]:
    """Officers that two firms share, from rows of firm, name and month of birth (`1970-05`).

    Names are compared without case and spacing. Without a month of birth two people of a name are not taken for one.
    """
    firms: dict[tuple[str, str], set[str]] = defaultdict(set)
    shown: dict[tuple[str, str], str] = {}
    for firm, name, born in officers:
        if born:
            key = (" ".join(name.casefold().split()), born)
            firms[key].add(firm)
            shown.setdefault(key, name)
    return tuple(
        sorted(
            SharedOfficer(shown[key], pair)
            for key, where in firms.items()
            for pair in combinations(sorted(where), 2)
        )
    )
