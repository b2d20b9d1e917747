"""How firms came in and where they stand, and who can sign in."""

import re

from tests.demo.conftest import TODAY

from midas.demo.generate import generate
from midas.demo.people import PASSWORD, PEOPLE, SIGN_INS, STRANGERS
from midas.demo.strangers import strangers


def test_every_membership_has_the_events_that_led_to_its_state(any_cluster):
    path = {
        "applied": ["applied"],
        "in_assessment": ["applied", "in_assessment"],
        "declined": ["applied", "in_assessment", "declined"],
        "admitted": ["applied", "in_assessment", "admitted"],
        "suspended": ["applied", "in_assessment", "admitted", "suspended"],
        "left": ["applied", "in_assessment", "admitted", "left"],
    }
    by_firm = {}
    for event in any_cluster.events:
        if event.kind == "membership":
            by_firm.setdefault(event.key, []).append(event)
    for firm in any_cluster.firms:
        events = by_firm[firm.key]
        assert [event.after for event in events] == path[firm.state]
        assert [event.before for event in events] == ["", *path[firm.state][:-1]]
        assert events[0].at.date() == firm.applied_on
        assert firm.joined_on in {None, *(event.at.date() for event in events if event.after == "admitted")}


def test_events_are_in_order_and_none_lies_ahead(any_cluster):
    moments = [event.at for event in any_cluster.events]
    assert moments == sorted(moments)
    assert moments[-1].date() <= any_cluster.today
    assert all(moment.utcoffset().total_seconds() == 0 for moment in moments)


def test_there_is_a_sign_in_for_every_role_two_brokers_and_two_owners(five_rivers):
    roles = [role for person in PEOPLE for role in person.roles]
    assert set(roles) == {
        *("administrator", "broker", "committee", "project_manager", "coach", "member", "purchaser", "agency")
    }
    assert (roles.count("broker"), roles.count("member")) == (2, 2)
    for person in five_rivers.people:
        assert ("member" in person.roles) == (person.firm is not None)
        assert person.firm is None or five_rivers.firm_named(person.firm).state == "admitted"


def test_sign_ins_are_listed_once_with_addresses_kept_for_examples():
    emails = [email for email, _, _ in SIGN_INS]
    assert len(set(emails)) == len(emails) == len({person.email for person in (*PEOPLE, *STRANGERS)})
    assert all(re.fullmatch(r"[a-z]+@[a-z]+\.example", email) for email in emails)
    assert len(PASSWORD) >= 10


def test_the_other_cluster_is_small_and_shares_no_firm_with_the_first():
    first = generate(5, TODAY)
    words = {firm.name.split()[0] for firm in first.firms}
    other = strangers(5, TODAY, words)
    assert len(other.firms) == 6
    assert all(firm.place.region.startswith("UKM") for firm in other.firms)
    assert not {firm.name.split()[0] for firm in other.firms} & words
    assert {demand.state for demand in other.demands} == {"new", "qualified"}
    assert not {demand.ocid for demand in other.demands if demand.ocid} & {one.ocid for one in first.demands}


def test_only_the_agency_works_in_both_clusters():
    both = {person.email for person in PEOPLE} & {person.email for person in STRANGERS}
    assert both == {"agency@fiverivers.example"}
