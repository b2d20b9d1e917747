"""How figures and states are written."""

from decimal import Decimal

import pytest
from django.utils import translation

from midas.web.templatetags.midas import (
    money,
    money_exact,
    money_short,
    percent,
    quantity,
    region_name,
    state_badge,
    unit_price,
)


@pytest.mark.parametrize(
    ("minor", "currency", "written"),
    [
        (640_000_000, "GBP", "£6,400,000"),
        (1234, "GBP", "£12.34"),
        (-1234, "EUR", "−€12.34"),
        (0, "GBP", "£0"),
        (500, "JPY", "¥500"),
        (1234, "NOK", "NOK 12.34"),
        (1500, "KWD", "KWD 1.500"),
        (Decimal("1234.5"), "GBP", "£12.34"),
        (None, "GBP", "–"),
    ],
)
def test_money_leaves_out_pence_only_when_there_are_none(minor, currency, written):
    assert money(minor, currency) == written


def test_statements_keep_all_decimals():
    assert money_exact(640_000_000, "GBP") == "£6,400,000.00"


@pytest.mark.parametrize(
    ("minor", "written"),
    [
        (640_000_000, "£6.4m"),
        (81_234_500, "£812k"),
        (99_900, "£999"),
        (100_000, "£1k"),
        (123_456, "£1.2k"),
        (250_000_000_000, "£2.5bn"),
        (-640_000_000, "−£6.4m"),
        (None, "–"),
    ],
)
def test_short_money_has_at_most_three_figures(minor, written):
    assert money_short(minor, "GBP") == written


@pytest.mark.parametrize(
    ("minor", "written"), [("4300", "£43"), ("4350", "£43.50"), ("1.23", "£0.0123"), (None, "–")]
)
def test_a_unit_price_may_be_finer_than_a_penny(minor, written):
    assert unit_price(None if minor is None else Decimal(minor), "GBP") == written


@pytest.mark.parametrize(
    ("number", "unit", "written"),
    [
        (Decimal("1200.000000"), "HUR", "1,200 hours"),
        (Decimal(1), "HUR", "1 hour"),
        (Decimal("0.5"), "TNE", "0.5 tonnes"),
        (Decimal(7), "ZZ", "7 ZZ"),
        (Decimal(7), None, "7"),
        (None, "HUR", "–"),
    ],
)
def test_a_quantity_names_its_unit(number, unit, written):
    assert quantity(number, unit) == written


def test_a_share_is_written_in_per_cent():
    assert percent(Decimal("0.3")) == "30 %"
    assert percent(0.1234, 1) == "12.3 %"
    assert percent(None) == "–"


def test_figures_follow_the_readers_language():
    with translation.override("de"):
        assert money(123_456_789, "EUR") == "€1.234.567,89"
        assert quantity(Decimal("1200.5"), "HUR") == "1.200,5 hours"


def test_a_state_is_never_colour_alone_and_its_words_are_text():
    badge = state_badge("admitted", "<b>in</b>")
    assert 'class="state state-green"' in badge
    assert "&lt;b&gt;in&lt;/b&gt;" in badge
    assert "in assessment" in state_badge("in_assessment")


def test_a_region_has_its_name_and_an_unknown_one_its_code():
    assert region_name("UKE3") == "South Yorkshire"
    assert region_name("XX9") == "XX9"
    assert region_name("") == "–"
