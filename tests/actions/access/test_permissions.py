from types import SimpleNamespace

import pytest

from midas.actions.access.permissions import MAY, SAYS, NotAllowed, may, require


def _role(kind: str, membership_id: int | None = None, enterprise_id: int | None = None) -> SimpleNamespace:
    return SimpleNamespace(kind=kind, membership_id=membership_id, enterprise_id=enterprise_id)


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


def test_a_role_for_one_enterprise_counts_there_and_nowhere_else():
    role = _role("project_manager", enterprise_id=5)
    assert may(role, "events.view", enterprise=5)
    assert not may(role, "events.view", enterprise=6)
    assert not may(role, "events.view")
    assert not may(role, "members.view")
    with pytest.raises(NotAllowed, match="one enterprise only"):
        require(role, "enterprises.view", enterprise=6)


def test_a_role_for_one_enterprise_never_gains_what_its_kind_may_not():
    assert not may(_role("project_manager", enterprise_id=5), "enterprises.change", enterprise=5)


def test_a_role_for_the_whole_cluster_counts_for_every_enterprise():
    assert may(_role("broker"), "enterprises.change", enterprise=5)


def test_a_role_for_one_enterprise_may_open_the_list_and_make_its_own_keys():
    role = _role("broker", enterprise_id=5)
    assert may(role, "enterprises.view")
    assert may(role, "tokens.own")
    assert not may(role, "enterprises.change"), "it founds no other"


def test_every_permission_is_said_in_a_sentence():
    assert set(SAYS) == set(MAY)
