"""Firms compared for one kind of work: two methods side by side, and in words how far their order can be trusted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from midas.actions.access.permissions import may
from midas.actions.members.visible import visible_members
from midas.core.members.comparing import (
    HEAVIEST,
    METHODS,
    MOST,
    Criterion,
    Ranked,
    criteria,
    lacking,
    rank,
    shares,
)
from midas.core.members.ranking import Tipping, UnableToCompare, Weights, ahp, tipping
from midas.store.queries import comparing as queries
from midas.store.queries.taxonomy import competency_labels
from midas.web.shell.exports import spreadsheet
from midas.web.shell.guards import needs
from midas.web.templatetags.midas import percent, unit_price

LABELS: dict[str, str | Promise] = {
    "price": gettext_lazy("Price"),
    "lead": gettext_lazy("Lead time"),
    "quality": gettext_lazy("Quality"),
    "kept": gettext_lazy("Promises kept, at least"),
    "reputation": gettext_lazy("Reputation, at least"),
}
JUDGEMENTS = (
    ("9", gettext_lazy("extremely more")),
    ("7", gettext_lazy("very much more")),
    ("5", gettext_lazy("much more")),
    ("3", gettext_lazy("a little more")),
    ("1", gettext_lazy("as important")),
    ("1/3", gettext_lazy("a little less")),
    ("1/5", gettext_lazy("much less")),
    ("1/7", gettext_lazy("very much less")),
    ("1/9", gettext_lazy("extremely less")),
)
VALUES = {
    written: 1 / float(written[2:]) if "/" in written else float(written) for written, _words in JUDGEMENTS
}


@needs("members.view")
def compare(request: HttpRequest) -> HttpResponse:
    """Which of these firms for this work, and how sure is that?"""
    prices, on = may(request.role, "members.view_prices"), timezone.localdate()
    among, members = criteria(prices=prices), visible_members(request.role)
    works = _works(queries.works(members, on))
    work = request.GET.get("work", "")
    work = work if work in dict(works) else (works[0][0] if works else "")
    offers = queries.offers(members, work, on)
    chosen = [pk for pk in offers if str(pk) in request.GET.getlist("firm")] or list(offers)[:MOST]
    weights, judged = _weights(request, among)
    context: dict[str, Any] = {
        "title": _("Compare firms"),
        "works": works,
        "work": work,
        "label": dict(works).get(work, ""),
        "firms": [(pk, rows[0].membership.organisation.name, pk in chosen) for pk, rows in offers.items()],
        "most": MOST,
        "prices": prices,
        "by_pairs": request.GET.get("by") == "pairs",
        "criteria": [
            (one.name, LABELS[one.name], request.GET.get(f"w.{one.name}", str(one.weight))) for one in among
        ],
        "pairs": _pairs(request, among),
        "judgements": JUDGEMENTS,
        "judged": judged,
        "shares": list(zip([LABELS[one.name] for one in among], weights, strict=True)),
    }
    figures, left_out = _figures({pk: offers[pk] for pk in chosen[:MOST]}, among, weights)
    context |= {"left_out": left_out, "too_many": len(chosen) > MOST}
    kind = request.GET.get("_export", "")
    try:
        context |= _result(figures, among, weights, request.role.cluster.currency)
    except UnableToCompare as error:
        context["unable"] = str(error)
    else:
        if kind in ("csv", "xlsx"):
            head = [
                _("Firm"),
                *(str(label) for label in context["head"]),
                *(_("Place by %(m)s") % {"m": m} for m, _f in METHODS),
            ]
            rows = [[row["name"], *row["plain"], *row["places"]] for row in context["rows"]]
            return spreadsheet("comparison", head, rows, kind)
    return render(request, "members/readiness/compare.html", context)


def _works(held: Mapping[str, int]) -> list[tuple[str, str]]:
    """The kinds of work by what they are called."""
    labels = competency_labels(list(held))
    named = ((code, f"{labels[code]} ({count})") for code, count in held.items())
    return sorted(named, key=lambda one: one[1])


def _weights(request: HttpRequest, among: Sequence[Criterion]) -> tuple[tuple[float, ...], Weights | None]:
    """The weights as parts of 1, from pairs or from figures; even ones where the figures are all nought."""
    if request.GET.get("by") == "pairs":
        size = len(among)
        matrix = [[1.0] * size for _one in among]
        for pair in _pairs(request, among):
            i, j = pair["place"]
            matrix[i][j] = VALUES[pair["value"]]
            matrix[j][i] = 1 / matrix[i][j]
        found = ahp(matrix)
        return found.weights, found
    typed = [request.GET.get(f"w.{one.name}", str(one.weight)) for one in among]
    figures = [min(HEAVIEST, int(one)) if one.isdecimal() and len(one) < 4 else 0 for one in typed]
    return shares(figures, among), None


def _pairs(request: HttpRequest, among: Sequence[Criterion]) -> list[dict[str, Any]]:
    found = []
    for i, one in enumerate(among):
        for j, other in enumerate(among[i + 1 :], i + 1):
            name = f"p.{one.name}.{other.name}"
            value = request.GET.get(name, "1")
            value = value if value in VALUES else "1"
            words = {"one": LABELS[one.name], "other": LABELS[other.name]}
            found.append({"name": name, "value": value, "place": (i, j), **words})
    return found


def _figures(
    offers: queries.Offers, among: Sequence[Criterion], weights: Sequence[float]
) -> tuple[dict[int, dict[str, Any]], list[tuple[str, str]]]:
    """A figure per firm for each criterion that counts, and who is left out because one is not known."""
    found: dict[int, dict[str, Any]] = {}
    left_out = []
    for pk, known in queries.figures(offers).items():
        best = queries.cheapest(offers[pk])
        name = best.membership.organisation.name
        if wanting := lacking(known, among, weights):
            left_out.append((name, ", ".join(str(LABELS[one.name]) for one in wanting)))
        else:
            found[pk] = {**known, "pk": pk, "name": name, "unit": best.unit}
    return found, left_out


def _result(
    figures: Mapping[int, Mapping[str, Any]],
    among: Sequence[Criterion],
    weights: Sequence[float],
    currency: str,
) -> dict[str, Any]:
    firms = list(figures.values())
    ranked = rank(firms, among, weights)
    names = [firm["name"] for firm in firms]
    rows = [
        {
            "name": firm["name"],
            "pk": firm["pk"],
            "cells": [_cell(one, firm, currency) for one in ranked.criteria],
            "plain": [firm[one.name] for one in ranked.criteria],
            "places": list(ranked.places(place)),
            "leads": [lead[place] for lead in ranked.leads],
        }
        for place, firm in enumerate(firms)
    ]
    rows.sort(key=lambda row: (sum(row["places"]), row["name"]))
    return {
        "rows": rows,
        "head": [LABELS[one.name] for one in ranked.criteria],
        "methods": [label for label, _method in METHODS],
        "said": _said(ranked, names),
        "agreed": _agreed(ranked.orders, names),
    }


def _said(ranked: Ranked, names: Sequence[str]) -> list[dict[str, Any]]:
    """How far each method's order can be trusted."""
    return [
        {
            "method": label,
            "words": _held(names[found[0]], lead[found[0]]),
            "tips": [_tip(ranked, tip, names) for tip in tipping(ranked.compared, ranked.shares, method)],
        }
        for (label, method), found, lead in zip(METHODS, ranked.orders, ranked.leads, strict=True)
    ]


