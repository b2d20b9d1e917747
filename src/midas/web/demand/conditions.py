"""The conditions read in a demand's text, as pages show them, and a broker's judgement of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from midas.actions.demand.judge_condition import judge_condition
from midas.core.demand.clauses import SURE, Finding, Kind
from midas.core.values.moments import day_of
from midas.core.values.problems import BadInput, Problem
from midas.core.values.words import plain
from midas.store.models import ConditionVerdict, Opportunity, Role
from midas.store.queries.conditions import conditions
from midas.web.shell.exports import TYPES, spreadsheet
from midas.web.shell.guards import needs
from midas.web.templatetags.midas import money

KINDS: dict[Kind, str | Promise] = {
    Kind.CERTIFICATE: gettext_lazy("Certificates"),
    Kind.TURNOVER: gettext_lazy("Turnover"),
    Kind.INSURANCE: gettext_lazy("Insurance"),
    Kind.DATE: gettext_lazy("Days"),
    Kind.LENGTH: gettext_lazy("How long"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One condition as a page shows it. `do` is the editor's button that takes it over, where there is one."""

    key: str
    kind: str
    words: str
    sentence: str
    place: str
    confidence: int
    sure: bool
    alternative: bool
    verdict: ConditionVerdict | None
    do: str


def shown(role: Role, opportunity: Opportunity, at: datetime) -> list[Shown]:
    """The conditions of a demand in the order of their kinds, the surest first."""
    on = day_of(at, role.cluster.time_zone)
    return [
        Shown(
            key=one.finding.key,
            kind=str(KINDS[one.finding.kind]),
            words=words(one.finding),
            sentence=one.finding.sentence,
            place=one.finding.place,
            confidence=one.finding.confidence,
            sure=one.finding.confidence >= SURE,
            alternative=one.finding.alternative,
            verdict=one.verdict,
            do=_do(one.finding),
        )
        for one in conditions(opportunity, role.cluster.currency, on)
    ]


def words(finding: Finding) -> str:
    """What is asked for, in a few words."""
    name = finding.name[:1].upper() + finding.name[1:]
    lot = _(" (lot %(lot)s)") % {"lot": finding.lot} if finding.lot else ""
    return f"{name}{_figure(finding)}{lot}"


def _figure(finding: Finding) -> str:
    if finding.amount is not None:
        return f", {money(finding.amount, finding.currency)}"
    if finding.multiple is not None:
        return _(", %(times)s times the contract value") % {"times": plain(finding.multiple)}
    if finding.on is not None:
        return f", {date_format(finding.on, 'j M Y')}"
    if finding.months is not None:
        months = ngettext("%(n)d month", "%(n)d months", finding.months) % {"n": finding.months}
        return f", {months}"
    return ""


def _do(finding: Finding) -> str:
    if finding.kind is Kind.CERTIFICATE:
        return f"certify:{finding.name}"
    return f"turnover:{plain(finding.multiple)}" if finding.multiple is not None else ""


@needs("requirements.view")
def export(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """The conditions as a spreadsheet."""
    opportunity = get_object_or_404(Opportunity, pk=opportunity_id)
    kind = request.GET.get("_export", "csv")
    head = [_("Kind"), _("Condition"), _("Confidence"), _("Judged"), _("Where"), _("Sentence")]
    rows = [
        [one.kind, one.words, one.confidence, _judged(one.verdict), one.place, one.sentence]
        for one in shown(request.role, opportunity, timezone.now())
    ]
    return spreadsheet(f"conditions-{opportunity.pk}", head, rows, kind if kind in TYPES else "csv")


def _judged(verdict: ConditionVerdict | None) -> str:
    if verdict is None:
        return ""
    return _("holds") if verdict.holds else _("does not hold")


@require_POST
@needs("requirements.change")
def judge(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Say whether a condition really holds."""
    get_object_or_404(Opportunity, pk=opportunity_id)
    key, holds = request.POST.get("key", "")[:200], request.POST.get("holds", "")
    if holds not in ("yes", "no"):
        raise BadInput([Problem("holds", _("Say with one of the buttons whether it holds."))])
    judge_condition(request.role, opportunity_id, key, holds == "yes", at=timezone.now())
    answer = redirect("demand:opportunity", opportunity_id)
    answer["Location"] += "#conditions"
    return answer
