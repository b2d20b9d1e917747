"""Applications over the API: who sees them, how far they are, and that assessing needs a reason."""

import pytest
from django.utils import timezone
from tests import builders
from tests.api.conftest import caller
from tests.web.members.complete_answers import COMPLETE
from tests.web.members.joining_scene import a_joinable_cluster, an_application

from midas.actions.members.send_application import send_application
from midas.store import tenancy


@pytest.fixture
def cluster(db):
    return a_joinable_cluster()


@pytest.fixture
def coach(cluster):
    return caller(builders.a_role(cluster, "coach"))


@pytest.fixture
def sent(cluster):
    application = an_application(cluster, at=timezone.now())
    with tenancy.tenant(cluster.pk):
        send_application(application.pk, by=None, at=timezone.now())
    return application


def test_a_draft_tells_how_far_it_is_and_what_is_wrong(cluster, coach):
    answers = {"identity": COMPLETE["identity"], "size": {"staff": "many", "turnover": ""}}
    draft = an_application(cluster, answers, at=timezone.now())

    listed = coach.get("/applications").json()
    assert (listed["count"], listed["items"][0]["complete"], listed["items"][0]["groups"]) == (1, 1, 11)
    said = {group["slug"]: group for group in coach.get(f"/applications/{draft.pk}").json()["said"]}
    assert said["identity"]["progress"] == "complete"
    assert {fault["where"] for fault in said["size"]["faults"]} >= {"staff"}
    assert said["sites"]["progress"] == "not_started"


def test_prices_of_an_applicant_are_kept_from_who_may_not_see_prices(cluster, coach, sent):
    committee = caller(builders.a_role(cluster, "committee"))

    def offering(one):
        said = one.get(f"/applications/{sent.pk}").json()["said"]
        return next(group for group in said if group["slug"] == "offerings")["answers"]["offerings"][0]

    assert "unit_price" in offering(committee)
    assert "unit_price" not in offering(coach)


def test_the_assessment_is_begun_with_a_reason(coach, sent):
    at = f"/applications/{sent.pk}/assessment"

    assert coach.post(at, {"reason": ""}).status_code == 422
    assert coach.post(at, {"reason": "Papers are in order"}).json()["membership_state"] == "in_assessment"
    assert coach.post(at, {"reason": "Again"}).status_code == 409


def test_a_draft_cannot_be_assessed(cluster, coach):
    draft = an_application(cluster, {}, at=timezone.now())

    assert coach.post(f"/applications/{draft.pk}/assessment", {"reason": "Early"}).status_code == 404


def test_members_and_strangers_see_no_applications(cluster, sent, stranger):
    member = caller(builders.a_role(cluster, "member", builders.a_member(cluster)))

    assert member.get("/applications").status_code == 403
    assert stranger.get("/applications").json()["count"] == 0
    assert stranger.get(f"/applications/{sent.pk}").status_code == 404
