"""The eleven enterprises: what they are, who is in them and what happened to them contradict nothing."""

from collections import Counter, defaultdict
from decimal import Decimal
from itertools import pairwise

from midas.core.formation.enterprise import ENTERPRISE
from midas.core.values.periods import Period
from midas.demo.cast import ROTHERHAM, TEAM

MONTH = Decimal("30.44")
OPPORTUNITY_OF = {
    "dissolved": "won",
    "operating": "won",
    "bidding": "bidding",
    "forming": "forming",
    "abandoned": "lost",
}


def test_there_are_eleven_in_several_states_most_of_them_past(five_rivers):
    states = Counter(enterprise.state for enterprise in five_rivers.enterprises)
    assert states == {"dissolved": 6, "abandoned": 2, "operating": 1, "bidding": 1, "forming": 1}


def test_the_opportunity_of_each_stands_where_the_enterprise_implies(any_cluster):
    for enterprise in any_cluster.enterprises:
        demand = any_cluster.demand(enterprise.demand)
        assert demand.state == OPPORTUNITY_OF[enterprise.state]
        assert enterprise.value == demand.value
        assert enterprise.created_by == demand.owner
    assert len({enterprise.demand for enterprise in any_cluster.enterprises}) == 11


def test_nothing_is_won_lost_or_bid_for_without_an_enterprise(any_cluster):
    teams = {enterprise.demand for enterprise in any_cluster.enterprises}
    after_bidding = {
        demand.key for demand in any_cluster.demands if demand.state in {"won", "lost", "bidding"}
    }
    assert after_bidding <= teams


def test_parts_of_partners_sum_to_the_value_to_the_penny(any_cluster):
    for enterprise in any_cluster.enterprises:
        assert sum(partner.value for partner in enterprise.partners) == enterprise.value
        assert all(partner.value > 0 for partner in enterprise.partners)


def test_the_lead_is_a_partner_who_is_fit_to_lead(any_cluster):
    for enterprise in any_cluster.enterprises:
        assert enterprise.lead in {partner.firm for partner in enterprise.partners}
        assert any_cluster.firm(enterprise.lead).can_lead


def test_partners_were_members_when_the_team_was_formed(any_cluster):
    for enterprise in any_cluster.enterprises:
        for partner in enterprise.partners:
            firm = any_cluster.firm(partner.firm)
            assert firm.state == "admitted"
            assert firm.joined_on < enterprise.formed_on


def test_dates_of_an_enterprise_follow_each_other(any_cluster):
    for enterprise in any_cluster.enterprises:
        demand = any_cluster.demand(enterprise.demand)
        assert demand.created_at.date() < enterprise.formed_on <= any_cluster.today
        assert (enterprise.operating_from is not None) == (enterprise.state in {"operating", "dissolved"})
        assert (enterprise.dissolved_on is not None) == (enterprise.state == "dissolved")
        if enterprise.operating_from is not None:
            assert demand.deadline_at.date() < enterprise.operating_from <= demand.starts_on
        if enterprise.dissolved_on is not None:
            assert demand.ends_on < enterprise.dissolved_on <= any_cluster.today


def test_events_of_an_enterprise_walk_its_life_cycle_and_agree_with_its_dates(any_cluster):
    for enterprise in any_cluster.enterprises:
        events = _events(any_cluster, "enterprise", enterprise.key)
        days = {event.after: event.at.date() for event in events}
        assert events[0].verb == "enterprise.formed"
        assert days["forming"] == enterprise.formed_on
        assert events[-1].after == enterprise.state
        assert days.get("operating") == enterprise.operating_from
        assert days.get("dissolved") == enterprise.dissolved_on
        for before, after in pairwise(events):
            assert after.before == before.after
            ENTERPRISE.check(after.before, after.after)
            assert before.at < after.at


