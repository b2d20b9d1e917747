"""Formation over the API shows each role the money it may see, and no more."""

import pytest
from tests.actions.formation.solved import solved
from tests.builders import AT

from midas.actions.formation.choose_proposal import choose_proposal
from midas.actions.formation.found_enterprise import Chosen
from midas.store import tenancy


@pytest.fixture
def formed(scene):
    with tenancy.tenant(scene.cluster.pk):
        proposal = solved(scene).proposals.first()
        lead = scene.firms["Rother"].pk
        return choose_proposal(scene.broker, proposal.pk, Chosen("Clinic builders", lead_id=lead), at=AT)


def parts(caller, enterprise):
    rows = caller.get(f"/enterprises/{enterprise.pk}").json()["partners"]
    return {row["name"]: row["value"] for row in rows}


def test_desk_roles_see_every_part_and_a_member_only_its_own(scene, broker, as_role, formed):
    whole = {"Rother": 4_000_001, "Tees": 2_000_000}
    assert parts(broker, formed) == parts(as_role("project_manager"), formed) == whole
    assert parts(as_role("member", scene.firms["Tees"]), formed) == {"Rother": None, "Tees": 2_000_000}
    assert parts(as_role("coach"), formed) == {"Rother": None, "Tees": None}


def test_prices_in_problems_and_plans_are_for_those_who_may_see_prices(broker, as_role, formed):
    manager, run = as_role("project_manager"), formed.proposal.formation_id
    for path in (
        f"/formations/{run}/problem",
        f"/formations/{run}/outcome",
        f"/proposals/{formed.proposal_id}",
    ):
        assert broker.get(path).status_code == 200
        assert manager.get(path).status_code == 403
    assert manager.get(f"/formations/{run}").status_code == 200


def test_what_a_forming_team_is_for_is_told_to_its_partners_and_the_desk_alone(
    scene, broker, as_role, formed
):
    outside, inside = as_role("member", scene.firms["Don"]), as_role("member", scene.firms["Tees"])
    for path in ("/enterprises", f"/enterprises/{formed.pk}"):
        for caller, seen in ((broker, True), (inside, True), (outside, False)):
            told = caller.get(path).json()
            row = told if "id" in told else told["items"][0]
            assert (row["value"] is not None, row["opportunity_id"] is not None) == (seen, seen)
