import pytest
from tests.actions.demand.scene import AT, LATER, a_notice

from midas.actions.access.permissions import NotAllowed
from midas.actions.demand.move_opportunity import move_opportunity
from midas.actions.demand.propose_requirement import propose_requirement
from midas.actions.demand.refusals import RequirementClosed
from midas.store.models import Event, Requirement


def test_a_notice_becomes_a_proposal_to_look_at_not_a_requirement_yet(scene):
    requirement = propose_requirement(scene.broker, scene.opportunity.pk, at=AT)
    assert requirement.version == 0
    assert requirement.work_packages.count() == 0
    cabins, software = requirement.draft["packages"]
    assert (cabins["id"], cabins["competency"], cabins["quantity"]) == ("wp1", "cpv:34200000", "27")
    assert (cabins["value"], cabins["starts_on"], cabins["place"]) == ("3,000,000.00", "2027-01-01", "UKE3")
    assert (software["competency"], software["quantity"], software["unit"]) == (
        "cpv:48000000",
        "50,000",
        "HUR",
    )
    assert requirement.draft["policy"]["max_partners"] == "8"


def test_every_proposed_package_says_why(scene):
    requirement = propose_requirement(scene.broker, scene.opportunity.pk, at=AT)
    assert all(package["reasons"] for package in requirement.draft["packages"])


def test_lots_are_proposed_as_they_are_kept(scene):
    lots = [
        {
            "id": "1",
            "title": "Cabins",
            "value": {"minor": 100, "currency": "GBP"},
            "span": {"starts_on": "2027-02-01"},
        }
    ]
    items = [{"id": "1", "cpv": ["34210000"], "quantity": 8, "unit": "EA", "lot": "1"}]
    notice = a_notice(scene.cluster, ocid="ocds-b5fd17-2", lots=lots, items=items)
    (cabins,) = propose_requirement(scene.broker, notice.pk, at=AT).draft["packages"]
    assert (cabins["title"], cabins["competency"], cabins["quantity"], cabins["value"]) == (
        "Cabins",
        "cpv:34210000",
        "8",
        "1.00",
    )


def test_a_value_in_another_currency_is_not_taken_for_ours(scene):
    notice = a_notice(scene.cluster, ocid="ocds-b5fd17-3", currency="EUR")
    requirement = propose_requirement(scene.broker, notice.pk, at=AT)
    assert {package["value"] for package in requirement.draft["packages"]} == {""}


def test_making_a_requirement_qualifies_a_new_opportunity_with_a_reason(scene):
    propose_requirement(scene.broker, scene.opportunity.pk, at=AT)
    scene.opportunity.refresh_from_db()
    assert scene.opportunity.state == "qualified"
    assert list(Event.objects.values_list("verb", "reason").order_by("pk")) == [
        ("opportunity.qualified", "Made a requirement."),
        ("requirement.proposed", ""),
    ]


def test_asking_again_gives_the_same_requirement_and_leaves_it_alone(scene):
    first = propose_requirement(scene.broker, scene.opportunity.pk, at=AT)
    again = propose_requirement(scene.rival, scene.opportunity.pk, at=LATER)
    assert (again.pk, again.draft_by_id) == (first.pk, scene.broker.person_id)
    assert Requirement.objects.count() == 1


def test_a_dropped_opportunity_is_not_made_a_requirement(scene):
    move_opportunity(scene.broker, scene.opportunity.pk, "dropped", reason="Too far away", at=AT)
    with pytest.raises(RequirementClosed, match="This opportunity is dropped"):
        propose_requirement(scene.broker, scene.opportunity.pk, at=LATER)


def test_a_member_may_not_propose(scene):
    with pytest.raises(NotAllowed):
        propose_requirement(scene.member, scene.opportunity.pk, at=AT)
    assert not Requirement.objects.exists()
