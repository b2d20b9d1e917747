"""What would raise a firm's standing: gaps of its assessments, papers that run out, offers without proof."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from midas.core.members.assessment import Dimension
from midas.core.members.eligibility import Standing

SOON = timedelta(days=60)
"""A paper or offer that runs out within this time is worth renewing now."""
MOST = 3
"""How many missing things are named at once."""


class Step(StrEnum):
    """What a firm can do."""

    ASK = "ask"
    AGAIN = "again"
    PUT_RIGHT = "put_right"
    HAND_IN = "hand_in"
    RENEW = "renew"
    RENEW_LATE = "renew_late"
    INSURE = "insure"
    INSURE_LATE = "insure_late"
    GIVE_EVIDENCE = "give_evidence"
    CONFIRM = "confirm"
    CONFIRM_LATE = "confirm_late"


@dataclass(frozen=True, slots=True)
class Help:
    """A step, the dimension or the thing it is about, and the day or the missing things that go with it."""

    step: Step
    about: str
    day: date | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """A dimension's newest judgement, and what was missing for it."""

    standing: Standing
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """A certificate, an insurance or an offering: what it is called, its last day, and whether it has evidence."""

    name: str
    until: date | None
    evidence: bool = True


def raising(
    judged: Mapping[Dimension, Judged],
    certificates: Iterable[Paper],
    offers: Iterable[Paper],
    on: date,
    *,
    insurances: Iterable[Paper] = (),
) -> list[Help]:
    """Assessments first, in the order of the dimensions; certificates, insurances and offers in the order given."""
    steps = [step for one in Dimension if (step := _assessment(one, judged.get(one), on))]
    steps += _renewed(certificates, (Step.RENEW, Step.RENEW_LATE), on)
    steps += _renewed(insurances, (Step.INSURE, Step.INSURE_LATE), on)
    return [*steps, *(step for offer in offers for step in _offer(offer, on))]


def _assessment(dimension: Dimension, judged: Judged | None, on: date) -> Help | None:
    if judged is None:
        return Help(Step.ASK, dimension.value)
    if judged.standing.lapsed(on):
        return Help(Step.AGAIN, dimension.value, judged.standing.valid_until)
    if judged.standing.failed:
        return Help(Step.PUT_RIGHT, dimension.value)
    if judged.missing:
        return Help(Step.HAND_IN, dimension.value, missing=judged.missing[:MOST])
    return None


def _renewed(papers: Iterable[Paper], steps: tuple[Step, Step], on: date) -> Iterator[Help]:
    soon, late = steps
    for paper in papers:
        if paper.until is not None and paper.until <= on + SOON:
            yield Help(late if paper.until < on else soon, paper.name, paper.until)


def _offer(offer: Paper, on: date) -> Iterator[Help]:
    if not offer.evidence:
        yield Help(Step.GIVE_EVIDENCE, offer.name)
    if offer.until is not None and offer.until <= on + SOON:
        yield Help(Step.CONFIRM_LATE if offer.until < on else Step.CONFIRM, offer.name, offer.until)
