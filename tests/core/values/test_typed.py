from decimal import Decimal

import pytest

from midas.core.values.typed import amount


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1234", "1234"),
        ("1,234,567.89", "1234567.89"),
        ("£ 1,234", "1234"),
        ("1 234", "1234"),
        ("1'234", "1234"),
        ("GBP 12", "12"),
        ("(300)", "-300"),
        ("-300", "-300"),
        ("−300", "-300"),
        ("300-", "-300"),
        (".5", "0.5"),
        ("0", "0"),
    ],
)
def test_an_amount_is_read_as_people_write_it(text: str, meant: str) -> None:
    assert amount(text) == Decimal(meant)


def test_a_comma_before_the_decimals_is_read_where_that_is_the_custom() -> None:
    assert amount("1.234.567,89", ",") == Decimal("1234567.89")
    assert amount("12,5", ",") == Decimal("12.5")


@pytest.mark.parametrize(
    "text", ["", "abc", "12,5", "1,23,456", "1.2.3", "1e9", "--5", "(5", "NaN", "1234 GB"]
)
def test_what_is_no_amount_is_refused_not_guessed(text: str) -> None:
    assert amount(text) is None
