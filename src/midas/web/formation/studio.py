"""What the formation studio shows of one finished run: plans side by side, who does what, and the reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from midas.actions.access.permissions import may
from midas.core.formation.choices import COMPARED, compared
from midas.core.values.amounts import minor_digits, whole
from midas.core.values.words import at_most
from midas.store.models import Formation, Proposal, Role
from midas.web.formation import pictures
from midas.web.formation.places import tile_map
from midas.web.formation.plans import Cell, PlanView, Snapshot, matrix, plan_views
from midas.web.formation.words import Words, rule_words, virtues_of
from midas.web.templatetags.formation import about
from midas.web.templatetags.midas import money_short, percent


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one partner is in; `without` is what is known of teams without it, nothing where that was not asked.

    `is_needed` if there is no team without it.
    """

    firm: str
    name: str
    message: str
    without: str
    is_needed: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of an explanation under its rule; `part` is per cent of the random draws the choice survives."""

    rule: Words
    message: str
    firm: str = ""
    name: str = ""
    survives: bool | None = None
    part: float | None = None


@dataclass(frozen=True, slots=True)
class Why:
    """The reasons for a plan, as they are told."""

    summary: str
    partners: tuple[Reason, ...]
    near_misses: tuple[Line, ...]
    binding: tuple[Line, ...]
    robustness: tuple[Line, ...]


def chosen_ranks(request: HttpRequest, proposals: Sequence[Proposal]) -> list[int]:
    """The ranks to put side by side: those in `?plans=1,3,5` that exist, else the three worth comparing."""
    there = {proposal.rank for proposal in proposals}
    asked = [
        int(one)
        for one in request.GET.get("plans", "").split(",")
        if one.strip().isdecimal() and len(one) < 9
    ]
    ranks = [rank for rank in dict.fromkeys(asked) if rank in there][:COMPARED]
    if ranks:
        return sorted(ranks)
    return [proposals[place].rank for place in compared([virtues_of(one.label) for one in proposals])]


def shown_rank(request: HttpRequest, ranks: Sequence[int]) -> int:
    """Which of the plans side by side is looked at closely: `?show=3`, else the first."""
    asked = request.GET.get("show", "")
    return int(asked) if asked.isdecimal() and len(asked) < 9 and int(asked) in ranks else ranks[0]


def swapped(ranks: Sequence[int], rank: int) -> str:
    """The query that puts a plan beside the others: it takes the place of the last one."""
    kept = [one for one in ranks if one != rank][: COMPARED - 1] if rank not in ranks else list(ranks)
    shown = sorted({*kept, rank})
    return f"?plans={','.join(map(str, shown))}&show={rank}"


def ways_to(formation: Formation, ranks: Sequence[int]) -> pictures.Ways:
    """How one gets to a plan that is not among those side by side, which have these ranks."""

    def pick(rank: int) -> str:
        query = ",".join(map(str, ranks))
        return f"{reverse('formation:picked', args=[formation.pk, rank])}?plans={query}"

    return pictures.Ways(lambda rank: swapped(ranks, rank), pick)


def picked(snapshot: Snapshot, plan: PlanView, ranks: Sequence[int]) -> dict[str, Any]:
    """What stands beside the chart of one plan: its team, and what it means against the best."""
    run = reverse("formation:run", args=[snapshot.formation.pk])
    return {
        "picked": plan,
        "picked_words": comparison(plan, snapshot),
        "picked_url": run + swapped(ranks, plan.rank) + "#closer",
    }


def studio(
    request: HttpRequest, formation: Formation, proposals: Sequence[Proposal], role: Role
) -> dict[str, Any]:
    """Everything the page of a finished run with plans needs."""
    snapshot = Snapshot(formation)
    ranks = chosen_ranks(request, proposals)
    show = shown_rank(request, ranks)
    best = min(proposals, key=lambda one: one.rank)
    views = {view.rank: view for view in plan_views(snapshot, proposals, best)}
    compared_views = plan_views(snapshot, [one for one in proposals if one.rank in ranks], best)
    shown = next(one for one in proposals if one.rank == show)
    cells = matrix(snapshot, shown)
    prices = may(role, "members.view_prices")

    ways = ways_to(formation, ranks)
    return {
        "snapshot": snapshot,
        "currency": snapshot.currency,
        "plans": compared_views,
        "shown": views[show],
        "all_plans": list(views.values()),
        "rows": [(partner, cells.get(partner.id, {})) for partner in views[show].partners],
        "packages": packages(snapshot, shown),
        "prices": prices,
        "why": explained(snapshot, shown, prices=prices),
        "frontier": pictures.frontier(list(views.values()), ranks, show, snapshot.currency, ways),
        "covered": covered(formation.outcome.get("coverage"), snapshot.currency),
        "frontier_table": pictures.frontier_table(list(views.values()), snapshot.currency, ways),
        "flow": pictures.flow(snapshot, views[show], cells),
        "flow_table": pictures.flow_table(snapshot, views[show], cells),
        "flow_height": flow_height(views[show], cells),
        "map": tile_map(
            [
                (partner.name, snapshot.firms[partner.id].get("region") or "")
                for partner in views[show].partners
            ],
            snapshot.local_regions,
        ),
        "local_names": snapshot.local_names,
        "best": views[best.rank],
        **picked(snapshot, views[show], ranks),
        "firms_count": len(snapshot.firms),
    }


def covered(coverage: Mapping[str, float] | None, currency: str) -> str:
    """What is proven of the plans that are not shown; empty where that is not known."""
    if not coverage:
        return ""
    digits = minor_digits(currency)
    cost, local = at_most(coverage["cost"], 4), at_most(coverage["local_share"], 3)
    risk = int(at_most(coverage["risk"] / 10**digits)) * 10**digits
    words = {
        (False, False): _("For any other plan there is one here that costs at most %(cost)s more."),
        (True, False): _(
            "For any other plan there is one here that costs at most %(cost)s more and carries at most %(risk)s"
            " more risk."
        ),
        (False, True): _(
            "For any other plan there is one here that costs at most %(cost)s more and is at most %(local)s"
            " less local."
        ),
        (True, True): _(
            "For any other plan there is one here that costs at most %(cost)s more, carries at most %(risk)s"
            " more risk and is at most %(local)s less local."
        ),
    }[risk > 0, local > 0]
    return words % {"cost": percent(cost, 2), "risk": about(risk, currency), "local": percent(local, 1)}


def comparison(plan: PlanView, snapshot: Snapshot) -> str:
    """What taking this plan instead of the best would mean, in a sentence; empty for the best itself."""
    if plan.is_best:
        return ""
    money = partial(money_short, currency=snapshot.currency)
    cost = _("costs %s more") if plan.dearer >= 0 else _("costs %s less")
    risk = _("carries %s more risk") if plan.riskier >= 0 else _("carries %s less risk")
    return _("Plan %(n)s (%(what)s) %(cost)s and %(risk)s than the best.") % {
        "n": plan.rank,
        "what": str(plan.heading).lower(),
        "cost": cost % money(abs(plan.dearer)),
        "risk": risk % money(abs(plan.riskier)),
    }


def packages(snapshot: Snapshot, proposal: Proposal) -> list[dict[str, Any]]:
    """The packages with their titles and what they are worth, in order."""
    values = proposal.plan.get("package_values", {})
    return [
        {
            "id": key,
            "title": snapshot.titles[key],
            "quantity": package["quantity"],
            "unit": package.get("unit"),
            "value": values.get(key),
        }
        for key, package in snapshot.packages.items()
    ]


def flow_height(plan: PlanView, cells: Mapping[str, Mapping[str, Cell]]) -> int:
    """High enough for every name on either side."""
    worked = {package for row in cells.values() for package in row}
    return 60 + 44 * max(len(plan.partners), len(worked), 3)


def explained(snapshot: Snapshot, proposal: Proposal, *, prices: bool) -> Why:
    """The reasons kept with a plan, in readable words; what only tells of prices is left out without `prices`."""
    told: Mapping[str, Any] = proposal.plan.get("explanation") or {}
    objective = float(proposal.objective)
    return Why(
        summary=snapshot.readable(told.get("summary", "")),
        partners=tuple(_reason(snapshot, one, objective) for one in told.get("partners", ())),
        near_misses=tuple(
            miss_line(snapshot, miss)
            for miss in told.get("near_misses", ())
            if prices or miss["rule"] not in PRICED
        ),
        binding=tuple(
            sorted(
                (_binding(snapshot, rule) for rule in told.get("binding", ())),
                key=lambda line: str(line.rule),
            )
        ),
        robustness=tuple(_robust(snapshot, test) for test in told.get("robustness", ())),
    )


PRICED = ("price", "combination")
"""The reasons for staying out that tell what a firm charges."""


def miss_line(snapshot: Snapshot, miss: Mapping[str, Any]) -> Line:
    """One near miss: the firm, and what kept it out of which package."""
    name = snapshot.name(miss["firm"])
    message = snapshot.readable(miss["message"])
    return Line(rule_words(miss["rule"]), message, firm=miss["firm"], name=name)


def _reason(snapshot: Snapshot, reason: Mapping[str, Any], objective: float) -> Reason:
    resolved, without = bool(reason.get("resolved")), reason.get("without")
    return Reason(
        firm=reason["firm"],
        name=snapshot.name(reason["firm"]),
        message=snapshot.readable(reason.get("part", reason["message"])),
        without=_without(reason, objective, snapshot.currency) if resolved else "",
        is_needed=resolved and without is None,
    )


def _without(reason: Mapping[str, Any], objective: float, currency: str) -> str:
    """What is known of teams without a partner; the best of them is told of only where it is proven."""
    without = reason.get("without")
    if without is None:
        return _("Without it no team can do the work.")
    dearer = round(without - objective)
    amount = about(abs(dearer), currency)
    if dearer < 0:
        return _("There is a team without it that costs %s less, risk included.") % amount
    if not reason.get("proven", False):
        return _("There is a team without it for %s more, risk included, and perhaps a cheaper one.") % amount
    return _("Without it the best team would cost %s more, risk included.") % amount


def _binding(snapshot: Snapshot, rule: Mapping[str, Any]) -> Line:
    return Line(rule_words(rule["rule"]), snapshot.readable(rule["message"]))


def _robust(snapshot: Snapshot, test: Mapping[str, Any]) -> Line:
    draws = test.get("draws") or 0
    part = 100 * test["kept"] / draws if draws else None
    return Line(test["change"], snapshot.readable(test["message"]), survives=test["survives"], part=part)


def gap_left(formation: Formation) -> int | None:
    """By how much, at most, a longer search could improve the best plan, in minor units; None if not known."""
    objective, bound = formation.outcome.get("objective"), formation.outcome.get("bound")
    return whole(round(objective - bound)) if objective is not None and bound is not None else None
