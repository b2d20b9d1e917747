"""European notices in eForms: what they say, and what makes them invalid."""

import gzip
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from tests.formats.eforms.notices import (
    CHANGES,
    NOTICE,
    PROCEDURE,
    award,
    company,
    deadline,
    lot,
    notice,
)
from tests.shared_data import shared_bytes, shared_data

from midas.core.demand.notice import Buyer, Supplier
from midas.core.values.amounts import Money
from midas.formats.eforms.notice import read_eforms
from midas.formats.ocds.limits import Refused

EXAMPLES, REPORTS, NORWAY = "sdk_examples", "sdk_reports", "norway_ted_notices"


def names(folder):
    return [path.name.removesuffix(".xml.gz") for path in sorted(shared_data("eforms", folder).iterdir())]


def example(name, folder=EXAMPLES):
    return shared_bytes("eforms", folder, f"{name}.xml.gz")


def test_a_call_says_who_wants_what_until_when_and_what_it_is_worth():
    read = read_eforms(notice())
    facts = read.facts
    assert (read.faults, read.remarks, read.version) == ((), (), "sdk-1.15")
    assert (facts.ocid, facts.release_id) == (f"eforms-{PROCEDURE}", f"{NOTICE}-01")
    assert facts.released_at == datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
    assert facts.buyer == Buyer("City Hospital", "HRB ORG-0001", "DE123")
    assert (facts.title, facts.description) == ("Mobile diagnostic units", "Units on wheels.")
    assert (facts.value, facts.cpv, facts.category) == (Money(600000000, "EUR"), "34200000", "goods")
    assert (facts.method, facts.procedure, facts.status) == ("open", "Open procedure", "active")
    assert facts.deadline_at == datetime(2026, 12, 15, 11, 0, tzinfo=UTC)
    assert facts.tags == ("tender",)


def test_lots_come_with_their_value_period_place_amount_and_whether_they_suit_small_firms():
    more = """<cbc:Description languageID="ENG">Bodies</cbc:Description>
      <cbc:EstimatedOverallContractQuantity unitCode="EA">24</cbc:EstimatedOverallContractQuantity>
      <cbc:SMESuitableIndicator>true</cbc:SMESuitableIndicator>
      <cac:RequestedTenderTotal><cbc:EstimatedOverallContractAmount currencyID="EUR">4000000.50
      </cbc:EstimatedOverallContractAmount></cac:RequestedTenderTotal>
      <cac:AdditionalCommodityClassification><cbc:ItemClassificationCode>48000000</cbc:ItemClassificationCode>
      </cac:AdditionalCommodityClassification>
      <cac:RealizedLocation><cac:Address><cbc:CountrySubentityCode>DE123</cbc:CountrySubentityCode></cac:Address>
      </cac:RealizedLocation>
      <cac:PlannedPeriod><cbc:StartDate>2027-01-01+01:00</cbc:StartDate><cbc:EndDate>2027-12-31+01:00</cbc:EndDate>
      </cac:PlannedPeriod>"""
    length = """<cac:PlannedPeriod><cbc:DurationMeasure unitCode="MONTH">6</cbc:DurationMeasure>
      </cac:PlannedPeriod>"""
    lots = lot(more=more, process=deadline("2026-12-15+01:00")) + lot(
        "LOT-0002", "Software", "72000000", length, deadline("2026-12-10+01:00")
    )
    facts = read_eforms(notice(lots=lots, value="")).facts
    first, second = facts.lots
    assert (first.id, first.title, first.value) == ("LOT-0001", "Cabins", Money(400000050, "EUR"))
    assert (first.span.starts_on, first.span.ends_on) == (date(2027, 1, 1), date(2027, 12, 31))
    assert (first.region, first.sme_suitable, second.span.days) == ("DE123", True, 180)
    assert (facts.items[0].quantity, facts.items[0].unit) == (Decimal(24), "EA")
    assert facts.items[0].cpv == ("34200000", "48000000")
    assert facts.deadline_at == datetime(2026, 12, 10, 11, 0, tzinfo=UTC)
    assert facts.sme_suitable is True


def test_who_won_comes_with_the_parts_of_the_tendering_party_and_the_size_of_each_firm():
    (won,) = read_eforms(award()).facts.awards
    assert (won.id, won.title, won.status) == ("RES-0001", "LOT-0001", "active")
    assert (won.awarded_on, won.value) == (date(2027, 1, 20), Money(550000000, "EUR"))
    group = "Bodies Together"
    assert won.suppliers == (
        Supplier("Lead Ltd", "HRB ORG-0002", sme=True, size="small", role="lead", group=group),
        Supplier("Partner Ltd", "HRB ORG-0003", sme=True, size="micro", role="partner", group=group),
        Supplier("Helper Ltd", "HRB ORG-0004", sme=False, size="large", role="subcontractor", group=group),
    )


