"""`midas members import FILE --cluster SLUG`: what was taken in a line or two; rows with a problem are told."""

from contextlib import nullcontext

import pytest
from tests import builders
from typer.testing import CliRunner

from midas.cli import app
from midas.store import tenancy
from midas.store.models import Membership

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_server(monkeypatch):
    monkeypatch.setattr("midas.cli.installation.database", nullcontext)


@pytest.fixture
def cluster():
    made = builders.a_cluster(slug="rivers")
    builders.a_sector(made)
    return made


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "firms.csv"
    path.write_text("name,number\nAire Forge,01234567\nDon Tools,01234568\n")
    return path


def run(*arguments):
    return CliRunner().invoke(app, ["members", "import", *map(str, arguments)])


def count(cluster):
    with tenancy.tenant(cluster.pk):
        return Membership.objects.count()


def test_firms_are_taken_in_and_counted(cluster, file):
    result = run(file, "--cluster", "rivers", "--region", "UKE3", "--sector", "manufacturing")
    assert result.exit_code == 0, result.output
    assert "2 rows: 2 new firms, 0 there already, 0 with a problem." in result.stdout
    assert "2 firms added" in result.stdout
    assert "2 firms state no region; a default is taken." in result.stdout
    assert count(cluster) == 2
    assert "2 left as they were" in run(file, "--cluster", "rivers", "--region", "UKE3").stdout


def test_a_dry_run_saves_nothing(cluster, file):
    assert "nothing saved" in run(file, "--cluster", "rivers", "--region", "UKE3", "--dry-run").stdout
    assert count(cluster) == 0


def test_rows_with_a_problem_are_told_and_left_out(cluster, file):
    result = run(file, "--cluster", "rivers")
    assert result.exit_code == 1
    assert "row 2, region: the region is not known" in result.stderr
    assert count(cluster) == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--cluster", "nowhere"], "There is no cluster 'nowhere'"),
        (["--cluster", "rivers", "--region", "Narnia"], "is no region known here"),
        (["--cluster", "rivers", "--sector", "bakery"], "There is no sector group 'bakery'"),
    ],
)
def test_wrong_use_is_refused(cluster, file, arguments, words):
    result = run(file, *arguments)
    assert result.exit_code == 2
    assert words in result.stderr


def test_a_file_that_is_no_table_is_refused(cluster, tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(b"\0\0")
    result = run(path, "--cluster", "rivers")
    assert result.exit_code == 1
    assert "was refused; nothing was saved" in result.stderr
    assert run(tmp_path / "gone.csv", "--cluster", "rivers").exit_code == 1
