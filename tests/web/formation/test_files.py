"""Formation as files."""

import csv
import io
import json

import pytest
from django.urls import reverse
from tests.actions.formation.solved import requested, solved

from midas.core.formation.check import check
from midas.core.formation.problem import read_problem
from midas.core.formation.result import read_plan


def of(name, *args):
    return reverse(f"formation:{name}", args=args)


def test_the_problem_is_what_midas_form_reads_and_the_outcome_its_answer(scene, broker):
    formation = solved(scene)
    problem = read_problem(json.loads(broker.get(of("problem", formation.pk)).content))
    outcome = json.loads(broker.get(of("outcome", formation.pk)).content)
    assert outcome["schema"] == "midas/formation-result/1"
    assert check(problem, read_plan(problem, outcome)).ok


def test_a_run_without_an_outcome_has_none_to_download(scene, broker):
    assert broker.get(of("outcome", requested(scene).pk)).status_code == 404


def test_who_does_what_is_a_spreadsheet(scene, broker):
    answer = broker.get(of("allocations", solved(scene).pk, 2), {"_export": "csv"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    don = next(row for row in rows if row["Firm"] == "Don")
    assert (don["Package"], don["Quantity"], don["Unit"], don["Cost, GBP"]) == (
        "Welding of the cabins",
        "750.0",
        "hours",
        "33750.0",
    )
    assert broker.get(of("allocations", solved(scene).pk, 2), {"_export": "xlsx"}).status_code == 200


def test_who_may_not_see_prices_gets_none(scene, as_role):
    formation, browser = solved(scene), as_role("project_manager")
    assert browser.get(of("problem", formation.pk)).status_code == 403
    assert browser.get(of("outcome", formation.pk)).status_code == 403
    answer = browser.get(of("allocations", formation.pk, 1), {"_export": "csv"})
    assert "Cost" not in answer.content.decode()


@pytest.mark.parametrize("kind", ["exe", "", "CSV"])
def test_a_kind_of_file_that_is_not_made_is_not_found(scene, broker, kind):
    assert broker.get(of("allocations", solved(scene).pk, 1), {"_export": kind}).status_code == 404


def test_a_stranger_gets_no_file(scene, stranger):
    formation = solved(scene)
    assert stranger.get(of("allocations", formation.pk, 1)).status_code == 404
