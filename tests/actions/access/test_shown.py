"""To whom a firm's prices, accounts and assessments are shown: by the rules, and as its owner opens them."""

from types import SimpleNamespace

import pytest

from midas.actions.access.shown import Shown, readers, sees, sees_why


def role(kind, membership_id=None):
    return SimpleNamespace(kind=kind, membership_id=membership_id, enterprise_id=None)


def firm(pk, **opened):
    return SimpleNamespace(pk=pk, shown_to=opened)


def test_a_member_sees_its_own_prices_only():
    assert sees(role("member", 7), firm(7), Shown.PRICES)
    assert not sees(role("member", 7), firm(8), Shown.PRICES)
    assert sees(role("broker"), firm(8), Shown.PRICES)
    assert not sees(role("agency"), firm(8), Shown.PRICES)


@pytest.mark.parametrize(
    ("what", "choice", "kind"),
    [
        ("prices", "desk", "coach"),
        ("accounts", "members", "member"),
        ("assessments", "purchasers", "purchaser"),
    ],
)
def test_an_owner_opens_it_to_more(what, choice, kind):
    asks = role(kind, 7 if kind == "member" else None)
    assert not sees(asks, firm(8), Shown(what))
    assert sees(asks, firm(8, **{what: choice}), Shown(what))


def test_prices_are_never_opened_to_rivals():
    assert not sees(role("member", 7), firm(8, prices="members"), Shown.PRICES)


def test_opened_grades_do_not_open_the_reasons_behind_them():
    opened = firm(8, assessments="members")
    assert sees(role("member", 7), opened, Shown.ASSESSMENTS)
    assert not sees_why(role("member", 7), opened)
    assert sees_why(role("member", 8), opened)


def test_readers_are_named_in_words():
    assert "network coach" not in readers(firm(8), Shown.PRICES)
    assert "network coach" in readers(firm(8, prices="desk"), Shown.PRICES)
