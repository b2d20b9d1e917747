"""The trail opens nothing that pages keep closed."""

from types import SimpleNamespace

import pytest

from midas.actions.access.trail_sight import trail_sight


def role(kind, membership_id=None):
    return SimpleNamespace(kind=kind, membership_id=membership_id, enterprise_id=None)


@pytest.mark.parametrize(
    ("kind", "price", "accounts"),
    [
        ("broker", True, False),
        ("committee", True, True),
        ("administrator", True, True),
        ("coach", False, True),
        ("project_manager", False, False),
    ],
)
def test_prices_and_accounts_are_for_whoever_may_see_them(kind, price, accounts):
    sight = trail_sight(role(kind), 7)
    assert sight.hides("offering", "unit_price") is not price
    assert sight.hides("financialyear", "turnover") is not accounts


def test_a_firm_sees_its_own_and_of_others_none():
    own, others = trail_sight(role("member", 7), 7), trail_sight(role("member", 7), 8)
    assert not own.hides("offering", "unit_price")
    assert not own.hides("financialyear", "cash")
    assert others.hides("offering", "unit_price")
    assert others.hides("assessment", "score")


def test_what_is_open_is_shown_to_all():
    assert not trail_sight(role("project_manager"), 7).hides("offering", "title")


@pytest.mark.parametrize("field", ["digest", "token"])
def test_secrets_are_shown_to_nobody(field):
    assert trail_sight(role("administrator")).hides("invitation", field)
