"""How figures, states and pictures look on every page: `{% load midas %}`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from midas.actions.access import permissions
from midas.core.values.amounts import major, minor_digits, whole
from midas.core.values.units import unit_words
from midas.core.values.words import plain
from midas.rules import regions
from midas.store.models import Role

register = template.Library()

NOTHING = "–"
SIGNS = {"GBP": "£", "EUR": "€", "USD": "$", "JPY": "¥"}

# The colour of a state says how far a thing is, the word says what it is; colour is never alone.
TONES = {
    "new": "blue",
    "open": "blue",
    "carried": "green",
    "rejected": "red",
    "no_quorum": "orange",
    "applied": "blue",
    "waiting": "blue",
    "qualified": "azure",
    "in_assessment": "azure",
    "forming": "azure",
    "inviting": "azure",
    "running": "azure",
    "chartered": "purple",
    "bidding": "purple",
    "admitted": "green",
    "won": "green",
    "operating": "green",
    "done": "green",
    "valid": "green",
    "optimal": "green",
    "feasible": "green",
    "suspended": "orange",
    "decommissioning": "orange",
    "expiring": "orange",
    "later": "orange",
    "unknown": "orange",
    "lost": "red",
    "failed": "red",
    "refused": "red",
    "expired": "red",
    "infeasible": "red",
}


@register.filter
def money(minor: Any, currency: str = "GBP") -> str:
    """Minor units as an amount: £6,400,000 or £12.34; the pence are left out when there are none."""
    return _money(minor, currency, always_decimals=False)


@register.filter
def money_exact(minor: Any, currency: str = "GBP") -> str:
    """Minor units as an amount with all its decimals, for statements."""
    return _money(minor, currency, always_decimals=True)


@register.filter
def unit_price(minor: Any, currency: str = "GBP") -> str:
    """A price per unit in minor units, which may be finer than one: £43 or £0.0123."""
    number = _decimal(minor)
    if number is None:
        return NOTHING
    amount = number.scaleb(-minor_digits(currency)).normalize()
    places = max(0, -int(amount.as_tuple().exponent))
    return _with_sign(amount, currency, 0 if places == 0 else max(places, minor_digits(currency)))


@register.filter
def money_short(minor: Any, currency: str = "GBP") -> str:
    """Minor units to three figures for charts and tiles: £6.4m, £812k."""
    number = _decimal(minor)
    if number is None:
        return NOTHING
    amount = number.scaleb(-minor_digits(currency))
    for size, letter in ((Decimal(10**9), "bn"), (Decimal(10**6), "m"), (Decimal(1000), "k")):
        if abs(amount) >= size:
            scaled = amount / size
            places = 0 if abs(scaled) >= 100 or scaled == scaled.to_integral_value() else 1
            return _with_sign(scaled, currency, places) + letter
    return _with_sign(amount, currency, 0)


@register.filter
def quantity(number: Any, unit: str | None = None) -> str:
    """A quantity with the name of its unit: 1,200 hours."""
    value = _decimal(number)
    if value is None:
        return NOTHING
    decimals = plain(value).partition(".")[2]
    text = number_format(value, decimal_pos=len(decimals), force_grouping=True)
    return text if unit is None else f"{text} {unit_words(unit, many=value != 1)}"


@register.filter
def unit_name(code: str | None) -> str:
    """What a unit is called, for many of it."""
    return unit_words(code)


@register.filter
def unit_one(code: str | None) -> str:
    """What a unit is called, for one of it."""
    return unit_words(code, many=False)


@register.filter
def percent(share: Any, places: int = 0) -> str:
    """A share of 1 in per cent: 0.3 is 30 %."""
    value = _decimal(share)
    return NOTHING if value is None else f"{number_format(round(value * 100, places), decimal_pos=places)} %"


@register.filter
def region_name(code: str) -> str:
    """What a region is called."""
    return regions.name(code) if code else NOTHING


@register.filter
def state_words(state: str) -> str:
    """A state's code as words: `in_assessment` is `in assessment`."""
    return state.replace("_", " ")


@register.filter
def verb_words(verb: str) -> str:
    """What an event says was done: `membership.admitted` is `admitted`."""
    return verb.rpartition(".")[2].replace("_", " ")


@register.filter
def may(role: Role | None, permission: str) -> bool:
    """Whether the role has a permission: `{% if role|may:"members.export" %}`."""
    return permissions.may(role, permission)


@register.filter
def item(mapping: Mapping[Any, Any], key: Any) -> Any:
    """The entry of a mapping under a key that is itself a variable."""
    return mapping.get(key)


