"""An assessor reads what a firm answered and what proves it, changes what is not so, and records the judgement."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from midas.actions.members.judge_answers import judge_answers, judgement_of
from midas.actions.members.questionnaire import answers_of, firm_to_judge
from midas.actions.members.screen import conflicts, findings
from midas.core.members.assessment import Dimension
from midas.core.members.ethics import Verdict
from midas.core.members.given import gate_answers, levels
from midas.core.values.problems import BadInput
from midas.rules.gates import GATES
from midas.rules.readiness import ITEMS
from midas.store.queries.standing import newest
from midas.web.members.readiness.words import ADDRESSES, JUDGED, LEVELS, TITLES, TONES
from midas.web.shell.guards import needs

VALID_FOR = timedelta(days=365)


class RecordForm(forms.Form):
    """What the assessor adds."""

    statement = forms.CharField(
        label=gettext_lazy("Your statement"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Why you judge so, above all where you changed an answer. The firm reads it."),
    )
    valid_until = forms.DateField(
        label=gettext_lazy("Valid until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


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
    kept = answers_of(member, dimension)
    given = kept.given if kept else {}
    today = timezone.localdate()
    rows = _rows(member, given, dimension)
    part = "verdict" if dimension is Dimension.ETHICS else "level"
    form = RecordForm(request.POST or None, initial={"valid_until": today + VALID_FOR})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            judge_answers(
                request.role,
                pk,
                dimension,
                _changed(request, rows, part),
                **form.cleaned_data,
                at=timezone.now(),
            )
        except BadInput as bad:
            for problem in bad.problems:
                form.add_error("valid_until" if problem.where == "valid_until" else None, problem.message)
            status = 422
        else:
            messages.success(request, _("The judgement is recorded and counts from now on."))
            return redirect(ADDRESSES[dimension], pk)
    elif request.method == "POST":
        status = 422
    context = {
        "title": _("Judge: %(what)s") % {"what": TITLES[dimension]},
        "member": member,
        "kept": kept,
        "address": ADDRESSES[dimension],
        "form": form,
        "rows": rows,
        "judgement": judgement_of(member, dimension, given, today),
        "assessed": newest([member.pk]).get(member.pk, {}).get(dimension.value),
        "choices": _choices(dimension),
        "part": part,
        "findings": findings(member) if dimension is Dimension.ETHICS else [],
        "conflicts": conflicts(member) if dimension is Dimension.ETHICS else [],
    }
    return render(request, "members/readiness/judge.html", context, status=status)


def _choices(dimension: Dimension) -> list[tuple[str, Any]]:
    if dimension is Dimension.ETHICS:
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
    for gate in GATES:
        if not gate.applies(today, member.organisation.turnover, None):
            continue
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


def _changed(request: HttpRequest, rows: list[dict[str, Any]], part: str) -> dict[str, dict[str, Any]]:
    """The answers the assessor set otherwise than they count today; a gate said to be passed holds without an end."""
    changed: dict[str, dict[str, Any]] = {}
    for row in rows:
        chosen = request.POST.get(f"{row['one'].name}.{part}", "")
        if chosen and chosen != row["said"]:
            changed[row["one"].name] = {part: chosen, **({"expires_on": ""} if part == "verdict" else {})}
    return changed
