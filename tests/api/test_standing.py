from datetime import timedelta

import pytest
from django.utils import timezone
from tests.builders import an_assessment, some_accounts

from midas.store import tenancy

MEASURE = {"name": "z2", "value": "3.662", "points": "1", "weight": 40, "why": "Well above.", "missing": []}


@pytest.fixture
def firm(scene):
    member = scene.firms["Don"]
    an_assessment(member, measures=[MEASURE], statement="Sound.", method="Altman")
    an_assessment(member, "capability", score=None, grade="")
    an_assessment(member, "ethics", valid_until=timezone.localdate() - timedelta(days=1))
    some_accounts(member)
    return member


def test_four_dimensions_with_what_they_rest_on(as_role, firm):
    found = as_role("coach").get(f"/members/{firm.pk}/assessments").json()
    assert [(one["dimension"], one["status"], one["grade"]) for one in found] == [
        ("finance", "valid", "B"),
        ("capability", "valid", ""),
        ("ethics", "lapsed", "B"),
        ("collaboration", "not_assessed", ""),
    ]
    assert found[0]["why"]["measures"][0]["value"] == "3.662"
    assert found[3]["why"] is None


def test_a_broker_is_not_told_the_figures(broker, firm):
    finance = broker.get(f"/members/{firm.pk}/assessments").json()[0]
    assert finance["why"]["measures"][0]["value"] is None
    assert finance["why"]["measures"][0]["points"] == "1"


def test_grades_are_shown_by_rule_or_by_the_owners_choice(scene, as_role, stranger, firm):
    rival = as_role("member", scene.firms["Rother"])
    assert as_role("member", firm).get(f"/members/{firm.pk}/assessments").status_code == 200
    assert rival.get(f"/members/{firm.pk}/assessments").status_code == 403
    assert stranger.get(f"/members/{firm.pk}/assessments").status_code == 404
    with tenancy.tenant(scene.cluster.pk):
        firm.shown_to = {"assessments": "members"}
        firm.save()
    opened = rival.get(f"/members/{firm.pk}/assessments").json()
    assert (opened[0]["grade"], opened[0]["why"]) == ("B", None)


def test_accounts_are_need_to_know(scene, broker, as_role, stranger, firm):
    (year,) = as_role("coach").get(f"/members/{firm.pk}/accounts").json()
    assert (year["year_end"], year["turnover"]) == ("2026-03-31", 150_000_000)
    assert broker.get(f"/members/{firm.pk}/accounts").status_code == 403
    assert as_role("member", scene.firms["Rother"]).get(f"/members/{firm.pk}/accounts").status_code == 403
    assert stranger.get(f"/members/{firm.pk}/accounts").status_code == 404


def test_a_firm_and_its_broker_are_told_what_bars_it(scene, broker, as_role, stranger, firm):
    found = broker.get(f"/members/{firm.pk}/eligibility").json()
    assert found["eligible"] is False
    assert [bar["dimension"] for bar in found["bars"]] == ["ethics"]
    other = scene.firms["Rother"]
    assert broker.get(f"/members/{other.pk}/eligibility").json() == {"eligible": True, "bars": []}
    assert as_role("member", other).get(f"/members/{firm.pk}/eligibility").status_code == 403
    assert stranger.get(f"/members/{firm.pk}/eligibility").status_code == 404