def test_an_enterprise_moves_in_step_with_its_opportunity(any_cluster):
    for enterprise in any_cluster.enterprises:
        team = {event.after: event.at for event in _events(any_cluster, "enterprise", enterprise.key)}
        demand = {event.after: event.at for event in _events(any_cluster, "opportunity", enterprise.demand)}
        deadline = any_cluster.demand(enterprise.demand).deadline_at
        assert demand["forming"] < team["forming"]
        if "bidding" in team:
            assert team["bidding"].date() == demand["bidding"].date()
            assert team["bidding"] < deadline
        if "operating" in team:
            assert deadline < demand["won"] < team["operating"]
        if "abandoned" in team:
            assert deadline < demand["lost"] < team["abandoned"]


def test_each_partner_does_what_it_offers_and_is_paid_within_its_part(any_cluster):
    for enterprise in any_cluster.enterprises:
        packages = {package.title: package for package in any_cluster.demand(enterprise.demand).packages}
        done = [work.package for partner in enterprise.partners for work in partner.work]
        assert sorted(done) == sorted(packages)
        for partner in enterprise.partners:
            (work,) = partner.work
            offering = _offering(any_cluster.firm(partner.firm), work)
            package = packages[work.package]
            assert (package.competency, package.unit) == (work.competency, work.unit)
            assert package.quantity == work.quantity >= max(1, offering.min_order)
            assert work.cost == round(work.quantity * offering.unit_price) + offering.set_up
            assert work.cost <= partner.value


def test_what_partners_are_bound_to_at_one_time_is_within_their_capacity(any_cluster):
    bound = defaultdict(list)
    for enterprise in any_cluster.enterprises:
        demand = any_cluster.demand(enterprise.demand)
        window = Period(demand.starts_on, demand.ends_on)
        if enterprise.state in {"dissolved", "operating"}:
            for partner in enterprise.partners:
                monthly = partner.work[0].quantity * MONTH / window.days
                bound[partner.firm, partner.work[0].competency].append((window, monthly, partner.work[0]))
    assert bound
    for (key, _), loads in bound.items():
        for window, _, work in loads:
            together = sum(monthly for other, monthly, _ in loads if other.overlaps(window))
            assert together <= _offering(any_cluster.firm(key), work).capacity


def test_only_what_was_delivered_counts_as_record(any_cluster):
    for enterprise in any_cluster.enterprises:
        for partner in enterprise.partners:
            assert partner.record.kept <= partner.record.deliveries
            assert (partner.record.deliveries > 0) == (enterprise.state in {"dissolved", "operating"})


def test_two_brokers_want_the_same_welders_in_the_same_months(any_cluster):
    rotherham = any_cluster.firm_named(ROTHERHAM)
    wanted = [
        (enterprise, partner.work[0], any_cluster.demand(enterprise.demand))
        for enterprise in any_cluster.enterprises
        for partner in enterprise.partners
        if partner.firm == rotherham.key and enterprise.state in {"bidding", "forming"}
    ]
    assert len({enterprise.created_by for enterprise, _, _ in wanted}) == 2
    first, second = (Period(demand.starts_on, demand.ends_on) for _, _, demand in wanted)
    assert first.overlaps(second)
    loads = [
        work.quantity * MONTH / Period(demand.starts_on, demand.ends_on).days for _, work, demand in wanted
    ]
    capacity = _offering(rotherham, wanted[0][1]).capacity
    assert max(loads) <= capacity < sum(loads)


def test_firms_of_the_story_have_worked_together_before(five_rivers):
    story = {five_rivers.firm_named(name).key for name in TEAM}
    together = [
        story & {partner.firm for partner in enterprise.partners}
        for enterprise in five_rivers.enterprises
        if enterprise.state == "dissolved"
    ]
    assert sum(len(team) >= 2 for team in together) >= 3
    assert set().union(*together) == story


def _events(cluster, kind, key):
    return [event for event in cluster.events if (event.kind, event.key) == (kind, key)]


def _offering(firm, work):
    return next(
        offering
        for offering in firm.offerings
        if (offering.competency, offering.unit) == (work.competency, work.unit)
    )
