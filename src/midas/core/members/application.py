"""What a firm that wants to join is asked: groups of questions, answered in any order, each kept as it was typed.

A group is not started, needs attention, or complete; the application can be sent when all are complete. What was
typed is kept even where it is wrong, since somebody may have to look something up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from midas.core.members.given import StaleAnswers
from midas.core.values.problems import Problem
from midas.core.values.states import LifeCycle

Progress = Literal["not_started", "needs_attention", "complete"]
Answers = Mapping[str, Mapping[str, Any]]

APPLICATION = LifeCycle("This application", {"draft": ("sent", "withdrawn"), "sent": (), "withdrawn": ()})

LINK_LASTS = timedelta(days=30)
"""How long a link is good; every save gives it that long again."""

LONGEST = 4_000
MOST_ROWS = 60
SAVED = "saved"
"""The entry of the answers that says at which version of the application each group was last saved."""


@dataclass(frozen=True, slots=True)
class Step:
    """One group of questions: single fields, and at most one table of rows with `columns`."""

    slug: str
    fields: tuple[str, ...] = ()
    table: str = ""
    columns: tuple[str, ...] = ()

    def clean(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """What belongs to this group and nothing else, as texts of bounded length; rows without a word are left out."""
        kept: dict[str, Any] = {name: _text(raw.get(name)) for name in self.fields}
        if self.table:
            rows = [{name: _text(row.get(name)) for name in self.columns} for row in raw.get(self.table, ())]
            kept[self.table] = [row for row in rows if any(row.values())][:MOST_ROWS]
        return kept


PRICES = ("unit_price", "set_up")

STEPS: tuple[Step, ...] = (
    Step(
        "identity",
        ("name", "scheme", "number", "website", "founded_on", "contact", "phone", "summary"),
    ),
    Step("size", ("staff", "turnover")),
    Step("sectors", ("sector", "sic_codes")),
    Step("sites", ("locality", "region", "latitude", "longitude")),
    Step("competencies", table="competencies", columns=("code",)),
    Step("resources", table="resources", columns=("name", "unit", "capacity")),
    Step(
        "offerings",
        table="offerings",
        columns=(
            *("competency", "title", "unit", "unit_price", "set_up", "capacity", "lead_time_days"),
            *("resource", "amount", "is_core", "valid_until"),
        ),
    ),
    Step(
        "certificates", table="certificates", columns=("name", "issuer", "scope", "issued_on", "expires_on")
    ),
    Step(
        "money",
        ("bank", "iban", "sort_code"),
        table="insurances",
        columns=("kind", "insurer", "cover", "expires_on"),
    ),
    Step("officers", table="officers", columns=("name", "role", "born")),
    Step("rules", ("accepted", "version", "signatory")),
)
BY_SLUG = {step.slug: step for step in STEPS}

MAY_BE_EMPTY = frozenset({"resources", "certificates"})
"""Groups that are complete once they were looked at, even with nothing in them."""


@dataclass(frozen=True, slots=True)
class Known:
    """What answers are judged by that is not in them: the cluster's lists, the tables of rules, the day."""

    on: date
    currency: str
    sectors: frozenset[str]
    is_region: Callable[[str], bool]
    is_competency: Callable[[str], bool]
    is_taken: Callable[[str, str], bool]
    size: Callable[[int, int], str | None]
    rules: int | None
    """The number of the rules of engagement in force."""


def saved_at_version(answers: Answers, step: str) -> int:
    """The version of the application at which the group was last saved; 0 for never."""
    return int(answers.get(SAVED, {}).get(step, 0))


def with_step(
    answers: Answers, step: Step, raw: Mapping[str, Any], *, opened: int, version: int
) -> dict[str, Any]:
    """The answers with the group as it was typed, saved as the version after `version`.

    Raises StaleAnswers if another wording was saved after version `opened`, the one the writer started from.
    """
    typed = step.clean(raw)
    before = answers.get(step.slug, {})
    if saved_at_version(answers, step.slug) > opened and before != typed:
        raise StaleAnswers(before, version)
    saved = {**answers.get(SAVED, {}), step.slug: version + 1}
    return {**answers, step.slug: typed, SAVED: saved}


def progress_of(answers: Answers, step: str, problems: Sequence[Problem]) -> Progress:
    """How far a group is: whether it was ever saved, and whether anything is wrong with it."""
    if step not in answers:
        return "not_started"
    return "needs_attention" if problems else "complete"


def how_far(answers: Answers, faults: Mapping[str, Sequence[Problem]]) -> tuple[int, int]:
    """How many groups are complete, of how many."""
    done = sum(progress_of(answers, step.slug, faults[step.slug]) == "complete" for step in STEPS)
    return done, len(STEPS)


def _text(raw: object) -> str:
    return (
        ""
        if raw is None
        else "".join(letter for letter in str(raw) if letter >= " " or letter in "\n\t")[:LONGEST]
    )


def without_prices(answers: Answers) -> dict[str, dict[str, Any]]:
    """What was typed, for those who may not see prices."""
    kept = {step.slug: dict(answers.get(step.slug, {})) for step in STEPS}
    for step in STEPS:
        if step.table in kept[step.slug]:
            rows = kept[step.slug][step.table]
            kept[step.slug][step.table] = [
                {name: row[name] for name in row if name not in PRICES} for row in rows
            ]
    return kept
