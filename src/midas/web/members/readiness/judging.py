"""An assessor reads what a firm answered and what proves it, changes what is not so, and records the judgement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from midas.actions.access.own_firm import belongs_to
from midas.actions.members.assess import JudgedMeanwhile, newest_of
from midas.actions.members.judge import Changed
from midas.actions.members.judge_answers import judge_answers, judgement_of, seen_of
from midas.actions.members.questionnaire import NAMES, answers_of, firm_to_judge, gates_of
from midas.actions.members.screen import conflicts, findings
from midas.core.members.assessment import Dimension
from midas.core.members.ethics import Verdict
from midas.core.members.given import StaleAnswers, gate_answers, levels
from midas.core.values.problems import BadInput
from midas.rules.gates import GATES
from midas.rules.readiness import ITEMS
from midas.store.models import Membership
from midas.store.queries.standing import newest
from midas.web.members.readiness.words import ADDRESSES, JUDGED, LEVELS, TITLES, TONES
from midas.web.shell.guards import needs

VALID_FOR = timedelta(days=365)


class RecordForm(forms.Form):
    """What the assessor adds."""

    statement = forms.CharField(
        label=gettext_lazy("Your statement"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Why you judge so, above all where you changed an answer. The firm reads it."),
    )
    valid_until = forms.DateField(
        label=gettext_lazy("Valid until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    seen = forms.CharField(max_length=40, widget=forms.HiddenInput)
    after = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


@needs("assessments.record")
def ethics(request: HttpRequest, pk: int) -> HttpResponse:
    """Does the firm pass the gates of ethics?"""
    return _judge(request, pk, Dimension.ETHICS)


@needs("assessments.record")
def readiness(request: HttpRequest, pk: int) -> HttpResponse:
    """Is the firm as ready as it says?"""
    return _judge(request, pk, Dimension.COLLABORATION)


def _judge(request: HttpRequest, pk: int, dimension: Dimension) -> HttpResponse:
    member = firm_to_judge(request.role, pk)
    today = timezone.localdate()
    opened = {"valid_until": today + VALID_FOR, **_opened(member, dimension, today)}
    if request.method != "POST":
        return _show(request, member, dimension, RecordForm(initial=opened))
    form, faults = RecordForm(request.POST), dict[str, str]()
    try:
        if form.is_valid():
            judge_answers(
                request.role,
                pk,
                dimension,
                _changed(request, dimension),
                **form.cleaned_data,
                at=timezone.now(),
            )
            messages.success(request, _("The judgement is recorded and counts from now on."))
            return redirect(ADDRESSES[dimension], pk)
    except BadInput as bad:
        faults = _take(form, bad)
    except (StaleAnswers, Changed, JudgedMeanwhile) as meanwhile:
        form.add_error(None, str(meanwhile))
        form.data = {**request.POST.dict(), **_opened(member, dimension, today)}
        return _show(request, member, dimension, form, status=409)
    return _show(request, member, dimension, form, faults, status=422)


def _opened(member: Membership, dimension: Dimension, today: date) -> dict[str, Any]:
    """The state that an assessor looks at now, which a record of it has to name."""
    newest = newest_of(member, dimension.value)
    return {"seen": seen_of(member, dimension, today), "after": newest.pk if newest else 0}


def _take(form: RecordForm, bad: BadInput) -> dict[str, str]:
    """Tell the form what is wrong with it; what is wrong with single answers, by question."""
    names = {one.name for one in (*GATES, *ITEMS)}
    for problem in bad.problems:
        if problem.where not in names:
            form.add_error(problem.where if problem.where in form.fields else None, problem.message)
    faults = {problem.where: problem.message for problem in bad.problems if problem.where in names}
    if faults:
        form.add_error(None, _("Some answers need a reason; they are marked in the table."))
    return faults


def _show(
    request: HttpRequest,
    member: Membership,
    dimension: Dimension,
    form: RecordForm,
    faults: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    kept = answers_of(member, dimension)
    given, today = kept.given if kept else {}, timezone.localdate()
    rows = [_as_typed(request, row, part_of(dimension)) for row in _rows(member, given, dimension)]
    context = {
        "title": _("Judge: %(what)s") % {"what": TITLES[dimension]},
        "member": member,
        "kept": kept,
        "address": ADDRESSES[dimension],
        "form": form,
        "rows": [{**row, "fault": (faults or {}).get(row["one"].name, "")} for row in rows],
        "judgement": judgement_of(member, dimension, given, today),
        "assessed": newest([member.pk]).get(member.pk, {}).get(dimension.value),
        "choices": _choices(dimension),
        "part": part_of(dimension),
        "own_firm": belongs_to(request.role, member.pk),
        "findings": findings(member) if dimension is Dimension.ETHICS else [],
        "conflicts": conflicts(member) if dimension is Dimension.ETHICS else [],
    }
    return render(request, "members/readiness/judge.html", context, status=status)


def _as_typed(request: HttpRequest, row: dict[str, Any], part: str) -> dict[str, Any]:
    """A row with what the assessor chose and wrote, and what the firm said until it changed its answer meanwhile."""
    name, now = row["one"].name, row["said"]
    before = request.POST.get(f"{name}.said", now)
    chosen = request.POST.get(f"{name}.{part}", now)
    return {
        **row,
        "chosen": chosen if chosen != before else now,
        "reason": request.POST.get(f"{name}.reason", ""),
        "before": dict(_choices_of(part)).get(before, _("not answered")) if before != now else "",
    }


def part_of(dimension: Dimension) -> str:
    """What is judged of an answer."""
    return "verdict" if dimension is Dimension.ETHICS else "level"


def _choices(dimension: Dimension) -> list[tuple[str, Any]]:
    return _choices_of(part_of(dimension))


def _choices_of(part: str) -> list[tuple[str, Any]]:
    if part == "verdict":
        return [(verdict.value, JUDGED[verdict]) for verdict in Verdict]
    return [(str(level), f"{level}: {words}") for level, words in enumerate(LEVELS)]


def _rows(member: Any, given: Any, dimension: Dimension) -> list[dict[str, Any]]:
    if dimension is Dimension.COLLABORATION:
        said = levels(given)
        return [
            {
                "one": item,
                "said": "" if said.get(item.name) is None else str(said[item.name]),
                "evidence": given.get(item.name, {}).get("evidence", ""),
            }
            for item in ITEMS
        ]
    today, answers, rows = timezone.localdate(), gate_answers(given), []
    for gate in gates_of(member, today):
        answer = answers.get(gate.name)
        verdict = answer.on(today) if answer else Verdict.UNKNOWN
        rows.append(
            {
                "one": gate,
                "answer": answer,
                "said": verdict.value,
                "state": TONES[verdict],
                "words": JUDGED[verdict],
            }
        )
    return rows


def _changed(request: HttpRequest, dimension: Dimension) -> dict[str, dict[str, Any]]:
    """The answers the assessor set otherwise than they counted; a gate said to be passed holds without an end."""
    part, changed = part_of(dimension), dict[str, dict[str, Any]]()
    for name in NAMES[dimension]:
        chosen = request.POST.get(f"{name}.{part}", "")
        if chosen and chosen != request.POST.get(f"{name}.said", ""):
            reason = request.POST.get(f"{name}.reason", "")
            changed[name] = {part: chosen, "reason": reason}
            if part == "verdict":
                changed[name]["expires_on"] = ""
    return changed
