"""Figures are rounded, not cut off (Django's number format cuts decimals off)."""

from midas.web.templatetags.midas import money_short, percent


def test_shares_are_rounded():
    assert percent(2 / 3, 1) == "66.7 %"
    assert percent("0.666", 0) == "67 %"


def test_short_amounts_are_rounded():
    assert money_short(695_100, "GBP") == "£7.0k"
    assert money_short(351_846_165, "GBP") == "£3.5m"
