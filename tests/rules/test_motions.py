from datetime import date, timedelta

import pytest

from midas.core.members.motions import ELECTORATES, KINDS
from midas.rules.motions import FROM, MOTIONS, least
from midas.store.models import Motion


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_motion_has_one_rule_from_its_first_day_on(kind):
    assert [one for one in MOTIONS if one.kind == kind and one.holds(FROM)] == [least(kind, FROM)]
    assert least(kind, date(2040, 1, 1)) is not None
    assert least(kind, FROM - timedelta(days=1)) is None


def test_kinds_and_those_who_decide_are_those_that_are_kept():
    assert set(KINDS) == set(Motion.Kind.values)
    assert dict(Motion.Electorate.choices) == ELECTORATES


def test_rules_of_engagement_change_by_members_one_firm_one_vote_after_fourteen_days():
    asks = least("rules", FROM)
    assert asks is not None
    assert (asks.electorates, asks.days) == (("members",), 14)
