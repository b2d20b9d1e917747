"""How formation writes its figures: estimates without pence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template

from midas.core.values.amounts import minor_digits
from midas.web.templatetags.midas import money, percent

register = template.Library()


@register.filter
def about(minor: Any, currency: str = "GBP") -> str:
    """Minor units as an amount to the whole unit: £3,518,462. For plans and estimates, which pence only clutter."""
    if minor is None or minor == "":
        return money(minor, currency)
    unit = 10 ** minor_digits(currency)
    return money(round(minor / unit) * unit, currency)


@register.filter
def points(share: Any, places: int = 0) -> str:
    """How a share of 1 differs from another, with its sign: +3 % or −3 % of the whole."""
    if share is None or share == "":
        return percent(share)
    return f"{'−' if share < 0 else '+'}{percent(abs(share), places)}"


@register.filter
def item_at(sequence: Sequence[Any], place: int) -> Any:
    """The entry of a sequence at a place that is itself a variable."""
    return sequence[place]
