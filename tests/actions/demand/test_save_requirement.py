from decimal import Decimal

import pytest
from tests.actions.demand.scene import AT, LATER, PACKAGES, POLICY

from midas.actions.access.permissions import NotAllowed
from midas.actions.demand.drafts import discard_draft, save_draft
from midas.actions.demand.move_opportunity import move_opportunity
from midas.actions.demand.propose_requirement import propose_requirement
from midas.actions.demand.refusals import DraftHeld, RequirementClosed, StaleRequirement
from midas.actions.demand.save_requirement import save_requirement
from midas.core.values.problems import BadInput
from midas.store.models import Competency, Event, Requirement
from midas.store.queries.demand import package_entry


@pytest.fixture
def requirement(scene) -> Requirement:
    return propose_requirement(scene.broker, scene.opportunity.pk, at=AT)


def save(scene, requirement, packages=PACKAGES, policy=POLICY, version=0, role=None):
    return save_requirement(role or scene.broker, requirement.pk, packages, policy, version=version, at=LATER)


def refusals(scene, requirement, packages=PACKAGES, policy=POLICY):
    with pytest.raises(BadInput) as caught:
        save(scene, requirement, packages, policy)
    requirement.refresh_from_db()
    assert (requirement.version, requirement.work_packages.count()) == (0, 0), "nothing is half saved"
    return {problem.where: problem.message for problem in caught.value.problems}


def changed(index, **fields):
    return [{**one, **fields} if place == index else one for place, one in enumerate(PACKAGES)]


def test_what_is_saved_reads_as_it_was_written(scene, requirement):
    saved = save(scene, requirement)
    assert [package_entry(row) for row in saved.work_packages.all()] == PACKAGES
    assert saved.policy == {"max_partners": 4, "share_cap": 0.6}


def test_saving_is_a_new_version_ends_the_draft_and_is_on_record(scene, requirement):
    saved = save(scene, requirement)
    assert (saved.version, saved.draft, saved.draft_by, saved.updated_at) == (1, None, None, LATER)
    event = Event.objects.get(verb="requirement.saved")
    assert event.details == {"version": 1, "added": ["Cabins", "Software"], "removed": [], "changed": []}


def test_the_record_names_what_changed(scene, requirement):
    save(scene, requirement)
    newer = [{**PACKAGES[0], "quantity": "30"}, {**PACKAGES[0], "id": "wp3", "title": "Fit-out"}]
    save(scene, requirement, newer, version=1)
    event = Event.objects.filter(verb="requirement.saved").first()
    assert event.details == {
        "version": 2,
        "added": ["Fit-out"],
        "removed": ["Software"],
        "changed": ["Cabins"],
    }


def test_the_order_given_is_the_order_kept(scene, requirement):
    saved = save(scene, requirement, PACKAGES[::-1])
    assert [row.code for row in saved.work_packages.all()] == ["wp2", "wp1"]


def test_whoever_saves_second_is_told_and_nothing_is_overwritten(scene, requirement):
    save(scene, requirement)
    with pytest.raises(StaleRequirement, match="A broker saved version 1 while you were editing") as caught:
        save(scene, requirement, changed(0, title="Other"), version=0, role=scene.rival)
    assert (caught.value.version, caught.value.when) == (1, LATER)
    assert requirement.work_packages.first().title == "Cabins"


def test_every_fault_is_told_at_once_and_nothing_is_saved(scene, requirement):
    packages = [
        {**PACKAGES[0], "quantity": "-3", "title": " "},
        {**PACKAGES[1], "id": "wp1", "competency": "cpv:00000000", "after": ["wp7"], "place": "XX"},
    ]
    found = refusals(scene, requirement, packages, {"max_partners": 1, "min_partners": 2, "require": ["99"]})
    assert found == {
        "$.work_packages[0].title": "must be a text that is not blank, not ' '",
        "$.work_packages[0].quantity": "must not be negative, and is '-3'",
        "$.work_packages[1].competency": "'cpv:00000000' is not a CPV code: CPV 2008 has no division 00",
        "$.work_packages[1].id": found["$.work_packages[1].id"],
        "$.work_packages[1].after[0]": "there is no work package 'wp7' in this problem",
        "$.work_packages[1].place": "'XX' is not a region known here, such as UKE or DE",
        "$.policy.max_partners": "1 is below min_partners, 2",
        "$.policy.require[0]": "there is no firm '99' in this problem",
    }


