from types import SimpleNamespace

import pytest

from midas.actions.access.permissions import MAY, NotAllowed, may, require, sees_prices_of


def _role(kind: str, membership_id: int | None = None) -> SimpleNamespace:
    return SimpleNamespace(kind=kind, membership_id=membership_id)


def test_the_role_is_given_back_when_it_may():
    role = _role("broker")
    assert require(role, "formations.run") is role


def test_a_refusal_names_who_may():
    with pytest.raises(NotAllowed, match="broker, administrator"):
        require(_role("member"), "formations.run")


def test_nobody_in_particular_may_nothing():
    assert not any(may(None, permission) for permission in MAY)


def test_an_unknown_permission_is_a_fault_of_the_program():
    with pytest.raises(KeyError):
        may(_role("broker"), "formations.runn")


def test_a_member_sees_its_own_prices_only():
    assert sees_prices_of(_role("member", 7), 7)
    assert not sees_prices_of(_role("member", 7), 8)
    assert sees_prices_of(_role("broker"), 8)
    assert not sees_prices_of(_role("agency"), 8)