def _tip(ranked: Ranked, tip: Tipping, names: Sequence[str]) -> str:
    return _("With a weight of %(weight)s for “%(criterion)s” instead of %(now)s, %(firm)s would lead.") % {
        "weight": percent(tip.weight),
        "criterion": LABELS[ranked.criteria[tip.criterion].name],
        "now": percent(ranked.shares[tip.criterion] / sum(ranked.shares)),
        "firm": names[tip.leader],
    }


def _held(leader: str, share: float) -> str:
    words = {"firm": leader, "share": percent(share)}
    if share >= 0.95:
        return (
            _("%(firm)s leads, and stays in front in %(share)s of 500 draws of slightly other weights: firm.")
            % words
        )
    if share >= 0.75:
        return (
            _(
                "%(firm)s leads, and stays in front in %(share)s of 500 draws of slightly other weights: fairly firm."
            )
            % words
        )
    return (
        _(
            "%(firm)s leads, but stays so in only %(share)s of 500 draws of slightly other weights: do not rely on it."
        )
        % words
    )


def _agreed(orders: Sequence[Sequence[int]], names: Sequence[str]) -> str:
    one, other = orders
    if one == other:
        return _("Both methods put the firms in the same order.")
    if one[0] == other[0]:
        return _("Both methods put %(firm)s first, and differ further down.") % {"firm": names[one[0]]}
    return _(
        "The methods disagree on who is first: %(one)s or %(other)s. Neither is wrong; decide which criterion matters "
        "and say why."
    ) % {"one": names[one[0]], "other": names[other[0]]}


def _cell(one: Criterion, known: Mapping[str, Any], currency: str) -> str:
    value = known[one.name]
    if one.name == "price":
        return unit_price(value, currency)
    return _("%(n)d days") % {"n": value} if one.name == "lead" else percent(value)
