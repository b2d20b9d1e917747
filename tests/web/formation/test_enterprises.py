"""The teams of the cluster: the list and one team's page."""

import pytest
from django.urls import reverse
from tests.actions.formation.solved import solved
from tests.builders import AT, a_member, an_enterprise, an_opportunity, some_work
from tests.web.formation.reading import text_of

from midas.actions.formation.choose_proposal import choose_proposal
from midas.actions.formation.found_enterprise import Chosen
from midas.store.models import Enterprise

LIST = "/enterprises/"


def page(enterprise):
    return reverse("formation:enterprise", args=[enterprise.pk])


@pytest.fixture
def formed(scene):
    """The best plan, chosen."""
    chosen = Chosen("Clinic builders", lead_id=scene.firms["Rother"].pk)
    return choose_proposal(scene.broker, solved(scene).proposals.first().pk, chosen, at=AT)


@pytest.fixture
def teams(scene):
    """One team in every state of life, of Don and Tees."""
    members = [scene.firms["Don"], scene.firms["Tees"]]
    return {
        state: an_enterprise(scene.cluster, members, state, f"Team {state}", each=2_000_000)
        for state in Enterprise.State.values
    }


# The list


def test_without_a_team_the_list_says_where_one_comes_from(scene, broker):
    assert "No team has been formed yet" in text_of(broker.get(LIST))


def test_the_board_shows_every_state_somebody_is_in(broker, teams):
    text = text_of(broker.get(LIST))
    for state in Enterprise.State.values:
        assert f"Team {state}" in text
    assert "Teams alive 6" in text
    assert "Worth together £240k" in text
    assert "Seen through to the end 1" in text


def test_the_table_sorts_and_the_filters_narrow(broker, teams):
    assert "Team bidding" in text_of(broker.get(LIST, {"view": "table", "sort": "-value"}))
    text = text_of(broker.get(LIST, {"view": "table", "state": "live"}))
    assert "Team operating" in text
    assert "Team dissolved" not in text
    assert "8 teams" in text_of(broker.get(LIST, {"q": "don"}))
    assert "No team matches" in text_of(broker.get(LIST, {"q": "nobody of that name"}))
    assert "8 teams" in text_of(broker.get(LIST, {"region": "UKC"}))
    assert "No team matches" in text_of(broker.get(LIST, {"region": "UKJ"}))


def test_the_list_takes_as_many_queries_for_many_teams_as_for_few(
    scene, broker, teams, django_assert_max_num_queries
):
    with django_assert_max_num_queries(26):
        broker.get(LIST)
    for number in range(5):
        an_enterprise(scene.cluster, [scene.firms["Don"]], "operating", f"More {number}")
    with django_assert_max_num_queries(26):
        broker.get(LIST)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_list_can_be_downloaded_as_filtered(broker, teams, kind):
    answer = broker.get(LIST, {"_export": kind, "state": "bidding"})
    assert answer.status_code == 200
    if kind == "csv":
        lines = answer.content.decode("utf-8-sig").splitlines()
        assert len(lines) == 2
        assert lines[1].startswith("Team bidding,bidding,Example Authority,Don,2,40000")


def test_what_a_spreadsheet_would_run_is_only_text(scene, broker):
    an_enterprise(scene.cluster, [scene.firms["Don"]], "operating", "=HYPERLINK(1)")
    assert "'=HYPERLINK(1)" in broker.get(LIST, {"_export": "csv"}).content.decode()


# One team


def test_a_formed_team_shows_where_it_stands_who_is_in_it_and_its_money(broker, formed):
    text = text_of(broker.get(page(formed)))
    assert "The team is chosen" in text
    assert "Worth to the customer £60,000" in text
    assert "Rother" in text
    assert "leads" in text
    assert "66.7 %" in text
    assert "Work and goods £58,000" in text
    assert "Expected loss £2,000" in text
    assert "The team was formed" in text


def test_money_that_the_customer_does_not_pay_is_told(broker, formed):
    assert "Missing £2,000" in text_of(broker.get(page(formed)))


def test_every_state_has_a_sensible_page(broker, teams):
    for state, enterprise in teams.items():
        answer = broker.get(page(enterprise))
        assert answer.status_code == 200
        assert (
            f'class="step step-{"stopped" if state == "abandoned" else "current"}"' in answer.content.decode()
            or (state == "dissolved")
        )
    text = text_of(broker.get(page(teams["dissolved"])))
    assert "dissolved (done) 30 Sep 2026" in text


def test_a_page_takes_few_queries_however_many_partners(scene, broker, django_assert_max_num_queries):
    members = [a_member(scene.cluster) for _ in range(12)]
    enterprise = an_enterprise(scene.cluster, members, "operating")
    for partner in enterprise.partners.all():
        some_work(partner)
    with django_assert_max_num_queries(24):
        broker.get(page(enterprise))


def test_the_plan_behind_the_team_can_be_asked_for(broker, formed):
    address = reverse("formation:plan", args=[formed.proposal.formation_id, formed.proposal.rank])
    assert address in broker.get(page(formed)).content.decode()
    assert "Why each is in" in text_of(broker.get(address))


# Giving it up


def test_a_team_is_abandoned_with_a_reason(scene, broker, formed):
    address = reverse("formation:abandon", args=[formed.pk])
    assert address in broker.get(page(formed)).content.decode()
    assert "can be formed for again" in text_of(broker.get(address))
    answer = broker.post(address, {"reason": ""})
    assert answer.status_code == 422
    answer = broker.post(address, {"reason": "The lead fell ill."}, follow=True)
    text = text_of(answer)
    assert "Clinic builders is given up" in text
    assert "The lead fell ill." in text
    scene.opportunity.refresh_from_db()
    assert scene.opportunity.state == "qualified"


