"""The accounts of the demo's firms hang together."""

from datetime import timedelta
from random import Random

import pytest
from tests.demo.conftest import TODAY

from midas.core.members.finance import faults
from midas.demo.accounts import draw_accounts, filleted, last_year_end


@pytest.mark.parametrize("seed", range(40))
def test_drawn_accounts_have_no_faults(seed):
    random = Random(seed)
    turnover = random.randint(4_000_000, 5_000_000_000)
    years = draw_accounts(turnover, random.random(), TODAY, random)
    assert [faults(year, TODAY) for year in (*years, *filleted(years))] == [()] * 6
    assert abs(years[0].turnover - turnover) <= 100_000


def test_accounts_are_of_years_that_are_closed():
    assert TODAY - last_year_end(TODAY) >= timedelta(days=120)
