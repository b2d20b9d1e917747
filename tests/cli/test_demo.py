"""`midas demo load` and `reset`: loads once, refuses kindly, and asks before it deletes."""

from contextlib import nullcontext

import pytest
from django.utils import timezone
from typer.testing import CliRunner

from midas.cli import app
from midas.demo.load import demo_clusters
from midas.demo.people import PASSWORD
from midas.store import tenancy
from midas.store.models import Cluster, Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_server(monkeypatch):
    monkeypatch.setattr("midas.cli.installation.database", nullcontext)


def run(*arguments, **more):
    return CliRunner().invoke(app, ["demo", *arguments], **more)


def founded_on():
    return Cluster.objects.get(slug="five-rivers").founded_on


def first_firm():
    with tenancy.tenant(Cluster.objects.get(slug="five-rivers").pk):
        return Organisation.objects.order_by("pk").values_list("name", flat=True).first()


def test_it_loads_says_what_and_how_to_sign_in():
    result = run("load")
    assert result.exit_code == 0, result.output
    assert "Five Rivers Cluster: 240 firms" in result.stdout
    assert "broker@fiverivers.example" in result.stdout
    assert PASSWORD in result.stdout
    assert [cluster.slug for cluster in demo_clusters()] == ["five-rivers", "northern-lights"]


def test_a_second_load_refuses_kindly_or_says_nothing_if_told_so():
    run("load")
    again = run("load")
    assert again.exit_code == 1
    assert "loaded already" in again.stderr
    assert "midas demo reset" in again.stderr
    quiet = run("load", "--if-absent")
    assert (quiet.exit_code, quiet.output) == (0, "")


def test_dates_count_from_the_day_given_else_from_today():
    run("load", "--today", "2027-03-01")
    given = founded_on()
    run("reset", "--yes")
    assert (timezone.localdate() - founded_on()).days == 1895
    assert str(given) == "2021-12-22"


def test_another_seed_draws_other_firms():
    run("load", "--seed", "1")
    one = first_firm()
    run("reset", "--yes", "--seed", "2")
    assert first_firm() != one


def test_a_reset_asks_first_and_no_leaves_everything():
    run("load", "--today", "2027-03-01")
    before = founded_on()
    result = run("reset", input="n\n")
    assert result.exit_code == 1
    assert "Delete Five Rivers Cluster and Northern Lights Cluster" in result.stdout
    assert founded_on() == before


def test_a_reset_with_yes_typed_loads_afresh():
    run("load", "--today", "2027-03-01")
    before = founded_on()
    assert run("reset", input="y\n").exit_code == 0
    assert founded_on() != before


def test_a_cluster_of_ones_own_with_a_name_of_the_demo_stops_the_load():
    Cluster.objects.create(slug="five-rivers", name="My rivers", founded_on=timezone.localdate())
    result = run("load")
    assert result.exit_code == 1
    assert "My rivers (five-rivers)" in result.stderr
    assert not demo_clusters()
    reset = run("reset", "--yes")
    assert reset.exit_code == 1
    assert Cluster.objects.get().name == "My rivers"


def test_a_day_that_is_none_is_refused():
    assert run("load", "--today", "tomorrow").exit_code == 2