def test_a_team_at_work_cannot_be_abandoned(broker, teams):
    address = reverse("formation:abandon", args=[teams["operating"].pk])
    assert address not in broker.get(page(teams["operating"])).content.decode()
    assert broker.get(address).status_code == 409
    assert broker.post(address, {"reason": "Enough."}).status_code == 409


def test_only_those_who_change_enterprises_abandon(as_role, formed):
    browser = as_role("project_manager")
    address = reverse("formation:abandon", args=[formed.pk])
    assert address not in browser.get(page(formed)).content.decode()
    assert browser.post(address, {"reason": "x"}).status_code == 403


# Who sees what


def partners_csv(browser, enterprise):
    answer = browser.get(reverse("formation:partners", args=[enterprise.pk]), {"_export": "csv"})
    return answer.content.decode("utf-8-sig")


def test_a_member_sees_its_own_part_and_nobody_elses(scene, as_role, formed):
    browser = as_role("member", scene.firms["Tees"])
    text = text_of(browser.get(page(formed)))
    assert "Your part £20,000 33.3 %" in text
    assert "66.7 %" not in text
    assert "£40,000" not in text
    assert "Where the customer" not in text
    csv = partners_csv(browser, formed)
    assert "20000" in csv
    assert "40000" not in csv


def test_a_member_outside_the_team_sees_no_part(scene, as_role, formed):
    browser = as_role("member", scene.firms["Don"])
    text = text_of(browser.get(page(formed)))
    assert "Rother" in text
    assert "33.3 %" not in text
    assert "Why this team?" not in text.replace("Why? ", "")


def test_a_project_manager_sees_parts_but_no_costs(as_role, formed):
    text = text_of(as_role("project_manager").get(page(formed)))
    assert "66.7 %" in text
    assert "Its work costs" not in text
    assert "Where the customer" not in text


@pytest.mark.parametrize("kind", ["coach", "agency"])
def test_coaches_and_agencies_see_who_and_not_how_much(as_role, formed, kind):
    browser = as_role(kind)
    text = text_of(browser.get(page(formed)))
    assert "Rother" in text
    assert "66.7 %" not in text
    assert "40000" not in partners_csv(browser, formed)


def test_a_purchaser_is_refused(as_role, formed):
    browser = as_role("purchaser")
    assert {browser.get(address).status_code for address in (LIST, page(formed))} == {403}


def test_a_stranger_finds_no_team_of_ours(stranger, formed):
    assert "Clinic builders" not in text_of(stranger.get(LIST))
    assert "Clinic builders" not in stranger.get(LIST, {"_export": "csv"}).content.decode()
    for name in ("enterprise", "partners", "abandon"):
        assert stranger.get(reverse(f"formation:{name}", args=[formed.pk])).status_code == 404


def test_the_brokers_download_names_every_part_and_cost(broker, formed):
    lines = partners_csv(broker, formed).splitlines()
    assert (
        lines[1]
        == "Rother,Yorkshire and The Humber,yes,Welding of the cabins,1000.0,HUR,0.666667,40000.01,40000.0"
    )


def test_an_enterprise_of_a_demand_without_a_customer_shows(scene, broker):
    opportunity = an_opportunity(scene.cluster, state="won", buyer_name="")
    enterprise = an_enterprise(scene.cluster, [scene.firms["Don"]], "operating", opportunity=opportunity)
    assert broker.get(page(enterprise)).status_code == 200


def test_a_team_being_formed_tells_its_partners_and_the_desk_alone_what_it_is_for(scene, as_role, teams):
    outside, inside = as_role("member", scene.firms["Rother"]), as_role("member", scene.firms["Don"])
    for team in teams.values():
        team.opportunity.buyer_name, team.opportunity.title = f"Buyer {team.state}", f"Demand {team.state}"
        team.opportunity.save()
    for address in (f"{LIST}?_export=csv", f"{LIST}?view=table", f"{LIST}?view=board"):
        told = outside.get(address).content.decode()
        assert "Buyer forming" not in told
        assert "Demand bidding" not in told
        assert "Buyer operating" in told
        for client in (inside, as_role("broker"), as_role("project_manager")):
            assert "Buyer forming" in client.get(address).content.decode()
    for address in (f"{LIST}?q=buyer+forming", "/search/?q=demand+forming"):
        assert "Team forming" not in outside.get(address).content.decode()
        assert "Team forming" in inside.get(address).content.decode()
    rows = outside.get(f"{LIST}?_export=csv").content.decode("utf-8-sig").splitlines()
    assert [row.count("40000") for row in rows if row.startswith("Team forming")] == [0]
    assert [row.count("40000") for row in rows if row.startswith("Team operating")] == [1]
    assert "Worth together £80k" in text_of(outside.get(LIST))


def test_its_page_does_not_tell_either(scene, as_role, teams):
    team = teams["forming"]
    team.opportunity.buyer_name, team.opportunity.title = "A buyer", "A demand"
    team.opportunity.save()
    outside = text_of(as_role("member", scene.firms["Rother"]).get(page(team)))
    assert "A buyer" not in outside
    assert "A demand" not in outside
    assert "Worth to the customer" not in outside
    assert "A buyer" in text_of(as_role("member", scene.firms["Don"]).get(page(team)))
