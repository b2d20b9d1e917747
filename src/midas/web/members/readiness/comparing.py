"""Firms compared for one kind of work: two methods side by side, and in words how far their order can be trusted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from midas.actions.members.compare import Compared, compare, criteria_for, offers_of, works
from midas.core.members.comparing import (
    METHODS,
    MOST,
    Agreement,
    Criterion,
    Held,
    Ranking,
    Said,
    by_figures,
    by_pairs,
)
from midas.core.members.ranking import UnableToCompare, Weights
from midas.web.shell.exports import TYPES, spreadsheet
from midas.web.shell.guards import needs
from midas.web.templatetags.midas import percent, unit_price

LABELS = {
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
TOO_FEW = gettext_lazy(
    "Two firms at least are needed whose figures are known: choose more firms or fewer criteria."
)
HELD = {
    Held.FIRM: gettext_lazy(
        "%(firm)s leads, and stays in front in %(share)s of 500 draws of slightly other weights: firm."
    ),
    Held.FAIRLY: gettext_lazy(
        "%(firm)s leads, and stays in front in %(share)s of 500 draws of slightly other weights: fairly firm."
    ),
    Held.BARELY: gettext_lazy(
        "%(firm)s leads, but stays so in only %(share)s of 500 draws of slightly other weights: do not rely on it."
    ),
}


@needs("members.view")
def comparison(request: HttpRequest) -> HttpResponse:
    """Which of these firms for this work, and how sure is that?"""
    role, today = request.role, timezone.localdate()
    criteria, kinds = criteria_for(role), works(role, today)
    work = request.GET.get("work", "")
    work = work if work in dict(kinds) else (kinds[0][0] if kinds else "")
    offers = offers_of(role, work, today)
    chosen = [pk for pk in offers if str(pk) in request.GET.getlist("firm")] or list(offers)[:MOST]
    weights, judged = _weights(request, criteria)
    context: dict[str, Any] = {
        "title": _("Compare firms"),
        "works": kinds,
        "work": work,
        "firms": [(pk, rows[0].membership.organisation.name, pk in chosen) for pk, rows in offers.items()],
        "most": MOST,
        "prices": "price" in {one.name for one in criteria},
        "by_pairs": request.GET.get("by") == "pairs",
        "criteria": [
            (one.name, LABELS[one.name], request.GET.get(f"w.{one.name}", str(one.weight)))
            for one in criteria
        ],
        "pairs": _pairs(request, criteria),
        "judgements": JUDGEMENTS,
        "judged": judged,
        "shares": [(LABELS[one.name], share) for one, share in zip(criteria, weights, strict=True)],
        "too_many": len(chosen) > MOST,
    }
    try:
        found = compare({pk: offers[pk] for pk in chosen}, criteria, weights)
    except UnableToCompare as error:
        return render(request, "members/readiness/compare.html", {**context, "unable": str(error)})
    kind = request.GET.get("_export", "")
    if found.ranking and kind in TYPES:
        return _download(found.ranking, found.names, kind)
    context |= _result(found, request.role.cluster.currency)
    return render(request, "members/readiness/compare.html", context)


def _weights(request: HttpRequest, criteria: Sequence[Criterion]) -> tuple[tuple[float, ...], Weights | None]:
    """The weights as parts of 1, from pairs or from figures."""
    if request.GET.get("by") == "pairs":
        return by_pairs(criteria, {one["place"]: VALUES[one["value"]] for one in _pairs(request, criteria)})
    typed = {one.name: request.GET.get(f"w.{one.name}", str(one.weight)) for one in criteria}
    figures = {name: int(text) if text.isdecimal() and len(text) < 4 else 0 for name, text in typed.items()}
    return by_figures(criteria, figures), None


def _pairs(request: HttpRequest, criteria: Sequence[Criterion]) -> list[dict[str, Any]]:
    found = []
    for i, one in enumerate(criteria):
        for j, other in enumerate(criteria[i + 1 :], i + 1):
            name = f"p.{one.name}.{other.name}"
            value = request.GET.get(name, "1")
            value = value if value in VALUES else "1"
            words = {"one": LABELS[one.name], "other": LABELS[other.name]}
            found.append({"name": name, "value": value, "place": (i, j), **words})
    return found


def _download(ranking: Ranking, names: Mapping[int, str], kind: str) -> HttpResponse:
    head = [
        _("Firm"),
        *(str(LABELS[one.name]) for one in ranking.counted),
        *(_("Place by %(m)s") % {"m": method} for method, _function in METHODS),
    ]
    rows = [
        [
            names[row.candidate.key],
            *(row.candidate.figures[one.name] for one in ranking.counted),
            *row.places,
        ]
        for row in ranking.rows
    ]
    return spreadsheet("comparison", head, rows, kind)


def _result(found: Compared, currency: str) -> dict[str, Any]:
    left_out = [
        (found.names[key], ", ".join(str(LABELS[name]) for name in lacks))
        for key, lacks in found.left_out.items()
    ]
    if found.ranking is None:
        return {"left_out": left_out, "unable": str(TOO_FEW)}
    ranking, names = found.ranking, found.names
    return {
        "left_out": left_out,
        "rows": [
            {
                "name": names[row.candidate.key],
                "pk": row.candidate.key,
                "places": row.places,
                "cells": [
                    _cell(one.name, row.candidate.figures[one.name], currency) for one in ranking.counted
                ],
            }
            for row in ranking.rows
        ],
        "head": [LABELS[one.name] for one in ranking.counted],
        "methods": [label for label, _method in METHODS],
        "said": [
            {"method": one.method, "words": _held(one, names), "tips": _tips(one, names)}
            for one in ranking.said
        ],
        "agreed": _agreed(ranking, names),
    }


def _held(said: Said, names: Mapping[int, str]) -> str:
    return str(HELD[said.held]) % {"firm": names[said.leader], "share": percent(said.share)}


def _tips(said: Said, names: Mapping[int, str]) -> list[str]:
    words = _("With a weight of %(weight)s for “%(criterion)s” instead of %(now)s, %(firm)s would lead.")
    return [
        words
        % {
            "weight": percent(tip.weight),
            "criterion": LABELS[tip.criterion.name],
            "now": percent(tip.now),
            "firm": names[tip.leader],
        }
        for tip in said.tips
    ]


def _agreed(ranking: Ranking, names: Mapping[int, str]) -> str:
    first, second = (names[one.leader] for one in ranking.said)
    if ranking.agreement is Agreement.ALL:
        return _("Both methods put the firms in the same order.")
    if ranking.agreement is Agreement.LEADER:
        return _("Both methods put %(firm)s first, and differ further down.") % {"firm": first}
    return _(
        "The methods disagree on who is first: %(one)s or %(other)s. Neither is wrong; decide which criterion matters "
        "and say why."
    ) % {"one": first, "other": second}


def _cell(name: str, value: Any, currency: str) -> str:
    if name == "price":
        return unit_price(value, currency)
    return _("%(n)d days") % {"n": value} if name == "lead" else percent(value)
