"""For one demand: the members who could take a part, why, and how many firms it would take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import django_tables2 as tables
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST
from django_tables2 import RequestConfig

from midas.actions.access.permissions import may
from midas.actions.demand.answer_match import answer_match
from midas.core.demand.smallest_team import Seat, SmallTeam, smallest_team
from midas.core.values.identifiers import competency_fault
from midas.core.values.moments import day_of
from midas.core.values.taxonomy import CPV_PREFIX
from midas.store.models import Match, MatchAnswer, Membership, Opportunity
from midas.store.queries import matches as queries
from midas.store.queries.demand import labels, offered
from midas.web.demand.matching.answering import yes
from midas.web.shell.exports import exported
from midas.web.shell.guards import needs

NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}
Answers = dict[str, MatchAnswer]


@dataclass(frozen=True, slots=True)
class Line:
    """One member, as the list shows it."""

    row: Match
    answers: Answers

    @property
    def firm(self) -> Membership:
        return self.row.membership

    @property
    def place(self) -> int | None:
        return self.row.place

    @property
    def score(self) -> int:
        return self.row.score

    @property
    def reasons(self) -> list[str]:
        return [str(one["words"]) for one in self.row.reasons]

    @property
    def own(self) -> MatchAnswer | None:
        return self.answers.get(MatchAnswer.Side.FIRM)

    @property
    def broker(self) -> MatchAnswer | None:
        return self.answers.get(MatchAnswer.Side.BROKER)


class MembersTable(tables.Table):
    """One row per member the demand was matched with."""

    place = tables.Column(gettext_lazy("Place"), attrs=NUMBER)
    firm = tables.Column(
        gettext_lazy("Firm"),
        linkify=("members:member", {"pk": tables.A("firm__pk")}),
        order_by="firm.organisation.name",
    )
    score = tables.Column(gettext_lazy("Match"), attrs=NUMBER)
    reasons = tables.Column(gettext_lazy("Why"), orderable=False)
    own = tables.Column(gettext_lazy("The firm says"), orderable=False, empty_values=())
    broker = tables.Column(gettext_lazy("Brokers say"), orderable=False, empty_values=())

    class Meta:
        empty_text = gettext_lazy("No member fits by what it says of itself.")
        attrs = {"class": "table stacking"}

    def __init__(self, *args: Any, opportunity: int, may_answer: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self.opportunity, self.may_answer = opportunity, may_answer

    def render_reasons(self, record: Line) -> str:
        return render_to_string("demand/matching/_reasons.html", {"reasons": record.row.reasons})

    def value_reasons(self, record: Line) -> str:
        return "; ".join(record.reasons)

    def render_own(self, record: Line) -> str:
        return said(record.own)

    def render_broker(self, record: Line) -> str:
        context = {"line": record, "opportunity": self.opportunity, "may_answer": self.may_answer}
        return render_to_string("demand/matching/_broker.html", context, request=self.request)

    def value_broker(self, record: Line) -> str:
        return said(record.broker)


def said(answer: MatchAnswer | None) -> str:
    """An answer in words; a dash for none."""
    if answer is None:
        return "–"
    words = _("worth it") if answer.wanted else _("not for it")
    return f"{words}: {answer.reason}" if answer.reason else str(words)


@require_GET
@needs("matches.view")
def members(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Who could take a part, and how many firms would it take?"""
    role, at = request.role, timezone.now()
    on = day_of(at, role.cluster.time_zone)
    demand = get_object_or_404(Opportunity, pk=opportunity_id)
    rows = list(queries.matches_of_demand(demand.pk))
    answers = queries.answers_by_pair([demand.pk])
    lines = [Line(row, answers.get((demand.pk, row.membership_id), {})) for row in rows]
    table = MembersTable(lines, opportunity=demand.pk, may_answer=may(role, "matches.answer"))
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    download = exported(request, table, "members-for-a-demand")
    if download is not None:
        return download
    context = {
        "title": _("Who could take part"),
        "opportunity": demand,
        "table": table,
        "count": len(lines),
        "matched_at": rows[0].matched_at if rows else None,
        "may_run": may(role, "matches.run"),
        "matchable": queries.open_demand(at).filter(pk=demand.pk).exists(),
        **_team(request, demand, [str(row.membership_id) for row in rows], on),
    }
    return render(request, "demand/matching/members.html", context)


def _team(request: HttpRequest, demand: Opportunity, preferred: list[str], on: Any) -> dict[str, Any]:
    codes = [code for code in queries.demand_codes(demand) if competency_fault(CPV_PREFIX + code) is None]
    team = smallest_team(codes, offered(request.role.cluster, on), preferred)
    names = labels(codes)
    wanted = [int(seat.firm) for seat in team.seats]
    rows = Membership.objects.filter(pk__in=wanted).select_related("organisation")
    firms = {str(row.pk): row for row in rows}
    return {
        "team": team,
        "codes": len(codes),
        "seats": [(firms[seat.firm], _named(seat, names)) for seat in team.seats if seat.firm in firms],
        "gaps": [(code, names[code]) for code in team.gaps],
        "covered": _share(team, len(codes)),
    }


def _named(seat: Seat, names: dict[str, str]) -> list[str]:
    return list(dict.fromkeys(names[code] for code in seat.codes))


def _share(team: SmallTeam, codes: int) -> float | None:
    return team.covered / codes if codes else None


@require_POST
@needs("matches.answer")
def answer(request: HttpRequest, opportunity_id: int, membership_id: int) -> HttpResponse:
    """A broker says whether a member fits."""
    get_object_or_404(Opportunity.objects.only("pk"), pk=opportunity_id)
    wanted, reason = yes(request), request.POST.get("reason", "")
    answer_match(request.role, opportunity_id, membership_id, wanted=wanted, reason=reason, at=timezone.now())
    messages.success(request, _("Kept. Later matching learns from it."))
    return redirect("matching:members", opportunity_id)
