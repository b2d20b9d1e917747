"""Sector groups, who worked with whom, and firms compared, over the API."""

from decimal import Decimal

import pytest
from tests import builders
from tests.actions.formation.scene import a_firm

from midas.core.members.comparing import METHODS
from midas.store import tenancy


@pytest.fixture
def committee(as_role):
    return as_role("committee")


def test_a_sector_group_gets_a_lead_and_a_purpose(scene, broker, committee):
    (told,) = broker.get("/sector-groups").json()["items"]
    assert (told["lead_id"], told["members"]) == (None, 3)
    at, lead = f"/sector-groups/{told['slug']}", scene.firms["Rother"]

    changed = committee.put(at, {"lead_id": lead.pk, "purpose": "Weld together"}).json()
    assert (changed["lead_id"], changed["lead"], changed["purpose"]) == (lead.pk, "Rother", "Weld together")
    assert broker.get(at).json() == changed
    assert committee.put(at, {"lead_id": scene.firms["Aire"].pk}).status_code == 422
    assert broker.put(at, {"purpose": "Mine"}).status_code == 403


def test_a_stranger_finds_no_group_of_ours(scene, stranger, broker):
    slug = "only-here"
    with tenancy.tenant(scene.cluster.pk):
        builders.a_sector(scene.cluster, slug)

    assert broker.get(f"/sector-groups/{slug}").status_code == 200
    assert stranger.get(f"/sector-groups/{slug}").status_code == 404


def test_the_network_has_who_worked_with_whom(scene, broker, as_role):
    rother, tees = scene.firms["Rother"], scene.firms["Tees"]
    with tenancy.tenant(scene.cluster.pk):
        team = builders.an_enterprise(scene.cluster, [rother, tees], name="Clinics")
    told = broker.get("/network").json()

    assert {(node["firm"], node["partners"]) for node in told["nodes"]} == {("Rother", 1), ("Tees", 1)}
    (link,) = told["links"]
    assert {link["first"], link["second"]} == {rother.pk, tees.pk}
    assert link["enterprises"] == [{"id": team.pk, "name": "Clinics"}]
    assert as_role("purchaser").get("/network").status_code == 403


def test_firms_are_compared_by_two_methods(scene, broker):
    assert broker.get("/comparisons/works").json()["items"] == [{"competency": "welding", "firms": 2}]
    weigh = {"competency": "welding", "kept": 0, "price": 10}
    told = broker.post("/comparisons", weigh).json()

    assert [row["firm"] for row in told["rows"]] == ["Rother", "Don"]
    assert told["rows"][0]["places"] == {label: 1 for label, _method in METHODS}
    assert told["rows"][0]["figures"]["price"] == 4000
    assert sum(one["share"] for one in told["criteria"]) == pytest.approx(1)


def test_price_is_no_criterion_for_who_may_not_see_prices(scene, as_role):
    member = as_role("member", scene.firms["Don"])
    told = member.post("/comparisons", {"competency": "welding", "kept": 0, "price": 10}).json()

    assert "price" not in {one["name"] for one in told["criteria"]}
    assert all("price" not in row["figures"] for row in told["rows"])


def test_a_firm_whose_figure_is_not_known_is_left_out_with_the_reason(scene, broker):
    for name in ("Swale", "Ure"):
        a_firm(scene, name, "welding", "3000", "HUR", reliability_evidence=9, reliability=Decimal("0.9"))
    told = broker.post("/comparisons", {"competency": "welding"}).json()

    assert {one["firm"]: one["unknown"] for one in told["left_out"]} == {"Don": ["kept"], "Rother": ["kept"]}
    assert {row["firm"] for row in told["rows"]} == {"Swale", "Ure"}


def test_one_firm_alone_is_not_compared(scene, broker):
    answer = broker.post("/comparisons", {"competency": "coating"})

    assert answer.status_code == 422
    assert "Two firms at least" in answer.content.decode()
