"""What a firm states is read whole, and everything that is wrong is said beside its field, all at once."""

from copy import deepcopy
from datetime import date
from decimal import Decimal

import pytest
from tests.web.members.complete_answers import COMPLETE

from midas.core.members.application import Known
from midas.core.members.read_firm import read_firm

KNOWN = Known(
    on=date(2026, 11, 24),
    currency="GBP",
    sectors=frozenset({"manufacturing"}),
    is_region={"UKE3"}.__contains__,
    is_competency={"cpv:44400000", "cpv:42600000"}.__contains__,
    is_taken=lambda scheme, number: number == "07654321",
    size=lambda staff, turnover: "small",
    rules=1,
)


def faults(step, **changes):
    """Where something is wrong in a group, if the complete answers are changed like that."""
    answers = deepcopy(COMPLETE)
    for name, value in changes.items():
        if "__" in name:
            table, column = name.split("__")
            answers[step][table][0][column] = value
        else:
            answers[step][name] = value
    return [problem.where for problem in read_firm(answers, KNOWN)[1][step]]


def test_complete_answers_have_nothing_wrong():
    assert all(not found for found in read_firm(COMPLETE, KNOWN)[1].values())


def test_what_was_typed_becomes_values_of_the_right_kind():
    firm, _ = read_firm(COMPLETE, KNOWN)
    assert str(firm.identity.org_id) == "GB-COH-01234567"
    assert (firm.extent.staff, firm.extent.turnover, firm.extent.size) == (24, 240_000_000, "small")
    assert firm.trade.sic_codes == ("25500", "25620")
    [offer] = firm.offers
    assert (offer.unit_price, offer.set_up, offer.capacity) == (Decimal("1234.5"), 25_000, Decimal(4000))
    assert (offer.pool, offer.amount, offer.is_core) == ("Hammer hours", Decimal("0.05"), True)
    assert firm.insurances[0].cover == 500_000_000
    assert firm.consent.version == 1


def test_an_empty_application_lacks_something_in_every_group():
    assert all(read_firm({}, KNOWN)[1].values())


def test_everything_wrong_with_a_group_is_said_at_once():
    found = faults("identity", name="", number="12 and more", website="nowhere", founded_on="2127-01-01")
    assert sorted(found) == ["founded_on", "name", "number", "website"]


@pytest.mark.parametrize(
    ("step", "changes", "where"),
    [
        ("identity", {"number": "7654321"}, "number"),
        ("identity", {"scheme": "nothing"}, "number"),
        ("identity", {"founded_on": "soon"}, "founded_on"),
        ("size", {"staff": "24.5"}, "staff"),
        ("size", {"staff": "-3"}, "staff"),
        ("size", {"turnover": "a lot"}, "turnover"),
        ("size", {"turnover": "1.005"}, "turnover"),
        ("size", {"turnover": "NaN"}, "turnover"),
        ("sectors", {"sector": "space"}, "sector"),
        ("sectors", {"sic_codes": "2562"}, "sic_codes"),
        ("sites", {"region": "UKX"}, "region"),
        ("sites", {"latitude": "53.4"}, "longitude"),
        ("sites", {"latitude": "153", "longitude": "1"}, "latitude"),
        ("competencies", {"competencies": []}, ""),
        ("competencies", {"competencies__code": "cpv:99000000"}, "competencies-0-code"),
        ("resources", {"resources__capacity": "0"}, "resources-0-capacity"),
        ("offerings", {"offerings": []}, ""),
        ("offerings", {"offerings__competency": "cpv:42600000"}, "offerings-0-competency"),
        ("offerings", {"offerings__unit": "pieces"}, "offerings-0-unit"),
        ("offerings", {"offerings__amount": ""}, "offerings-0-amount"),
        ("offerings", {"offerings__resource": ""}, "offerings-0-resource"),
        ("offerings", {"offerings__valid_until": "2026-11-23"}, "offerings-0-valid_until"),
        ("certificates", {"certificates__expires_on": "2024-01-05"}, "certificates-0-expires_on"),
        ("certificates", {"certificates__expires_on": "2026-11-23"}, "certificates-0-expires_on"),
        ("money", {"sort_code": "12345"}, "sort_code"),
        ("money", {"sort_code": ""}, "iban"),
        ("money", {"insurances": []}, ""),
        ("money", {"insurances__expires_on": "2026-11-23"}, "insurances-0-expires_on"),
        ("money", {"insurances__kind": "luck"}, "insurances-0-kind"),
        ("officers", {"officers__born": "1970-13"}, "officers-0-born"),
        ("officers", {"officers__born": "2127-01"}, "officers-0-born"),
        ("officers", {"officers__born": "1850-05"}, "officers-0-born"),
        ("officers", {"officers__born": "1915-11"}, "officers-0-born"),
        ("officers", {"officers__born": "2010-12"}, "officers-0-born"),
        ("officers", {"officers__born": "2020-01"}, "officers-0-born"),
        ("identity", {"founded_on": "0001-01-01"}, "founded_on"),
        ("identity", {"website": "javascript:alert(1)"}, "website"),
        ("offerings", {"offerings__unit": "LOL"}, "offerings-0-unit"),
        ("offerings", {"offerings__unit_price": "0"}, "offerings-0-unit_price"),
        ("offerings", {"offerings__valid_until": "9999-12-31"}, "offerings-0-valid_until"),
        ("rules", {"accepted": ""}, "accepted"),
        ("rules", {"signatory": " "}, "signatory"),
        ("rules", {"version": "2"}, "accepted"),
    ],
)
def test_a_slip_is_found_beside_its_field(step, changes, where):
    assert where in faults(step, **changes)


def test_namesakes_are_told_apart_by_their_month_of_birth():
    twice = [{"name": "Ada Loxley", "born": "1970-05"}, {"name": "Ada Loxley", "born": "1970-05"}]
    assert faults("officers", officers=twice) == ["officers-1-name"]
    apart = [{"name": "Ada Loxley", "born": "1970-05"}, {"name": "Ada Loxley", "born": "1999-01"}]
    assert faults("officers", officers=apart) == []


def test_groups_that_may_be_empty_have_to_be_looked_at():
    answers = {**COMPLETE, "certificates": {"certificates": []}}
    assert read_firm(answers, KNOWN)[1]["certificates"] == ()
    del answers["certificates"]
    assert read_firm(answers, KNOWN)[1]["certificates"]


def test_without_rules_in_force_nothing_can_be_accepted():
    none = Known(**{**{name: getattr(KNOWN, name) for name in KNOWN.__slots__}, "rules": None})
    assert read_firm(COMPLETE, none)[1]["rules"]


@pytest.mark.parametrize("born", ["1915-12", "2010-11"])
def test_the_oldest_and_the_youngest_officers_are_taken(born):
    assert faults("officers", officers__born=born) == []


def test_a_known_number_is_told_without_a_word_of_who_has_it():
    answers = deepcopy(COMPLETE)
    answers["identity"]["number"] = "07654321"
    (told,) = read_firm(answers, KNOWN)[1]["identity"]
    assert told.message.startswith("This number is known to the cluster already.")