@register.simple_tag
def state_badge(state: str, label: str = "") -> SafeString:
    """A state as a badge: a coloured dot and its word."""
    key = str(state)
    words = label or key.replace("_", " ")
    return format_html(
        '<span class="state state-{}"><span class="state-dot" aria-hidden="true"></span>{}</span>',
        TONES.get(key.lower(), "grey"),
        words,
    )


@register.inclusion_tag("shell/chart.html")
def chart(
    name: str,
    option: Mapping[str, Any],
    caption: str,
    table: Mapping[str, Any] | None = None,
    height: int = 320,
    open_table: bool = False,
) -> dict[str, Any]:
    """A picture with its figures: ECharts draws `option`, and `table` lists what it shows.

    `name` is unique on the page. `table` is `{"head": […], "rows": [[…]]}`; a cell is text, a number, or
    `{"text", "url"}`. A data item of `option` with a `url` is a link; where it, or a cell, also has `get` and
    `target`, what `get` answers is put into `target` without leaving the page, and `item` is the data item's name,
    which is then selected in the picture. Text such as `@money:GBP`, `@percent`
    or `@number` in `option` stands for that format (static/midas/charts.js).
    """
    return {
        "name": name,
        "option": option,
        "caption": caption,
        "table": table,
        "height": height,
        "open_table": open_table,
    }


@register.inclusion_tag("shell/empty.html")
def empty_state(text: str, url: str = "", action: str = "", icon: str = "mood-empty") -> dict[str, str]:
    """One sentence, and one button where there is something to do."""
    return {"text": text, "url": url, "action": action, "icon": icon}


@register.inclusion_tag("shell/why.html")
def why(url: str, label: str = "", about: str = "") -> dict[str, str]:
    """A link that explains a figure in the drawer; without scripts, on a page. `about` names the figure."""
    return {"url": url, "label": label or _("why?"), "about": about}


@register.inclusion_tag("shell/form.html")
def form_fields(form: Any) -> dict[str, Any]:
    """A Django form: what is wrong first, each linked to its field, then the fields with labels and help."""
    return {"form": _dressed(form), "faults": _faults(form)}


@register.inclusion_tag("shell/filters.html", takes_context=True)
def filter_form(context: template.Context, form: Any, keep: Sequence[str] = ()) -> dict[str, Any]:
    """A filter form in one line, sent with GET; the parameters named in `keep` survive."""
    request: HttpRequest = context["request"]
    kept = [(name, request.GET[name]) for name in keep if name in request.GET]
    return {"form": _dressed(form), "kept": kept, "path": request.path, "active": _active(form, request)}


@register.inclusion_tag("shell/export_links.html", takes_context=True)
def export_links(context: template.Context, **changes: str) -> dict[str, str]:
    """CSV and XLSX of the list as it is filtered and sorted; `changes` says which of several lists of a page."""
    query = context["request"].GET.copy()
    for name in ("page", "_export"):
        query.pop(name, None)
    query.update(changes)
    links = {}
    for kind in ("csv", "xlsx"):
        query["_export"] = kind
        links[kind] = "?" + query.urlencode()
    return links


@register.simple_tag(takes_context=True)
def replace_query(context: template.Context, **changes: Any) -> str:
    """The address of this page with some parameters changed; an empty value removes one."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return "?" + query.urlencode()


def _dressed(form: Any) -> Any:
    """The form with the look's class on every widget that has none of its own."""
    for field in form.fields.values():
        kind = getattr(field.widget, "input_type", "text")
        dress = {"select": "form-select", "checkbox": "form-check-input", "radio": "form-check-input"}
        field.widget.attrs.setdefault("class", dress.get(kind, "form-control"))
    return form


def _active(form: Any, request: HttpRequest) -> bool:
    return any(request.GET.get(name) for name in form.fields)


def _faults(form: Any) -> list[dict[str, str]]:
    if not form.is_bound:
        return []
    return [
        {"id": "" if name == "__all__" else form[name].id_for_label, "text": text}
        for name, texts in form.errors.items()
        for text in texts
    ]


def _decimal(number: Any) -> Decimal | None:
    if number is None or number == "":
        return None
    try:
        return Decimal(str(number))
    except InvalidOperation:
        return None


def _money(minor: Any, currency: str, *, always_decimals: bool) -> str:
    number = _decimal(minor)
    if number is None:
        return NOTHING
    amount = major(whole(number), currency)
    is_whole = amount == amount.to_integral_value()
    return _with_sign(amount, currency, minor_digits(currency) if always_decimals or not is_whole else 0)


def _with_sign(amount: Decimal, currency: str, places: int) -> str:
    """Before the figure, as the languages of Midas's own texts write it; unknown currencies by their code."""
    figure = number_format(round(abs(amount), places), decimal_pos=places, force_grouping=True)
    sign = SIGNS.get(currency, f"{currency} ")
    return f"{'−' if amount < 0 else ''}{sign}{figure}"
