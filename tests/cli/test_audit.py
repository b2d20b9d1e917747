"""`midas audit verify`: whole chains are told with their last seal; a broken one is named and fails the command."""

from contextlib import nullcontext

import pytest
from tests.builders import AT, a_cluster
from typer.testing import CliRunner

from midas.cli import app
from midas.core.values.chain import Chain

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_server(monkeypatch):
    monkeypatch.setattr("midas.cli.installation.database", nullcontext)


def verify():
    return CliRunner().invoke(app, ["audit", "verify"])


def test_a_cluster_without_history_is_whole():
    a_cluster(slug="ours", founded_on=AT.date())
    result = verify()
    assert (result.exit_code, result.stdout) == (0, "ours: 0 links\n  last seal (none)\n")


def test_a_broken_chain_is_named_and_fails(monkeypatch):
    a_cluster(slug="ours", founded_on=AT.date())
    found = Chain(3, "ab" * 32, "link 4 is missing: after link 3 comes link 5")
    monkeypatch.setattr("midas.actions.access.audit.verify_cluster", lambda _: found)
    result = verify()
    assert result.exit_code == 1
    assert f"ours: 3 links\n  last seal {'ab' * 32}\n  BROKEN: link 4 is missing" in result.stdout
