"""Firms compared for one kind of work: two methods side by side, and in words how far their order can be trusted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from midas.actions.access.permissions import may
from midas.actions.members.visible import visible_members
from midas.core.members.ranking import (
    Comparison,
    Method,
    UnableToCompare,
    Weights,
    ahp,
    normalised,
    order,
    promethee,
    stability,
    tipping,
    topsis,
)
from midas.core.members.reputation import wilson_interval
from midas.store.models import Membership, Offering
from midas.store.queries.members import live
from midas.store.queries.readiness import reputations
from midas.store.queries.taxonomy import competency_labels
from midas.web.shell.exports import spreadsheet
from midas.web.shell.guards import needs
from midas.web.templatetags.midas import percent, unit_price

MOST = 12
"""How many firms are compared at once."""
SEED = 1


@dataclass(frozen=True, slots=True)
class Criterion:
    """What firms are compared by; `rising`: more is better."""

    name: str
    label: str | Promise
    rising: bool
    weight: int


CRITERIA = (
    Criterion("price", gettext_lazy("Price"), False, 5),
    Criterion("lead", gettext_lazy("Lead time"), False, 3),
    Criterion("quality", gettext_lazy("Quality"), True, 5),
    Criterion("kept", gettext_lazy("Promises kept, at least"), True, 4),
    Criterion("reputation", gettext_lazy("Reputation, at least"), True, 0),
)
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
METHODS: tuple[tuple[str, Method], ...] = (("TOPSIS", topsis), ("PROMETHEE II", promethee))


@needs("members.view")
def compare(request: HttpRequest) -> HttpResponse:
    """Which of these firms for this work, and how sure is that?"""
    prices = may(request.role, "members.view_prices")
    criteria = [one for one in CRITERIA if prices or one.name != "price"]
    works = _works(request)
    work = request.GET.get("work", "")
    work = work if work in dict(works) else (works[0][0] if works else "")
    offers = _offers(request, work)
    chosen = [pk for pk in offers if str(pk) in request.GET.getlist("firm")] or list(offers)[:MOST]
    weights, judged = _weights(request, criteria)
    context: dict[str, Any] = {
        "title": _("Compare firms"),
        "works": works,
        "work": work,
        "label": dict(works).get(work, ""),
        "firms": [(pk, rows[0].membership.organisation.name, pk in chosen) for pk, rows in offers.items()],
        "most": MOST,
        "prices": prices,
        "by_pairs": request.GET.get("by") == "pairs",
        "criteria": [(one, request.GET.get(f"w.{one.name}", str(one.weight))) for one in criteria],
        "pairs": _pairs(request, criteria),
        "judgements": JUDGEMENTS,
        "judged": judged,
        "shares": list(zip([one.label for one in criteria], weights, strict=True)),
    }
    figures, left_out = _figures({pk: offers[pk] for pk in chosen[:MOST]}, criteria, weights)
    context |= {"left_out": left_out, "too_many": len(chosen) > MOST}
    kind = request.GET.get("_export", "")
    try:
        context |= _result(figures, criteria, weights, request.role.cluster.currency)
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


def _works(request: HttpRequest) -> list[tuple[str, str]]:
    """The kinds of work that at least two firms offer, by what they are called."""
    rows = _live(request).values_list("competency", "membership").distinct()
    held = Counter(code for code, _firm in rows)
    codes = [code for code, firms in held.items() if firms > 1]
    labels = competency_labels(codes)
    return sorted(((code, f"{labels[code]} ({held[code]})") for code in codes), key=lambda one: one[1])


def _live(request: HttpRequest) -> Any:
    members = visible_members(request.role).filter(state=Membership.State.ADMITTED)
    return Offering.objects.filter(live(timezone.localdate()), membership__in=members)


def _offers(request: HttpRequest, work: str) -> dict[int, list[Offering]]:
    """Who offers that work, by name, with their offerings of it in the unit most of them use."""
    rows = list(_live(request).filter(competency=work).select_related("membership__organisation"))
    units = Counter(row.unit for row in rows).most_common(1)
    found: dict[int, list[Offering]] = {}
    for row in sorted(rows, key=lambda one: (one.membership.organisation.name, one.pk)):
        if row.unit == units[0][0]:
            found.setdefault(row.membership_id, []).append(row)
    return found


def _weights(request: HttpRequest, criteria: Sequence[Criterion]) -> tuple[tuple[float, ...], Weights | None]:
    """The weights as parts of 1, from pairs or from figures; even ones where the figures are all nought."""
    if request.GET.get("by") == "pairs":
        size = len(criteria)
        matrix = [[1.0] * size for _one in criteria]
        for pair in _pairs(request, criteria):
            i, j = pair["place"]
            matrix[i][j] = VALUES[pair["value"]]
            matrix[j][i] = 1 / matrix[i][j]
        found = ahp(matrix)
        return found.weights, found
    typed = [request.GET.get(f"w.{one.name}", str(one.weight)) for one in criteria]
    figures = [min(10, int(one)) if one.isdecimal() and len(one) < 4 else 0 for one in typed]
    if not any(figures):
        figures = [one.weight for one in criteria]
    return normalised(figures, len(criteria)), None


def _pairs(request: HttpRequest, criteria: Sequence[Criterion]) -> list[dict[str, Any]]:
    found = []
    for i, one in enumerate(criteria):
        for j, other in enumerate(criteria[i + 1 :], i + 1):
            name = f"p.{one.name}.{other.name}"
            value = request.GET.get(name, "1")
            value = value if value in VALUES else "1"
            found.append(
                {"name": name, "one": one.label, "other": other.label, "value": value, "place": (i, j)}
            )
    return found


def _figures(
    offers: Mapping[int, Sequence[Offering]], criteria: Sequence[Criterion], weights: Sequence[float]
) -> tuple[dict[str, dict[str, Any]], list[tuple[str, str]]]:
    """A figure per firm for each criterion that counts, and who is left out because one is not known."""
    fame = reputations(list(offers))
    found: dict[str, dict[str, Any]] = {}
    left_out = []
    for pk, rows in offers.items():
        best = min(rows, key=lambda row: (row.unit_price, row.pk))
        member = best.membership
        known = {
            "price": float(best.unit_price),
            "lead": None if best.lead_time_days is None else float(best.lead_time_days),
            "quality": float(best.quality),
            "kept": wilson_interval(float(member.reliability), member.reliability_evidence)[0]
            if member.reliability_evidence
            else None,
            "reputation": fame[pk].lower if fame[pk].known else None,
        }
        lacking = [
            str(one.label)
            for one, w in zip(criteria, weights, strict=True)
            if w > 0 and known[one.name] is None
        ]
        if lacking:
            left_out.append((member.organisation.name, ", ".join(lacking)))
        else:
            found[member.organisation.name] = {**known, "pk": pk, "unit": best.unit}
    return found, left_out


def _result(
    figures: Mapping[str, Mapping[str, Any]],
    criteria: Sequence[Criterion],
    weights: Sequence[float],
    currency: str,
) -> dict[str, Any]:
    counted = [(one, weight) for one, weight in zip(criteria, weights, strict=True) if weight > 0]
    names, shares = list(figures), [weight for _one, weight in counted]
    if len(names) < 2:
        raise UnableToCompare(
            _("Two firms at least are needed whose figures are known: choose more firms or fewer criteria.")
        )
    compared = Comparison(
        tuple(tuple(figures[name][one.name] for one, _w in counted) for name in names),
        tuple(one.rising for one, _w in counted),
    )
    orders = [order(method(compared, shares)) for _label, method in METHODS]
    leads = [stability(compared, shares, method, seed=SEED) for _label, method in METHODS]
    rows = [
        {
            "name": name,
            "pk": figures[name]["pk"],
            "cells": [_cell(one, figures[name], currency) for one, _w in counted],
            "plain": [figures[name][one.name] for one, _w in counted],
            "places": [found.index(place) + 1 for found in orders],
            "leads": [lead[place] for lead in leads],
        }
        for place, name in enumerate(names)
    ]
    rows.sort(key=lambda row: (sum(row["places"]), row["name"]))
    said = [
        {
            "method": label,
            "words": _held(names[found[0]], lead[found[0]]),
            "tips": [
                _("With a weight of %(weight)s for “%(criterion)s” instead of %(now)s, %(firm)s would lead.")
                % {
                    "weight": percent(tip.weight),
                    "criterion": counted[tip.criterion][0].label,
                    "now": percent(shares[tip.criterion] / sum(shares)),
                    "firm": names[tip.leader],
                }
                for tip in tipping(compared, shares, method)
            ],
        }
        for (label, method), found, lead in zip(METHODS, orders, leads, strict=True)
    ]
    return {
        "rows": rows,
        "head": [one.label for one, _w in counted],
        "methods": [label for label, _method in METHODS],
        "said": said,
        "agreed": _agreed(orders, names),
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
