import pytest
from tests.actions.demand.scene import Scene, a_scene
from tests.builders import a_role, signed_in

from midas.store import tenancy
from midas.store.models import Role


@pytest.fixture
def scene(db) -> Scene:
    """The small cluster of the demand stage's tests; requests set their own tenant, the test's own reads this one."""
    made = a_scene()
    with tenancy.tenant(made.cluster.pk):
        yield made


@pytest.fixture
def broker(scene):
    """A browser with the broker signed in."""
    return signed_in(scene.broker)


@pytest.fixture
def rival(scene):
    """A browser with another broker of the cluster signed in."""
    return signed_in(scene.rival)


@pytest.fixture
def stranger(scene):
    """A broker of another cluster."""
    return signed_in(a_scene("elsewhere").broker)


@pytest.fixture
def as_role(scene):
    """A browser with somebody of that kind signed in."""

    def browse(kind):
        return signed_in(scene.member if kind == Role.Kind.MEMBER else a_role(scene.cluster, kind))

    return browse