def test_packages_that_wait_for_each_other_are_refused(scene, requirement):
    found = refusals(scene, requirement, changed(0, after=["wp2"]))
    assert any("wait for each other" in message for message in found.values())


def test_a_code_the_loaded_taxonomy_does_not_hold_is_refused(scene, requirement):
    Competency.objects.create(code="cpv:34210000", label="Vehicle bodies")
    found = refusals(scene, requirement, changed(0, competency="cpv:34290000"))
    assert found == {
        "$.work_packages[0].competency": "'cpv:34290000' is not a competency known here; choose one from the list"
    }


def test_a_code_of_a_group_whose_codes_are_not_loaded_is_taken(scene, requirement):
    assert save(scene, requirement, changed(0, competency="cpv:34223300")).version == 1


def test_a_competency_nobody_has_heard_of_is_refused(scene, requirement):
    assert "$.work_packages[0].competency" in refusals(scene, requirement, changed(0, competency="alchemy"))


def test_members_that_must_be_in_are_named_by_the_key_of_their_membership(scene, requirement):
    saved = save(scene, requirement, policy={"require": [str(scene.firms["Don"].pk)]})
    assert saved.policy == {"require": [str(scene.firms["Don"].pk)]}


def test_a_requirement_of_an_opportunity_that_is_being_bid_stays_as_it_is(scene, requirement):
    for state in ("forming", "bidding"):
        move_opportunity(scene.broker, scene.opportunity.pk, state, at=AT)
    with pytest.raises(RequirementClosed, match="This opportunity is bidding"):
        save(scene, requirement)


def test_a_member_may_not_save(scene, requirement):
    with pytest.raises(NotAllowed):
        save(scene, requirement, role=scene.member)


def test_what_is_typed_is_kept_as_a_draft(scene, requirement):
    save_draft(scene.broker, requirement.pk, {"packages": [{"quantity": "12 or so"}]}, at=LATER)
    requirement.refresh_from_db()
    assert requirement.draft == {"packages": [{"quantity": "12 or so"}]}
    assert (requirement.draft_by, requirement.draft_at) == (scene.broker.person, LATER)


def test_a_draft_is_not_overwritten_by_another_person_unasked(scene, requirement):
    save_draft(scene.broker, requirement.pk, {"packages": []}, at=AT)
    with pytest.raises(DraftHeld, match="A broker has unsaved changes"):
        save_draft(scene.rival, requirement.pk, {"packages": [1]}, at=LATER)
    taken = save_draft(scene.rival, requirement.pk, {"packages": [1]}, at=LATER, take_over=True)
    assert (taken.draft, taken.draft_by) == ({"packages": [1]}, scene.rival.person)


def test_a_draft_beyond_all_measure_is_refused(scene, requirement):
    with pytest.raises(BadInput, match="more text than a requirement can hold"):
        save_draft(scene.broker, requirement.pk, {"packages": ["x" * 500_001]}, at=LATER)


def test_saving_leaves_another_persons_draft_alone(scene, requirement):
    saved = save(scene, requirement, role=scene.rival)
    assert saved.draft_by == scene.broker.person
    assert saved.draft["packages"]


def test_a_discarded_draft_is_gone_and_that_is_on_record(scene, requirement):
    discard_draft(scene.rival, requirement.pk, at=LATER)
    requirement.refresh_from_db()
    assert (requirement.draft, requirement.draft_by, requirement.draft_at) == (None, None, None)
    event = Event.objects.get(verb="requirement.draft_discarded")
    assert (event.by, event.details) == (scene.rival.person, {"draft_by": "A broker"})


def test_quantities_keep_their_fractions(scene, requirement):
    save(scene, requirement)
    assert requirement.work_packages.get(code="wp2").quantity == Decimal("1200.5")


def test_what_was_typed_before_ones_own_save_and_comes_after_it_is_no_draft(scene, requirement):
    before = requirement.version
    saved = save(scene, requirement)
    late = save_draft(scene.broker, requirement.pk, {"version": before}, at=AT)
    assert (late.version, late.draft) == (saved.version, None)
    assert save_draft(scene.broker, requirement.pk, {"version": saved.version}, at=AT).draft is not None
