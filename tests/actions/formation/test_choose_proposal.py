"""A broker chooses a plan, and it becomes an enterprise."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.actions.formation.scene import AT
from tests.actions.formation.solved import best, outcome_of, plan_of, ran, requested, solved
from tests.builders import a_role, an_opportunity

from midas.actions.access.permissions import NotAllowed
from midas.actions.demand.join_demands import join_demands, undo_links
from midas.actions.formation.choose_proposal import choose_proposal
from midas.actions.formation.found_enterprise import Chosen
from midas.actions.formation.move_enterprise import move_enterprise
from midas.actions.formation.refusals import AlreadyChosen, StaleProposal, UnableToForm
from midas.core.values.problems import BadInput
from midas.core.values.states import UnableToMove
from midas.store.models import Certificate, Enterprise, Event, Formation, Membership, PartnerWork


@pytest.fixture
def offered(scene):
    """The two proposals: the best, and a surer one."""
    return list(solved(scene).proposals.all())


def wanted(scene, **more):
    chosen = Chosen("Clinic builders", "virtual_manufacturing", scene.firms["Rother"].pk)
    return replace(chosen, **more)


def choose(scene, proposal, **more):
    return choose_proposal(scene.broker, proposal.pk, wanted(scene, **more), at=AT)


def refused(scene, proposal, **more):
    with pytest.raises(BadInput) as caught:
        choose(scene, proposal, **more)
    assert not Enterprise.objects.exists()
    return [problem.where for problem in caught.value.problems]


def test_the_plan_becomes_an_enterprise_that_is_forming(scene, offered):
    enterprise = choose(scene, offered[0])
    assert (enterprise.name, enterprise.state, enterprise.mode) == (
        "Clinic builders",
        "forming",
        "virtual_manufacturing",
    )
    assert (enterprise.lead, enterprise.proposal) == (scene.firms["Rother"], offered[0])
    assert enterprise.formed_on == date(2026, 11, 24)
    scene.opportunity.refresh_from_db()
    assert scene.opportunity.state == "forming"


def test_the_partners_parts_sum_to_its_value_to_the_penny(scene, offered):
    enterprise = choose(scene, offered[1], reason="Don is worth it")
    values = dict(enterprise.partners.values_list("membership__organisation__name", "value"))
    assert sum(values.values()) == enterprise.value == scene.opportunity.value == 6_000_001
    # 1,000,000 : 3,000,000 : 2,000,000 of 6,000,000; the odd penny falls to the largest remainder, Don's half
    assert values == {"Rother": 1_000_000, "Don": 3_000_001, "Tees": 2_000_000}


def test_without_a_value_in_the_clusters_currency_it_is_worth_its_packages(scene, offered):
    scene.opportunity.currency = "EUR"
    scene.opportunity.save()
    enterprise = choose(scene, offered[0])
    assert (enterprise.value, enterprise.currency) == (6_000_000, "GBP")


def test_what_each_partner_does_is_kept_with_its_cost(scene, offered):
    choose(scene, offered[1], reason="Don is worth it")
    work = PartnerWork.objects.get(partner__membership=scene.firms["Don"])
    assert (work.package, work.competency, work.unit) == ("Welding of the cabins", "welding", "HUR")
    assert (work.quantity, work.cost) == (Decimal(750), 750 * 4500)
    assert work.partner.role == "Welding of the cabins"


def test_a_partner_without_work_lends_its_standing(scene):
    plan = best(scene)
    plan = replace(plan, partners=(*plan.partners, scene.id("Don")))
    formation = ran(requested(scene), lambda problem, *_: outcome_of(problem, plan))
    enterprise = choose(scene, formation.proposals.get())
    don = enterprise.partners.get(membership=scene.firms["Don"])
    assert (don.value, don.role, don.work.count()) == (0, "lends its standing", 0)


def test_choosing_leaves_an_event_on_the_enterprise_and_on_the_opportunity(scene, offered):
    enterprise = choose(scene, offered[1], reason="Don is worth it")
    formed = Event.objects.get(verb="enterprise.formed")
    assert (formed.subject_id, formed.reason) == (enterprise.pk, "Don is worth it")
    assert formed.details == {"proposal": offered[1].pk, "rank": 2}
    forming = Event.objects.get(verb="opportunity.forming")
    assert (forming.before, forming.after) == ("qualified", "forming")


def test_an_opportunity_has_one_team(scene, offered):
    first = choose(scene, offered[0])
    with pytest.raises(AlreadyChosen, match="Clinic builders is already the team") as caught:
        choose(scene, offered[1], reason="second thoughts")
    assert caught.value.enterprise_id == first.pk


def test_after_the_team_is_abandoned_another_plan_can_be_chosen(scene, offered):
    first = choose(scene, offered[0])
    move_enterprise(scene.broker, first.pk, "abandoned", reason="the lead fell ill", at=AT)
    with pytest.raises(UnableToForm, match="chosen before"):
        choose(scene, offered[0])
    assert choose(scene, offered[1], reason="without Rother's load").state == "forming"


def test_every_missing_field_is_told_at_once(scene, offered):
    assert refused(scene, offered[1], name=" ", mode="cartel", lead_id=None) == [
        "name",
        "mode",
        "lead",
        "reason",
    ]
    assert refused(scene, offered[0], name="x" * 161) == ["name"]


def test_only_a_partner_fit_to_lead_can_lead(scene):
    Membership.objects.filter(pk=scene.firms["Tees"].pk).update(can_lead=False)
    proposal = solved(scene).proposals.first()
    assert refused(scene, proposal, lead_id=scene.firms["Tees"].pk) == ["lead"]
    assert refused(scene, proposal, lead_id=scene.firms["Don"].pk) == ["lead"]


def test_where_nobody_is_fit_to_lead_any_partner_may(scene):
    Membership.objects.update(can_lead=False)
    enterprise = choose(scene, solved(scene).proposals.first(), lead_id=scene.firms["Tees"].pk)
    assert enterprise.lead == scene.firms["Tees"]


def test_the_best_plan_needs_no_reason_and_another_does(scene, offered):
    assert refused(scene, offered[1]) == ["reason"]
    assert choose(scene, offered[0])


def test_a_plan_for_an_older_requirement_is_out_of_date(scene, offered):
    scene.requirement.version += 1
    scene.requirement.save()
    with pytest.raises(StaleProposal, match="the requirement has changed"):
        choose(scene, offered[0])


def test_a_plan_with_a_partner_suspended_since_is_out_of_date(scene, offered):
    Membership.objects.filter(pk=scene.firms["Tees"].pk).update(state="suspended")
    with pytest.raises(StaleProposal, match="Tees is suspended"):
        choose(scene, offered[0])


def test_a_plan_that_breaks_a_rule_today_is_out_of_date(scene, offered):
    Certificate.objects.filter(membership=scene.firms["Tees"]).delete()
    with pytest.raises(StaleProposal, match="does not hold ISO 9001"):
        choose(scene, offered[0])


def test_a_plan_that_promises_more_than_is_left_is_out_of_date(scene, offered):
    scene.firms["Rother"].offerings.update(capacity=Decimal(300))
    with pytest.raises(StaleProposal, match="1,000 of its “Welding”, and has capacity for 900"):
        choose(scene, offered[0])


def test_a_plan_that_can_no_longer_start_in_time_is_out_of_date(scene, offered):
    scene.firms["Rother"].offerings.update(lead_time_days=30)
    late = AT + timedelta(days=30)
    with pytest.raises(StaleProposal, match="needs 30 days"):
        choose_proposal(scene.broker, offered[0].pk, wanted(scene), at=late)


def test_dearer_prices_alone_do_not_spoil_a_plan(scene, offered):
    scene.firms["Rother"].offerings.update(unit_price=Decimal(9000))
    assert choose(scene, offered[0])


def test_an_offering_withdrawn_since_makes_the_plan_out_of_date(scene, offered):
    scene.firms["Rother"].offerings.all().delete()
    with pytest.raises(StaleProposal):
        choose(scene, offered[0])


def test_an_opportunity_that_was_not_qualified_is_qualified_first(scene, offered):
    scene.opportunity.state = "new"
    scene.opportunity.save()
    with pytest.raises(UnableToMove, match="possible from here: qualified"):
        choose(scene, offered[0])


def test_nothing_is_chosen_for_a_demand_that_is_joined_into_another(scene, offered):
    other = an_opportunity(scene.cluster, "More clinics", state="qualified")
    whole = join_demands(scene.broker, [scene.opportunity.pk, other.pk], "All clinics", at=AT)
    with pytest.raises(UnableToMove, match="joined into “All clinics”"):
        choose(scene, offered[0])
    undo_links(scene.broker, whole.pk, at=AT)
    assert choose(scene, offered[0]).state == "forming"


def test_nothing_is_chosen_from_a_search_that_goes_on(scene, offered):
    Formation.objects.update(state="running")
    with pytest.raises(UnableToForm, match="not finished"):
        choose(scene, offered[0])


@pytest.mark.parametrize("kind", ["project_manager", "committee", "coach", "purchaser"])
def test_only_those_who_may_change_enterprises_can_choose(scene, offered, kind):
    with pytest.raises(NotAllowed):
        choose_proposal(a_role(scene.cluster, kind), offered[0].pk, wanted(scene), at=AT)


def test_work_through_two_offerings_is_added_up(scene):
    second = scene.firms["Rother"].offerings.get()
    second.pk, second.unit_price, second.set_up = None, Decimal(4100), 500
    second.save()
    plan = plan_of(scene, {"wp1": {"Rother": 600}, "wp2": {"Tees": 200}})
    more = replace(plan.allocations[0], offering=1, quantity=Decimal(400))
    plan = replace(plan, allocations=(*plan.allocations, more))
    formation = ran(requested(scene), lambda problem, *_: outcome_of(problem, plan))
    choose(scene, formation.proposals.get())
    work = PartnerWork.objects.get(partner__membership=scene.firms["Rother"])
    assert (work.quantity, work.cost) == (1000, 600 * 4000 + 400 * 4100 + 500)
