"""A firm's accounts and what follows from them: will it still be there, and can it carry this contract?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from midas.actions.access.permissions import NotAllowed, may
from midas.actions.access.shown import Shown, sees
from midas.actions.members.accounts import accounts_of, may_enter
from midas.actions.members.judge import compute
from midas.actions.members.visible import visible_members
from midas.core.members.assessment import Dimension, in_force
from midas.core.members.finance import FIGURES, WORDS, Z1, Z2, Accounts, Ratio, ratios, trend
from midas.core.values.amounts import major, minor_digits
from midas.core.values.typed import amount
from midas.rules.finance import LIMITS, TURNOVER_MULTIPLE
from midas.store.models import FinancialYear, Membership
from midas.web.members.standing import pictures
from midas.web.members.standing.marks import decimal_mark
from midas.web.members.standing.words import TONES, ZONES, figure, limit_words, measure_name, zone
from midas.web.shell.exports import TYPES, spreadsheet
from midas.web.shell.guards import needs
from midas.web.templatetags.midas import money

SHOWN_YEARS = 5

RATIOS = ("acid", "current", "gearing", "interest_cover", "margin", "days_cash", "debtor_days", "trend")


@needs("members.view")
def finance(request: HttpRequest, pk: int) -> HttpResponse:
    """Years side by side, ratios with their zones, Altman's scores, and a contract tried on."""
    role, on = request.role, timezone.localdate()
    member: Membership = visible_members(role).get(pk=pk)
    if not sees(role, member, Shown.ACCOUNTS):
        raise NotAllowed(
            _(
                "Accounts are seen by the firm itself, the committee, coaches and whoever its owner shows them to."
            )
        )
    rows = list(member.financial_years.all())[:SHOWN_YEARS]
    currency = role.cluster.currency
    kind = request.GET.get("_export", "")
    if kind in TYPES:
        return _download(member, rows, currency, kind)
    years = [accounts_of(row) for row in rows]
    context = {
        "title": _("Finance"),
        "member": member,
        "rows": rows,
        "may_enter": may_enter(role, member.pk),
        "sees_files": may(role, "evidence.view"),
        "currency": currency,
        "figures": _figures(years, currency),
        "multiple": TURNOVER_MULTIPLE,
        "limits": [limit_words(limit) for limit in in_force(LIMITS, on).values()],
    }
    if years:
        context |= _judged(member, years, currency, on) | _what_if(request, years[0], currency)
    return render(request, "members/standing/finance.html", context)


def _figures(years: Sequence[Accounts], currency: str) -> list[dict[str, Any]]:
    """A line for each figure, a cell for each year."""
    return [
        {
            "name": WORDS[name][:1].upper() + WORDS[name][1:],
            "cells": [money(getattr(year, name), currency) for year in years],
        }
        for name in FIGURES
    ]


def _judged(member: Membership, years: Sequence[Accounts], currency: str, on: date) -> dict[str, Any]:
    found = compute(member, Dimension.FINANCE, on).judgement
    words = {name: WORDS[name][:1].upper() + WORDS[name][1:] for name in ("turnover", "ebit")}
    return {
        "judgement": found,
        "ratios": _ratios(years, on),
        "z2": pictures.scores(Z2, years),
        "z1": pictures.scores(Z1, years),
        "trend": pictures.turnover(years, currency, words),
        "chart_height": 60 + 34 * len(years),
    }


def _ratios(years: Sequence[Accounts], on: date) -> list[dict[str, Any]]:
    """A line for each ratio: a cell for each year with its traffic light, and what is missing for the latest."""
    limits = in_force(LIMITS, on)
    each = [
        {**ratios(year), "trend": Ratio(trend(years[index : index + 2]), _before(years, index))}
        for index, year in enumerate(years)
    ]
    lines = []
    for name in RATIOS:
        cells = []
        for found, year in zip(each, years, strict=True):
            value = found[name].value
            points = limits[name].points(value) if value is not None and name in limits else None
            light = zone(points)
            cells.append(
                {
                    "text": figure(name, value),
                    "tone": TONES.get(light, ""),
                    "words": ZONES.get(light, ""),
                    "year": year.year_end,
                }
            )
        missing = [WORDS.get(one, one) for one in each[0][name].missing]
        lines.append(
            {"name": measure_name(name), "cells": cells, "missing": missing, "why": each[0][name].why}
        )
    return lines


def _before(years: Sequence[Accounts], index: int) -> tuple[str, ...]:
    return () if index + 1 < len(years) else (_("the year before"),)


def _what_if(request: HttpRequest, latest: Accounts, currency: str) -> dict[str, Any]:
    """The turnover of the latest year over a yearly contract value that somebody typed."""
    typed = request.GET.get("contract", "").strip()[:40]
    answer: dict[str, Any] = {"contract": typed}
    if not typed:
        return answer
    number = amount(typed, decimal_mark())
    contract = None if number is None else int(number.scaleb(minor_digits(currency)))
    if not contract or contract < 0 or contract > 10**17:
        return {**answer, "contract_fault": _("This is not an amount above nought. Write it like 250,000.")}
    found = ratios(latest, contract)["turnover_to_contract"]
    if found.value is None:
        return {**answer, "contract_fault": _("The accounts do not state turnover. Ask the firm for it.")}
    carried = Fraction(latest.turnover or 0) * 12 / latest.months / Fraction(TURNOVER_MULTIPLE)
    return {
        **answer,
        "contract_value": money(contract, currency),
        "contract_ratio": figure("turnover_to_contract", found.value),
        "contract_enough": found.value >= Fraction(TURNOVER_MULTIPLE),
        "contract_most": money(int(carried), currency),
        "contract_part": figure("margin", 1 / found.value) if found.value else "–",
    }


def _download(member: Membership, rows: Sequence[FinancialYear], currency: str, kind: str) -> HttpResponse:
    head = [_("Year end"), _("Months"), *(WORDS[name] for name in FIGURES), _("Currency"), _("Source")]
    listed = [
        [
            row.year_end,
            row.months,
            *(None if (value := getattr(row, name)) is None else major(value, currency) for name in FIGURES),
            currency,
            row.source,
        ]
        for row in rows
    ]
    return spreadsheet(f"accounts {member.organisation.name}", head, listed, kind)
