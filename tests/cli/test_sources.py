"""`midas sources`: register a source, read it here and now, see how it went, pause it."""

import json
from contextlib import nullcontext

import pytest
from tests import builders
from tests.replay import Reply, package, portal
from typer.testing import CliRunner

from midas.cli import app
from midas.store import tenancy
from midas.store.models import NoticeSource, Opportunity

pytestmark = pytest.mark.django_db
RELEASE = {
    "ocid": "ocds-213czf-7",
    "id": "1",
    "tag": ["tender"],
    "tender": {"id": "t", "title": "Forty benches"},
}


@pytest.fixture(autouse=True)
def here(monkeypatch, settings, tmp_path):
    monkeypatch.setattr("midas.cli.installation.database", nullcontext)
    settings.MIDAS_SOURCE_LOOPBACK = True
    settings.MIDAS_SOURCE_FOLDER = tmp_path


@pytest.fixture
def cluster():
    return builders.a_cluster(slug="rivers")


@pytest.fixture
def there():
    with portal() as made:
        yield made


def sources(*arguments):
    return CliRunner().invoke(app, ["sources", *map(str, arguments)])


def test_a_source_is_added_read_and_listed(cluster, there):
    there.says("/api", Reply(body=package([RELEASE])))
    result = sources("add", "Portal", "--portal", "ocds", "--address", f"{there.base}/api", "--every", 60)
    assert result.exit_code == 0, result.output
    result = sources("run", "Portal", "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert (told["state"], told["pages"], told["imported"]) == ("done", 1, 1)
    (listed,) = json.loads(sources("list", "--json").stdout)
    assert (listed["name"], listed["state"], listed["brought"]) == ("Portal", "done", 1)
    assert "done  1 pages  1 new" in sources("runs", listed["id"]).stdout
    with tenancy.tenant(cluster.pk):
        assert Opportunity.objects.get().title == "Forty benches"


def test_a_known_portal_has_its_address_and_a_folder_needs_none(cluster, tmp_path):
    (tmp_path / "in").mkdir()
    assert sources("add", "CF", "--portal", "contracts-finder", "--since", "2026-11-01").exit_code == 0
    assert sources("add", "Files", "--folder", "in").exit_code == 0
    with tenancy.tenant(cluster.pk):
        kinds = list(NoticeSource.objects.values_list("name", "kind"))
    assert kinds == [("CF", "portal"), ("Files", "folder")]


def test_a_run_that_failed_is_told_and_exits_with_1(cluster, there):
    sources("add", "Portal", "--portal", "ocds", "--address", f"{there.base}/nothing")
    result = sources("run", "Portal")
    assert result.exit_code == 1
    assert "failed: 0 pages" in result.stdout
    assert "there is nothing at this address (404)" in result.stdout


def test_a_source_is_paused_and_resumed(cluster):
    sources("add", "CF", "--portal", "contracts-finder")
    assert "paused" in sources("pause", "CF").stdout
    assert "paused" in sources("list").stdout
    assert "read again when it is due" in sources("resume", "CF").stdout


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["add", "X", "--address", "ftp://example.org"], "only addresses that begin with https"),
        (["add", "X", "--portal", "nowhere", "--address", "https://example.org"], "contracts-finder"),
        (["add", "X", "--folder", "../etc"], "inside the one that is open"),
        (["add", "X", "--portal", "ocds", "--since", "soon"], "is no day"),
        (["run", "nobody"], "There is no source 'nobody'"),
        (["pause", "7"], "There is no source '7'"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(cluster, arguments, why):
    result = sources(*arguments)
    assert result.exit_code == 2
    assert why in result.stderr


def test_an_empty_list_says_what_to_do(cluster):
    assert "midas sources add NAME" in sources("list").stdout
