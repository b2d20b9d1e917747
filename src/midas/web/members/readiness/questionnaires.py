"""A firm answers page by page and sees what its answers add up to; the desk and coaches read along."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from midas.actions.access.own_firm import may_change_own
from midas.actions.access.permissions import may
from midas.actions.members.judge_answers import judgement_of
from midas.actions.members.questionnaire import (
    answers_of,
    firm_to_judge,
    gates_of,
    hand_in,
    own_firm,
    save_answers,
)
from midas.core.members import collaboration
from midas.core.members.assessment import Dimension
from midas.core.members.ethics import Verdict
from midas.core.members.given import StaleAnswers, gate_answers, levels
from midas.core.values.problems import BadInput, Problem
from midas.rules.gates import GATES
from midas.rules.readiness import ITEMS
from midas.store.models import Answers, Membership
from midas.store.queries.standing import newest
from midas.web.members.readiness.words import (
    ADDRESSES,
    JUDGED,
    LEVELS,
    STAGES,
    TITLES,
    TONES,
    VERDICTS,
    groups,
    question_words,
    typed_answers,
)
from midas.web.shell.exports import spreadsheet
from midas.web.shell.guards import needs


@needs("answers.view")
def ethics(request: HttpRequest, pk: int) -> HttpResponse:
    """What does the firm say at the gates of ethics?"""
    return _questionnaire(request, pk, Dimension.ETHICS)


@needs("answers.view")
def readiness(request: HttpRequest, pk: int) -> HttpResponse:
    """How ready is the firm to work with others?"""
    return _questionnaire(request, pk, Dimension.COLLABORATION)


def _questionnaire(request: HttpRequest, pk: int, dimension: Dimension) -> HttpResponse:
    member = firm_to_judge(request.role, pk)
    if request.method == "POST":
        return _take(request, member, dimension)
    kept = answers_of(member, dimension)
    kind = request.GET.get("_export", "")
    if kind in ("csv", "xlsx"):
        return _download(member, dimension, kept, kind)
    return _show(request, member, dimension, kept)


def _take(request: HttpRequest, member: Membership, dimension: Dimension) -> HttpResponse:
    role, now, place = request.role, timezone.now(), _page(request.POST.get("page"), dimension)
    own_firm(role, member.pk)
    typed = typed_answers(request, groups(dimension)[place].names, dimension)
    at = reverse(ADDRESSES[dimension], args=[member.pk])
    try:
        if request.POST.get("do") == "hand-in":
            hand_in(role, member.pk, dimension, at=now)
            messages.success(
                request, _("Handed in. An assessor will look at it; you can still change answers.")
            )
            return redirect(at)
        save_answers(role, member.pk, dimension, typed, version=_number(request.POST.get("version")), at=now)
    except StaleAnswers as stale:
        kept = answers_of(member, dimension)
        return _show(
            request,
            member,
            dimension,
            kept,
            typed=typed,
            place=place,
            problems=[Problem("", str(stale))],
            status=409,
        )
    except BadInput as bad:
        kept = answers_of(member, dimension)
        return _show(
            request, member, dimension, kept, typed=typed, place=place, problems=bad.problems, status=422
        )
    messages.success(request, _("Saved as a draft."))
    after = min(place + 1, len(groups(dimension)) - 1) if request.POST.get("do") == "next" else place
    return redirect(f"{at}?page={after + 1}")


def _show(
    request: HttpRequest,
    member: Membership,
    dimension: Dimension,
    kept: Answers | None,
    *,
    typed: Mapping[str, Any] | None = None,
    place: int | None = None,
    problems: Any = (),
    status: int = 200,
) -> HttpResponse:
    place = _page(request.GET.get("page"), dimension) if place is None else place
    on = timezone.localdate()
    given = kept.given if kept else {}
    asked = _asked(member, dimension)
    counting = {gate.name for gate in gates_of(member, on)} if dimension is Dimension.ETHICS else set(asked)
    pages = groups(dimension)
    wrong = {one.where: one.message for one in problems if one.where}
    context = {
        "title": TITLES[dimension],
        "member": member,
        "dimension": dimension.value,
        "kept": kept,
        "version": kept.version if kept else 0,
        "place": place,
        "page_number": place + 1,
        "pages": [
            {
                "title": page.title,
                "number": number,
                "open": sum(
                    not _answered(given.get(name), dimension) for name in page.names if name in counting
                ),
                "current": number == place + 1,
            }
            for number, page in enumerate(pages, 1)
        ],
        "questions": [
            {
                **_question(
                    asked[name], {**given, **(typed or {})}.get(name, {}), wrong.get(name, ""), dimension
                ),
                "counts": name in counting,
            }
            for name in pages[place].names
            if name in asked
        ],
        "page_title": pages[place].title,
        "last": place == len(pages) - 1,
        "may_answer": may_change_own(request.role, member.pk),
        "may_judge": may(request.role, "assessments.record"),
        "judge_url": reverse(
            "readiness:judge-ethics" if dimension is Dimension.ETHICS else "readiness:judge-readiness",
            args=[member.pk],
        ),
        "judgement": judgement_of(member, dimension, given, on),
        "assessed": newest([member.pk]).get(member.pk, {}).get(dimension.value),
        "today": on,
        "problems": [(question_words(one.where) if one.where else "", one.message) for one in problems],
        "levels": list(enumerate(LEVELS)),
        "verdicts": [(value, label) for value, label in VERDICTS.items() if value != Verdict.UNKNOWN],
        "raise": _raise(given, dimension, {name: one for name, one in asked.items() if name in counting}, on),
        "sides": _sides(given) if dimension is Dimension.COLLABORATION else None,
    }
    return render(request, "members/readiness/questionnaire.html", context, status=status)


def _asked(member: Membership, dimension: Dimension) -> dict[str, Any]:
    """The questions this firm is asked, by name. What only a large contract asks for may be answered by everybody."""
    if dimension is Dimension.COLLABORATION:
        return {item.name: item for item in ITEMS}
    on, turnover = timezone.localdate(), member.organisation.turnover
    return {gate.name: gate for gate in GATES if gate.applies(on, turnover, gate.contract_from)}


def _question(one: Any, given: Mapping[str, Any], fault: str, dimension: Dimension) -> dict[str, Any]:
    shown = {"one": one, "given": given, "fault": fault}
    if dimension is Dimension.ETHICS:
        verdict = gate_answers({"it": given})["it"].on(timezone.localdate())
        shown |= {"verdict": given.get("verdict", ""), "state": TONES[verdict], "words": JUDGED[verdict]}
    else:
        level = levels({"it": given})["it"]
        shown |= {
            "level": "" if level is None else str(level),
            "words": "" if level is None else LEVELS[level],
        }
    return shown


def _answered(given: Mapping[str, Any] | None, dimension: Dimension) -> bool:
    return bool(given) and given.get("verdict" if dimension is Dimension.ETHICS else "level") not in (
        None,
        "",
    )


def _raise(given: Any, dimension: Dimension, asked: Mapping[str, Any], on: Any) -> list[tuple[str, str]]:
    """What would raise the result: question and advice, what matters most first."""
    if dimension is Dimension.COLLABORATION:
        weak = collaboration.readiness(ITEMS, levels(given)).weak
        unsaid = [item for item in ITEMS if not _answered(given.get(item.name), dimension)]
        return [(item.question, item.advice) for item in weak] + [
            (item.question, _("Answer it.")) for item in unsaid
        ]
    said = gate_answers(given)
    found = []
    for name, gate in asked.items():
        answer = said.get(name)
        verdict = answer.on(on) if answer else Verdict.UNKNOWN
        if verdict is Verdict.FAILED:
            advice = _("Put it right, then explain what was done: a failed gate fails the firm.")
            found.append((0, gate.question, advice))
        elif verdict is Verdict.UNKNOWN:
            found.append(
                (
                    1,
                    gate.question,
                    _("Answer it, and say what proves it: %(what)s.") % {"what": gate.evidence},
                )
            )
        elif verdict is Verdict.EXPLAINED:
            found.append(
                (
                    2,
                    gate.question,
                    _("Finish what is explained, and show it: %(what)s.") % {"what": gate.evidence},
                )
            )
    return [(question, advice) for _rank, question, advice in sorted(found, key=lambda one: one[0])]


def _sides(given: Any) -> list[tuple[str, list[tuple[Any, Any]]]]:
    found = collaboration.readiness(ITEMS, levels(given))
    return [
        (_("The two axes"), [(axis.value.capitalize(), found.axes.get(axis)) for axis in collaboration.Axis]),
        (
            _("Stages of ISO 44001"),
            [(STAGES[stage], found.stages.get(stage)) for stage in collaboration.Stage],
        ),
        (
            _("Sides of trust"),
            [(one.value.capitalize(), found.perspectives.get(one)) for one in collaboration.Perspective],
        ),
    ]


def _download(member: Membership, dimension: Dimension, kept: Answers | None, kind: str) -> HttpResponse:
    given = kept.given if kept else {}
    name = f"{dimension.value}-{member.organisation.name}"
    if dimension is Dimension.COLLABORATION:
        head = [_("Question"), _("Stage"), _("Axis"), _("Answer, 0 to 4"), _("Evidence")]
        said = levels(given)
        rows = [
            [
                item.question,
                item.stage.value,
                item.axis.value,
                said.get(item.name),
                given.get(item.name, {}).get("evidence", ""),
            ]
            for item in ITEMS
        ]
        return spreadsheet(name, head, rows, kind)
    head = [_("Question"), _("Source"), _("Answer"), _("Explanation"), _("Evidence"), _("Good until")]
    gates = gate_answers(given)
    rows = []
    for one in _asked(member, dimension).values():
        answer = gates.get(one.name)
        told = [answer.explanation, answer.evidence, answer.expires_on] if answer else ["", "", None]
        verdict = answer.on(timezone.localdate()) if answer else Verdict.UNKNOWN
        rows.append([one.question, one.source, str(JUDGED[verdict]), *told])
    return spreadsheet(name, head, rows, kind)


def _page(written: str | None, dimension: Dimension) -> int:
    """The page asked for, from 0; the first for anything else."""
    number = _number(written) - 1
    return number if 0 <= number < len(groups(dimension)) else 0


def _number(written: str | None) -> int:
    return int(written) if written and written.isdecimal() and len(written) < 8 else 0
