import pytest
from django.test import Client
from tests.actions.formation.scene import Scene, a_scene
from tests.builders import AT, a_role

from midas.actions.access.tokens import issue
from midas.store import tenancy


class Caller:
    """Calls the API with the key of one role."""

    def __init__(self, secret: str | None) -> None:
        self.client = Client(raise_request_exception=True)
        self.headers = {"Authorization": f"Bearer {secret}"} if secret else {}

    def get(self, path: str, **parameters):
        return self.client.get(f"/api/v1{path}", parameters, headers=self.headers)

    def post(self, path: str, body=None):
        return self.client.post(
            f"/api/v1{path}", body or {}, content_type="application/json", headers=self.headers
        )

    def put(self, path: str, body):
        return self.client.put(f"/api/v1{path}", body, content_type="application/json", headers=self.headers)


def caller(role) -> Caller:
    with tenancy.tenant(role.cluster_id):
        return Caller(issue(role, "test", at=AT)[1])


@pytest.fixture
def scene(db) -> Scene:
    return a_scene()


@pytest.fixture
def broker(scene) -> Caller:
    return caller(scene.broker)


@pytest.fixture
def stranger(db) -> Caller:
    """A broker of another cluster."""
    return caller(a_scene().broker)


@pytest.fixture
def as_role(scene):
    def make(kind: str, membership=None) -> Caller:
        return caller(a_role(scene.cluster, kind, membership=membership))

    return make
