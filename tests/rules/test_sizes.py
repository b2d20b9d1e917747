import pytest

from midas.rules.sizes import MILLION, UnknownCurrency, size


@pytest.mark.parametrize(
    ("staff", "turnover", "expected"),
    [
        (9, 2 * MILLION, "micro"),
        (10, 2 * MILLION, "small"),
        (9, 2 * MILLION + 1, "small"),
        (49, 10 * MILLION, "small"),
        (50, 10 * MILLION, "medium"),
        (249, 50 * MILLION, "medium"),
        (250, 50 * MILLION, "large"),
        (249, 50 * MILLION + 1, "large"),
    ],
)
def test_the_ceilings_are_those_of_recommendation_2003_361(staff, turnover, expected):
    assert size(staff, turnover, currency="EUR") == expected


def test_a_firm_over_the_turnover_ceiling_may_still_be_small_by_its_balance_sheet():
    assert size(249, 60 * MILLION, 43 * MILLION, currency="EUR") == "medium"
    assert size(249, 60 * MILLION, 43 * MILLION + 1, currency="EUR") == "large"


def test_in_pounds_an_sme_is_what_the_procurement_act_says():
    assert size(249, 44 * MILLION) == "medium"
    assert size(249, 44 * MILLION + 1) == "large"
    assert size(249, 45 * MILLION, 38 * MILLION) == "medium"


@pytest.mark.parametrize(("staff", "turnover"), [(None, 100), (5, None), (None, None)])
def test_a_firm_that_is_not_known_is_not_put_in_a_class(staff, turnover):
    assert size(staff, turnover) is None


def test_a_currency_without_a_definition_is_refused():
    with pytest.raises(UnknownCurrency, match="convert to EUR or GBP"):
        size(5, 100, currency="USD")
