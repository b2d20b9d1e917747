"""What was read in a text is confirmed or refused by a broker, and what is refused is proposed no more."""

import pytest
from tests.actions.demand.scene import AT, LATER

from midas.actions.access.permissions import NotAllowed
from midas.actions.demand.judge_condition import judge_condition
from midas.actions.demand.propose_requirement import propose_again, propose_requirement
from midas.core.values.problems import BadInput
from midas.store.queries.conditions import conditions


@pytest.fixture
def asked(scene):
    scene.opportunity.description = (
        "Bidders must hold ISO 9001. Public liability insurance of £5m is required."
    )
    scene.opportunity.save()
    return scene.opportunity


def found(opportunity):
    return {one.finding.name: one for one in conditions(opportunity, "GBP", AT.date())}


def test_a_certificate_asked_for_plainly_is_proposed_with_every_package_and_its_place(scene, asked):
    requirement = propose_requirement(scene.broker, asked.pk, at=AT)
    for package in requirement.draft["packages"]:
        assert package["certificates"] == ["ISO 9001"]
        assert "The notice asks for ISO 9001 (description)." in package["reasons"]
        assert package["confidence"] == ("70" if package["id"] == "wp1" else "50")


def test_what_a_broker_refuses_is_proposed_no_more(scene, asked):
    requirement = propose_requirement(scene.broker, asked.pk, at=AT)
    judge_condition(scene.broker, asked.pk, found(asked)["ISO 9001"].finding.key, False, at=AT)
    again = propose_again(scene.broker, requirement, at=AT)
    assert [package["certificates"] for package in again["packages"]] == [[], []]


def test_the_newest_judgement_counts_and_keeps_the_sentence(scene, asked):
    key = found(asked)["public liability"].finding.key
    judge_condition(scene.broker, asked.pk, key, False, at=AT)
    judge_condition(scene.rival, asked.pk, key, True, at=LATER)
    verdict = found(asked)["public liability"].verdict
    assert (verdict.holds, verdict.by) == (True, scene.rival.person)
    assert verdict.finding["sentence"] == "Public liability insurance of £5m is required."
    assert verdict.finding["amount"] == 500_000_000


def test_what_the_text_says_no_more_is_not_judged(scene, asked):
    with pytest.raises(BadInput):
        judge_condition(scene.broker, asked.pk, "certificate/ISO 14001//", True, at=AT)


def test_only_brokers_judge(scene, asked):
    with pytest.raises(NotAllowed):
        judge_condition(scene.member, asked.pk, found(asked)["ISO 9001"].finding.key, True, at=AT)
