"""A group of questions put together for its page, for the list of tasks and for reading: forms, faults, words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from midas.actions.members.known import known_in
from midas.core.members.application import BY_SLUG, STEPS, Answers, Step, progress_of, without_prices
from midas.core.members.read_firm import read_firm
from midas.core.members.stated import Firm
from midas.core.values.problems import Problem
from midas.store.models import Application, SectorGroup
from midas.store.queries.taxonomy import competency_labels
from midas.web.members.joining.forms import ANY, ROWS, SINGLE, AnswerForm

Words = str | Promise
Choices = Mapping[str, Any]
"""For names of fields: value and label of each choice."""

TITLES: dict[str, tuple[Words, Words, Words]] = {
    "identity": (_("Who the firm is"), _("Name, register, whom we may talk to"), ""),
    "size": (_("How large it is"), _("People and turnover"), ""),
    "sectors": (_("What it is in"), _("Sector group and SIC codes"), ""),
    "sites": (_("Where it is"), _("Main site and region"), ""),
    "competencies": (_("What it can do"), _("Kinds of work, from the cluster's list"), ""),
    "resources": (
        _("What it has a limited amount of"),
        _("Machines, people, floor that several offerings share"),
        _("resource"),
    ),
    "offerings": (_("What it offers"), _("Price, capacity and lead time of each"), _("offering")),
    "certificates": (_("What proves it"), _("Certificates and files"), _("certificate")),
    "money": (_("Bank and insurance"), _("Name of the bank, covers and their dates"), _("insurance")),
    "officers": (_("Who runs it"), _("Directors and owners"), _("person")),
    "rules": (_("Rules of engagement"), _("Read and accept them"), ""),
}
"""Title, hint, and what one row of the group's table is called."""

PROGRESS: dict[str, tuple[Words, str]] = {
    "not_started": (_("not started"), "unknown-yet"),
    "needs_attention": (_("needs attention"), "expiring"),
    "complete": (_("complete"), "valid"),
}
"""What each progress is called, and the state whose colour it has."""


@dataclass(frozen=True, slots=True)
class Task:
    """A group in the list of tasks."""

    slug: str
    title: Words
    hint: Words
    progress: str
    faults: Sequence[Problem]
    url: str

    @property
    def words(self) -> Words:
        """How far it is, in words."""
        return PROGRESS[self.progress][0]

    @property
    def tone(self) -> str:
        """The state whose colour shows how far it is."""
        return PROGRESS[self.progress][1]


@dataclass(frozen=True, slots=True)
class Group:
    """The forms of one group: its single questions, and one form for each row."""

    step: Step
    single: AnswerForm | None
    rows: Sequence[AnswerForm]
    faults: Sequence[Problem]
    blanks: int = 0


def judged(application: Application, at: Any) -> tuple[Firm, Mapping[str, Sequence[Problem]]]:
    """The firm that the application states, and all that is wrong with each group."""
    return read_firm(application.answers, known_in(application.cluster, [application.answers], at=at))


def tasks_of(application: Application, faults: Mapping[str, Sequence[Problem]]) -> list[Task]:
    """The groups in order, each with how far it is; faults are shown once it was begun."""
    made = []
    for step in STEPS:
        title, hint, _row = TITLES[step.slug]
        progress = progress_of(application.answers, step.slug, faults[step.slug])
        url = reverse("joining:step", args=[application.cluster.slug, application.pk, step.slug])
        shown = faults[step.slug] if progress == "needs_attention" else ()
        made.append(Task(step.slug, title, hint, progress, shown, url))
    return made


def group(
    step: Step, values: Mapping[str, Any], faults: Sequence[Problem], choices: Choices, more: int = 0
) -> Group:
    """The forms of a group with what was typed; `more` blank rows after those there are, one where there is none."""
    made = SINGLE.get(step.slug)
    single = made(values, faults, choices=choices) if made else None
    listed = list(values.get(step.table, ())) if step.table else []
    blanks = (more or (0 if listed else 1)) if step.table else 0
    row = ROWS.get(step.slug)
    forms = (
        [
            row(one, faults, prefix=f"{step.table}-{number}", choices=choices)
            for number, one in enumerate([*listed, *({} for _blank in range(blanks))])
        ]
        if row
        else []
    )
    return Group(step, single, forms, faults, blanks)


def typed_in(step: Step, post: QueryDict) -> dict[str, Any]:
    """What a request says of a group; rows marked for removal are left out."""
    raw: dict[str, Any] = {name: post.get(name, "") for name in step.fields}
    if step.table:
        pattern = re.compile(rf"{step.table}-(\d{{1,3}})-")
        numbers = sorted({int(found[1]) for name in post if (found := pattern.match(name))})
        raw[step.table] = [
            {name: post.get(f"{step.table}-{number}-{name}", "") for name in step.columns}
            for number in numbers
            if f"{step.table}-{number}-remove" not in post
        ]
    return raw


def fault_links(found: Group) -> list[dict[str, str]]:
    """Every fault of a group with the field it belongs to, for the list at the top."""
    names = {form.add_prefix(name): form[name].id_for_label for form in _forms(found) for name in form.fields}
    return [{"id": names.get(problem.where, ""), "text": problem.message} for problem in found.faults]


BANK = ("bank", "iban", "sort_code")


def said(answers: Answers, *, prices: bool = True, bank: bool = True) -> list[dict[str, Any]]:
    """Everything an application says, group by group, as labels and words; without prices or bank for who may not see
    them.
    """
    told, choices = [], choices_of(answers)
    shown = answers if prices else without_prices(answers)
    for step in STEPS:
        values = shown.get(step.slug, {})
        if not bank:
            values = {name: value for name, value in values.items() if name not in BANK}
        found = group(step, values, (), choices) if values else None
        single = found.single.said() if found and found.single else []
        rows = [words for form in (found.rows if found else ()) if (words := form.said())]
        told.append({"slug": step.slug, "title": TITLES[step.slug][0], "single": single, "rows": rows})
    return told


def theirs(step: Step, values: Mapping[str, Any], answers: Answers) -> dict[str, Any]:
    """What somebody else saved in a group, as labels and words."""
    found = group(step, values, (), choices_of(answers))
    return {
        "single": found.single.said() if found.single else [],
        "rows": [words for form in found.rows if (words := form.said())],
    }


def step_named(slug: str) -> Step | None:
    """The group with that name."""
    return BY_SLUG.get(slug)


def more_rows(request: HttpRequest) -> int:
    """One blank row more where the page was asked for it."""
    return 1 if request.GET.get("more") else 0


def _forms(found: Group) -> list[AnswerForm]:
    return [*([found.single] if found.single else []), *found.rows]


def choices_of(answers: Answers) -> Choices:
    """What the questions offer to choose from: the cluster's sector groups, and what other groups of answers name."""
    codes = [row.get("code", "") for row in answers.get("competencies", {}).get("competencies", ())]
    labels = competency_labels(codes) if codes else {}
    pools = [row.get("name", "") for row in answers.get("resources", {}).get("resources", ())]
    return {
        "sector": [ANY, *SectorGroup.objects.values_list("slug", "name")],
        "competency": [ANY, *((code, labels[code]) for code in codes)],
        "code": [(code, labels[code]) for code in codes],
        "resource": [("", _("none")), *((name, name) for name in pools if name)],
    }
