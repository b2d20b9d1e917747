"""The trail opens nothing that pages keep closed."""

from types import SimpleNamespace

import pytest
from tests import builders

from midas.actions.access.trail_sight import trail_sight
from midas.store import tenancy
from midas.store.models import Membership


def role(kind, membership_id=None):
    return SimpleNamespace(kind=kind, membership_id=membership_id, enterprise_id=None)


@pytest.fixture
def firms(db):
    """Two firms of one cluster, by their keys."""
    cluster = builders.a_cluster()
    with tenancy.tenant(cluster.pk):
        yield builders.a_member(cluster).pk, builders.a_member(cluster).pk


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
def test_prices_and_accounts_are_for_whoever_may_see_them(firms, kind, price, accounts):
    sight = trail_sight(role(kind), firms[0])
    assert sight.hides("offering", "unit_price") is not price
    assert sight.hides("financialyear", "turnover") is not accounts


def test_a_firm_sees_its_own_and_of_others_none(firms):
    mine, other = firms
    own, others = trail_sight(role("member", mine), mine), trail_sight(role("member", mine), other)
    assert not own.hides("offering", "unit_price")
    assert not own.hides("financialyear", "cash")
    assert others.hides("offering", "unit_price")
    assert others.hides("assessment", "score")


def test_banks_and_insurances_are_for_the_firm_itself_and_whoever_may_see_them(firms):
    mine, other = firms
    own, others, coach = (
        trail_sight(one, firm)
        for one, firm in ((role("member", mine), mine), (role("member", mine), other), (role("coach"), mine))
    )
    assert not own.hides("bank", "iban")
    assert others.hides("bank", "iban")
    assert others.hides("insurance", "cover")
    assert coach.hides("bank", "iban")
    assert not coach.hides("insurance", "cover")
    assert trail_sight(role("coach")).hides("bank", "iban")


def test_what_an_owner_opens_is_open_in_the_trail_but_for_reasons(firms):
    mine, other = firms
    shown = {"accounts": "members", "assessments": "members"}
    Membership.objects.filter(pk=other).update(shown_to=shown)
    sight = trail_sight(role("member", mine), other)
    assert not sight.hides("financialyear", "cash")
    assert sight.hides("assessment", "score")


def test_what_is_open_is_shown_to_all(firms):
    assert not trail_sight(role("project_manager"), firms[0]).hides("offering", "title")


@pytest.mark.parametrize("field", ["digest", "token"])
def test_secrets_are_shown_to_nobody(field):
    assert trail_sight(role("administrator")).hides("invitation", field)
