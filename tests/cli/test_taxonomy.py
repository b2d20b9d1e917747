"""`midas taxonomy load cpv FILE`: what was loaded in a line; a bad file is refused whole, every fault by its row."""

from contextlib import nullcontext

import pytest
from typer.testing import CliRunner

from midas.cli import app
from midas.store.models import Competency

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_server(monkeypatch):
    monkeypatch.setattr("midas.cli.installation.database", nullcontext)


def run(*arguments):
    return CliRunner().invoke(app, ["taxonomy", "load", *map(str, arguments)])


def test_a_list_is_loaded_and_counted_again_when_loaded_twice(tmp_path):
    path = tmp_path / "cpv.csv"
    path.write_text("code,label\n42000000,Industrial machinery\n42600000,Machine tools\n")
    assert run("cpv", path).stdout == "2 codes: 2 new, 0 changed, 0 as they were.\n"
    assert run("cpv", path).stdout == "2 codes: 0 new, 0 changed, 2 as they were.\n"


def test_without_a_file_the_divisions_and_groups_that_ship_are_loaded():
    assert run("cpv").stdout == "317 codes: 317 new, 0 changed, 0 as they were.\n"


def test_a_file_with_faults_is_refused_whole(tmp_path):
    path = tmp_path / "cpv.csv"
    path.write_text("code,label\n42600000,Machine tools\n" + "".join(f"{number},X\n" for number in range(30)))
    result = run("cpv", path)
    assert result.exit_code == 1
    assert "nothing was loaded" in result.stderr
    assert "row 3: 'cpv:0' is not a CPV code" in result.stderr
    assert "and 10 more; --all lists them" in result.stderr
    assert not Competency.objects.exists()
    assert run("cpv", path, "--all").stderr.count("row ") == 30


def test_a_file_that_is_not_there_is_said_so(tmp_path):
    result = run("cpv", tmp_path / "none.csv")
    assert result.exit_code == 1
    assert "cannot be read: No such file" in result.stderr


def test_only_known_taxonomies_can_be_loaded():
    result = run("unspsc")
    assert result.exit_code == 2
    assert "cpv" in result.stderr
