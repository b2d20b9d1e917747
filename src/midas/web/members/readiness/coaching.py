"""The coach's worklist, who struggles first; and one firm's plan, which the firm itself sees too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tables2 import RequestConfig

from midas.actions.access.own_firm import speaks_for
from midas.actions.access.permissions import may, require
from midas.actions.members.coach import add_step, finish_step
from midas.actions.members.questionnaire import answers_of, firm_to_judge
from midas.core.members.assessment import Dimension
from midas.core.members.collaboration import Axis, Item, judge_collaboration
from midas.core.members.collaboration import readiness as readiness_of
from midas.core.members.given import levels
from midas.core.values.problems import BadInput
from midas.rules.readiness import ITEMS
from midas.store.models import CoachingStep, Membership
from midas.store.queries.readiness import answers_by_firm, coached, open_steps
from midas.web.members.readiness.guides import lesson_address
from midas.web.members.readiness.words import question_words
from midas.web.shell.exports import TYPES, exported, spreadsheet
from midas.web.shell.guards import needs
from midas.web.templatetags.midas import state_badge

NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}
SHOWN = 2
"""How many weak questions the worklist names; the plan has them all."""


@dataclass(frozen=True, slots=True)
class Line:
    """A firm as the coach sees it."""

    member: Membership
    score: Decimal | None
    prepared: Decimal | None
    willing: Decimal | None
    weak: tuple[Item, ...]
    answered: str
    next_step: CoachingStep | None
    overdue: bool

    @property
    def name(self) -> str:
        """The firm's name."""
        return self.member.organisation.name

    @property
    def state(self) -> str:
        """Where the firm stands with its coach: what needs the coach first comes first."""
        if self.overdue:
            return "overdue"
        if self.answered != "handed in":
            return "not handed in"
        if self.weak and self.next_step is None:
            return "no plan"
        return "with a plan" if self.next_step else "ready"

    @property
    def due_on(self) -> date | None:
        """When the next step is due."""
        return self.next_step.due_on if self.next_step else None


ORDER = ("overdue", "no plan", "not handed in", "with a plan", "ready")
TONES = {
    "overdue": "failed",
    "no plan": "unknown",
    "not handed in": "waiting",
    "with a plan": "forming",
    "ready": "valid",
}
LABELS = {
    "overdue": gettext_lazy("a step is overdue"),
    "no plan": gettext_lazy("struggles, no plan"),
    "not handed in": gettext_lazy("not handed in"),
    "with a plan": gettext_lazy("has a plan"),
    "ready": gettext_lazy("ready"),
}


class WorklistTable(tables.Table):
    """One row per firm, those who need the coach most first."""

    name = tables.Column(gettext_lazy("Firm"))
    state = tables.Column(gettext_lazy("Where it stands"))
    score = tables.Column(gettext_lazy("Readiness"), attrs=NUMBER)
    prepared = tables.Column(gettext_lazy("Prepared"), attrs=NUMBER)
    willing = tables.Column(gettext_lazy("Willing"), attrs=NUMBER)
    weak = tables.Column(gettext_lazy("Weakest"), orderable=False)
    next_step = tables.Column(gettext_lazy("Next step"), orderable=False)
    due_on = tables.Column(gettext_lazy("Due"))

    class Meta:
        empty_text = gettext_lazy("No firm is looked after yet. Firms appear here when they apply.")

    def render_name(self, record: Line) -> str:
        return format_html(
            '<a href="{}">{}</a>', reverse("readiness:coaching", args=[record.member.pk]), record.name
        )

    def value_name(self, record: Line) -> str:
        return record.name

    def render_state(self, record: Line) -> str:
        return state_badge(TONES[record.state], str(LABELS[record.state]))

    def value_state(self, record: Line) -> str:
        return str(LABELS[record.state])

    def render_weak(self, record: Line) -> str:
        more = len(record.weak) - SHOWN
        told = " · ".join(item.question for item in record.weak[:SHOWN])
        return told + (_(" and %(n)d more") % {"n": more} if more > 0 else "") if record.weak else "–"

    def value_weak(self, record: Line) -> str:
        return "; ".join(item.question for item in record.weak)

    def render_next_step(self, value: CoachingStep) -> str:
        return value.what


class StepForm(forms.Form):
    """A step for a firm."""

    what = forms.CharField(label=gettext_lazy("What is to be done"), max_length=200)
    item = forms.CharField(required=False, widget=forms.HiddenInput)
    due_on = forms.DateField(
        label=gettext_lazy("Due on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Steps with a day are seen when they are overdue."),
    )


