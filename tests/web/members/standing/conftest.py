import pytest
from tests import builders


@pytest.fixture
def firm(cluster):
    return builders.a_member(cluster, "Rother Welding")


@pytest.fixture
def coach(cluster):
    return builders.signed_in(builders.a_role(cluster, "coach"))


@pytest.fixture
def owner(cluster, firm):
    role = builders.a_role(cluster, "member", firm)
    role.is_owner = True
    from midas.store import tenancy

    with tenancy.tenant(cluster.pk):
        role.save()
    return builders.signed_in(role)


@pytest.fixture
def acting(cluster):
    """A browser signed in in a role of that kind; a member's is of another firm."""
    return lambda kind: builders.signed_in(builders.a_role(cluster, kind))
