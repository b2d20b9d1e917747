import pytest
from tests.actions.demand.scene import Scene, a_scene

from midas.store import tenancy


@pytest.fixture
def scene(db) -> Scene:
    """The small cluster of `scene`, being worked for."""
    made = a_scene()
    with tenancy.tenant(made.cluster.pk):
        yield made