def test_the_title_is_the_one_in_the_notices_own_language():
    both = '<cbc:Name languageID="DEU">Mobile Einheiten</cbc:Name><cbc:Name languageID="ENG">Mobile units'
    content = notice(title="X").replace(b'<cbc:Name languageID="ENG">X', both.encode())
    assert read_eforms(content).facts.title == "Mobile units"


def test_a_cancelled_procedure_is_told():
    facts = read_eforms(notice(extension=CHANGES.format(f"{NOTICE}-01", "cancel"), version="02"))
    assert (facts.facts.status, facts.changes) == ("cancelled", f"{NOTICE}-01")


def test_a_plan_without_a_procedure_goes_by_its_own_number():
    plan = notice(root="PriorInformationNotice", kind=("planning", "pin-only"), procedure="")
    read = read_eforms(plan)
    assert read.valid
    assert (read.facts.ocid, read.facts.status) == (f"eforms-{NOTICE}", "planned")


@pytest.mark.parametrize(
    ("content", "term", "where"),
    [
        (notice(number=""), "BT-701", "/ContractNotice/cbc:ID"),
        (notice(version=""), "BT-757", "/ContractNotice/cbc:VersionID"),
        (notice(procedure=""), "BT-04", "/ContractNotice/cbc:ContractFolderID"),
        (notice(buyer=""), "OPT-300", "/ContractNotice/cac:ContractingParty/cac:Party"),
        (notice(buyer="ORG-0009"), "OPT-300", "/ContractNotice/cac:ContractingParty/cac:Party"),
        (notice(day="2026-13-01+01:00"), "IssueDate", "/ContractNotice/cbc:IssueDate"),
        (notice(day="soon"), "IssueDate", "/ContractNotice/cbc:IssueDate"),
        (notice(kind=("", "cn-standard")), "BT-03", "/ContractNotice/cbc:NoticeTypeCode"),
        (notice(lots=lot(cpv="")), "BT-262-Lot", "/ContractNotice/cac:ProcurementProjectLot"),
        (notice(lots=lot(cpv="99999999")), "BT-262", "/ContractNotice/cac:ProcurementProjectLot"),
        (notice(lots=lot("")), "BT-137-Lot", "/ContractNotice/cac:ProcurementProjectLot"),
        (notice(lots=lot() + lot()), "BT-137-Lot", "/ContractNotice/cac:ProcurementProjectLot[2]"),
        (notice(lots=lot(title="")), "BT-21-Lot", "/ContractNotice/cac:ProcurementProjectLot"),
        (notice(organisations=company("ORG-0001", "")), "BT-500", "/ContractNotice/ext:UBLExtensions"),
        (notice(organisations=company("ORG-0001", "A", country="")), "BT-514", "/ContractNotice/ext:UBLExt"),
        (
            notice(organisations=company("ORG-0001", "A") + "<efac:Organization/>"),
            "ND-Company",
            "/ContractNo",
        ),
        (award(lots=lot("LOT-0007")), "BT-13713", "/ContractAwardNotice/ext:UBLExtensions"),
        (award(organisations=company("ORG-0001", "A")), "OPT-300-Tenderer", "/ContractAwardNotice/ext:UBL"),
    ],
    ids=lambda value: value if isinstance(value, str) else "xml",
)
def test_what_makes_a_notice_invalid_is_told_with_its_field_and_place(content, term, where):
    faults = read_eforms(content).faults
    assert [one for one in faults if one.message.startswith(term) and one.where.startswith(where)], faults


def test_a_title_given_twice_in_one_language_is_a_fault():
    twice = notice(lots=lot(more='<cbc:Name languageID="ENG">Again</cbc:Name>'))
    assert [one.message for one in read_eforms(twice).faults] == ["BT-21: the title is given twice in ENG."]


def test_an_empty_element_is_passed_over_and_remarked():
    (remark,) = read_eforms(notice(extension="<efac:Appeals/>")).remarks
    assert remark.where.endswith("/efac:Appeals")
    assert "passed over" in remark.message


BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<ContractNotice xmlns="urn:oasis:names:specification:ubl:schema:xsd:ContractNotice-2">&b;</ContractNotice>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<ContractNotice xmlns="urn:oasis:names:specification:ubl:schema:xsd:ContractNotice-2">&a;</ContractNotice>"""


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (BOMB, "DOCTYPE"),
        (OUTSIDE, "DOCTYPE"),
        (b"<ContractNotice", "broken"),
        (b"", "broken"),
        (b"<invoice/>", "no public notice"),
        (b"<TED_EXPORT/>", "older form of TED"),
        (notice()[:-300], "broken"),
        (gzip.compress(notice(), mtime=0)[:-200], "cut off"),
        (gzip.compress(notice(), mtime=0)[:40] + b"xxxxxxxxxxxxxxxxxxxxxxx", "gzip"),
        (b"<a>" * 5000, "broken"),
    ],
    ids=lambda value: value if isinstance(value, str) else "xml",
)
def test_what_is_no_sound_notice_is_refused_whole_with_the_reason(content, why):
    with pytest.raises(Refused, match=why):
        read_eforms(content)


def test_more_than_one_notice_ever_holds_is_refused_packed_or_not():
    large = notice(title="x" * 3000)
    with pytest.raises(Refused, match="more than 2,000 bytes"):
        read_eforms(large, most=2000)
    with pytest.raises(Refused, match="more than 2,000 bytes"):
        read_eforms(gzip.compress(large), most=2000)


def test_a_notice_read_again_from_its_kept_text_is_the_same_whatever_its_encoding():
    latin = notice(title="Bäume").decode().replace("UTF-8", "ISO-8859-1").encode("iso-8859-1")
    wide = notice(title="Bäume").decode().replace("UTF-8", "UTF-16").encode("utf-16")
    for content in (notice(title="Bäume"), latin, wide, gzip.compress(notice(title="Bäume"))):
        first = read_eforms(content)
        again = read_eforms(first.text.encode())
        assert again.facts == first.facts
        assert (again.sha256, first.facts.title) == (first.sha256, "Bäume")


@pytest.mark.shared_data
def test_every_valid_example_of_the_sdk_is_taken():
    taken = {name: read_eforms(example(name)) for name in names(EXAMPLES) if _is_demand(name)}
    assert len(taken) == 39
    assert {name: read.faults for name, read in taken.items() if read.faults} == {}
    assert all(read.facts.title and read.facts.buyer.name and read.facts.ocid for read in taken.values())


def _is_demand(name):
    return not name.startswith("INVALID") and name != "X02_registration"


@pytest.mark.shared_data
def test_every_norwegian_notice_from_ted_is_taken():
    found = {name: read_eforms(example(name, NORWAY)) for name in names(NORWAY)}
    assert len(found) == 45
    assert {name: read.faults for name, read in found.items() if read.faults} == {}
    assert all(read.facts.buyer.name and read.facts.cpv for read in found.values())
    assert sum(bool(read.facts.awards) for read in found.values()) >= 13


@pytest.mark.shared_data
@pytest.mark.parametrize(
    "name", ["can_24_stage-1", "cn_24_multiple", "cn_24_stage-2", "pin-only_24_empty", "pin-only_24_stage-1"]
)
def test_an_invalid_example_is_refused_for_reasons_that_the_validator_gives_too(name):
    read = read_eforms(example(f"INVALID_{name}"))
    assert not read.valid
    report = shared_bytes("eforms", REPORTS, f"INVALID_{name}.failed.txt").decode().split()
    terms = {_number(one) for one in report}
    ours = {_number("-".join(["BR", *fault.message.split(":")[0].split("-")[:2]])) for fault in read.faults}
    # Of a field that is there and empty the validator says just that, and we say that it is missing.
    assert ours <= terms or "element-not-empty" in report, ours - terms
    assert ours & terms


def _number(rule):
    """`BR-BT-00701-0052` and `BT-701-notice` are about one field."""
    parts = rule.removeprefix("BR-").split("-")
    digits = "".join(letter for letter in parts[1] if letter.isdigit())[:5] if len(parts) > 1 else ""
    return (parts[0], int(digits) if digits else (parts[1] if len(parts) > 1 else ""))


@pytest.mark.shared_data
def test_a_registration_is_no_demand():
    with pytest.raises(Refused, match="no demand in it"):
        read_eforms(example("X02_registration"))


@pytest.mark.shared_data
def test_the_consortium_of_the_largest_example_is_read_with_its_sizes():
    first = read_eforms(example("can_24_maximal")).facts.awards[0]
    parts = [(one.name, one.size, one.role) for one in first.suppliers]
    assert parts[0] == ("Gyro Soft SA", "large", "lead")
    assert {role for _name, _size, role in parts} == {"lead", "partner", "subcontractor", ""}
