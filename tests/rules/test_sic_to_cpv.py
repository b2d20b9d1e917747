"""Suggestions by SIC code lead to kinds of work that exist."""

import pytest

from midas.rules import cpv
from midas.rules.sic_to_cpv import TABLE, suggested


def test_every_suggestion_is_a_group_of_cpv():
    for line in TABLE.strip().splitlines():
        start, *groups = line.split()
        assert start.isdigit()
        assert 2 <= len(start) <= 5
        for group in groups:
            assert cpv.label(group.ljust(8, "0")), f"{start}: {group}"


def test_the_longest_start_counts():
    assert suggested(["25620"]) == ("cpv:42600000", "cpv:44400000")
    assert suggested(["25990"])[0] == "cpv:44200000"


def test_those_of_the_first_code_come_first_and_none_twice():
    assert suggested(["62012", "62020"]) == ("cpv:72200000", "cpv:72600000", "cpv:72100000")


@pytest.mark.parametrize("code", ["99999", "", "machining"])
def test_an_unknown_trade_suggests_nothing(code):
    assert suggested([code]) == ()
