"""Whoever has a key of another cluster sees nothing and changes nothing here."""

import pytest
from tests.builders import AT, an_enterprise

from midas.store import tenancy
from midas.store.models import Formation, Notice, Proposal

LISTS = ["/members", "/opportunities", "/formations", "/enterprises"]


@pytest.fixture
def things(scene) -> dict[str, int]:
    """One of everything, in the first cluster."""
    with tenancy.tenant(scene.cluster.pk):
        formation = Formation.objects.create(
            cluster=scene.cluster,
            requirement=scene.requirement,
            requirement_version=1,
            problem={},
            requested_at=AT,
            state="done",
        )
        proposal = Proposal.objects.create(
            cluster=scene.cluster,
            formation=formation,
            rank=1,
            label="x",
            objective=1,
            cost=1,
            risk=0,
            plan={},
        )
        notice = Notice.objects.create(
            cluster=scene.cluster,
            opportunity=scene.opportunity,
            ocid="ocds-1",
            release_id="1",
            sha256="0" * 64,
            text="{}",
            source="a.json",
            imported_at=AT,
        )
        return {
            "members": scene.firms["Don"].pk,
            "opportunities": scene.opportunity.pk,
            "requirements": scene.requirement.pk,
            "formations": formation.pk,
            "proposals": proposal.pk,
            "notices": notice.pk,
            "enterprises": an_enterprise(scene.cluster, [scene.firms["Don"]]).pk,
        }


@pytest.mark.parametrize("path", LISTS)
def test_lists_hold_only_what_is_of_ones_own_cluster(path, things, scene, broker, stranger):
    mine = {row["id"] for row in broker.get(path).json()["items"]}
    theirs = {row["id"] for row in stranger.get(path).json()["items"]}
    assert mine
    assert not mine & theirs


def test_details_are_not_there_for_a_stranger(things, broker, stranger):
    for kind, key in things.items():
        assert broker.get(f"/{kind}/{key}").status_code == 200, kind
        assert stranger.get(f"/{kind}/{key}").status_code == 404, kind
    for part in ("problem", "outcome"):
        assert stranger.get(f"/formations/{things['formations']}/{part}").status_code == 404
    assert stranger.get(f"/opportunities/{things['opportunities']}/notices").status_code == 404


def test_a_stranger_changes_nothing(things, scene, stranger):
    requirement, opportunity = things["requirements"], things["opportunities"]
    tries = [
        stranger.post(f"/opportunities/{opportunity}/state", {"to": "dropped", "reason": "mischief"}),
        stranger.post(f"/opportunities/{opportunity}/requirement"),
        stranger.put(f"/requirements/{requirement}", {"version": 1, "work_packages": []}),
        stranger.post(f"/requirements/{requirement}/formations", {}),
        stranger.post(f"/formations/{things['formations']}/stop"),
        stranger.post(f"/formations/{things['formations']}/keep"),
        stranger.post(f"/formations/{things['formations']}/again"),
        stranger.post(f"/formations/{things['formations']}/what-if", {}),
        stranger.post(f"/enterprises/{things['enterprises']}/step-in", {"failed": "1"}),
        stranger.post(f"/proposals/{things['proposals']}/enterprise", {"name": "Ours now"}),
        stranger.post(f"/enterprises/{things['enterprises']}/state", {"to": "dissolved"}),
    ]
    assert [answer.status_code for answer in tries] == [404] * len(tries)
    with tenancy.tenant(scene.cluster.pk):
        scene.opportunity.refresh_from_db()
        scene.requirement.refresh_from_db()
    assert (scene.opportunity.state, scene.requirement.version) == ("qualified", 1)
