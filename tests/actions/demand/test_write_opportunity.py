from dataclasses import replace
from datetime import date

import pytest
from tests.actions.demand.scene import AT, LATER

from midas.actions.access.permissions import NotAllowed
from midas.actions.demand.write_opportunity import Facts, write_opportunity
from midas.core.values.problems import BadInput
from midas.core.values.states import UnableToMove
from midas.store.models import Event, Opportunity

FACTS = Facts(
    door="customer",
    title=" Forty benches ",
    buyer_name="Leeds Parks",
    value=50_000_00,
    cpv=("39100000", "45200000"),
    region="TLE4",
    starts_on=date(2027, 4, 1),
    ends_on=date(2027, 6, 30),
)


def test_a_customers_request_becomes_a_new_opportunity_in_the_clusters_currency(scene):
    made = write_opportunity(scene.broker, FACTS, at=AT)
    made.refresh_from_db()
    assert (made.state, made.door, made.title, made.owner) == (
        "new",
        "customer",
        "Forty benches",
        scene.broker.person,
    )
    assert (made.value, made.currency, made.cpv, made.cpv_additional) == (
        50_000_00,
        "GBP",
        "39100000",
        ["45200000"],
    )
    assert made.region == "UKE4", "regions are kept in one writing"
    assert Event.objects.get().verb == "opportunity.added"


def test_an_idea_of_the_clusters_own_needs_no_customer(scene):
    made = write_opportunity(scene.broker, Facts(door="cluster", title="A shared van"), at=AT)
    assert (made.buyer_name, made.value, made.currency) == ("", None, "")


def test_what_was_entered_by_hand_can_be_corrected_and_the_record_says_what(scene):
    made = write_opportunity(scene.broker, FACTS, at=AT)
    write_opportunity(scene.broker, replace(FACTS, value=60_000_00), at=LATER, opportunity_id=made.pk)
    event = Event.objects.first()
    assert (event.verb, event.details) == ("opportunity.changed", {"changed": ["value"]})


def test_a_public_notice_is_not_edited(scene):
    with pytest.raises(UnableToMove, match="import the newer release"):
        write_opportunity(scene.broker, FACTS, at=AT, opportunity_id=scene.opportunity.pk)


def test_every_fault_is_told_at_once(scene):
    wrong = Facts(
        door="customer",
        title=" ",
        value=-1,
        cpv=("123", "00000000"),
        region="Leeds",
        starts_on=date(2027, 4, 1),
        ends_on=date(2027, 3, 1),
    )
    with pytest.raises(BadInput) as caught:
        write_opportunity(scene.broker, wrong, at=AT)
    assert [problem.where for problem in caught.value.problems] == [
        "title",
        "buyer_name",
        "value",
        "cpv",
        "cpv",
        "region",
        "ends_on",
    ]
    assert Opportunity.objects.count() == 1


def test_a_member_may_not_add_demands(scene):
    with pytest.raises(NotAllowed):
        write_opportunity(scene.member, FACTS, at=AT)
