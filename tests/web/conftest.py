"""Pages are asked for as a browser would: signed in, in a role, with plain requests or HTMX ones."""

from __future__ import annotations

import pytest
from tests import builders

from midas.store.models import Cluster


@pytest.fixture
def cluster(db: None) -> Cluster:
    return builders.a_cluster(name="Five Rivers Cluster")


@pytest.fixture
def stranger(db: None):
    """The broker of another cluster, signed in."""
    return builders.signed_in(builders.a_role(builders.a_cluster(), "broker"))
