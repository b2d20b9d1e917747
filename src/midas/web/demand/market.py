"""Who wins such work, with whom and at what price: the page, and its short form for the pages of a demand."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import django_tables2 as tables
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tables2 import RequestConfig

from midas.core.demand.winners import FEW, Band, Market, Winner, market
from midas.core.values.amounts import major
from midas.store.models import Cluster, Opportunity
from midas.store.queries.awards import MOST, Usual, awards_won, buyers
from midas.store.queries.demand import labels
from midas.web.shell.exports import TYPES, exported, spreadsheet
from midas.web.shell.guards import needs
from midas.web.templatetags.midas import NOTHING, money, percent

SHOWN = 5
"""How many winners the page of a demand names."""

PAIRS = 30
"""How many pairs a page lists; the download has them all."""

NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}

BANDS: dict[Band, str | Promise] = {
    Band.LOW: gettext_lazy("not concentrated"),
    Band.MODERATE: gettext_lazy("moderately concentrated"),
    Band.HIGH: gettext_lazy("highly concentrated"),
}


class MarketForm(forms.Form):
    """Which awards."""

    cpv = forms.RegexField(
        r"^[0-9]{2,8}$",
        label=gettext_lazy("CPV code, or how it begins"),
        required=False,
        strip=True,
        max_length=8,
        error_messages={"invalid": gettext_lazy("Write two to eight digits, such as 72 or 72200000.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    buyer = forms.ChoiceField(label=gettext_lazy("Buyer"), required=False)

    def __init__(self, data: Any, names: list[str]) -> None:
        super().__init__(data)
        choices = [("", _("All buyers")), *((name, name) for name in names)]
        self.fields["buyer"].choices = choices  # type: ignore[attr-defined]


class WinnerTable(tables.Table):
    """One row per supplier."""

    name = tables.Column(gettext_lazy("Supplier"))
    sme = tables.Column(gettext_lazy("Small or medium-sized"), default=NOTHING)
    awards = tables.Column(gettext_lazy("Awards"), attrs=NUMBER)
    joint = tables.Column(gettext_lazy("With others"), attrs=NUMBER)
    share = tables.Column(gettext_lazy("Share of awards"), attrs=NUMBER)
    worth = tables.Column(gettext_lazy("Worth"), attrs=NUMBER)
    last = tables.DateColumn(verbose_name=gettext_lazy("Last"), format="j M Y", default=NOTHING)

    def __init__(self, *args: Any, currency: str, **more: Any) -> None:
        self.currency = currency
        super().__init__(*args, **more)

    def render_sme(self, value: bool) -> str:
        return _("yes") if value else _("no")

    def value_sme(self, value: bool | None) -> str:
        return "" if value is None else self.render_sme(value)

    def render_share(self, record: Winner) -> str:
        return percent(_decimal(record.share), 1)

    def value_share(self, record: Winner) -> Decimal:
        return round(_decimal(record.share), 6)

    def render_worth(self, value: int) -> str:
        return money(value, self.currency) if value else NOTHING

    def value_worth(self, value: int) -> Decimal:
        return major(value, self.currency)


def _decimal(share: Fraction) -> Decimal:
    return Decimal(share.numerator) / share.denominator


@dataclass(frozen=True, slots=True)
class Short:
    """What the page of a demand, and its bid sheet, say of who wins such work."""

    usual: Usual
    market: Market
    winners: tuple[Winner, ...]
    kind: str
    band: str
    url: str


@needs("opportunities.view")
def page(request: HttpRequest) -> HttpResponse:
    """Who wins what we could bid for, and who with whom?"""
    cluster: Cluster = request.role.cluster
    form = MarketForm(request.GET, buyers(cluster))
    asked = form.cleaned_data if form.is_valid() else {}
    cpv, buyer = asked.get("cpv", ""), asked.get("buyer", "")
    won, cut = awards_won(cluster, cpv=cpv, buyer=buyer) if form.is_valid() else ([], False)
    found = market(won, cluster.currency)
    if request.GET.get("pairs") and request.GET.get("_export") in TYPES:
        return _pairs(found, request.GET["_export"])
    table = WinnerTable(found.winners, currency=cluster.currency)
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    download = exported(request, table, "winners")
    if download is not None:
        return download
    context = {
        "title": _("Who wins"),
        "form": form,
        "table": table,
        "market": found,
        "band": band_words(found),
        "sme": None if found.sme is None else _decimal(found.sme),
        "pairs": found.pairs[:PAIRS],
        "pairs_all": len(found.pairs),
        "kind": kind_words(cpv),
        "cut": MOST if cut else 0,
        "few": FEW,
        "any": bool(won) or Opportunity.objects.exclude(awards=[]).exists(),
        "currency": cluster.currency,
    }
    return render(request, "demand/market.html", context, status=200 if form.is_valid() else 422)


def _pairs(found: Market, kind: str) -> HttpResponse:
    rows = [(pair.first, pair.second, pair.awards) for pair in found.pairs]
    return spreadsheet("winners together", (_("Supplier"), _("With"), _("Awards")), rows, kind)


def short(usual: Usual | None, most: int = SHOWN) -> Short | None:
    """Who usually wins, `most` of them, with the words and the way to the page that has all."""
    if usual is None:
        return None
    asked = {"cpv": usual.code} if usual.code else {"buyer": usual.buyer}
    return Short(
        usual=usual,
        market=usual.market,
        winners=usual.market.winners[:most],
        kind=kind_words(usual.code),
        band=band_words(usual.market),
        url=f"{reverse('demand:market')}?{urlencode(asked)}",
    )


def band_words(found: Market) -> str:
    """How concentrated it is, in words."""
    return str(BANDS[found.band]) if found.band else _("too few awards to say")


def kind_words(cpv: str) -> str:
    """What the beginning of a CPV code is called."""
    return labels([cpv.ljust(8, "0")])[cpv.ljust(8, "0")] if cpv else ""