@needs("coaching.view")
def worklist(request: HttpRequest) -> HttpResponse:
    """Who needs the coach, and with what?"""
    if "_export" in request.GET:
        require(request.role, "coaching.view")
    lines = _lines(timezone.localdate())
    table = WorklistTable(lines)
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    download = exported(request, table, "coaching")
    if download is not None:
        return download
    context = {
        "title": _("Coaching"),
        "table": table,
        "count": len(lines),
        "figures": [(LABELS[state], sum(line.state == state for line in lines)) for state in ORDER],
    }
    return render(request, "members/readiness/worklist.html", context)


def _lines(today: date) -> list[Line]:
    members = list(coached())
    said = answers_by_firm(Dimension.COLLABORATION.value)
    steps = open_steps([one.pk for one in members])
    lines = [_line(one, said.get(one.pk), steps.get(one.pk, []), today) for one in members]
    return sorted(
        lines, key=lambda line: (ORDER.index(line.state), line.score is None, line.score or 0, line.name)
    )


def _line(member: Membership, kept: Any, steps: list[CoachingStep], today: date) -> Line:
    given = levels(kept.given) if kept else {}
    found = readiness_of(ITEMS, given)
    return Line(
        member=member,
        score=judge_collaboration(ITEMS, given).score,
        prepared=found.axes.get(Axis.PREPAREDNESS),
        willing=found.axes.get(Axis.WILLINGNESS),
        weak=found.weak,
        answered="handed in" if kept and kept.handed_in_at else "draft" if kept else "nothing",
        next_step=steps[0] if steps else None,
        overdue=any(step.due_on and step.due_on < today for step in steps),
    )


@needs("coaching.plan")
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """What does this firm do next to get readier?"""
    role, today = request.role, timezone.localdate()
    member = firm_to_judge(role, pk)
    form = StepForm(request.POST if request.POST.get("do") == "add" else None)
    status = 200
    if request.method == "POST":
        require(role, "coaching.change")
        if request.POST.get("do") == "done":
            step = member.coaching.get(pk=_key(request.POST.get("step")))
            finish_step(role, step.pk, at=timezone.now())
            messages.success(request, _("Done: %(what)s") % {"what": step.what})
            return redirect("readiness:coaching", pk)
        if form.is_valid():
            try:
                add_step(role, pk, **form.cleaned_data, at=timezone.now())
            except BadInput as bad:
                for problem in bad.problems:
                    form.add_error(problem.where if problem.where in form.fields else None, problem.message)
            else:
                messages.success(request, _("The step is in the plan; the firm sees it."))
                return redirect("readiness:coaching", pk)
        status = 422
    kept = answers_of(member, Dimension.COLLABORATION)
    steps = list(member.coaching.select_related("coach"))
    kind = request.GET.get("_export", "")
    if kind in TYPES:
        return _download(steps, kind)
    planned = {step.item for step in steps if step.done_at is None}
    weak = readiness_of(ITEMS, levels(kept.given)).weak if kept else ()
    context = {
        "title": _("Coaching plan"),
        "member": member,
        "own": speaks_for(role, member.pk),
        "todo": [_todo(step, today) for step in steps if step.done_at is None],
        "done": [step for step in steps if step.done_at],
        "weak": [(item, item.name in planned, lesson_address(item.topic)) for item in weak],
        "kept": kept,
        "form": form,
        "may_change": may(role, "coaching.change"),
        "may_list": may(role, "coaching.view"),
    }
    return render(request, "members/readiness/coaching.html", context, status=status)


def _download(steps: Sequence[CoachingStep], kind: str) -> HttpResponse:
    head = [_("Step"), _("Makes better"), _("Due"), _("Done"), _("Coach"), _("Written")]
    rows = [
        [
            step.what,
            question_words(step.item) if step.item else "",
            step.due_on,
            step.done_at,
            step.coach.name if step.coach else "",
            step.written_at,
        ]
        for step in steps
    ]
    return spreadsheet("coaching-plan", head, rows, kind)


def _todo(step: CoachingStep, today: date) -> tuple[CoachingStep, str, bool, str]:
    """A step, the question it makes better, whether it is overdue, and where to read how to take it."""
    topic = next((item.topic for item in ITEMS if item.name == step.item), "")
    question = question_words(step.item) if step.item else ""
    return step, question, bool(step.due_on and step.due_on < today), lesson_address(topic)


def _key(written: str | None) -> int:
    return int(written) if written and written.isdecimal() and len(written) < 18 else 0
